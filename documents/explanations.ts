import type { Json } from '../runner/types.ts';
import { REMEDY } from './ajv.ts';
import type { SchemaError } from './collapse.ts';
import { nearest, suggest } from './nearest.ts';
import { childOf } from './pointer.ts';
import { kinds, listed, named, nameOf } from './words.ts';

/** How values are named and shown in messages. */
export type Wording = {
  /** What the whole value is called. */
  readonly root: string;
  /** A value of the wrong kind, in words. */
  readonly show: (value: Json | undefined) => string;
  /** A text of the wrong form, as it is written. */
  readonly cite: (text: string) => string;
};

/** What an explanation says; `pointer` where it is not the value itself. */
export type Words = {
  readonly fact: string;
  readonly remedy: string;
  readonly expected: string;
  readonly pointer?: string;
  /** It is about a member's name: unknown, or missing. */
  readonly member?: 'unknown' | 'missing';
};
type Explanation = (error: SchemaError, name: string, wording: Wording) => Words;

const texts = (values: unknown): readonly string[] => (values as readonly unknown[]).map(String);
const dataOf = (error: SchemaError): Json => error.data as Json;
const quoted = (value: Json): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** A value that breaks a rule. A text that may not be told (`writeOnly`) is not repeated. */
const given = (error: SchemaError, { show, cite }: Wording): string => {
  const data = dataOf(error);
  if (error.keyword === 'type' || data === '') return show(data);
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

const unknownMember = (error: SchemaError, wording: Wording): Words => {
  const key = String(error.params.additionalProperty ?? error.params.unevaluatedProperty);
  const known = Object.keys((error.parentSchema?.properties as Readonly<Record<string, unknown>> | undefined) ?? {});
  const pointer = childOf(error.instancePath, key);
  return {
    pointer,
    member: 'unknown',
    fact: `${nameOf(pointer, wording.root)} is not known here`,
    remedy: suggest(key, known),
    expected: known.length === 0 ? 'no members' : `only ${named(known, 'and')}`,
  };
};

const missingMember = (error: SchemaError, wording: Wording): Words => {
  const key = String(error.params.missingProperty);
  const pointer = childOf(error.instancePath, key);
  const because = error.keyword === 'dependentRequired' ? `: \`${String(error.params.property)}\` needs it` : '';
  return {
    pointer,
    member: 'missing',
    fact: `${nameOf(pointer, wording.root)} is missing${because}`,
    remedy: `Add \`${key}\`.`,
    expected: `\`${key}\``,
  };
};

const MOST_VALUES = 12;

const oneOfValues = (error: SchemaError, name: string, wording: Wording): Words => {
  const values = (error.params.allowedValues ?? [error.params.allowedValue]) as readonly Json[];
  const expected = values.length > MOST_VALUES ? `one of ${values.length} known values` : listed(values.map(quoted));
  const data = dataOf(error);
  const near =
    typeof data === 'string'
      ? nearest(
          data,
          values.filter((value) => typeof value === 'string'),
        )
      : undefined;
  const remedy = near === undefined ? `Write ${expected}.` : `Did you mean \`${near}\`?`;
  const is = typeof data === 'string' ? quoted(data) : given(error, wording);
  return { fact: `${name} must be ${expected}, but is ${is}`, remedy, expected };
};

const exactlyOne: Explanation = (error, name) => {
  const members = texts(error.params.members);
  const given = members.filter((member) => Object.hasOwn((error.data ?? {}) as object, member));
  const has = given.length === 0 ? 'has none of them' : `has ${named(given, 'and')}`;
  const expected = `exactly one of ${named(members, 'and')}`;
  return { fact: `${name} must have ${expected}, but ${has}`, remedy: `Keep ${expected}.`, expected };
};

const atLeastOne: Explanation = (error, name) => {
  const expected = named(texts(error.params.members));
  return { fact: `${name} must have ${expected}`, remedy: `Add ${expected}.`, expected };
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
  type: must((error) => kinds([error.params.type].flat().map(String))),
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
