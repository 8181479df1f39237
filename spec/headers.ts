import { childOf } from '../documents/pointer.ts';
import type { YamlDocument } from '../documents/read.ts';
import { isArray, isObject } from '../runner/json.ts';
import type { Received } from '../runner/types/exchange.ts';
import type { RequirementId, Violation } from '../runner/types/spec.ts';
import type { Json } from '../runner/types/values.ts';
import { resolved } from './refs.ts';
import type { DocumentedHeader, DocumentedResponse } from './responses.ts';
import type { Validators } from './validators.ts';

type Judging = {
  readonly description: YamlDocument;
  readonly validators: Validators;
  readonly requirement: RequirementId;
};

const textOf = (headers: Received['headers'], name: string): string | undefined => {
  const values = headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(', ');
};

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** A header's text as the JSON value that its schema describes (OpenAPI 3.1, style `simple`). */
const parsed = (text: string, types: readonly string[]): Json => {
  if (types.includes('array')) return text.split(',').map((item) => item.trim());
  if ((types.includes('integer') || types.includes('number')) && NUMBER.test(text)) return Number(text);
  return types.includes('boolean') && /^(?:true|false)$/.test(text) ? text === 'true' : text;
};

const typesOf = (schema: Json | undefined): readonly string[] => {
  const type = isObject(schema) ? schema.type : undefined;
  return (isArray(type) ? type : [type]).map(String);
};

const judgeHeader = (
  header: DocumentedHeader,
  response: Received,
  code: string | null | undefined,
  judging: Judging,
) => {
  const { description, validators, requirement } = judging;
  const at = `header ${header.name.toLowerCase()}`;
  const text = textOf(response.headers, header.name);
  const schema = childOf(header.pointer, 'schema');
  if (text === undefined) {
    if (!header.required || (typeof code === 'string' && header.except.includes(code))) return [];
    const place = description.keyPlaceOf(header.pointer);
    const message = `the header ${header.name} is missing`;
    return [{ message, requirement, at, expected: `a header ${header.name}`, actual: 'no such header', place }];
  }
  const value = parsed(text, typesOf(resolved(description.value, schema)));
  return validators.faults(schema, value, `the header ${header.name}`).map((fault) => ({
    message: fault.fact,
    requirement,
    at,
    expected: fault.expected,
    actual: text,
    place: validators.placeOf(fault),
  }));
};

/** Violations of the headers that an answer is documented to have. */
export const judgeHeaders = (
  documented: DocumentedResponse,
  response: Received,
  code: string | null | undefined,
  judging: Judging,
): readonly Violation[] => documented.headers.flatMap((header) => judgeHeader(header, response, code, judging));

const essence = (mediaType: string): string => (mediaType.split(';')[0] ?? '').trim().toLowerCase();

/** Parameters such as a charset play no part (RFC 9110, 8.3.1). */
const isSameType = (one: string, other: string): boolean => one === other || essence(one) === essence(other);

/** Violation of the documented media type. */
export const judgeContentType = (
  documented: DocumentedResponse,
  response: Received,
  { description, requirement }: Omit<Judging, 'validators'>,
): readonly Violation[] => {
  const { content } = documented;
  if (content.length === 0 || response.text === '') return [];
  const given = response.headers.filter(([name]) => name.toLowerCase() === 'content-type').map(([, value]) => value);
  const only = given.length === 1 ? given[0] : undefined;
  if (only !== undefined && content.some(({ mediaType }) => isSameType(mediaType, only))) return [];
  const expected = content.map(({ mediaType }) => mediaType).join(' or ');
  const actual = given.length === 0 ? 'no Content-Type' : given.join(', ');
  const message =
    given.length === 0
      ? `the header Content-Type is missing, documented is ${expected}`
      : `the content type is ${actual}, documented is ${expected}`;
  const place = description.keyPlaceOf(childOf(documented.pointer, 'content'));
  return [{ message, requirement, at: 'header content-type', expected, actual, place }];
};
