import { suggest } from '../documents/nearest.ts';
import { isArray, isObject, own } from '../runner/json.ts';
import type { Spec } from '../runner/types/spec.ts';
import { NOBODY } from '../runner/types/target.ts';
import type { Json } from '../runner/types/values.ts';
import type { Scope } from './format.ts';
import { checkRole } from './roles.ts';

const REFERENCE = /\$\{([^}]*)\}/g;
const STEP = /^steps\.([a-z][a-z0-9-]*)(?:\.(\d+))?\.response\.body#(?:\/.*)?$/;
const ROLE = /^([a-z_]+)\.([a-z_]+)\.([a-z_]+)$/;
const TOKEN = /^token\.([a-z_]+)(?:\.([a-z_]+))?$/;
/** What can be made of a token that is nearly the token. */
const LIKENESSES = ['shortened', 'swapped_case'];

/** One reference of each form. */
const formsOf = ({ things }: Spec): readonly string[] => [
  ...Object.entries(things)
    .slice(0, 1)
    .map(([kind, [attribute]]) => `${kind}.main.${attribute}`),
  ...['token.valid', 'run.id', 'steps.first.response.body#/pointer'],
];

/** Steps that a reference may name: id to how many requests the step sends, `undefined` if that is not known beforehand. */
export type Earlier = ReadonlyMap<string, number | undefined>;

const inText = (text: string): readonly string[] => [...text.matchAll(REFERENCE)].map((match) => match[1] ?? '');

/** Every `${...}` reference in a value, keys included. */
export const referencesIn = (value: Json): readonly string[] => {
  if (typeof value === 'string') return inText(value);
  if (isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => [...inText(key), ...referencesIn(member)]);
};

/** Reports a kind, or an attribute of it, that the spec does not know; `by` is what asks for it. */
export const checkAttribute = (by: string, kind: string, attribute: string, scope: Scope): void => {
  const { things } = scope.spec;
  const attributes = own(things, kind);
  if (attributes === undefined)
    scope.report(scope.pointer, `nothing is known of \`${kind}\` in ${by}`, suggest(kind, Object.keys(things)));
  else if (!attributes.includes(attribute))
    scope.report(
      scope.pointer,
      `\`${kind}\` has no \`${attribute}\`, which ${by} asks for`,
      suggest(attribute, attributes),
    );
};

const checkStep = (reference: string, id: string, index: string | undefined, earlier: Earlier, scope: Scope): void => {
  if (!earlier.has(id)) {
    scope.report(
      scope.pointer,
      `no earlier step \`${id}\` sends a request, but \${${reference}} asks for its answer`,
      earlier.size === 0 ? 'Refer to a step above this one.' : suggest(id, [...earlier.keys()]),
    );
    return;
  }
  const times = earlier.get(id);
  if (index !== undefined && times !== undefined && Number(index) >= times)
    scope.report(
      scope.pointer,
      `step \`${id}\` sends ${times} request${times === 1 ? '' : 's'}, but \${${reference}} asks for number ${index}, counted from 0`,
      times === 1 ? 'Leave the number out.' : `The last one is ${times - 1}.`,
    );
};

/** Where a value stands: only a header that authorizes may hold a token. */
export type Whereabouts = { readonly earlier: Earlier; readonly tokens: boolean };

const checkToken = (reference: string, likeness: string | undefined, tokens: boolean, scope: Scope): void => {
  if (!tokens)
    scope.report(
      scope.pointer,
      `a token may stand in the Authorization header only, not \${${reference}} here`,
      'Use `as` or `authorization`.',
    );
  if (likeness !== undefined && !LIKENESSES.includes(likeness))
    scope.report(
      scope.pointer,
      `\`${likeness}\`, which \${${reference}} asks for, is nothing that is made of a token`,
      suggest(likeness, LIKENESSES),
    );
};

const check = (reference: string, { earlier, tokens }: Whereabouts, scope: Scope): void => {
  if (reference === 'run.id') return;
  const token = TOKEN.exec(reference);
  if (token !== null) {
    const [, name = '', likeness] = token;
    checkToken(reference, likeness, tokens, scope);
    checkRole('token', name, scope, reference);
    if (name === NOBODY)
      scope.report(scope.pointer, `\`${NOBODY}\` has no token, but \${${reference}} asks for it`, 'Name another role.');
    return;
  }
  const step = STEP.exec(reference);
  if (step !== null) {
    checkStep(reference, step[1] ?? '', step[2], earlier, scope);
    return;
  }
  const role = ROLE.exec(reference);
  if (role !== null) {
    const [, kind = '', name = '', attribute = ''] = role;
    checkAttribute(`\${${reference}}`, kind, attribute, scope);
    if (kind === 'organization' || kind === 'network') checkRole(kind, name, scope, reference);
    return;
  }
  scope.report(
    scope.pointer,
    `\${${reference}} is no reference`,
    `Write ${formsOf(scope.spec)
      .map((form) => `\${${form}}`)
      .join(', ')} or the like.`,
  );
};

/** Reports every reference in a value that nothing can replace. */
export const checkReferences = (value: Json, whereabouts: Whereabouts, scope: Scope): void => {
  for (const reference of referencesIn(value)) check(reference, whereabouts, scope);
};
