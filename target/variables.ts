import type { YamlDocument } from '../documents/read.ts';
import { readSchema } from '../documents/schema.ts';
import { isArray, isObject, own } from '../runner/json.ts';
import type { Target } from '../runner/types/target.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import { propertiesOf } from './defaults.ts';
import type { Environment } from './substitute.ts';
import { variableOf } from './substitute.ts';

/** The first example that a JSON Schema gives. */
export const exampleOf = (schema: JsonObject): Json | undefined =>
  isArray(schema.examples) ? schema.examples[0] : undefined;

/** What a schema's examples refer to, as far as the environment has it; a variable that is empty is one that it has. */
const found = (schema: JsonObject, env: Environment): Json | undefined => {
  const members: Record<string, Json> = {};
  for (const [key, property] of propertiesOf(schema)) {
    const example = exampleOf(property);
    const variable = variableOf(example);
    const set = variable !== undefined && own(env, variable) !== undefined;
    const member = set ? example : found(property, env);
    if (member !== undefined) members[key] = member;
  }
  return Object.keys(members).length === 0 ? undefined : members;
};

/**
 * A target of which only the URL is given: each role whose environment variable, the schema's example, is set takes part.
 * Its places have no line: there is no file.
 */
export const documentOf = (schema: JsonObject, url: string, env: Environment): YamlDocument => {
  const roles = found(schema, env);
  const place = { file: '--target', line: 0, column: 0 };
  return {
    file: place.file,
    value: { url, ...(isObject(roles) ? roles : {}) },
    placeOf: () => place,
    keyPlaceOf: () => place,
  };
};

const variablesIn = (schema: JsonObject, value: Json | undefined): readonly (readonly [string, string])[] =>
  propertiesOf(schema).flatMap(([key, property]) => {
    const member = isObject(value) ? value[key] : undefined;
    const variable = variableOf(exampleOf(property));
    return variable !== undefined && typeof member === 'string' ? [[variable, member]] : variablesIn(property, member);
  });

/** The environment variables with which the URL of this target alone describes it; secrets among them. */
export const environmentOf = async ({
  tokens,
  roles,
  dedicated,
  states,
}: Target): Promise<Readonly<Record<string, string>>> => {
  const schema = await readSchema(new URL('./target.schema.json', import.meta.url));
  const described = {
    tokens: Object.fromEntries(Object.values(tokens).map(({ role, secret }) => [role, secret])),
    organizations: roles.organization ?? {},
    networks: roles.network ?? {},
    dedicated: String(dedicated),
    ...(states === undefined ? {} : { states: { url: states.url } }),
  };
  return Object.fromEntries(variablesIn(schema, described));
};
