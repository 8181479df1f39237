import type { Json } from './types.ts';

/** What a reference (the text between `${` and `}`) stands for; `undefined` leaves it as it is. */
export type Resolve = (reference: string) => Json | undefined;

const REFERENCE = /\$\{([^}]*)\}/g;
const WHOLE = /^\$\{([^}]*)\}$/;

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

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

const visit = (value: unknown, resolve: Resolve): unknown => {
  if (typeof value === 'string') return inText(value, resolve);
  if (Array.isArray(value)) return value.map((item: unknown) => visit(item, resolve));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [textOf(inText(name, resolve)), visit(member, resolve)]),
  );
};

/** Data never changes, and the same is asked for again in every run. */
const known = new WeakMap<object, boolean>();

const hasReferences = (data: object): boolean => {
  const has = known.get(data) ?? JSON.stringify(data).includes('${');
  known.set(data, has);
  return has;
};

/**
 * Replaces `${...}` in every text of plain data, names of members included. A text that is one reference becomes the
 * value itself, with its JSON type; inside a longer text a value is written out. The caller knows that the shape of the
 * data survives this.
 */
export const replaceReferences = <T extends object>(data: T, resolve: Resolve): T =>
  hasReferences(data) ? (visit(data, resolve) as T) : data;
