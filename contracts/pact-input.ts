import { isUtf8 } from 'node:buffer';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { childOf } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import { readYaml } from '../documents/read.ts';
import { readSchema } from '../documents/schema.ts';
import { validate } from '../documents/validate.ts';
import { isArray, isObject, valueAt } from '../runner/json.ts';
import type { Json, JsonObject, Place } from '../runner/types/values.ts';
import { namesWanted } from './generators.ts';
import { OURS } from './pact-file.ts';
import { wrongLengths, wrongStatuses } from './pact-numbers.ts';

/** A pact file that a user named, as far as it is read here: the Verifier reads it by itself. */
export type PactFile = {
  readonly path: string;
  readonly consumer: string;
  readonly provider: string;
  readonly interactions: number;
  /** The profile of the spec that it was made of, where it says so. */
  readonly profile?: string;
  /** Names of the values that it takes from provider states. */
  readonly wanted: readonly string[];
  /** Where an interaction is described in the file. */
  readonly placeOf: (description: string) => Place;
};

const problem = (file: string, message: string, remedy: string): Problem => ({
  place: { file, line: 1, column: 1 },
  pointer: '',
  message,
  remedy,
});

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown error';

const nameOf = (value: Json | undefined): string | undefined =>
  isObject(value) && typeof value.name === 'string' ? value.name : undefined;

/** The profile of the spec that a pact was made of, where it says so. */
export const profileOf = (pact: Json): string | undefined => {
  const profile = valueAt(pact, childOf('/metadata', OURS, 'profile'));
  return typeof profile === 'string' ? profile : undefined;
};

/** What is wrong with a pact of one profile for an embedded provider, which is of another. */
export const contraryTo = (
  embedded: string | undefined,
  made: string | undefined,
): Pick<Problem, 'message' | 'remedy'> | undefined =>
  embedded === undefined || made === undefined || embedded === made
    ? undefined
    : {
        message: `the pact is of profile ${made}, and the embedded provider of profile ${embedded}`,
        remedy: `Add \`--profile ${made}\`.`,
      };

const placeIn = (file: string, text: string) => {
  const lines = text.split('\n');
  return (description: string): Place => {
    const found = lines.findIndex(
      (line) => line.includes('"description"') && line.includes(JSON.stringify(description)),
    );
    return { file, line: Math.max(found, 0) + 1, column: 1 };
  };
};

const REMEDY = 'Write it anew with the tests of the consumer.';

const readPactSchema = () => readSchema(new URL('./pact.schema.json', import.meta.url));

/** The problems of a pact as if all were at the start of `file`: what the Verifier would make up, or misread. */
export const flawsIn = async (file: string, value: Json): Promise<readonly Problem[]> => {
  const start = () => ({ file, line: 1, column: 1 });
  return validate(await readPactSchema(), { file, value, placeOf: start, keyPlaceOf: start });
};

/** Throws an `InputError` if an interaction lacks what the Verifier would make up, or has what it cannot read. */
const checkInteractions = async (path: string, text: string, value: Json): Promise<void> => {
  const flaws = await flawsIn(path, value);
  const numbers = [...wrongStatuses(text, value), ...wrongLengths(text, value)];
  if (flaws.length + numbers.length === 0) return;
  // JSON is YAML: only a file with problems is read again for their places.
  const { document } = await readYaml(path, path);
  if (document === undefined)
    throw new InputError([...flaws, ...numbers.map(({ message, remedy }) => problem(path, message, remedy))]);
  throw new InputError([
    ...validate(await readPactSchema(), document),
    ...numbers.map((number) => ({ ...number, place: document.placeOf(number.pointer) })),
  ]);
};

/** JSON is UTF-8 without a byte order mark (RFC 8259 section 8.1); the Verifier reads nothing else. */
const textOf = async (path: string): Promise<string> => {
  const bytes = await readFile(path).catch((error: unknown) => {
    const code = codeOf(error);
    const fact = code === 'ENOENT' ? 'there is no such file' : `the pact file cannot be read (${code})`;
    throw new InputError([problem(path, fact, 'Check the path.')]);
  });
  const text = bytes.toString('utf8');
  const flaw = isUtf8(bytes) ? text.startsWith('\uFEFF') && 'begins with a byte order mark' : 'is not UTF-8';
  if (flaw !== false)
    throw new InputError([problem(path, `the pact file ${flaw}`, 'Save it as UTF-8 without a byte order mark.')]);
  return text;
};

const read = async (path: string): Promise<PactFile> => {
  const text = await textOf(path);
  let pact: Json;
  try {
    pact = JSON.parse(text) as Json;
  } catch (error) {
    throw new InputError([problem(path, `the pact file is no JSON: ${(error as Error).message}`, REMEDY)]);
  }
  const { consumer, provider, ...rest } = isObject(pact) ? pact : ({} as JsonObject);
  // Version 3 keeps messages in files of their own.
  const interactions = rest.interactions ?? rest.messages;
  const names = [nameOf(consumer), nameOf(provider)] as const;
  const [of, by] = names;
  if (of === undefined || by === undefined || !isArray(interactions))
    throw new InputError([
      problem(path, 'this is no pact: it names no consumer, no provider or no interactions', REMEDY),
    ]);
  if (rest.interactions !== undefined) await checkInteractions(path, text, pact);
  const profile = profileOf(rest);
  return {
    ...{ path, consumer: of, provider: by, interactions: interactions.length },
    ...(profile === undefined ? {} : { profile }),
    wanted: namesWanted(interactions),
    placeOf: placeIn(path, text),
  };
};

const expanded = async (path: string): Promise<readonly string[]> => {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() !== true) return [path];
  const names = (await readdir(path)).filter((name) => name.endsWith('.json')).sort();
  if (names.length === 0)
    throw new InputError([
      problem(path, 'the folder holds no pact file', 'Name a folder with *.json files, or a file.'),
    ]);
  return names.map((name) => join(path, name));
};

const settled = <T>(results: readonly PromiseSettledResult<T>[]): readonly T[] => {
  const problems: Problem[] = [];
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    if (!(result.reason instanceof InputError)) throw result.reason;
    problems.push(...result.reason.problems);
  }
  if (problems.length > 0) throw new InputError(problems);
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
};

const ofOneProvider = (pacts: readonly PactFile[], provider: string | undefined): readonly PactFile[] => {
  const names = [...new Set(pacts.map((pact) => pact.provider))];
  const known = `The pacts are with: ${names.join(', ')}.`;
  const [first] = pacts;
  if (provider === undefined && names.length > 1 && first !== undefined)
    throw new InputError([
      problem(first.path, 'the pacts are with several providers', `Name one by --provider. ${known}`),
    ]);
  const chosen = pacts.filter((pact) => provider === undefined || pact.provider === provider);
  if (chosen.length > 0 || first === undefined) return chosen;
  throw new InputError([problem(first.path, `no pact is with the provider \`${provider}\``, known)]);
};

/** Reads pact files; a folder stands for the `*.json` files in it. Throws an `InputError` with all that is wrong. */
export const readPacts = async (paths: readonly string[]): Promise<readonly PactFile[]> => {
  const files = settled(await Promise.allSettled(paths.map(expanded))).flat();
  return settled(await Promise.allSettled(files.map(read)));
};

/**
 * Reads the pact files with one provider, by its name or because all of them are with the same.
 * Throws an `InputError` with all that is wrong.
 */
export const readPactsWith = async (paths: readonly string[], provider?: string): Promise<readonly PactFile[]> =>
  ofOneProvider(await readPacts(paths), provider);
