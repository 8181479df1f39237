import { describe, expect, it } from 'vitest';
import { formatProblems, InputError } from '../../documents/problems.ts';
import { parseYaml } from '../../documents/read.ts';
import { validate } from '../../documents/validate.ts';
import type { JsonObject } from '../../runner/types.ts';

const problemsOf = (schema: JsonObject, text: string): string => {
  const { document, problems } = parseYaml(text, 'f.yaml');
  if (document === undefined) throw new Error(formatProblems(problems));
  return formatProblems(validate(schema, document));
};

const member = (schema: JsonObject): JsonObject => ({ type: 'object', properties: { a: schema } });

describe('one rule broken', () => {
  it.each<[string, JsonObject, string, string]>([
    ['type', { type: 'boolean' }, 'secret', '1:4: `a` must be a boolean, but is a string\n    Write a boolean.'],
    [
      'several types',
      { type: ['string', 'null', 'integer'] },
      '[]',
      '1:4: `a` must be a string, null or an integer, but is an empty array\n    Write a string, null or an integer.',
    ],
    ['null', { type: 'string' }, '', '1:1: `a` must be a string, but is null\n    Write a string.'],
    [
      'enum, near',
      { type: 'string', enum: ['ipv4', 'ipv6'] },
      'ipv5',
      '1:4: `a` must be `ipv4` or `ipv6`, but is `ipv5`\n    Did you mean `ipv4`?',
    ],
    [
      'enum, far',
      { type: 'string', enum: ['ipv4', 'ipv6'] },
      'address',
      '1:4: `a` must be `ipv4` or `ipv6`, but is `address`\n    Write `ipv4` or `ipv6`.',
    ],
    ['enum, no text', { enum: ['x', 2] }, '[1]', '1:4: `a` must be `x` or `2`, but is an array\n    Write `x` or `2`.'],
    ['const', { const: true }, 'false', '1:4: `a` must be `true`, but is a boolean\n    Write `true`.'],
    [
      'pattern',
      { type: 'string', pattern: '^[a-z]+$', description: 'Write small letters.' },
      'SECRET',
      '1:4: `a` must be text that matches /^[a-z]+$/, but is a string\n    Write small letters.',
    ],
    [
      'pattern with a title',
      { type: 'string', pattern: '^[a-z]+$', title: 'a word' },
      'SECRET',
      '1:4: `a` must be a word, but is a string\n    Write a word.',
    ],
    [
      'format',
      { type: 'string', format: 'uri' },
      'secret',
      '1:4: `a` must be a URI, but is a string\n    Write a URI.',
    ],
    [
      'another format',
      { type: 'string', format: 'uuid' },
      'secret',
      '1:4: `a` must be text in the format uuid, but is a string\n    Write text in the format uuid.',
    ],
    ['minimum', { type: 'integer', minimum: 0 }, '-1', '1:4: `a` must be at least 0, but is -1\n    Write at least 0.'],
    ['maximum', { type: 'number', maximum: 1 }, '1.5', '1:4: `a` must be at most 1, but is 1.5\n    Write at most 1.'],
    [
      'exclusiveMinimum',
      { type: 'number', exclusiveMinimum: 0 },
      '0',
      '1:4: `a` must be more than 0, but is 0\n    Write more than 0.',
    ],
    [
      'exclusiveMaximum',
      { type: 'number', exclusiveMaximum: 5 },
      '5',
      '1:4: `a` must be less than 5, but is 5\n    Write less than 5.',
    ],
    [
      'multipleOf',
      { type: 'integer', multipleOf: 5 },
      '7',
      '1:4: `a` must be a multiple of 5, but is a number\n    Write a multiple of 5.',
    ],
    [
      'minLength',
      { type: 'string', minLength: 1 },
      '""',
      '1:4: `a` must be text of at least 1 character, but is an empty string\n    Write text of at least 1 character.',
    ],
    [
      'maxLength',
      { type: 'string', maxLength: 3 },
      'abcd',
      '1:4: `a` must be text of at most 3 characters, but is a string\n    Write text of at most 3 characters.',
    ],
    [
      'minItems',
      { type: 'array', minItems: 1 },
      '[]',
      '1:4: `a` must be an array of at least 1 item, but is an empty array\n    Write an array of at least 1 item.',
    ],
    [
      'maxItems',
      { type: 'array', maxItems: 1 },
      '[1, 2]',
      '1:4: `a` must be an array of at most 1 item, but is an array\n    Write an array of at most 1 item.',
    ],
    [
      'minProperties',
      { type: 'object', minProperties: 1 },
      '{}',
      '1:4: `a` must be an object of at least 1 member, but is an empty object\n    Write an object of at least 1 member.',
    ],
    [
      'maxProperties',
      { type: 'object', maxProperties: 1 },
      '{b: 1, c: 1}',
      '1:4: `a` must be an object of at most 1 member, but is an object\n    Write an object of at most 1 member.',
    ],
    [
      'uniqueItems',
      { type: 'array', uniqueItems: true },
      '[x, y, x]',
      '1:4: `a` has the same item at 0 and 2\n    Keep one of the two.',
    ],
    ['not', { not: { type: 'null' } }, 'null', '1:4: `a` is not allowed here\n    Remove it.'],
    ['false', false as unknown as JsonObject, '1', '1:4: `a` is not allowed here\n    Remove it.'],
    [
      'not required',
      { type: 'object', not: { required: ['b', 'c'] } },
      '{b: 1, c: 1}',
      '1:4: `a` must not have `b` and `c` together\n    Remove `b` or `c`.',
    ],
    [
      'not one member',
      { type: 'object', not: { required: ['b'] } },
      '{b: 1}',
      '1:4: `a` must not have `b`\n    Remove `b`.',
    ],
    [
      'dependentRequired',
      { type: 'object', dependentRequired: { b: ['c'] } },
      '{b: 1}',
      '1:1: `a.c` is missing: `b` needs it\n    Add `c`.',
    ],
    [
      'propertyNames',
      { type: 'object', propertyNames: { pattern: '^[a-z]+$', description: 'Write small letters.' } },
      '{B: 1}',
      '1:5: the key `B` must be text that matches /^[a-z]+$/\n    Write small letters.',
    ],
    [
      'a keyword without words of its own',
      { type: 'array', contains: { const: 1 }, description: 'Name the first one too.' },
      '[]',
      '1:4: `a` must contain at least 1 valid item(s)\n    Name the first one too.',
    ],
  ])('%s', (_, schema, value, expected) => {
    expect(problemsOf(member(schema), `a: ${value}\n`)).toBe(`f.yaml:${expected}`);
  });
});

const closed: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['version'],
  properties: { version: { type: 'string' }, label: { type: 'string' } },
};

describe('members', () => {
  it.each<[string, string, string]>([
    ['missing at the root', 'label: x\n', 'f.yaml:1:1: `version` is missing\n    Add `version`.'],
    [
      'unknown',
      'version: x\nnetwork: y\n',
      'f.yaml:2:1: `network` is not known here\n    Known here: `version`, `label`.',
    ],
    [
      'mistyped, which is not missing too',
      'verson: x\n',
      'f.yaml:1:1: `verson` is not known here\n    Did you mean `version`?',
    ],
    ['in other letters', 'VERSION: x\n', 'f.yaml:1:1: `VERSION` is not known here\n    Did you mean `version`?'],
    ['not at all', '[]\n', 'f.yaml:1:1: the document must be an object, but is an empty array\n    Write an object.'],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(closed, text)).toBe(expected);
  });

  it('missing in an inner object are reported at its key', () => {
    const schema = { type: 'object', properties: { list: { type: 'array', items: closed } } };
    expect(problemsOf({ ...schema, properties: { inner: closed } }, 'x: 1\ninner:\n  label: x\n')).toBe(
      'f.yaml:2:1: `inner.version` is missing\n    Add `version`.',
    );
    expect(problemsOf(schema, 'list:\n  - label: x\n')).toBe(
      'f.yaml:2:5: `list[0].version` is missing\n    Add `version`.',
    );
  });

  it('mistyped in one object do not hide that they are missing in another', () => {
    const schema = { type: 'object', properties: { a: closed, b: closed } };
    expect(problemsOf(schema, 'a: {verson: x}\nb: {}\n')).toBe(
      'f.yaml:1:5: `a.verson` is not known here\n    Did you mean `version`?\n' +
        'f.yaml:2:1: `b.version` is missing\n    Add `version`.',
    );
  });

  it('unknown where nothing is known, or too much to list', () => {
    const names = Array.from({ length: 30 }, (_, index) => [`member${index}`, {}]);
    const many = { type: 'object', additionalProperties: false, properties: Object.fromEntries(names) };
    expect(problemsOf({ type: 'object', additionalProperties: false }, 'a: 1\n')).toBe(
      'f.yaml:1:1: `a` is not known here\n    Remove it.',
    );
    expect(problemsOf(many, 'label: 1\n')).toBe(
      'f.yaml:1:1: `label` is not known here\n    Check its spelling, or remove it.',
    );
  });

  it('unevaluated are unknown too', () => {
    const schema = { type: 'object', properties: { label: {} }, unevaluatedProperties: false };
    expect(problemsOf(schema, 'labl: 1\n')).toBe('f.yaml:1:1: `labl` is not known here\n    Did you mean `label`?');
  });
});

const step: JsonObject = {
  $defs: {
    wait: {
      type: 'object',
      required: ['kind', 'seconds'],
      additionalProperties: false,
      properties: { kind: { const: 'wait' }, seconds: { type: 'integer' } },
    },
    send: {
      type: 'object',
      required: ['kind', 'body', 'path'],
      additionalProperties: false,
      properties: { kind: { const: 'send' }, body: { type: 'object' }, path: { type: 'string' } },
    },
  },
  type: 'object',
  properties: {
    step: { oneOf: [{ $ref: '#/$defs/wait' }, { $ref: '#/$defs/send' }] },
    short: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/wait' }, { type: 'array', items: { type: 'string' } }] },
    status: { anyOf: [{ const: 200 }, { enum: ['4XX', '5XX'] }] },
    address: { type: 'string', anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }] },
    lookup: { type: 'object', oneOf: [{ required: ['id'] }, { required: ['name'] }] },
    both: {
      type: 'object',
      oneOf: [
        { required: ['id'], properties: { id: { type: 'string' } } },
        { required: ['name'], properties: { name: { type: 'string' } } },
      ],
    },
    list: { type: 'array', items: { oneOf: [{ $ref: '#/$defs/wait' }, { type: 'string' }] } },
    given: { if: { type: 'string' }, then: { type: 'string', minLength: 3 }, else: { type: 'integer' } },
  },
};

describe('oneOf and anyOf', () => {
  it.each<[string, string, string]>([
    [
      'the branch that the discriminator names',
      'step: {kind: wait, seconds: x}\n',
      'f.yaml:1:29: `step.seconds` must be an integer, but is a string\n    Write an integer.',
    ],
    [
      'the other branch, with two faults',
      'step: {kind: send, body: 1}\n',
      'f.yaml:1:1: `step.path` is missing\n    Add `path`.\nf.yaml:1:26: `step.body` must be an object, but is a number\n    Write an object.',
    ],
    [
      'the branch whose members are there, if no discriminator decides',
      'step: {seconds: 1}\n',
      'f.yaml:1:1: `step.kind` is missing\n    Add `kind`.',
    ],
    [
      'a value that no branch takes',
      'short: 5\n',
      'f.yaml:1:8: `short` must be a string, an object or an array, but is a number\n    Write a string, an object or an array.',
    ],
    [
      'the branch of that type',
      'short: [a, 1]\n',
      'f.yaml:1:12: `short[1]` must be a string, but is a number\n    Write a string.',
    ],
    [
      'values listed together',
      'status: 4xx\n',
      'f.yaml:1:9: `status` must be `200`, `4XX` or `5XX`, but is `4xx`\n    Did you mean `4XX`?',
    ],
    [
      'formats listed together',
      'address: nowhere\n',
      'f.yaml:1:10: `address` must be an IPv4 address or an IPv6 address, but is a string\n    Write an IPv4 address or an IPv6 address.',
    ],
    [
      'none of the members that exclude each other',
      'lookup: {}\n',
      'f.yaml:1:9: `lookup` must have exactly one of `id` and `name`, but has none of them\n    Keep exactly one of `id` and `name`.',
    ],
    [
      'two members that exclude each other',
      'lookup: {id: a, name: b}\n',
      'f.yaml:1:9: `lookup` must have exactly one of `id` and `name`, but has `id` and `name`\n    Keep exactly one of `id` and `name`.',
    ],
    [
      'two branches that fit',
      'both: {id: a, name: b}\n',
      'f.yaml:1:7: `both` fits several of the forms that exclude each other\n    Keep the members of one form only.',
    ],
    [
      'several items, each by itself',
      'list: [x, {kind: wait}, 7, y]\nlookup: 1\n',
      [
        'f.yaml:1:11: `list[1].seconds` is missing\n    Add `seconds`.',
        'f.yaml:1:25: `list[2]` must be an object or a string, but is a number\n    Write an object or a string.',
        'f.yaml:2:9: `lookup` must be an object, but is a number\n    Write an object.',
      ].join('\n'),
    ],
    [
      'then',
      'given: ab\n',
      'f.yaml:1:8: `given` must be text of at least 3 characters, but is a string\n    Write text of at least 3 characters.',
    ],
    ['else', 'given: []\n', 'f.yaml:1:8: `given` must be an integer, but is an empty array\n    Write an integer.'],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(step, text)).toBe(expected);
  });
});

describe('InputError', () => {
  const problem = (file: string, line: number, column: number, message: string) => ({
    place: { file, line, column },
    pointer: '',
    message,
    remedy: 'Do.',
  });

  it('lists problems by file, line and column, whatever order they came in', () => {
    const error = new InputError([
      problem('b.yaml', 1, 1, 'five'),
      problem('a.yaml', 10, 2, 'four'),
      problem('a.yaml', 9, 3, 'three'),
      problem('a.yaml', 9, 1, 'two'),
      problem('Z.yaml', 20, 1, 'one'),
    ]);
    expect(error.message).toBe(
      [
        'Z.yaml:20:1: one\n    Do.',
        'a.yaml:9:1: two\n    Do.',
        'a.yaml:9:3: three\n    Do.',
        'a.yaml:10:2: four\n    Do.',
        'b.yaml:1:1: five\n    Do.',
      ].join('\n'),
    );
    expect(error.problems).toHaveLength(5);
    expect(error.name).toBe('InputError');
  });
});
