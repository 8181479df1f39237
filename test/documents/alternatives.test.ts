import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../runner/types/values.ts';
import { problemsOf } from './problems-of.ts';

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
    three: { type: 'object', oneOf: [{ required: ['id'] }, { type: 'object' }, { minProperties: 5 }] },
    nested: {
      anyOf: [
        { anyOf: [{ type: 'string' }, { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string' } }] },
        { $ref: '#/$defs/wait' },
      ],
    },
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
      'f.yaml:1:10: `address` must be an IPv4 address or an IPv6 address, but is `nowhere`\n    Write an IPv4 address or an IPv6 address.',
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
      'two branches that fit, and one that does not',
      'address: nowhere\nthree: {id: a}\n',
      'f.yaml:1:10: `address` must be an IPv4 address or an IPv6 address, but is `nowhere`\n    Write an IPv4 address or an IPv6 address.\n' +
        'f.yaml:2:8: `three` fits several of the forms that exclude each other\n    Keep the members of one form only.',
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
      'a choice inside of a choice, of which no branch takes the value',
      'nested: 5\n',
      'f.yaml:1:9: `nested` must be a string, an array or an object, but is a number\n    Write a string, an array or an object.',
    ],
    [
      'the branch inside of a branch that has the type',
      'nested: []\n',
      'f.yaml:1:9: `nested` must be an array of at least 1 item, but is an empty array\n    Write an array of at least 1 item.',
    ],
    [
      'the branch inside of a branch that has the type, with two faults, and what stands beside it',
      'nested: [a, 5, a]\nstatus: 4xx\n',
      [
        'f.yaml:1:9: `nested` has the same item at 0 and 2\n    Keep one of the two.',
        'f.yaml:1:13: `nested[1]` must be a string, but is a number\n    Write a string.',
        'f.yaml:2:9: `status` must be `200`, `4XX` or `5XX`, but is `4xx`\n    Did you mean `4XX`?',
      ].join('\n'),
    ],
    [
      'the other branch of a choice that has one inside',
      'nested: {kind: wait}\n',
      'f.yaml:1:1: `nested.seconds` is missing\n    Add `seconds`.',
    ],
    [
      'then',
      'given: ab\n',
      'f.yaml:1:8: `given` must be text of at least 3 characters, but is `ab`\n    Write text of at least 3 characters.',
    ],
    ['else', 'given: []\n', 'f.yaml:1:8: `given` must be an integer, but is an empty array\n    Write an integer.'],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(step, text)).toBe(expected);
  });
});
