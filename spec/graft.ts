import { childOf } from '../documents/pointer.ts';
import type { YamlDocument } from '../documents/read.ts';
import { isArray, isObject, own, tokensOf } from '../runner/json.ts';
import type { Json, JsonObject, Place } from '../runner/types/values.ts';

/** Where a value was written: a pointer into one of the documents that make up the whole. */
type Origin = { readonly document: YamlDocument; readonly pointer: string };

type MutableArray = Json[];
type MutableObject = { [member: string]: Json };

/** A document that overlays change, and that still knows which file each of its parts comes from. */
export type Graft = {
  readonly value: () => Json;
  readonly remove: (pointer: string) => void;
  /** Merges objects recursively, appends to arrays (an update of an array's parent appends every item), replaces the rest. */
  readonly merge: (pointer: string, update: Json, from: YamlDocument, at: string) => void;
  readonly finish: () => YamlDocument;
};

const copy = (value: Json): Json => {
  if (isArray(value)) return value.map(copy);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member)]))
    : value;
};

const memberOf = (container: Json | undefined, token: string): Json | undefined => {
  if (isArray(container)) return container[Number(token)];
  return isObject(container) ? own(container, token) : undefined;
};

const originAfter = (origin: Origin, token: string): Origin => ({ ...origin, pointer: childOf(origin.pointer, token) });

/** Members that came from elsewhere than their container, by container and by key or index. */
type Moved = WeakMap<object, Map<string, Origin>>;

const walk = (root: Json, pointer: string, base: YamlDocument, moved: Moved): Origin => {
  let value: Json | undefined = root;
  let origin: Origin = { document: base, pointer: '' };
  for (const token of tokensOf(pointer)) {
    const elsewhere: Origin | undefined =
      typeof value === 'object' && value !== null ? moved.get(value)?.get(token) : undefined;
    origin = elsewhere ?? originAfter(origin, token);
    value = memberOf(value, token);
  }
  return origin;
};

const record = (moved: Moved, container: object, token: string, origin: Origin): void => {
  const known = moved.get(container) ?? new Map<string, Origin>();
  moved.set(container, known.set(token, origin));
};

const append = (moved: Moved, array: MutableArray, item: Json, origin: Origin): void => {
  record(moved, array, String(array.length), origin);
  array.push(copy(item));
};

const mergeInto = (moved: Moved, target: MutableObject, update: JsonObject, origin: Origin): void => {
  for (const [key, value] of Object.entries(update)) {
    const present = own(target, key);
    const from = originAfter(origin, key);
    if (isObject(present) && isObject(value)) {
      mergeInto(moved, present as MutableObject, value, from);
    } else if (isArray(present) && isArray(value)) {
      value.forEach((item, index) => {
        append(moved, present as MutableArray, item, originAfter(from, String(index)));
      });
    } else {
      Object.defineProperty(target, key, { value: copy(value), enumerable: true, writable: true, configurable: true });
      record(moved, target, key, from);
    }
  }
};

const removeItem = (moved: Moved, array: MutableArray, index: number, originOf: (at: number) => Origin): void => {
  const origins = array.map((_, at) => originOf(at));
  array.splice(index, 1);
  origins.splice(index, 1);
  moved.set(array, new Map(origins.map((origin, at) => [String(at), origin])));
};

/** Starts changing a copy of `base`. */
export const graftOn = (base: YamlDocument): Graft => {
  const root = copy(base.value);
  const moved: Moved = new WeakMap();
  const at = (tokens: readonly string[]): Json | undefined => tokens.reduce<Json | undefined>(memberOf, root);
  const originOf = (pointer: string): Origin => walk(root, pointer, base, moved);
  return {
    value: () => root,
    remove: (pointer) => {
      const tokens = tokensOf(pointer);
      const last = tokens.at(-1);
      const parent = at(tokens.slice(0, -1));
      if (last === undefined) return;
      if (isArray(parent)) {
        const above = pointer.slice(0, pointer.lastIndexOf('/'));
        removeItem(moved, parent as MutableArray, Number(last), (index) => originOf(childOf(above, index)));
      } else if (isObject(parent)) {
        delete (parent as MutableObject)[last];
        moved.get(parent)?.delete(last);
      }
    },
    merge: (pointer, update, from, where) => {
      const target = at(tokensOf(pointer));
      const origin = { document: from, pointer: where };
      if (isArray(target)) append(moved, target as MutableArray, update, origin);
      else if (isObject(target) && isObject(update)) mergeInto(moved, target as MutableObject, update, origin);
    },
    finish: () => ({
      file: base.file,
      value: root,
      placeOf: (pointer: string): Place => {
        const { document, pointer: there } = originOf(pointer);
        return document.placeOf(there);
      },
      keyPlaceOf: (pointer: string): Place => {
        const { document, pointer: there } = originOf(pointer);
        return document.keyPlaceOf(there);
      },
    }),
  };
};
