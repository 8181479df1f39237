import { isObject } from '../runner/json.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';

/** The properties that a JSON Schema names, by key. */
export const propertiesOf = (schema: Json | undefined): readonly (readonly [string, JsonObject])[] =>
  isObject(schema) && isObject(schema.properties)
    ? Object.entries(schema.properties).flatMap(([key, property]) => (isObject(property) ? [[key, property]] : []))
    : [];

/** A value with every absent member that the schema has a `default` for, at any depth. */
export const withDefaults = (schema: JsonObject, value: Json | undefined): Json | undefined => {
  const properties = propertiesOf(schema);
  if (value === undefined && schema.default !== undefined) return schema.default;
  if (properties.length === 0 || (value !== undefined && !isObject(value))) return value;
  const members: Record<string, Json> = { ...value };
  for (const [key, property] of properties) {
    const member = withDefaults(property, members[key]);
    if (member !== undefined) members[key] = member;
  }
  return value === undefined && Object.keys(members).length === 0 ? undefined : members;
};
