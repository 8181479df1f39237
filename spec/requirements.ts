import { suggest } from '../documents/nearest.ts';
import { childOf } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { isArray, isObject, valueAt } from '../runner/json.ts';
import type { Requirement, RequirementId, StateDefinition, UniversalCheck } from '../runner/types/spec.ts';
import type { Json } from '../runner/types/values.ts';
import type { Described } from './operations.ts';
import { reporter } from './reporter.ts';

type Written = Omit<Requirement, 'place' | 'universal'> & { readonly profiles?: readonly string[] };

const itemsAt = (root: Json, pointer: string): readonly Json[] => {
  const items = valueAt(root, pointer);
  return isArray(items) ? items : [];
};

const twice = (names: readonly string[], document: YamlDocument, at: (index: number) => string, what: string) =>
  names.flatMap((name, index): Problem[] =>
    names.indexOf(name) < index
      ? [reporter(document)(at(index), `the ${what} \`${name}\` occurs twice`, 'Give one of them another name.')]
      : [],
  );

/** The universal checks, and the requirement that each of them proves. */
export const rulesOf = (root: Json): Readonly<Record<UniversalCheck, RequirementId>> =>
  valueAt(root, '/x-rules') as Readonly<Record<UniversalCheck, RequirementId>>;

/** Requirements of one profile; `requirements` must be valid against `requirements.schema.json`. */
export const requirementsOf = (
  requirements: YamlDocument,
  description: YamlDocument,
  profile: string,
): { readonly requirements: readonly Requirement[]; readonly problems: readonly Problem[] } => {
  const all = itemsAt(requirements.value, '/requirements') as unknown as readonly Written[];
  const at = (index: number, member: string): string => childOf('', 'requirements', index, member);
  const here = all
    .map((written, index) => ({ written, index }))
    .filter(({ written }) => written.profiles?.includes(profile) ?? true);
  const lost = here
    .filter(({ written }) => valueAt(description.value, written.pointer) === undefined)
    .map(({ written, index }) =>
      reporter(requirements)(
        at(index, 'pointer'),
        `\`${written.pointer}\` leads nowhere in ${description.file} of profile ${profile}`,
        'Correct the JSON Pointer, or limit the requirement to the `profiles` that have this part.',
      ),
    );
  const universal = new Set(Object.values(rulesOf(description.value)));
  const ids = all.map(({ id }) => id);
  return {
    requirements: here.map(({ written: { id, text, level, pointer, source } }) => ({
      ...{ id, text, level, pointer, source },
      place: description.keyPlaceOf(pointer),
      universal: universal.has(id),
    })),
    problems: [...twice(ids, requirements, (index) => at(index, 'id'), 'requirement'), ...lost],
  };
};

/** Problems of `x-rules`, `x-relations` and `x-listed` that name requirements which the profile does not have. */
export const checkNamedRequirements = (
  description: YamlDocument,
  operations: readonly Described[],
  requirements: readonly Requirement[],
): readonly Problem[] => {
  const ids = requirements.map(({ id }) => id);
  const rules = Object.entries(rulesOf(description.value)).map(([rule, id]) => ({ id, at: childOf('/x-rules', rule) }));
  const relations = operations.flatMap(({ pointer, relations: own }) =>
    own.map(({ requirement }, index) => ({
      id: requirement,
      at: childOf(pointer, 'x-relations', index, 'requirement'),
    })),
  );
  const listed = operations.flatMap(({ pointer, listed: own }) =>
    own.map((id, index) => ({ id, at: childOf(pointer, 'x-listed', index) })),
  );
  return [...rules, ...relations, ...listed]
    .filter(({ id }) => !ids.includes(id))
    .map(({ id, at }) => reporter(description)(at, `there is no requirement \`${id}\``, suggest(id, ids)));
};

/** The vocabulary of provider states; `document` must be valid against `states.schema.json`. */
export const statesOf = (
  document: YamlDocument,
): { readonly states: Readonly<Record<string, StateDefinition>>; readonly problems: readonly Problem[] } => {
  const states = itemsAt(document.value, '/states').filter(isObject) as unknown as readonly StateDefinition[];
  const names = states.map(({ name }) => name);
  return {
    states: Object.fromEntries(states.map((state) => [state.name, state])),
    problems: twice(names, document, (index) => childOf('', 'states', index, 'name'), 'state'),
  };
};
