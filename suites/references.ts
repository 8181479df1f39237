import { suggest } from '../documents/nearest.ts';
import { own } from '../runner/json.ts';
import { type AnswerReference, LIKENESSES, namedBy, referencesIn, type TokenReference } from '../runner/references.ts';
import type { Spec } from '../runner/types/spec.ts';
import { NOBODY } from '../runner/types/target.ts';
import type { Json } from '../runner/types/values.ts';
import type { Scope } from './format.ts';
import { checkRole } from './roles.ts';

/** One reference of each form. */
const formsOf = ({ things }: Spec): readonly string[] => [
  ...Object.entries(things)
    .slice(0, 1)
    .map(([kind, [attribute]]) => `${kind}.main.${attribute}`),
  ...['token.valid', 'run.id', 'steps.first.response.body#/pointer'],
];

/** What references to an earlier step are checked by. */
export type EarlierStep = {
  /** How many requests it sends, if that is known beforehand. */
  readonly times?: number;
  /** The operation whose success each of its answers has to be; absent if it may be answered otherwise. */
  readonly succeeding?: string;
};

/** Steps that a reference may name, by their ids. */
export type Earlier = ReadonlyMap<string, EarlierStep>;

/** Reports a kind, or an attribute of it, that the spec does not know; `by` is what asks for it. */
export const checkAttribute = (by: string, kind: string, attribute: string, scope: Scope): void => {
  const { things } = scope.spec;
  const attributes = own(things, kind);
  if (attributes === undefined)
    scope.report(
      scope.pointer,
      `nothing is known of \`${kind}\` in ${by}`,
      Object.keys(things).length === 0
        ? 'Name the kind, with its attributes, under `x-things` of the description.'
        : suggest(kind, Object.keys(things)),
    );
  else if (!attributes.includes(attribute))
    scope.report(
      scope.pointer,
      `\`${kind}\` has no \`${attribute}\`, which ${by} asks for`,
      suggest(attribute, attributes),
    );
};

const checkIndex = (reference: string, { step: id, index }: AnswerReference, times: number, scope: Scope): void => {
  if (index >= times)
    scope.report(
      scope.pointer,
      `step \`${id}\` sends ${times} request${times === 1 ? '' : 's'}, but \${${reference}} asks for number ${index}, counted from 0`,
      times === 1 ? 'Leave the number out.' : `The last one is ${times - 1}.`,
    );
};

const checkStep = (reference: string, named: AnswerReference, earlier: Earlier, scope: Scope): void => {
  const { step: id, pointer } = named;
  const step = earlier.get(id);
  if (step === undefined) {
    scope.report(
      scope.pointer,
      `no earlier step \`${id}\` sends a request, but \${${reference}} asks for its answer`,
      earlier.size === 0 ? 'Refer to a step above this one.' : suggest(id, [...earlier.keys()]),
    );
    return;
  }
  if (step.times !== undefined) checkIndex(reference, named, step.times, scope);
  const { succeeding } = step;
  const remedy = succeeding && own(scope.spec.operations, succeeding)?.astray(pointer);
  if (remedy !== undefined)
    scope.report(
      scope.pointer,
      `a success of \`${succeeding}\` has no \`${pointer}\`, which \${${reference}} asks for`,
      remedy,
    );
};

/** Where a value stands: only a header that authorizes may hold a token. */
export type Whereabouts = { readonly earlier: Earlier; readonly tokens: boolean };

const checkToken = (reference: string, { role, likeness }: TokenReference, tokens: boolean, scope: Scope): void => {
  if (!tokens)
    scope.report(
      scope.pointer,
      `a token may stand in the Authorization header only, not \${${reference}} here`,
      'Use `as` or `authorization`.',
    );
  if (likeness !== undefined && !LIKENESSES.some((known) => known === likeness))
    scope.report(
      scope.pointer,
      `\`${likeness}\`, which \${${reference}} asks for, is nothing that is made of a token`,
      suggest(likeness, LIKENESSES),
    );
  checkRole('token', role, scope, reference);
  if (role === NOBODY)
    scope.report(scope.pointer, `\`${NOBODY}\` has no token, but \${${reference}} asks for it`, 'Name another role.');
};

const check = (reference: string, { earlier, tokens }: Whereabouts, scope: Scope): void => {
  const named = namedBy(reference);
  if (named === undefined)
    scope.report(
      scope.pointer,
      `\${${reference}} is no reference`,
      `Write ${formsOf(scope.spec)
        .map((form) => `\${${form}}`)
        .join(', ')} or the like.`,
    );
  else if (named.kind === 'token') checkToken(reference, named, tokens, scope);
  else if (named.kind === 'answer') checkStep(reference, named, earlier, scope);
  else if (named.kind === 'role') {
    const { of, role, attribute } = named;
    checkAttribute(`\${${reference}}`, of, attribute, scope);
    if (of === 'organization' || of === 'network') checkRole(of, role, scope, reference);
  }
};

/** Reports every reference in a value that nothing can replace. */
export const checkReferences = (value: Json, whereabouts: Whereabouts, scope: Scope): void => {
  for (const reference of referencesIn(value)) check(reference, whereabouts, scope);
};
