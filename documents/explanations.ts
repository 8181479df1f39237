import type { Json } from '../runner/types/values.ts';
import { REMEDY } from './ajv.ts';
import type { SchemaError } from './collapse.ts';
import { atLeastOne, exactlyOne, missingMember, texts, unknownMember } from './members.ts';
import { meant } from './nearest.ts';
import { childOf } from './pointer.ts';
import type { Explanation, Wording, Words } from './wording.ts';
import { kinds, listed, named, nameOf } from './words.ts';

const dataOf = (error: SchemaError): Json => error.data as Json;
const quoted = (value: Json): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** A value that breaks a rule: its kind if that is wrong; a number is told where it should be whole. A text that may not be told (`writeOnly`) is not repeated. */
const given = (error: SchemaError, { show, cite }: Wording): string => {
  const data = dataOf(error);
  const isPart = typeof data === 'number' && [error.params.type].flat().includes('integer');
  if ((error.keyword === 'type' && !isPart) || data === '') return show(data);
  if (typeof data === 'number' || typeof data === 'boolean') return String(data);
  if (typeof data !== 'string') return show(data);
  return error.parentSchema?.writeOnly === true ? 'other text' : cite(data);
};

const must =
  (expectation: (error: SchemaError) => string): Explanation =>
  (error, name, wording) => {
    const expected = expectation(error);
    return {
      fact: `${name} must be ${expected}, but is ${given(error, wording)}`,
      remedy: `Write ${expected}.`,
      expected,
    };
  };

const MOST_VALUES = 12;

const oneOfValues = (error: SchemaError, name: string, wording: Wording): Words => {
  const values = (error.params.allowedValues ?? [error.params.allowedValue]) as readonly Json[];
  const expected = values.length > MOST_VALUES ? `one of ${values.length} known values` : listed(values.map(quoted));
  const data = dataOf(error);
  const known = values.filter((value) => typeof value === 'string');
  const write = `Write ${expected}.`;
  const remedy = typeof data === 'string' ? meant(data, known, write) : write;
  const is = typeof data === 'string' ? quoted(data) : given(error, wording);
  return { fact: `${name} must be ${expected}, but is ${is}`, remedy, expected };
};

const forbidden: Explanation = (error, name) => {
  const rule = error.schema as Readonly<Record<string, unknown>> | boolean | undefined;
  const members = typeof rule === 'object' && Array.isArray(rule.required) ? texts(rule.required) : [];
  if (members.length === 0)
    return { fact: `${name} is not allowed here`, remedy: remedyOf(error) ?? 'Remove it.', expected: 'nothing here' };
  const phrase = members.length === 1 ? named(members) : `${named(members, 'and')} together`;
  return { fact: `${name} must not have ${phrase}`, remedy: `Remove ${named(members)}.`, expected: `no ${phrase}` };
};

const bound = (error: SchemaError, unit: string): string => {
  const limit = Number(error.params.limit);
  return `${limit} ${limit === 1 ? unit : `${unit}s`}`;
};

const ORDER: Readonly<Record<string, string>> = {
  '>=': 'at least',
  '<=': 'at most',
  '>': 'more than',
  '<': 'less than',
};
const inOrder: Explanation = (error, name, wording) => {
  const expected = `${ORDER[String(error.params.comparison)]} ${String(error.params.limit)}`;
  return {
    fact: `${name} must be ${expected}, but is ${given(error, wording)}`,
    remedy: `Write ${expected}.`,
    expected,
  };
};
const remedyOf = (error: SchemaError): string | undefined => error.parentSchema?.[REMEDY] as string | undefined;
/** What a schema with a pattern calls its texts. */
const title = (error: SchemaError): string | undefined => error.parentSchema?.title as string | undefined;

/** The same for a value of another type. */
const titleOfForm = (error: SchemaError): string | undefined =>
  error.parentSchema?.pattern === undefined ? undefined : title(error);

const FORMATS: Readonly<Record<string, string>> = {
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  uri: 'a URI',
  regex: 'a regular expression',
};
const formats = (error: SchemaError): string =>
  listed(
    [error.params.format].flat().map((format) => FORMATS[String(format)] ?? `text in the format ${String(format)}`),
  );

const pattern: Explanation = (error, name, wording) => {
  const expected = title(error) ?? `text that matches /${String(error.params.pattern)}/`;
  return {
    fact: `${name} must be ${expected}, but is ${given(error, wording)}`,
    remedy: remedyOf(error) ?? `Write ${expected}.`,
    expected,
  };
};

const fallback: Explanation = (error, name) => {
  const expected = error.message ?? `valid under \`${error.keyword}\``;
  return { fact: `${name} ${expected}`, remedy: remedyOf(error) ?? 'Correct the value.', expected };
};

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  type: must((error) => titleOfForm(error) ?? kinds([error.params.type].flat().map(String))),
  titled: must((error) => title(error) ?? ''),
  required: (error, _name, wording) => missingMember(error, wording),
  dependentRequired: (error, _name, wording) => missingMember(error, wording),
  additionalProperties: (error, _name, wording) => unknownMember(error, wording),
  unevaluatedProperties: (error, _name, wording) => unknownMember(error, wording),
  enum: oneOfValues,
  const: oneOfValues,
  exactlyOne,
  atLeastOne,
  not: forbidden,
  'false schema': forbidden,
  pattern,
  format: must(formats),
  minimum: inOrder,
  maximum: inOrder,
  exclusiveMinimum: inOrder,
  exclusiveMaximum: inOrder,
  multipleOf: must((error) => `a multiple of ${String(error.params.multipleOf)}`),
  minLength: must((error) => `text of at least ${bound(error, 'character')}`),
  maxLength: must((error) => `text of at most ${bound(error, 'character')}`),
  minItems: must((error) => `an array of at least ${bound(error, 'item')}`),
  maxItems: must((error) => `an array of at most ${bound(error, 'item')}`),
  minProperties: must((error) => `an object of at least ${bound(error, 'member')}`),
  maxProperties: must((error) => `an object of at most ${bound(error, 'member')}`),
  oneOf: (_error, name) => ({
    fact: `${name} fits several of the forms that exclude each other`,
    remedy: 'Keep the members of one form only.',
    expected: 'exactly one of the forms',
  }),
  uniqueItems: ({ params: { i, j } }, name) => ({
    fact: `${name} has the same item at ${[Number(i), Number(j)].sort((a, b) => a - b).join(' and ')}`,
    remedy: 'Keep one of the two.',
    expected: 'no item twice',
  }),
};

const ofName = (error: SchemaError, key: string, wording: Wording): Words => {
  const words = (EXPLANATIONS[error.keyword] ?? fallback)(error, `the key \`${key}\``, wording);
  const fact = words.fact.replace(/, but is .*$/, '');
  return { ...words, fact, pointer: childOf(error.instancePath, key), member: 'unknown' };
};

/** An error of ajv in words. */
export const explanationOf = (error: SchemaError, wording: Wording): Words => {
  if (error.propertyName !== undefined) return ofName(error, error.propertyName, wording);
  return (EXPLANATIONS[error.keyword] ?? fallback)(error, nameOf(error.instancePath, wording.root), wording);
};
