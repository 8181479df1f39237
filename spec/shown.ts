import { childOf } from '../documents/pointer.ts';
import { isArray, isObject, valueAt } from '../runner/json.ts';
import type { Requirement, RequirementId } from '../runner/types/spec.ts';
import type { Json } from '../runner/types/values.ts';
import type { Described } from './operations.ts';
import { follow } from './refs.ts';
import type { Validators } from './validators.ts';

/** What the requirements are looked up in. */
export type Shown = {
  readonly root: Json;
  readonly requirements: readonly Requirement[];
  readonly validators: Validators;
};

/** An answer in short: `code: null` is the success form. */
type Answered = { readonly status: number; readonly code: string | null };

const named = (text: string, code: string): boolean => new RegExp(`\\b${code}\\b`).test(text);

/** The one requirement that points there. Where several do, one answer does not tell which of them it shows. */
const at = (pointer: string, requirements: readonly Requirement[]): readonly RequirementId[] => {
  const found = requirements.filter((requirement) => requirement.pointer === pointer);
  return found.length === 1 ? found.map(({ id }) => id) : [];
};

/** The requirement that points to a rule, or else to the closest schema that the rule is a part of. */
const closest = (rule: string, requirements: readonly Requirement[]): readonly RequirementId[] => {
  const around = requirements.filter(({ pointer }) => rule === pointer || rule.startsWith(`${pointer}/`));
  const [longest = ''] = around.map(({ pointer }) => pointer).sort((a, b) => b.length - a.length);
  return at(longest, around);
};

/** Members that are null count as absent. */
const withoutNulls = (request: Json): Json =>
  isObject(request) ? Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null)) : request;

const lookupsIn = (schema: string, request: Json | undefined, root: Json): readonly string[] =>
  Object.keys(isObject(request) ? request : {})
    .map((member) => follow(root, childOf(follow(root, schema), 'properties', member)))
    .filter((pointer) => isArray(valueAt(root, childOf(pointer, 'x-exclusive'))));

/** What stands at a lookup itself speaks of lookups that find something. */
const ofArguments = (
  { request: schema }: Described,
  request: Json,
  { root, requirements, validators }: Shown,
): readonly RequirementId[] => {
  if (schema === undefined) return [];
  const lookups = lookupsIn(schema, request, root);
  const ofRules = requirements.filter(({ pointer }) => !lookups.includes(pointer));
  return validators
    .faults(schema, withoutNulls(request), 'the body')
    .flatMap((fault) => closest(validators.ruleOf(fault), ofRules));
};

const ofError = (operation: Described, { status, code }: Answered, request: Json | undefined, shown: Shown) => {
  const documented = operation.errors.filter((error) => error.status === status && error.code === code);
  const own = shown.requirements.filter(
    ({ pointer, text }) => documented.some((error) => error.pointer === pointer) && named(text, code ?? ''),
  );
  if (documented.length === 0 || own.length > 0) return own.map(({ id }) => id);
  return request === undefined ? [] : ofArguments(operation, request, shown);
};

const ofSuccess = (operation: Described, request: Json | undefined, { root, requirements }: Shown) =>
  [
    childOf(operation.pointer, 'responses', operation.success),
    childOf(operation.pointer, 'security'),
    ...(operation.request === undefined ? [] : lookupsIn(operation.request, request, root)),
  ].flatMap((pointer) => at(pointer, requirements));

/**
 * The requirements that an answer to a request shows by itself. Of an error: those that stand at its schema and name its
 * code, or else those that the request breaks. Of a success: those of the operation's success, of its security, and of
 * the request's lookups.
 */
export const shownBy = (
  operation: Described,
  answer: Answered,
  request: Json | undefined,
  shown: Shown,
): readonly RequirementId[] => {
  const found =
    answer.code === null
      ? answer.status === operation.success
        ? ofSuccess(operation, request, shown)
        : []
      : ofError(operation, answer, request, shown);
  return [...new Set(found)];
};
