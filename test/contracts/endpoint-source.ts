import type { Descriptions } from '../../contracts/contract.ts';
import { loadContract } from '../../contracts/contract.ts';
import { readPart } from '../../contracts/fields.ts';
import { errorSchema, propertiesOf, requestSchema, subjectOf, successSchema } from '../../contracts/schemas.ts';
import { loadSituations } from '../../contracts/situations.ts';
import { isArray, isObject, tokensOf } from '../../documents/pointer.ts';
import type { Json, JsonObject } from '../../runner/types.ts';
import { loadDescription } from '../../spec/load.ts';

const KEPT = ['type', 'const', 'enum', 'properties', 'required', 'items'];

const exclusive = (schema: JsonObject, names: readonly Json[]): Json => {
  const members = Object.entries(propertiesOf(schema));
  return {
    oneOf: names.map((one) => ({
      type: 'object',
      properties: Object.fromEntries(members.map(([name, member]) => [name, name === one ? shapeOf(member) : false])),
      required: [one],
    })),
  };
};

/** The part of a schema that a client's types can say. */
const shapeOf = (schema: Json): Json => {
  if (!isObject(schema)) return schema;
  if (isArray(schema['x-exclusive'])) return exclusive(schema, schema['x-exclusive']);
  const kept = Object.entries(schema).filter(([name]) => KEPT.includes(name));
  return Object.fromEntries(
    kept.map(([name, value]) => {
      if (name === 'properties' && isObject(value))
        return [name, Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shapeOf(member)]))];
      return [name, name === 'items' ? shapeOf(value) : value];
    }),
  );
};

const objectWith = (pointer: string, inner: JsonObject): JsonObject =>
  tokensOf(pointer).reduceRight<JsonObject>(
    (member, name) => ({ type: 'object', properties: { [name]: member }, required: [name] }),
    inner,
  );

/** What client.ts knows of the endpoint, from the spec and from what its contract says that it reads. */
export const endpointOf = async (): Promise<JsonObject> => {
  const [documented, live] = await Promise.all([
    loadDescription({ profile: 'documented' }),
    loadDescription({ profile: 'live' }),
  ]);
  const descriptions: Descriptions = { documented, live };
  const { reads } = await loadContract(undefined, descriptions, await loadSituations());
  const subject = subjectOf(documented);
  const object = { type: 'object' };
  return {
    method: subject.method,
    path: subject.path,
    request: shapeOf(requestSchema(documented)),
    success: { status: subject.success, shape: shapeOf(readPart(successSchema(documented), reads.success)) },
    wrapped: objectWith(subjectOf(live).errorAt, object),
    error: objectWith('/code', { type: 'string' }),
    errors: Object.fromEntries(
      subjectOf(live).errors.map(({ code, status }) => [
        code,
        { status, shape: shapeOf(readPart(errorSchema(live, code), reads.errors)) },
      ]),
    ),
  };
};

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Widest line of the project's formatter. */
const WIDTH = 120;

const block = (open: string, lines: readonly string[], indent: string, close: string): string =>
  `${open}\n${lines.map((line) => `${indent}  ${line},\n`).join('')}${indent}${close}`;

/** On one line if it is flat and fits behind what stands before it, as the project's formatter would have it. */
const laidOut = (brackets: string, parts: readonly string[], indent: string, before: number): string => {
  const [open = '', close = ''] = brackets;
  const pad = open === '{' && parts.length > 0 ? ' ' : '';
  const line = `${open}${pad}${parts.join(', ')}${pad}${close}`;
  const flat = !parts.some((part) => part.includes('{') || part.includes('\n'));
  return flat && indent.length + before + line.length < WIDTH ? line : block(open, parts, indent, close);
};

const literal = (value: Json, indent: string, before = 0): string => {
  const deeper = `${indent}  `;
  if (typeof value === 'string') return quoted(value);
  if (isArray(value))
    return laidOut(
      '[]',
      value.map((item) => literal(item, deeper)),
      indent,
      before,
    );
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : quoted(name);
    return `${key}: ${literal(member, deeper, key.length + 2)}`;
  });
  return laidOut('{}', members, indent, before);
};

/** The source text of contracts/endpoint.generated.ts. */
export const endpointSource = async (): Promise<string> =>
  [
    '// Generated from spec/ and contracts/client.yaml: npx vitest run test/contracts/endpoint.test.ts --update',
    '',
    '/** What the client knows of the endpoint: the part of its schemas that types can say, as far as the client reads them. */',
    `export const endpoint = ${literal(await endpointOf(), '')} as const;`,
    '',
  ].join('\n');
