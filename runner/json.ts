import type { Json, JsonObject } from './types/values.ts';

/** Is this JSON value an object (no array, no null)? */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Is this JSON value an array? */
export const isArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** What an object has by a name that somebody else chose: `constructor`, too, is its own or nothing. */
export const own = <T>(members: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;

/** Reference token of a JSON Pointer that is the index of an item (RFC 6901 section 4). */
export const INDEX = /^(?:0|[1-9]\d*)$/;

const member = (value: Json | undefined, token: string): Json | undefined => {
  if (isArray(value)) return INDEX.test(token) ? value[Number(token)] : undefined;
  return isObject(value) ? own(value, token) : undefined;
};

const unescaped = (token: string): string =>
  token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token;

/** A name as a reference token of a JSON Pointer (RFC 6901 section 3). */
export const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** Pointers come from the spec, the suites and other documents, so that the same few are followed in every answer. */
const known = new Map<string, readonly string[]>();

/** Reference tokens of a JSON Pointer (RFC 6901), unescaped. */
export const tokensOf = (pointer: string): readonly string[] => {
  const tokens = known.get(pointer) ?? pointer.split('/').slice(1).map(unescaped);
  known.set(pointer, tokens);
  return tokens;
};

/** What a JSON Pointer (RFC 6901) points to, or `undefined` if there is nothing. */
export const valueAt = (root: Json | undefined, pointer: string): Json | undefined =>
  pointer === '' || pointer.startsWith('/') ? tokensOf(pointer).reduce(member, root) : undefined;

/** A value in the objects that a JSON Pointer (RFC 6901) leads through: there is nothing beside it. */
export const nested = <T extends Json>(pointer: string, value: T): T | JsonObject =>
  tokensOf(pointer).reduceRight<T | JsonObject>((inner, token) => ({ [token]: inner }), value);

/** Are two JSON values the same, whatever the order of members? */
export const same = (one: Json | undefined, other: Json | undefined): boolean => {
  if (one === other) return true;
  if (isArray(one) && isArray(other))
    return one.length === other.length && one.every((item, index) => same(item, other[index]));
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && same(one[name], other[name]))
  );
};

/** Parses JSON; `undefined` if the text is none. */
export const parsed = (text: string | undefined): Json | undefined => {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
};

/** A value as a text: a text as it is, anything else as JSON. */
export const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** UTF-16 units of a value that a message shows. */
const SHOWN = 200;

/** A text cut to what a message can show, in UTF-16 units; no character is cut in two. */
export const brief = (text: string, most = SHOWN): string =>
  text.length <= most ? text : `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`;

/** A value as a message shows it. */
export const shown = (value: Json | undefined): string =>
  value === undefined ? 'nothing' : brief(JSON.stringify(value));
