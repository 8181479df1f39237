import { childOf } from '../documents/pointer.ts';
import { isArray, isObject, valueAt } from '../runner/json.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import { pointerOf } from './refs.ts';

/** An error code that a schema allows, found by walking it down to the one value of its code. */
export type DocumentedCode = {
  readonly code: string;
  /** Pointer in a body to the object that holds the code. */
  readonly at: string;
  /** Pointer in the document to the schema of that object. */
  readonly pointer: string;
  /** The schema demands objects and the code all the way down: nothing without this code satisfies it. */
  readonly solid: boolean;
};

type Layer = { readonly pointer: string; readonly schema: JsonObject };
type Known = { readonly required: ReadonlySet<string>; readonly typed: boolean };

const NOTHING_KNOWN: Known = { required: new Set(), typed: false };
const DEEPEST = 8;

const strings = (value: Json | undefined): readonly string[] =>
  isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/** A schema and all that must hold beside it: what it refers to, and its `allOf`. */
const layers = (root: Json, pointer: string): readonly Layer[] => {
  const schema = valueAt(root, pointer);
  if (!isObject(schema)) return [];
  const target = typeof schema.$ref === 'string' ? pointerOf(schema.$ref) : undefined;
  const all = isArray(schema.allOf) ? schema.allOf.map((_, index) => childOf(pointer, 'allOf', index)) : [];
  const further = target === undefined ? all : [target, ...all];
  return [{ pointer, schema }, ...further.flatMap((next) => layers(root, next))];
};

const learn = (before: Known, found: readonly Layer[]): Known => ({
  required: new Set([...before.required, ...found.flatMap(({ schema }) => strings(schema.required))]),
  typed: before.typed || found.some(({ schema }) => schema.type === 'object'),
});

const branches = ({ pointer, schema }: Layer): readonly string[] =>
  ['oneOf', 'anyOf'].flatMap((keyword) => {
    const schemas = schema[keyword];
    return isArray(schemas) ? schemas.map((_, index) => childOf(pointer, keyword, index)) : [];
  });

/** The one text that a schema allows: its `const`, or an `enum` of one. */
const onlyText = ({ const: only, enum: among }: JsonObject): string | undefined => {
  const [value, ...others] = only === undefined && isArray(among) ? among : [only];
  return typeof value === 'string' && others.length === 0 ? value : undefined;
};

/** Name of the member of an error that holds its code: OpenAPI extension `x-code`. */
export const codeMemberOf = (root: Json): string => {
  const member = valueAt(root, '/x-code');
  return typeof member === 'string' ? member : 'code';
};

const codeIn = (root: Json, { pointer }: Layer): string | undefined =>
  layers(root, childOf(pointer, 'properties', codeMemberOf(root)))
    .map(({ schema }) => onlyText(schema))
    .find((text) => text !== undefined);

type Step = { readonly pointer: string; readonly at: string; readonly solid: boolean; readonly known: Known };

const walk = (root: Json, { pointer, at, solid, known }: Step, depth: number): readonly DocumentedCode[] => {
  if (depth > DEEPEST) return [];
  const found = layers(root, pointer);
  const facts = learn(known, found);
  const holds = (member: string): boolean => solid && facts.typed && facts.required.has(member);
  return found.flatMap((layer) => {
    const code = codeIn(root, layer);
    if (code !== undefined) return [{ code, at, pointer: layer.pointer, solid: holds(codeMemberOf(root)) }];
    const members = Object.keys(isObject(layer.schema.properties) ? layer.schema.properties : {});
    const inner = members.map(
      (member): Step => ({
        pointer: childOf(layer.pointer, 'properties', member),
        at: childOf(at, member),
        solid: holds(member),
        known: NOTHING_KNOWN,
      }),
    );
    const beside = branches(layer).map((branch): Step => ({ pointer: branch, at, solid, known: facts }));
    return [...inner, ...beside].flatMap((step) => walk(root, step, depth + 1));
  });
};

/** Every error code that the schema at `pointer` allows, in document order. */
export const codesOf = (root: Json, pointer: string): readonly DocumentedCode[] =>
  walk(root, { pointer, at: '', solid: true, known: NOTHING_KNOWN }, 0);
