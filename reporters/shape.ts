import { beginning } from './text.ts';

/** What is wrong with a value, one clause each (`/exchange/sentAt is "x", not a number`); empty if nothing is. */
export type Shape = (value: unknown, pointer: string) => readonly string[];

const shown = (value: unknown): string => {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${beginning(text, 60)} ...` : text;
};

const unless =
  (holds: (value: unknown) => boolean, what: string): Shape =>
  (value, pointer) =>
    holds(value) ? [] : [`${pointer === '' ? 'the line' : pointer} is ${shown(value)}, not ${what}`];

export const text = unless((value) => typeof value === 'string', 'a text');
export const number = unless((value) => typeof value === 'number', 'a number');

/** Milliseconds since the epoch, as far as a date reaches (ECMA-262, time values). */
export const time = unless((value) => typeof value === 'number' && Math.abs(value) <= 8.64e15, 'a time');
export const flag = unless((value) => typeof value === 'boolean', 'true or false');
export const anything: Shape = () => [];

export const oneOf = (...values: readonly (string | null)[]): Shape =>
  unless((value) => values.some((one) => one === value), `one of ${values.join(', ')}`);

export const orNull =
  (shape: Shape): Shape =>
  (value, pointer) =>
    value === null ? [] : shape(value, pointer);

/** A member that may be absent. */
export const optional =
  (shape: Shape): Shape =>
  (value, pointer) =>
    value === undefined ? [] : shape(value, pointer);

const aList = unless(Array.isArray, 'a list');

export const listOf =
  (shape: Shape): Shape =>
  (value, pointer) =>
    Array.isArray(value) ? value.flatMap((item, index) => shape(item, `${pointer}/${index}`)) : aList(value, pointer);

/** A list of exactly these. */
export const tuple =
  (...shapes: readonly Shape[]): Shape =>
  (value, pointer) =>
    Array.isArray(value) && value.length === shapes.length
      ? shapes.flatMap((shape, index) => shape(value[index], `${pointer}/${index}`))
      : unless(() => false, `a list of ${shapes.length}`)(value, pointer);

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const anObject = unless(isObject, 'an object');

/** An object with at least these members. */
export const objectOf =
  (members: Readonly<Record<string, Shape>>): Shape =>
  (value, pointer) =>
    isObject(value)
      ? Object.entries(members).flatMap(([name, shape]) => shape(value[name], `${pointer}/${name}`))
      : anObject(value, pointer);

/** An object whose member `name` says which shape the whole of it has. */
export const byMember =
  (name: string, shapes: Readonly<Record<string, Shape>>): Shape =>
  (value, pointer) => {
    if (!isObject(value)) return anObject(value, pointer);
    const kind = value[name];
    const shape = typeof kind === 'string' && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
    return shape === undefined ? oneOf(...Object.keys(shapes))(kind, `${pointer}/${name}`) : shape(value, pointer);
  };
