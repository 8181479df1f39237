import { childOf } from '../documents/pointer.ts';
import { isArray, isObject, tokensOf, valueAt } from '../runner/json.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import { codesOf } from './codes.ts';
import type { Described } from './operations.ts';
import { follow } from './refs.ts';

/** Values for strings of a format, from the ranges and names that RFC 5737, RFC 3849 and RFC 2606 keep for examples. */
const STRINGS: Readonly<Record<string, string>> = {
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.net/',
  hostname: 'example.net',
  email: 'someone@example.net',
  date: '2024-01-01',
  'date-time': '2024-01-01T00:00:00Z',
  uuid: '00000000-0000-4000-8000-000000000000',
};

const PLACEHOLDER = 'text';

const given = (schema: JsonObject): Json | undefined => {
  if (schema.const !== undefined) return schema.const;
  if (schema.example !== undefined) return schema.example;
  if (isArray(schema.examples) && schema.examples[0] !== undefined) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  return isArray(schema.enum) ? schema.enum[0] : undefined;
};

const plain = (schema: JsonObject): Json => {
  const type = isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'string') return STRINGS[String(schema.format)] ?? PLACEHOLDER;
  if (type === 'integer' || type === 'number') return schema.minimum ?? 0;
  if (type === 'boolean') return false;
  return null;
};

/** Of alternatives, the one that allows `code`, else the first. */
const chosen = (root: Json, at: string, schema: JsonObject, code: string | null): string | undefined => {
  const keyword = ['oneOf', 'anyOf'].find((name) => isArray(schema[name]));
  if (keyword === undefined) return undefined;
  const branches = (schema[keyword] as readonly Json[]).map((_, index) => childOf(at, keyword, index));
  return branches.find((branch) => codesOf(root, branch).some((found) => found.code === code)) ?? branches[0];
};

/** Builds a value for the schema at `pointer`. */
const build = (root: Json, pointer: string, code: string | null): Json => {
  const at = follow(root, pointer);
  const schema = valueAt(root, at);
  if (!isObject(schema)) return null;
  const example = given(schema);
  if (example !== undefined) return example;
  const choice = chosen(root, at, schema, code);
  const parts = isArray(schema.allOf) ? schema.allOf.map((_, index) => childOf(at, 'allOf', index)) : [];
  if (schema.type === 'object' || schema.properties !== undefined || parts.length > 0) {
    const beside = [...parts, ...(choice === undefined ? [] : [choice])].map((part) => build(root, part, code));
    return Object.assign({}, ...beside.filter(isObject), members(root, at, schema, code)) as JsonObject;
  }
  if (schema.type === 'array') return items(root, at, schema, code);
  if (choice === undefined) return plain(schema);
  if (schema.type === undefined) return build(root, choice, code);
  const branch = valueAt(root, follow(root, choice));
  const merged = isObject(branch) ? { ...schema, ...branch } : schema;
  return given(merged) ?? plain(merged);
};

const items = (root: Json, at: string, schema: JsonObject, code: string | null): Json => {
  const count = typeof schema.minItems === 'number' ? schema.minItems : 0;
  return Array.from({ length: count }, () => build(root, childOf(at, 'items'), code));
};

/** Required members, and optional ones that have an example. */
const members = (root: Json, at: string, schema: JsonObject, code: string | null): JsonObject => {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = isArray(schema.required) ? schema.required : [];
  const wanted = Object.keys(properties).filter((name) => {
    const member = valueAt(root, follow(root, childOf(at, 'properties', name)));
    return required.includes(name) || (isObject(member) && given(member) !== undefined);
  });
  return Object.fromEntries(wanted.map((name) => [name, build(root, childOf(at, 'properties', name), code)]));
};

const replaceAt = (body: Json, tokens: readonly string[], change: (value: Json) => Json): Json => {
  const [token, ...rest] = tokens;
  if (token === undefined) return change(body);
  return isObject(body) && body[token] !== undefined
    ? { ...body, [token]: replaceAt(body[token], rest, change) }
    : body;
};

/** Lets the error say what its schema says of it, where the schema has no example. */
const describeError = (root: Json, body: Json, operation: Described, code: string): Json => {
  const schema = operation.errors.find((error) => error.code === code)?.pointer;
  const text = schema === undefined ? undefined : valueAt(root, childOf(schema, 'description'));
  return replaceAt(body, tokensOf(operation.errorAt), (error) =>
    isObject(error) && error.description === PLACEHOLDER && text !== undefined
      ? { ...error, description: text }
      : error,
  );
};

/**
 * A body that the operation documents for a status: the success if `code` is `null`, else the error of that code.
 * Throws if the operation documents no such answer.
 */
export const exampleOf = (root: Json, operation: Described, status: number, code: string | null): Json => {
  const response = operation.responses.find((documented) => documented.status === String(status));
  const media = response?.content[0];
  if (response === undefined || (code !== null && !response.codes.some((known) => known.code === code)))
    throw new Error(`${operation.id} documents no answer ${status} ${code ?? ''}`.trimEnd());
  if (media?.schema === undefined) return null;
  const whole = valueAt(root, childOf(response.pointer, 'content', media.mediaType, 'example'));
  if (code === null && whole !== undefined) return whole;
  const body = build(root, media.schema, code);
  return code === null ? body : describeError(root, body, operation, code);
};
