import { textOf } from './json.ts';
import type { Json } from './types/values.ts';

/** What a reference (the text between `${` and `}`) stands for; `undefined` leaves it as it is. */
export type Resolve = (reference: string) => Json | undefined;

/** What can be made of a token that is nearly the token. */
export const LIKENESSES = ['shortened', 'swapped_case'] as const;

/** A value in an answer of an earlier step: `steps.ID.response.body#POINTER`, or with `.INDEX` behind the id. */
export type AnswerReference = {
  readonly kind: 'answer';
  readonly step: string;
  readonly index: number;
  readonly pointer: string;
};

/** A token, or something that is nearly the token: `token.ROLE`, `token.ROLE.LIKENESS`. */
export type TokenReference = { readonly kind: 'token'; readonly role: string; readonly likeness?: string };

/** What a reference names; `role` is what the target knows: `organization.ROLE.ATTRIBUTE`. */
type Named =
  | { readonly kind: 'run' }
  | TokenReference
  | AnswerReference
  | { readonly kind: 'role'; readonly of: string; readonly role: string; readonly attribute: string };

const TOKEN = /^token\.([a-z_]+)(?:\.([a-z_]+))?$/;
const ANSWER = /^steps\.([a-z][a-z0-9-]*)(?:\.(\d+))?\.response\.body#((?:\/.*)?)$/;
const ROLE = /^([a-z_]+)\.([a-z_]+)\.([a-z_]+)$/;

/** Reads a reference; `undefined` if it is none. */
export const namedBy = (reference: string): Named | undefined => {
  if (reference === 'run.id') return { kind: 'run' };
  const [, role, likeness] = TOKEN.exec(reference) ?? [];
  if (role !== undefined) return { kind: 'token', role, ...(likeness === undefined ? {} : { likeness }) };
  const [, step, index = '0', pointer = ''] = ANSWER.exec(reference) ?? [];
  if (step !== undefined) return { kind: 'answer', step, index: Number(index), pointer };
  const [, of, known = '', attribute = ''] = ROLE.exec(reference) ?? [];
  return of === undefined ? undefined : { kind: 'role', of, role: known, attribute };
};

const REFERENCE = /\$\{([^}]*)\}/g;
const WHOLE = /^\$\{([^}]*)\}$/;
const APART = /(\$\{[^}]*\})/;
const UNCLOSED = /\$\{[^}]*$/;

/** Has a text a `${` without its `}`? */
export const isUnclosed = (text: string): boolean => UNCLOSED.test(text);

const inText = (text: string, resolve: Resolve): Json => {
  if (!text.includes('${')) return text;
  const whole = WHOLE.exec(text);
  if (whole !== null) {
    const value = resolve(whole[1] ?? '');
    return value === undefined ? text : value;
  }
  return text.replace(REFERENCE, (reference, name: string) => {
    const value = resolve(name);
    return value === undefined ? reference : textOf(value);
  });
};

/** The value itself where nothing in it is replaced: most hold no reference. */
const visit = (value: unknown, resolve: Resolve): unknown => {
  if (typeof value === 'string') return inText(value, resolve);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => visit(item, resolve));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  let changed = false;
  const members = Object.entries(value).map(([name, inner]: [string, unknown]) => {
    const visited = [textOf(inText(name, resolve)), visit(inner, resolve)] as const;
    changed ||= visited[0] !== name || visited[1] !== inner;
    return visited;
  });
  return changed ? Object.fromEntries(members) : value;
};

/**
 * Replaces `${...}` in every text of plain data, names of members included. A text that is one reference becomes the
 * value itself, with its JSON type; inside a longer text a value is written out. What has nothing replaced in it is given as it
 * is, no copy. The caller knows that the shape of the data survives this.
 */
export const replaceReferences = <T extends object>(data: T, resolve: Resolve): T => visit(data, resolve) as T;

/** A text with what is beside the references in it changed. */
export const besideReferences = (text: string, change: (part: string) => string): string =>
  text
    .split(APART)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join('');

/** Every reference in plain data, names of members included. */
export const referencesIn = (data: Json | object): readonly string[] => {
  const found: string[] = [];
  visit(data, (reference) => {
    found.push(reference);
    return undefined;
  });
  return found;
};

/** A text as it stands in a path or a query; half a surrogate pair, which JSON can name and UTF-8 cannot, is replaced there. */
export const encoded = (text: string): string => encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'));

/** A path whose references are replaced, each by what is a segment, or a part of one. */
export const replaceInPath = (path: string, resolve: Resolve): string => {
  const resolveEncoded: Resolve = (reference) => {
    const value = resolve(reference);
    return value === undefined ? undefined : encoded(textOf(value));
  };
  return textOf(replaceReferences({ path }, resolveEncoded).path);
};
