import { isArray, isObject, tokensOf } from '../runner/json.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import type { Endpoint } from './call.ts';
import type { Contract, Descriptions } from './contract.ts';
import { readPart } from './fields.ts';
import type { Shape } from './reading.ts';
import { errorSchema, propertiesOf, requestSchema, subjectOf, successSchema } from './schemas.ts';

/** JSON Pointer to what tells errors apart, in the error object. */
export const CODE = '/code';

const KEPT = ['type', 'const', 'enum', 'properties', 'required', 'items'];

const exclusive = (schema: JsonObject, names: readonly Json[]): Json => {
  const members = Object.entries(propertiesOf(schema));
  return {
    oneOf: names.map((one) => ({
      type: 'object',
      properties: Object.fromEntries(members.map(([name, member]) => [name, name === one ? reduced(member) : false])),
      required: [one],
    })),
  };
};

const reduced = (schema: Json): Json => {
  if (!isObject(schema)) return schema;
  if (isArray(schema['x-exclusive'])) return exclusive(schema, schema['x-exclusive']);
  const kept = Object.entries(schema).filter(([name]) => KEPT.includes(name));
  return Object.fromEntries(
    kept.map(([name, value]) => {
      if (name === 'properties' && isObject(value))
        return [name, Object.fromEntries(Object.entries(value).map(([key, member]) => [key, reduced(member)]))];
      return [name, name === 'items' ? reduced(value) : value];
    }),
  );
};

/** The part of a schema that a client's types can say. */
const shapeOf = (schema: JsonObject): Shape => reduced(schema) as Shape;

const objectWith = (pointer: string, inner: Shape): Shape =>
  tokensOf(pointer).reduceRight<Shape>(
    (member, name) => ({ type: 'object', properties: { [name]: member }, required: [name] }),
    inner,
  );

/** What a client knows of the endpoint in all profiles, if it reads of the answers what a contract says. */
export const endpointOf = (descriptions: Descriptions, { reads }: Pick<Contract, 'reads'>): Endpoint => {
  const all = Object.values(descriptions);
  const [first] = all;
  if (first === undefined) throw new Error('there is no profile');
  const subject = subjectOf(first);
  const wrapping = all.map((description) => subjectOf(description).errorAt).find((pointer) => pointer !== '') ?? '';
  const errors = all.flatMap((description) =>
    subjectOf(description).errors.map(({ code, status }) => {
      const shape = shapeOf(readPart(errorSchema(description, code), reads.errors));
      return [code, { status, shape }] as const;
    }),
  );
  return {
    method: subject.method,
    path: subject.path,
    request: shapeOf(requestSchema(first)),
    success: { status: subject.success, shape: shapeOf(readPart(successSchema(first), reads.success)) },
    wrapped: objectWith(wrapping, { type: 'object' }),
    error: objectWith(CODE, { type: 'string' }),
    errors: Object.fromEntries(errors),
  };
};
