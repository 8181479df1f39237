import { nearest, suggest } from '../documents/nearest.ts';
import { childOf } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { named } from '../documents/words.ts';
import type { Description } from '../spec/load.ts';
import type { Contract, Descriptions } from './contract.ts';
import { CODE } from './endpoint.ts';
import { pointersOf } from './fields.ts';
import { axesOf } from './forms.ts';
import { errorSchema, requestSchema, subjectOf, successSchema } from './schemas.ts';
import type { Situations } from './situations.ts';

/** Profile of the spec to the names that it knows. */
type Names = Readonly<Record<string, readonly string[]>>;

/** A word of a contract that has to be a name the spec knows. */
type Check = { readonly pointer: string; readonly word: string; readonly names: Names; readonly what: string };

type Pointed = Pick<Problem, 'pointer' | 'message' | 'remedy'>;

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)];

const namesOf = (descriptions: Descriptions, namesIn: (description: Description) => readonly string[]): Names =>
  Object.fromEntries(
    Object.entries(descriptions).map(([profile, description]) => [profile, unique(namesIn(description))]),
  );

const allOf = (names: Names): readonly string[] => unique(Object.values(names).flat());

const errorPointers = (descriptions: Descriptions): Names =>
  namesOf(descriptions, (description) =>
    subjectOf(description).errors.flatMap(({ code }) => pointersOf(errorSchema(description, code))),
  );

const readChecks = ({ reads }: Contract, descriptions: Descriptions): readonly Check[] => {
  const success = namesOf(descriptions, (description) => pointersOf(successSchema(description)));
  const errors = errorPointers(descriptions);
  return [
    ...reads.success.map((word, index) => ({
      pointer: childOf('/reads/success', index),
      word,
      names: success,
      what: 'a success has no',
    })),
    ...reads.errors.map((word, index) => ({
      pointer: childOf('/reads/errors', index),
      word,
      names: errors,
      what: 'no error has',
    })),
  ];
};

const formChecks = (
  { interactions }: Contract,
  descriptions: Descriptions,
  situations: Situations,
): readonly Check[] => {
  if (interactions.success === 'all') return [];
  const axesIn = (description: Description) => axesOf(requestSchema(description), situations);
  const axes = namesOf(descriptions, (description) => axesIn(description).map(({ name }) => name));
  return Object.entries(interactions.success).flatMap(([member, choices]) => {
    const pointer = childOf('/interactions/success', member);
    if (!allOf(axes).includes(member))
      return [{ pointer, word: member, names: axes, what: 'requests do not differ in' }];
    const names = namesOf(descriptions, (description) =>
      axesIn(description).flatMap((axis) => (axis.name === member ? axis.choices.map(({ name }) => name) : [])),
    );
    return choices.map((word, index) => ({
      pointer: childOf(pointer, index),
      word,
      names,
      what: `${member} has no choice`,
    }));
  });
};

const errorChecks = ({ interactions }: Contract, descriptions: Descriptions): readonly Check[] => {
  const names = namesOf(descriptions, (description) => subjectOf(description).errors.map(({ code }) => code));
  return interactions.errors === 'all'
    ? []
    : interactions.errors.map((word, index) => ({
        pointer: childOf('/interactions/errors', index),
        word,
        names,
        what: 'the spec documents no error',
      }));
};

/** A name that a contract can use has to be one of a profile that it speaks of. */
const unknownName = ({ pointer, word, names, what }: Check, profiles: readonly string[]): readonly Pointed[] => {
  const known = unique(profiles.flatMap((profile) => names[profile] ?? []));
  if (known.includes(word)) return [];
  const elsewhere = Object.keys(names).filter((profile) => names[profile]?.includes(word));
  return elsewhere.length === 0
    ? [{ pointer, message: `${what} \`${word}\``, remedy: suggest(word, known) }]
    : [
        {
          pointer,
          message: `${what} \`${word}\` in the profile ${named(profiles)}`,
          remedy: `Remove it, or name a provider for the profile ${named(elsewhere)} too.`,
        },
      ];
};

const unknownProfiles = ({ providers }: Contract, descriptions: Descriptions): readonly Pointed[] => {
  const known = Object.keys(descriptions);
  return Object.keys(providers)
    .filter((profile) => !known.includes(profile))
    .map((profile) => ({
      pointer: childOf('/providers', profile),
      message: `there is no profile \`${profile}\``,
      remedy: suggest(profile, known),
    }));
};

const sharedProviders = ({ providers }: Contract): readonly Pointed[] => {
  const entries = Object.entries(providers);
  return entries.flatMap(([profile, provider], index) => {
    const before = entries.slice(0, index).find(([, other]) => other === provider);
    return before === undefined
      ? []
      : [
          {
            pointer: childOf('/providers', profile),
            message: `\`${provider}\` is the provider for the profile \`${before[0]}\` already`,
            remedy: 'Name another: a consumer has one pact with a provider.',
          },
        ];
  });
};

/** A mistyped pointer to the code is a problem of its own. */
const unreadCode = ({ reads, interactions }: Contract, descriptions: Descriptions): readonly Pointed[] => {
  const known = allOf(errorPointers(descriptions));
  return interactions.errors.length === 0 || reads.errors.some((word) => nearest(word, known) === CODE)
    ? []
    : [
        {
          pointer: '/reads/errors',
          message: `the client tells errors apart by \`${CODE}\`, which \`reads.errors\` lacks`,
          remedy: `Add \`${CODE}\`, or write \`[]\` for \`interactions.errors\`.`,
        },
      ];
};

/** Everything that is wrong with a contract that keeps its schema. */
export const problemsOf = (
  contract: Contract,
  document: YamlDocument,
  descriptions: Descriptions,
  situations: Situations,
): readonly Problem[] => {
  const strange = unknownProfiles(contract, descriptions);
  const profiles = Object.keys(strange.length > 0 ? descriptions : contract.providers);
  const checks = [
    ...readChecks(contract, descriptions),
    ...formChecks(contract, descriptions, situations),
    ...errorChecks(contract, descriptions),
  ];
  const names = [...strange, ...checks.flatMap((check) => unknownName(check, profiles))];
  const values = [...sharedProviders(contract), ...unreadCode(contract, descriptions)];
  return [
    ...names.map((problem) => ({ ...problem, place: document.keyPlaceOf(problem.pointer) })),
    ...values.map((problem) => ({ ...problem, place: document.placeOf(problem.pointer) })),
  ];
};
