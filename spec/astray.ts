import { nearest, suggest } from '../documents/nearest.ts';
import { childOf } from '../documents/pointer.ts';
import { INDEX, isArray, isObject, own, tokensOf, valueAt } from '../runner/json.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import { samePlace } from './refs.ts';

const CONTAINERS: readonly Json[] = ['object', 'array'];

const schemaAt = (root: Json, pointer: string): JsonObject => {
  const schema = valueAt(root, pointer);
  return isObject(schema) ? schema : {};
};

const branches = (schema: JsonObject, pointer: string, keyword: string): readonly string[] => {
  const list = schema[keyword];
  return isArray(list) ? list.map((_, index) => childOf(pointer, keyword, index)) : [];
};

/** Does a schema say which members or items there are? Of alternatives all have to. */
const isClosed = (root: Json, pointer: string): boolean => {
  if (valueAt(root, pointer) === false) return true;
  const schema = schemaAt(root, pointer);
  const types = [schema.type ?? CONTAINERS].flat();
  const says = [schema.properties, schema.items, schema.prefixItems].some((part) => part !== undefined);
  if (says || !types.some((type) => CONTAINERS.includes(type))) return true;
  const alternatives = ['oneOf', 'anyOf'].map((keyword) => branches(schema, pointer, keyword));
  return (
    alternatives.some((list) => list.length > 0 && list.every((branch) => isClosed(root, branch))) ||
    samePlace(root, pointer).some((part) => !alternatives.flat().includes(part) && isClosed(root, part))
  );
};

/** The schema at `pointer`, and all that it applies to the same value. */
const together = (root: Json, pointer: string): readonly string[] => [
  pointer,
  ...samePlace(root, pointer).flatMap((part) => together(root, part)),
];

const childrenOf = (root: Json, pointer: string, token: string): readonly string[] => {
  const { properties, patternProperties, additionalProperties, items, prefixItems } = schemaAt(root, pointer);
  if (isObject(properties) && own(properties, token) !== undefined) return [childOf(pointer, 'properties', token)];
  const patterns = Object.keys(isObject(patternProperties) ? patternProperties : {});
  const matching = patterns.filter((pattern) => new RegExp(pattern, 'u').test(token));
  if (matching.length > 0) return matching.map((pattern) => childOf(pointer, 'patternProperties', pattern));
  if (additionalProperties !== undefined && additionalProperties !== false)
    return [childOf(pointer, 'additionalProperties')];
  if (!INDEX.test(token)) return [];
  if (isArray(prefixItems) && Number(token) < prefixItems.length) return [childOf(pointer, 'prefixItems', token)];
  return items === undefined || items === false ? [] : [childOf(pointer, 'items')];
};

const namesIn = (root: Json, pointer: string): readonly string[] => {
  const { properties } = schemaAt(root, pointer);
  return isObject(properties) ? Object.keys(properties) : [];
};

/**
 * What to write in place of a JSON Pointer (RFC 6901) that leads to no member which values of the schemas have; `undefined` if it
 * leads to one, or if a schema on the way leaves open what there is. `outer` leads to the value in which the pointer begins. The
 * document's references must have been checked.
 */
export const astray = (root: Json, schemas: readonly string[], pointer: string, outer = ''): string | undefined => {
  const tokens = tokensOf(`${outer}${pointer}`);
  const from = tokensOf(outer).length;
  let reached = schemas;
  for (const [index, token] of tokens.entries()) {
    const parts = reached.flatMap((schema) => together(root, schema));
    const next = parts.flatMap((part) => childrenOf(root, part, token));
    if (next.length === 0) {
      if (!reached.every((schema) => isClosed(root, schema))) return undefined;
      const names = [...new Set(parts.flatMap((part) => namesIn(root, part)))];
      const instead = (name: string): string =>
        childOf('', ...tokens.slice(from, index), name, ...tokens.slice(index + 1));
      const near = nearest(token, names);
      if (near === undefined) return suggest(token, names.map(instead));
      // What is put right up to here may be mistyped further on.
      return astray(root, schemas, instead(near), outer) ?? `Did you mean \`${instead(near)}\`?`;
    }
    reached = next;
  }
  return undefined;
};

/** Types that the schemas name for what a JSON Pointer leads to; empty if they leave it open. */
export const typesAt = (root: Json, schemas: readonly string[], pointer: string): readonly string[] => {
  const apply = (parts: readonly string[]): readonly string[] => parts.flatMap((part) => together(root, part));
  const reached = tokensOf(pointer).reduce<readonly string[]>(
    (parts, token) => apply(parts).flatMap((part) => childrenOf(root, part, token)),
    schemas,
  );
  return apply(reached).flatMap((part) => [schemaAt(root, part).type ?? []].flat().map(String));
};
