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

/** Replaces items by what `change` makes of them; what does not change is not copied. */
const replaceItems = <T>(items: readonly T[], change: (item: T) => T): readonly T[] => {
  let copy: T[] | undefined;
  for (const [index, item] of items.entries()) {
    const changed = change(item);
    if (changed === item) continue;
    copy ??= [...items];
    copy[index] = changed;
  }
  return copy ?? items;
};

const visit = (value: unknown, resolve: Resolve): unknown => {
  if (typeof value === 'string') return inText(value, resolve);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return replaceItems<unknown>(value, (item) => visit(item, resolve));
  const members: readonly (readonly [string, unknown])[] = Object.entries(value);
  const replaced = replaceItems(members, (member) => {
    const [name, inner] = member;
    const newName = textOf(inText(name, resolve));
    const newInner = visit(inner, resolve);
    return newName === name && newInner === inner ? member : ([newName, newInner] as const);
  });
  return replaced === members ? value : Object.fromEntries(replaced);
};

/**
 * Replaces `${...}` in every text of plain data, names of members included. A text that is one reference becomes the
 * value itself, with its JSON type; inside a longer text a value is written out. The caller knows that the shape of the
 * data survives this.
 */
export const replaceReferences = <T extends object>(data: T, resolve: Resolve): T => visit(data, resolve) as T;
