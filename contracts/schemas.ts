import { childOf } from '../documents/pointer.ts';
import { isArray, isObject } from '../runner/json.ts';
import type { Operation } from '../runner/types/spec.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import type { Description } from '../spec/load.ts';

const MEDIA_TYPE = 'application/json';

/** A schema with every reference replaced by what it names. The spec has no cycles in bodies. */
const inlined = (schema: Json, description: Description): Json => {
  if (isArray(schema)) return schema.map((item) => inlined(item, description));
  if (!isObject(schema)) return schema;
  if (typeof schema.$ref === 'string') return inlined(description.resolve(schema.$ref), description);
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, inlined(value, description)]));
};

const schemaAt = (description: Description, pointer: string): JsonObject => {
  const schema = inlined(description.resolve(pointer), description);
  if (!isObject(schema)) throw new Error(`there is no schema at ${pointer}`);
  return schema;
};

/** The operation that clients are made for: the spec's subject. Throws if the spec lacks it. */
export const subjectOf = ({ spec }: Description): Operation => {
  const subject = spec.operations[spec.subject];
  if (subject === undefined) throw new Error(`the spec has no operation ${spec.subject}`);
  return subject;
};

const operationAt = ({ path, method }: Operation): string => childOf('', 'paths', path, method.toLowerCase());

/** Schema of the subject's request body, references replaced. */
export const requestSchema = (description: Description): JsonObject =>
  schemaAt(description, childOf(operationAt(subjectOf(description)), 'requestBody', 'content', MEDIA_TYPE, 'schema'));

/** Schema of the subject's success body, references replaced. */
export const successSchema = (description: Description): JsonObject => {
  const subject = subjectOf(description);
  return schemaAt(
    description,
    childOf(operationAt(subject), 'responses', subject.success, 'content', MEDIA_TYPE, 'schema'),
  );
};

/** Schema of the error object of a code of the subject, references replaced. Throws if it is not documented. */
export const errorSchema = (description: Description, code: string): JsonObject => {
  const error = subjectOf(description).errors.find((documented) => documented.code === code);
  if (error === undefined) throw new Error(`the spec documents no error ${code}`);
  return schemaAt(description, error.pointer);
};

/** Headers that the subject's answers of a status have by the spec, each with a value that it allows. */
export const headerExamples = (description: Description, status: number): readonly (readonly [string, string])[] => {
  const response = description.resolve(childOf(operationAt(subjectOf(description)), 'responses', status));
  const headers = isObject(response) && isObject(response.headers) ? response.headers : {};
  return Object.entries(headers).map(([name, header]) => {
    const { schema } = inlined(header, description) as { readonly schema: JsonObject };
    return [name.toLowerCase(), String(schema.const ?? schema.example)] as const;
  });
};

/** Names of the members that must be there. */
export const requiredOf = ({ required }: JsonObject): readonly string[] =>
  isArray(required) ? required.map(String) : [];

/** Schemas of the members that a schema names. */
export const propertiesOf = ({ properties }: JsonObject): Readonly<Record<string, Json>> =>
  isObject(properties) ? properties : {};
