import type { Description } from '../spec/load.ts';
import { loadDescription } from '../spec/load.ts';
import { profiles } from '../spec/profiles.ts';
import type { Contract } from './contract.ts';
import { endpointOf } from './endpoint.ts';
import type { Interaction } from './interactions.ts';
import { interactionsOf } from './interactions.ts';
import { loadContract } from './load-contract.ts';
import type { Loss } from './matchers.ts';
import type { Client } from './pact-file.ts';
import { clientOf, writePact } from './pact-file.ts';
import { subjectOf } from './schemas.ts';
import type { Situations } from './situations.ts';
import { loadSituations } from './situations.ts';

/** A pact file that was written, and what it could not say of the spec. */
export type Written = {
  readonly file: string;
  readonly profile: string;
  readonly interactions: number;
  readonly losses: readonly Loss[];
};

/** Sentences about examples that the spec itself would not accept. */
export const wrongExamples = (description: Description, interactions: readonly Interaction[]): readonly string[] => {
  const { id, validRequest } = subjectOf(description);
  return interactions.flatMap(({ description: name, status, code, example, headers, request }) => {
    const response = {
      status,
      headers: [['content-type', 'application/json'] as const, ...headers],
      text: JSON.stringify(example),
      json: example,
    };
    const answer = description.spec.judge(id, response).map(({ message, at }) => `${name}: ${message} (${at})`);
    return code === null && !validRequest(request) ? [...answer, `${name}: the request breaks its schema`] : answer;
  });
};

const generate = async (
  contract: Contract,
  description: Description,
  situations: Situations,
  { folder, client }: { readonly folder: string; readonly client: Client },
): Promise<Written> => {
  const { profile } = description.spec;
  const { interactions, losses } = interactionsOf(contract, description, situations);
  const wrong = wrongExamples(description, interactions);
  if (wrong.length > 0) throw new Error(`Examples that the spec refuses:\n${wrong.join('\n')}`);
  const { method, path } = subjectOf(description);
  const provider = contract.providers[profile] ?? '';
  const pact = {
    consumer: contract.consumer,
    provider,
    profile,
    method,
    path,
    interactions,
    examples: situations.examples,
  };
  return { file: await writePact(pact, folder, client), profile, interactions: interactions.length, losses };
};

export type GenerateOptions = {
  /** Path of a contract; that of this package's client if absent. */
  readonly contract?: string;
  /** Where the pact files go; made if it is not there. */
  readonly folder: string;
};

/**
 * Writes a pact file for each profile that a contract names: the client of this package, reading what the contract says,
 * goes through every interaction against Pact's mock server. Throws an `InputError` if the contract cannot be used.
 */
export const generatePacts = async ({ contract: path, folder }: GenerateOptions): Promise<readonly Written[]> => {
  const [situations, ...loaded] = await Promise.all([
    loadSituations(),
    ...profiles.map((profile) => loadDescription({ profile })),
  ]);
  const descriptions = Object.fromEntries(loaded.map((description) => [description.spec.profile, description]));
  const contract = await loadContract(path, descriptions, situations);
  const client = clientOf(endpointOf(descriptions, contract));
  const written: Written[] = [];
  for (const [profile, description] of Object.entries(descriptions))
    if (contract.providers[profile] !== undefined)
      written.push(await generate(contract, description, situations, { folder, client }));
  return written;
};
