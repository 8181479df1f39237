import { brief, isArray, isObject } from '../runner/json.ts';
import type { Json } from '../runner/types/values.ts';
import { dotted } from './pointer.ts';

const quote = (text: string): string => `\`${text}\``;

/** `a`, `a or b`, `a, b or c`. */
export const listed = (items: readonly string[], joint: 'or' | 'and' = 'or'): string => {
  const last = items.at(-1);
  if (last === undefined) return '';
  return items.length === 1 ? last : `${items.slice(0, -1).join(', ')} ${joint} ${last}`;
};

/** Names in backquotes, as a list. */
export const named = (names: readonly string[], joint: 'or' | 'and' = 'or'): string => listed(names.map(quote), joint);

const KINDS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'an integer',
  boolean: 'a boolean',
  object: 'an object',
  array: 'an array',
  null: 'null',
};

/** JSON Schema type names with their article. */
export const kinds = (types: readonly string[]): string => listed(types.map((type) => KINDS[type] ?? type));

/** What kind of JSON value this is, without its content. */
export const kindOf = (value: Json | undefined): string => {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (isObject(value)) return Object.keys(value).length === 0 ? 'an empty object' : 'an object';
  if (value === '') return 'an empty string';
  return KINDS[typeof value] ?? typeof value;
};

const LONGEST = 60;

/** A JSON value as short JSON text. */
export const shown = (value: Json | undefined): string =>
  value === undefined ? 'nothing' : brief(JSON.stringify(value), LONGEST);

/** Words with one blank between them, and no sign that would be misread. */
const PLAIN = /^[^`\p{C}\p{Z}]+(?: [^`\p{C}\p{Z}]+)*$/u;

/** A text as it is written, in backquotes, or as JSON where that would not show what it holds; shortened if it is long. */
export const cited = (text: string): string => (PLAIN.test(text) ? quote(brief(text, LONGEST)) : shown(text));

/** The value at a pointer, named for a message: its path in backquotes, or `root` for the whole. */
export const nameOf = (pointer: string, root: string): string => (pointer === '' ? root : quote(dotted(pointer)));
