import { childOf } from '../documents/pointer.ts';
import { isObject } from '../runner/json.ts';
import type { JsonObject } from '../runner/types/values.ts';
import { propertiesOf, requiredOf } from './schemas.ts';

const isWithin = (pointer: string, outer: string): boolean => pointer === outer || pointer.startsWith(`${outer}/`);

/** Is the value at `pointer` read, as a whole or in part? */
export const isRead = (pointer: string, reads: readonly string[]): boolean =>
  reads.some((read) => isWithin(pointer, read) || isWithin(read, pointer));

/**
 * The part of an object schema that is read: of each object only the members that `reads` (JSON Pointers) names or leads
 * to. Optional members belong to it only if they are named.
 */
export const readPart = (schema: JsonObject, reads: readonly string[], at = ''): JsonObject => {
  if (schema.properties === undefined) return schema;
  const required = requiredOf(schema);
  const kept = Object.entries(propertiesOf(schema)).filter(([name]) => {
    const pointer = childOf(at, name);
    return isRead(pointer, reads) && (required.includes(name) || reads.some((read) => isWithin(read, pointer)));
  });
  return {
    ...schema,
    properties: Object.fromEntries(
      kept.map(([name, member]) => [name, isObject(member) ? readPart(member, reads, childOf(at, name)) : member]),
    ),
    required: required.filter((name) => kept.some(([kept]) => kept === name)),
  };
};

/** JSON Pointers to every value that a schema names. */
export const pointersOf = (schema: JsonObject, at = ''): readonly string[] =>
  Object.entries(propertiesOf(schema)).flatMap(([name, member]) => {
    const pointer = childOf(at, name);
    return [pointer, ...(isObject(member) ? pointersOf(member, pointer) : [])];
  });
