import { escaped, INDEX, tokensOf } from '../runner/json.ts';

/** The pointer to a member or an item of what `pointer` points to. */
export const childOf = (pointer: string, ...tokens: readonly (string | number)[]): string =>
  tokens.reduce<string>((parent, token) => `${parent}/${escaped(String(token))}`, pointer);

/** The pointer to the container of what `pointer` points to; the root is its own container. */
export const parentOf = (pointer: string): string => pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));

/** A pointer as it is written in the fragment of a URI (RFC 6901, section 6). */
export const fragmentOf = (pointer: string): string => pointer.split('/').map(encodeURIComponent).join('/');

/** A pointer as people write paths: `scenarios[0].expect`; `""` for the root. */
export const dotted = (pointer: string): string =>
  tokensOf(pointer)
    .map((token) => (INDEX.test(token) ? `[${token}]` : /^[\w$-]+$/.test(token) ? `.${token}` : `["${token}"]`))
    .join('')
    .replace(/^\./, '');
