import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../runner/types/values.ts';
import { problemsOf } from './problems-of.ts';

const member = (schema: JsonObject): JsonObject => ({ type: 'object', properties: { a: schema } });

describe('one rule broken', () => {
  it.each<[string, JsonObject, string, string]>([
    ['type', { type: 'boolean' }, 'secret', '1:4: `a` must be a boolean, but is a string\n    Write a boolean.'],
    ['integer', { type: 'integer' }, '1.5', '1:4: `a` must be an integer, but is 1.5\n    Write an integer.'],
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
    ['const', { const: true }, 'false', '1:4: `a` must be `true`, but is false\n    Write `true`.'],
    [
      'pattern with a remedy',
      {
        type: 'string',
        pattern: '^[a-z]+$',
        title: 'a word',
        description: 'Names it.',
        'x-remedy': 'Write small letters.',
      },
      'WORD',
      '1:4: `a` must be a word, but is `WORD`\n    Write small letters.',
    ],
    [
      'pattern with a title',
      { type: 'string', pattern: '^[a-z]+$', title: 'a word', description: 'Names it.' },
      'WORD',
      '1:4: `a` must be a word, but is `WORD`\n    Write a word.',
    ],
    [
      'a text that shows only in quotes',
      { type: 'string', pattern: '^[a-z]+$', title: 'a word' },
      '"two\\nlines "',
      '1:4: `a` must be a word, but is "two\\nlines "\n    Write a word.',
    ],
    [
      'a long text',
      { type: 'string', maxLength: 3 },
      'a'.repeat(61),
      `1:4: \`a\` must be text of at most 3 characters, but is \`${'a'.repeat(60)}…\`\n    Write text of at most 3 characters.`,
    ],
    [
      'a long text that would be cut within a character',
      { type: 'string', maxLength: 3 },
      `${'a'.repeat(59)}😀`,
      `1:4: \`a\` must be text of at most 3 characters, but is \`${'a'.repeat(59)}…\`\n    Write text of at most 3 characters.`,
    ],
    [
      'a long text in quotes that would be',
      { type: 'string', pattern: '^[a-z]+$', title: 'a word' },
      `"\\t${'a'.repeat(56)}😀"`,
      `1:4: \`a\` must be a word, but is "\\t${'a'.repeat(56)}…\n    Write a word.`,
    ],
    [
      'a text that is not to be told',
      { type: 'string', pattern: '^[a-z]+$', title: 'a word', writeOnly: true },
      'SECRET',
      '1:4: `a` must be a word, but is other text\n    Write a word.',
    ],
    [
      'format',
      { type: 'string', format: 'uri' },
      'nowhere',
      '1:4: `a` must be a URI, but is `nowhere`\n    Write a URI.',
    ],
    [
      'another format',
      { type: 'string', format: 'uuid' },
      'one',
      '1:4: `a` must be text in the format uuid, but is `one`\n    Write text in the format uuid.',
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
      '1:4: `a` must be a multiple of 5, but is 7\n    Write a multiple of 5.',
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
      '1:4: `a` must be text of at most 3 characters, but is `abcd`\n    Write text of at most 3 characters.',
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
      { type: 'object', propertyNames: { pattern: '^[a-z]+$', 'x-remedy': 'Write small letters.' } },
      '{B: 1}',
      '1:5: the key `B` must be text that matches /^[a-z]+$/\n    Write small letters.',
    ],
    [
      'a keyword without words of its own',
      { type: 'array', contains: { const: 1 }, 'x-remedy': 'Name the first one too.' },
      '[]',
      '1:4: `a` must contain at least 1 valid item(s)\n    Name the first one too.',
    ],
  ])('%s', (_, schema, value, expected) => {
    expect(problemsOf(member(schema), `a: ${value}\n`)).toBe(`f.yaml:${expected}`);
  });
});
