import type { Json } from '../runner/types/values.ts';

/**
 * What a consumer reads of a JSON value: the part of JSON Schema that types can say. `false` (nothing is valid) stands for
 * a member that must not be there.
 */
export type Shape =
  | false
  | {
      readonly type?: string | readonly string[];
      readonly const?: string | number | boolean | null;
      readonly enum?: readonly string[];
      readonly properties?: Readonly<Record<string, Shape>>;
      readonly required?: readonly string[];
      readonly items?: Shape;
      readonly oneOf?: readonly Shape[];
    };

type Scalars = { string: string; integer: number; number: number; boolean: boolean; null: null };

type ByType<Name> = Name extends keyof Scalars ? Scalars[Name] : Name extends 'object' ? object : Json;

type RequiredOf<S> = S extends { readonly required: readonly (infer Name)[] } ? Name : never;

type Members<S, P> = { readonly [Name in keyof P & RequiredOf<S>]: Read<P[Name]> } & {
  readonly [Name in Exclude<keyof P, RequiredOf<S>>]?: Read<P[Name]>;
};

type Plain<T> = { [Name in keyof T]: T[Name] };

/** The type of the values that have a shape. */
export type Read<S> = S extends false
  ? never
  : S extends { readonly oneOf: readonly (infer Branch)[] }
    ? Read<Branch>
    : S extends { readonly const: infer Value }
      ? Value
      : S extends { readonly enum: readonly (infer Value)[] }
        ? Value
        : S extends { readonly properties: infer P }
          ? Plain<Members<S, P>>
          : S extends { readonly items: infer Item }
            ? readonly Read<Item>[]
            : S extends { readonly type: readonly (infer Name)[] }
              ? ByType<Name>
              : S extends { readonly type: infer Name }
                ? ByType<Name>
                : Json;

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
};

const hasType = (value: unknown, type: string): boolean =>
  typeOf(value) === type || (type === 'number' && typeof value === 'number');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeOf(value) === 'object';

const hasMembers = (value: unknown, { properties = {}, required = [] }: Exclude<Shape, false>): boolean =>
  !isObject(value) ||
  (required.every((name) => Object.hasOwn(value, name)) &&
    Object.entries(properties).every(([name, shape]) => !Object.hasOwn(value, name) || hasShape(value[name], shape)));

/** Does this JSON value have the shape? Members that the shape does not name are not looked at. */
export const hasShape = <const S extends Shape>(value: unknown, shape: S): value is Read<S> => {
  const wanted: Shape = shape;
  if (wanted === false) return false;
  const { type, items, oneOf } = wanted;
  if (wanted.const !== undefined && value !== wanted.const) return false;
  if (wanted.enum !== undefined && !wanted.enum.some((one) => one === value)) return false;
  if (type !== undefined && ![type].flat().some((name) => hasType(value, name))) return false;
  if (items !== undefined && Array.isArray(value) && !value.every((item) => hasShape(item, items))) return false;
  if (oneOf !== undefined && oneOf.filter((branch) => hasShape(value, branch)).length !== 1) return false;
  return hasMembers(value, wanted);
};

/** The members of a value that its shape names: what a consumer hands on. */
export const pick = <const S extends Shape>(value: Read<S>, shape: S): Read<S> => prune(value, shape) as Read<S>;

const prune = (value: unknown, shape: Shape): unknown => {
  if (shape === false) return undefined;
  const { properties, items } = shape;
  if (Array.isArray(value)) return items === undefined ? value : value.map((item) => prune(item, items));
  if (!isObject(value) || properties === undefined) return value;
  const known = Object.entries(properties).filter(([name]) => Object.hasOwn(value, name));
  return Object.fromEntries(known.map(([name, member]) => [name, prune(value[name], member)]));
};
