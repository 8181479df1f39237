import type { Json, JsonObject } from '../runner/types.ts';

/** Is this JSON value an object (no array, no null)? */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Is this JSON value an array? */
export const isArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const unescaped = (token: string): string =>
  token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token;

/** Reference tokens of a JSON Pointer (RFC 6901), unescaped. */
export const tokensOf = (pointer: string): readonly string[] =>
  pointer === '' ? [] : pointer.slice(1).split('/').map(unescaped);

/** The pointer to a member or an item of what `pointer` points to. */
export const childOf = (pointer: string, ...tokens: readonly (string | number)[]): string =>
  tokens.reduce<string>(
    (parent, token) => `${parent}/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    pointer,
  );

/** The pointer to the container of what `pointer` points to; the root is its own container. */
export const parentOf = (pointer: string): string => pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));

const INDEX = /^(?:0|[1-9]\d*)$/;

const step = (value: Json | undefined, token: string): Json | undefined => {
  if (isArray(value)) return INDEX.test(token) ? value[Number(token)] : undefined;
  return isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
};

/** What a JSON Pointer (RFC 6901) points to, or `undefined` if there is nothing. */
export const valueAt = (root: Json, pointer: string): Json | undefined =>
  pointer === '' || pointer.startsWith('/') ? tokensOf(pointer).reduce<Json | undefined>(step, root) : undefined;

/** A pointer as it is written in the fragment of a URI (RFC 6901, section 6). */
export const fragmentOf = (pointer: string): string => pointer.split('/').map(encodeURIComponent).join('/');

/** A pointer as people write paths: `scenarios[0].expect`; `""` for the root. */
export const dotted = (pointer: string): string =>
  tokensOf(pointer)
    .map((token) => (INDEX.test(token) ? `[${token}]` : /^[\w$-]+$/.test(token) ? `.${token}` : `["${token}"]`))
    .join('')
    .replace(/^\./, '');
