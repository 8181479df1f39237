import { nearest } from '../documents/nearest.ts';
import { childOf, parentOf } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { isArray, isObject, tokensOf, valueAt } from '../runner/json.ts';
import type { Json } from '../runner/types/values.ts';

/** Members whose values are data, not descriptions: a `$ref` inside them is no reference. */
const DATA = new Set(['example', 'examples', 'const', 'default', 'enum']);

/** Members whose own members have names that the writer chose: a property or a response called `default` is no data. */
const NAMING = new Set([
  ...['properties', 'patternProperties', 'dependentSchemas', '$defs', 'schemas'],
  ...['responses', 'headers', 'parameters', 'requestBodies', 'links', 'callbacks', 'pathItems'],
]);

/** Keywords whose schemas apply to the same value as the schema they stand in. */
const IN_PLACE = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'];

const decoded = (fragment: string): string => {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
};

/** The JSON Pointer a local reference (`#/...`) names, or `undefined` for any other reference. */
export const pointerOf = (ref: string): string | undefined =>
  ref === '#' || ref.startsWith('#/') ? decoded(ref.slice(1)) : undefined;

const refAt = (root: Json, pointer: string): string | undefined => {
  const value = valueAt(root, pointer);
  return isObject(value) && typeof value.$ref === 'string' ? value.$ref : undefined;
};

/** Follows references from `pointer` until something that is none. The document's references must have been checked. */
export const follow = (root: Json, pointer: string): string => {
  const ref = refAt(root, pointer);
  const next = ref === undefined ? undefined : pointerOf(ref);
  return next === undefined ? pointer : follow(root, next);
};

/** What stands at `pointer`, references followed. */
export const resolved = (root: Json, pointer: string): Json | undefined => valueAt(root, follow(root, pointer));

const references = (root: Json): readonly (readonly [pointer: string, ref: string])[] => {
  const found: (readonly [string, string])[] = [];
  const visit = (value: Json, pointer: string, names: boolean): void => {
    if (isArray(value)) {
      value.forEach((item, index) => {
        visit(item, childOf(pointer, index), false);
      });
    } else if (isObject(value)) {
      for (const [key, member] of Object.entries(value)) {
        if (key === '$ref' && typeof member === 'string') found.push([pointer, member]);
        else if (names || !DATA.has(key)) visit(member, childOf(pointer, key), !names && NAMING.has(key));
      }
    }
  };
  visit(root, '', false);
  return found;
};

const alternatives = (root: Json, target: string): string => {
  const parent = valueAt(root, parentOf(target));
  const name = tokensOf(target).at(-1) ?? '';
  const near = isObject(parent) ? nearest(name, Object.keys(parent)) : undefined;
  return near === undefined
    ? 'Correct it, or describe what it names.'
    : `Did you mean \`#${childOf(parentOf(target), near)}\`?`;
};

const brokenReference = (root: Json, ref: string): Pick<Problem, 'message' | 'remedy'> | undefined => {
  if (!ref.startsWith('#'))
    return {
      message: `the reference \`${ref}\` leads out of this document`,
      remedy: 'Only references into the same document (`#/...`) are followed: copy what it names.',
    };
  const target = pointerOf(ref);
  if (target === undefined || valueAt(root, target) === undefined)
    return { message: `the reference \`${ref}\` leads nowhere`, remedy: alternatives(root, target ?? '') };
  return undefined;
};

/** Pointers to the schemas that the one at `pointer` itself applies to the same value. */
export const samePlace = (root: Json, pointer: string): readonly string[] => {
  const value = valueAt(root, pointer);
  if (!isObject(value)) return [];
  const target = typeof value.$ref === 'string' ? pointerOf(value.$ref) : undefined;
  const inner = IN_PLACE.flatMap((keyword) => {
    const schemas = value[keyword];
    if (isArray(schemas)) return schemas.map((_, index) => childOf(pointer, keyword, index));
    return isObject(schemas) ? [childOf(pointer, keyword)] : [];
  });
  return target === undefined ? inner : [target, ...inner];
};

/** Pointers of references that lead back to themselves without going into a member or an item. */
const cycles = (root: Json, starts: readonly string[]): readonly string[] => {
  const done = new Set<string>();
  const returns = (pointer: string, path: readonly string[]): boolean => {
    if (path.includes(pointer)) return true;
    if (done.has(pointer)) return false;
    const found = samePlace(root, pointer).some((next) => returns(next, [...path, pointer]));
    done.add(pointer);
    return found;
  };
  return starts.filter((start) => returns(start, []));
};

/** Problems of all references: out of the document, leading nowhere, or leading in a circle. */
export const checkReferences = (document: YamlDocument): readonly Problem[] => {
  const root = document.value;
  const all = references(root);
  const broken = all.flatMap(([pointer, ref]): Problem[] => {
    const fault = brokenReference(root, ref);
    return fault === undefined ? [] : [{ place: document.placeOf(childOf(pointer, '$ref')), pointer, ...fault }];
  });
  const circular = cycles(
    root,
    all.map(([pointer]) => pointer),
  ).map((pointer) => ({
    place: document.placeOf(childOf(pointer, '$ref')),
    pointer,
    message: `the reference \`${refAt(root, pointer)}\` leads back to itself`,
    remedy: 'Let one of the references on the way name a description instead.',
  }));
  return [...broken, ...circular];
};
