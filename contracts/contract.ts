import { suggest } from '../documents/nearest.ts';
import { childOf } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { readYaml } from '../documents/read.ts';
import { readSchema } from '../documents/schema.ts';
import { validate } from '../documents/validate.ts';
import type { Description } from '../spec/load.ts';
import { pointersOf } from './fields.ts';
import { axesOf } from './forms.ts';
import { errorSchema, requestSchema, subjectOf, successSchema } from './schemas.ts';
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

type Check = {
  readonly pointer: string;
  readonly word: string;
  readonly known: readonly string[];
  readonly what: string;
};

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)];

const readChecks = ({ reads }: Contract, all: readonly Description[]): readonly Check[] => {
  const success = unique(all.flatMap((description) => pointersOf(successSchema(description))));
  const errors = unique(
    all.flatMap((description) =>
      subjectOf(description).errors.flatMap(({ code }) => pointersOf(errorSchema(description, code))),
    ),
  );
  return [
    ...reads.success.map((word, index) => ({
      pointer: childOf('/reads/success', index),
      word,
      known: success,
      what: 'a success has no',
    })),
    ...reads.errors.map((word, index) => ({
      pointer: childOf('/reads/errors', index),
      word,
      known: errors,
      what: 'no error has',
    })),
  ];
};

const formChecks = (
  { interactions }: Contract,
  all: readonly Description[],
  situations: Situations,
): readonly Check[] => {
  if (interactions.success === 'all') return [];
  const axes = all.flatMap((description) => axesOf(requestSchema(description), situations));
  return Object.entries(interactions.success).flatMap(([name, choices]) => {
    const pointer = childOf('/interactions/success', name);
    const axis = axes.find((one) => one.name === name);
    const known = axis?.choices.map((choice) => choice.name) ?? [];
    return axis === undefined
      ? [{ pointer, word: name, known: unique(axes.map((one) => one.name)), what: 'requests do not differ in' }]
      : choices.map((word, index) => ({
          pointer: childOf(pointer, index),
          word,
          known,
          what: `${name} has no choice`,
        }));
  });
};

const errorChecks = ({ interactions }: Contract, all: readonly Description[]): readonly Check[] => {
  const known = unique(all.flatMap((description) => subjectOf(description).errors.map(({ code }) => code)));
  return interactions.errors === 'all'
    ? []
    : interactions.errors.map((word, index) => ({
        pointer: childOf('/interactions/errors', index),
        word,
        known,
        what: 'the spec documents no error',
      }));
};

const profileChecks = ({ providers }: Contract, descriptions: Descriptions): readonly Check[] =>
  Object.keys(providers).map((word) => ({
    pointer: childOf('/providers', word),
    word,
    known: Object.keys(descriptions),
    what: 'there is no profile',
  }));

const check = (
  contract: Contract,
  document: YamlDocument,
  descriptions: Descriptions,
  situations: Situations,
): readonly Problem[] => {
  const all = Object.values(descriptions);
  const checks = [
    ...profileChecks(contract, descriptions),
    ...readChecks(contract, all),
    ...formChecks(contract, all, situations),
    ...errorChecks(contract, all),
  ];
  return checks
    .filter(({ word, known }) => !known.includes(word))
    .map(({ pointer, word, known, what }) => ({
      place: document.keyPlaceOf(pointer),
      pointer,
      message: `${what} \`${word}\``,
      remedy: suggest(word, known),
    }));
};

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
  const all = broken.length > 0 ? broken : check(contract, document, descriptions, situations);
  if (all.length > 0) throw new InputError(all);
  return contract;
};
