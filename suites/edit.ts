import { parentOf } from '../documents/pointer.ts';
import { INDEX, isArray, isObject, tokensOf, valueAt } from '../runner/json.ts';
import type { Json } from '../runner/types/values.ts';
import type { Scope } from './format.ts';

/** A copy of `root` in which `change` made what the first token leads to; `undefined` removes it. */
const changed = (root: Json, tokens: readonly string[], value: Json | undefined): Json => {
  const [token, ...rest] = tokens;
  if (token === undefined) return value ?? null;
  if (isArray(root)) {
    const items = root.map((item, index) => (String(index) === token ? changed(item, rest, value) : item));
    if (rest.length > 0) return items;
    if (value === undefined) return items.filter((_, index) => String(index) !== token);
    return Number(token) < items.length ? items : [...items, value];
  }
  const members = isObject(root) ? root : {};
  if (rest.length === 0 && value === undefined)
    return Object.fromEntries(Object.entries(members).filter(([name]) => name !== token));
  return { ...members, [token]: rest.length === 0 ? (value ?? null) : changed(members[token] ?? null, rest, value) };
};

/** Can something be set there: a member of an object, an item of a list, or one more behind its last (`-`, RFC 6901 section 4)? */
const isSettable = (parent: Json | undefined, token: string): boolean =>
  isObject(parent) || (isArray(parent) && (token === '-' || (INDEX.test(token) && Number(token) <= parent.length)));

const listed = (items: number): string => `${items} item${items === 1 ? '' : 's'}`;

/** Sets what a JSON Pointer points to. Reports a pointer whose parent is not there, or has no such place, and leaves the body as it is. */
export const setAt = (body: Json, pointer: string, value: Json, scope: Scope): Json => {
  if (pointer === '') return value;
  const parent = valueAt(body, parentOf(pointer));
  if (isSettable(parent, tokensOf(pointer).at(-1) ?? '')) return changed(body, tokensOf(pointer), value);
  const [noObject, remedy] =
    parentOf(pointer) === ''
      ? ['the body itself is no object', 'Write the whole `body`.']
      : [`the body has no object at ${parentOf(pointer)}`, `Set ${parentOf(pointer)} as a whole.`];
  const lacks = isArray(parent) ? `the list there has ${listed(parent.length)}` : noObject;
  scope.report(`${scope.pointer}/set`, `nothing to set ${pointer} in: ${lacks}`, remedy);
  return body;
};

/** Removes what a JSON Pointer points to. Reports a pointer to nothing. */
export const removeAt = (body: Json, pointer: string, scope: Scope): Json => {
  if (valueAt(body, pointer) !== undefined) return changed(body, tokensOf(pointer), undefined);
  scope.report(`${scope.pointer}/remove`, `nothing to remove: the body has no ${pointer}`, 'Remove the pointer.');
  return body;
};
