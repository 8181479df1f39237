import { childOf } from '../documents/pointer.ts';
import { isArray, isObject, own } from '../runner/json.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import { addressPatterns, isFamily, literally, wholePattern } from './patterns.ts';
import { propertiesOf, requiredOf } from './schemas.ts';

/** Something that a schema says and a pact file cannot. */
export type Loss = {
  /** JSON Pointer into the body. */
  readonly at: string;
  readonly what: string;
};

/** What is known of values beyond their schema: from the request, by relations of the spec. */
export type Known = {
  /** JSON Pointer to the value that must be there exactly. */
  readonly values: ReadonlyMap<string, Json>;
  /** JSON Pointer to a regular expression for the whole text. */
  readonly patterns: ReadonlyMap<string, string>;
};

/** A body in Pact's notation (plain values are compared exactly, others are matcher objects), and what it could not say. */
export type Matched = { readonly template: Json; readonly losses: readonly Loss[] };

const TYPE = 'pact:matcher:type';

type Rule = JsonObject;

const rule = (match: string, options: JsonObject = {}): Rule => ({ [TYPE]: match, ...options });

const matching = (rules: readonly Rule[], value: Json): JsonObject =>
  rules.length === 1 ? { ...rules[0], value } : { [TYPE]: rules, value };

/** Keywords of JSON Schema that no matcher says, with what the Verifier then lets pass. */
const UNSAID = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'maxLength',
  'uniqueItems',
  'contains',
  'minProperties',
  'maxProperties',
  'additionalProperties',
  'not',
  'if',
];

/** Values of such keywords that forbid nothing. */
const ALLOWING: JsonObject = { additionalProperties: true, uniqueItems: false };

const unsaid = (schema: JsonObject, at: string): readonly Loss[] =>
  UNSAID.filter((keyword) => schema[keyword] !== undefined && schema[keyword] !== ALLOWING[keyword]).map((keyword) => ({
    at,
    what: `${keyword}: no matcher says it`,
  }));

const formatsOf = (schema: JsonObject): readonly string[] =>
  [schema, ...(isArray(schema.anyOf) ? schema.anyOf : [])].flatMap((one) =>
    isObject(one) && typeof one.format === 'string' ? [one.format] : [],
  );

const eitherOf = (patterns: readonly string[]): string => `(?:${patterns.join('|')})`;

const patternOf = (schema: JsonObject, at: string): { readonly pattern?: string; readonly losses: readonly Loss[] } => {
  const formats = formatsOf(schema);
  if (isArray(schema.enum)) return { pattern: eitherOf(schema.enum.map((one) => literally(String(one)))), losses: [] };
  if (formats.length > 0 && formats.every(isFamily))
    return { pattern: eitherOf(formats.map((family) => addressPatterns[family])), losses: [] };
  const losses = formats.map((format) => ({ at, what: `format ${format}: no matcher says it` }));
  if (typeof schema.pattern === 'string') {
    const pattern = wholePattern(schema.pattern);
    return pattern === undefined
      ? { losses: [...losses, { at, what: "pattern: the Verifier's regular expressions cannot say it" }] }
      : { pattern, losses };
  }
  return typeof schema.minLength === 'number' && schema.minLength > 0
    ? { pattern: `[\\s\\S]{${schema.minLength},}`, losses }
    : { losses };
};

const typesOf = ({ type }: JsonObject): readonly string[] => (isArray(type) ? type : [type ?? '']).map(String);

const PLACEHOLDERS: Readonly<Record<string, Json>> = { string: 'text', integer: 1, number: 1, boolean: true };

/** A value that may be null needs an example that is not: the rule of type compares with the example. */
const nullable = (schema: JsonObject, types: readonly string[], example: Json, at: string): Matched => {
  const [type = ''] = types.filter((name) => name !== 'null');
  const value = example ?? PLACEHOLDERS[type];
  if (value === undefined)
    return {
      template: matching([rule('type')], {}),
      losses: [{ at, what: `null or ${type}: only the ${type} is accepted` }],
    };
  const kept = type === 'integer' || type === 'number' ? rule(type) : rule('type');
  const { pattern } = patternOf(schema, at);
  const losses =
    pattern === undefined ? [] : [{ at, what: 'pattern of a value that may be null: only its type is compared' }];
  return { template: matching([kept, rule('null')], value), losses };
};

const text = (schema: JsonObject, example: Json, at: string, known: Known): Matched => {
  const { pattern, losses } = patternOf(schema, at);
  const whole = known.patterns.get(at) ?? pattern;
  const rules = whole === undefined ? [rule('type')] : [rule('type'), rule('regex', { regex: whole })];
  return { template: matching(rules, example), losses };
};

const list = (schema: JsonObject, example: Json, at: string, known: Known): Matched => {
  const [first] = isArray(example) ? example : [];
  const items = isObject(schema.items) ? schema.items : {};
  const item = first === undefined ? undefined : matched(items, first, childOf(at, '*'), known);
  const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
  const most = typeof schema.maxItems === 'number' ? { max: schema.maxItems } : {};
  return item === undefined
    ? {
        template: matching([rule('type', { min: least, ...most })], []),
        losses: [{ at, what: 'items: without an example none is compared' }],
      }
    : { template: matching([rule('type', { min: least, ...most })], [item.template]), losses: item.losses };
};

const members = (schema: JsonObject, example: Json, at: string, known: Known): Matched => {
  const required = requiredOf(schema);
  const named = Object.entries(propertiesOf(schema)).filter(([name]) => required.includes(name));
  const optional = Object.keys(propertiesOf(schema)).filter((name) => !required.includes(name));
  const built = named.map(([name, member]) => {
    const value = isObject(example) ? (own(example, name) ?? null) : null;
    return [name, matched(isObject(member) ? member : {}, value, childOf(at, name), known)] as const;
  });
  return {
    template:
      built.length === 0
        ? matching([rule('type')], {})
        : Object.fromEntries(built.map(([name, { template }]) => [name, template])),
    losses: [
      ...built.flatMap(([, { losses }]) => losses),
      ...optional.map((name) => ({
        at: childOf(at, name),
        what: 'optional: a pact can only demand a member or leave it out',
      })),
    ],
  };
};

/**
 * The matchers of a schema whose references are replaced, with an example that the schema allows.
 * Every value is explicit, so that the same schema gives the same bytes.
 */
export const matched = (schema: JsonObject, example: Json, at: string, known: Known): Matched => {
  const fixed = known.values.has(at) ? known.values.get(at) : schema.const;
  if (fixed !== undefined) return { template: fixed, losses: [] };
  const types = typesOf(schema);
  const built = types.includes('null')
    ? nullable(schema, types, example, at)
    : byType(schema, types, example, at, known);
  return { template: built.template, losses: [...unsaid(schema, at), ...built.losses] };
};

const byType = (schema: JsonObject, types: readonly string[], example: Json, at: string, known: Known): Matched => {
  if (types.length > 1)
    return {
      template: matching([rule('type')], example),
      losses: [{ at, what: `${types.join(' or ')}: only the type of the example is accepted` }],
    };
  const [type] = types;
  if (type === 'string') return text(schema, example, at, known);
  if (type === 'array') return list(schema, example, at, known);
  if (type === 'object' || schema.properties !== undefined) return members(schema, example, at, known);
  if (type === 'integer')
    return {
      template: matching([rule('integer')], example),
      losses: [{ at, what: 'integer: 5.0 is refused, which JSON Schema counts as one' }],
    };
  if (type === 'number' || type === 'boolean')
    return { template: matching([rule(type === 'number' ? 'number' : 'type')], example), losses: [] };
  return {
    template: matching([rule('type')], example),
    losses: [{ at, what: 'alternatives: only the type of the example is compared' }],
  };
};
