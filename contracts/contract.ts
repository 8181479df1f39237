import { InputError } from '../documents/problems.ts';
import { readYaml } from '../documents/read.ts';
import { readSchema } from '../documents/schema.ts';
import { validate } from '../documents/validate.ts';
import type { Description } from '../spec/load.ts';
import { problemsOf } from './contract-checks.ts';
import type { Situations } from './situations.ts';

/** What one consumer relies on. */
export type Contract = {
  readonly consumer: string;
  /** Profile of the spec to the provider's name in the Pact Broker. */
  readonly providers: Readonly<Record<string, string>>;
  readonly reads: { readonly success: readonly string[]; readonly errors: readonly string[] };
  readonly interactions: {
    readonly success: 'all' | Readonly<Record<string, readonly string[]>>;
    readonly errors: 'all' | readonly string[];
  };
};

/** Every profile of the spec that a contract may speak of. */
export type Descriptions = Readonly<Record<string, Description>>;

/**
 * Reads a consumer's contract; without a path, the one of the client in this package.
 * Throws an `InputError` with everything that is wrong with it.
 */
export const loadContract = async (
  path: string | undefined,
  descriptions: Descriptions,
  situations: Situations,
): Promise<Contract> => {
  const [{ document, problems }, schema] = await Promise.all([
    path === undefined
      ? readYaml(new URL('./client.yaml', import.meta.url), 'contracts/client.yaml')
      : readYaml(path, path),
    readSchema(new URL('./contract.schema.json', import.meta.url)),
  ]);
  if (document === undefined) throw new InputError(problems);
  const contract = document.value as unknown as Contract;
  const broken = [...problems, ...validate(schema, document)];
  const all = broken.length > 0 ? broken : problemsOf(contract, document, descriptions, situations);
  if (all.length > 0) throw new InputError(all);
  return contract;
};
