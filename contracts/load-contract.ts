import { InputError } from '../documents/problems.ts';
import { readYaml } from '../documents/read.ts';
import { readSchema } from '../documents/schema.ts';
import { validate } from '../documents/validate.ts';
import type { Contract, Descriptions } from './contract.ts';
import { problemsOf } from './contract-checks.ts';
import type { Situations } from './situations.ts';

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
