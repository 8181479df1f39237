import { describe, expect, it } from 'vitest';
import type { Json } from '../../runner/types/values.ts';
import { loadEdited } from './edited.ts';

const BOX = 'size: { type: string }';

const exampleWith = async (schema: string): Promise<Json | undefined> => {
  const { exampleOf } = await loadEdited([['openapi.yaml', BOX, `size: ${schema}`]]);
  const { box } = exampleOf('createBox', 200, null) as { readonly box: { readonly size?: Json } };
  return box.size;
};

describe('the example of a value', () => {
  it.each<[string, string, Json]>([
    ['is the const', '{ const: large }', 'large'],
    ['is the example', '{ type: string, example: huge, default: small }', 'huge'],
    ['may be null', "{ type: [string, 'null'], example: null }", null],
    ['is the first of the examples', '{ type: string, examples: [a, b] }', 'a'],
    ['is the default', '{ type: string, default: small }', 'small'],
    ['is the first that is possible', '{ type: string, enum: [s, m] }', 's'],
    ['is some text', '{ type: string }', 'text'],
    ['is an address', '{ type: string, format: ipv6 }', '2001:db8::1'],
    ['is an address of the first family', '{ type: string, anyOf: [{ format: ipv4 }, { format: ipv6 }] }', '192.0.2.1'],
    ['is a number', '{ type: integer }', 0],
    ['is the least number', '{ type: number, minimum: 3 }', 3],
    ['is a boolean', '{ type: boolean }', false],
    ['is null', "{ type: 'null' }", null],
    ['is of the first type', '{ type: [integer, string] }', 0],
    ['is an empty list', '{ type: array, items: { type: string } }', []],
    ['is a list as short as it may be', '{ type: array, minItems: 2, items: { type: boolean } }', [false, false]],
    ['is the first alternative', '{ oneOf: [{ type: integer, minimum: 7 }, { type: string }] }', 7],
    [
      'has the required members, and those with an example',
      '{ type: object, required: [a], properties: { a: { type: string }, b: { type: string }, c: { const: 1 } } }',
      { a: 'text', c: 1 },
    ],
    [
      'has the members of all parts',
      '{ allOf: [{ type: object, required: [a], properties: { a: { const: 1 } } }, { type: object, required: [b], properties: { b: { const: 2 } } }] }',
      { a: 1, b: 2 },
    ],
    [
      'has the members of an alternative beside its own',
      '{ type: object, required: [a], properties: { a: { const: 1 }, b: { type: integer } }, oneOf: [{ type: object, required: [b], properties: { b: { type: integer } } }] }',
      { a: 1, b: 0 },
    ],
  ])('%s', async (_, schema, expected) => {
    expect(await exampleWith(schema)).toEqual(expected);
  });

  it('is that of the whole body, if it has one', async () => {
    const { exampleOf } = await loadEdited([
      [
        'openapi.yaml',
        "schema: { $ref: '#/components/schemas/Box' }",
        "schema: { $ref: '#/components/schemas/Box' }\n              example: { box: { id: a, size: b } }",
      ],
    ]);
    expect(exampleOf('createBox', 200, null)).toEqual({ box: { id: 'a', size: 'b' } });
  });

  it('says in an error what the spec says of it', async () => {
    const described =
      'required: [code, detail, description]\n      properties:\n        description: { type: string }\n';
    const { exampleOf } = await loadEdited([
      ['openapi.yaml', 'required: [code, detail]\n      properties:\n', described],
    ]);
    expect(exampleOf('createBox', 403, 'no_token')).toEqual({
      code: 'no_token',
      description: 'There is no token.',
      detail: {},
    });
  });
});
