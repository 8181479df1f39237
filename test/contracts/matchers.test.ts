import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { matched } from '../../contracts/matchers.ts';
import type { Pact } from '../../contracts/pact-file.ts';
import { writePact } from '../../contracts/pact-file.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import { JSON_TYPE, outcomes, readJson, serve, targetAt, temporaryFolder, verifiedFiles } from './helpers.ts';

const NOTHING_KNOWN = { values: new Map(), patterns: new Map() };

type Row = { readonly schema: JsonObject; readonly example: Json; readonly values: readonly (Json | undefined)[] };

/** Schemas that matchers say exactly; each is tried with values that it accepts and values that it refuses. */
const EXACT: Readonly<Record<string, Row>> = {
  text: { schema: { type: 'string' }, example: 'x', values: ['y', '', 5, null, true, [], {}, undefined] },
  'text that is not empty': {
    schema: { type: 'string', minLength: 1 },
    example: 'x',
    values: ['y', '\n', '', 5, null],
  },
  'text with a pattern': {
    schema: { type: 'string', pattern: '^a[0-9]$' },
    example: 'a1',
    values: ['a2', 'a22', 'xa2', '', 1],
  },
  'text with a pattern anywhere': {
    schema: { type: 'string', pattern: '[0-9]' },
    example: '1',
    values: ['a\n2b', 'ab', 1],
  },
  'one of two texts': {
    schema: { type: 'string', enum: ['a.b', 'c'] },
    example: 'c',
    values: ['a.b', 'c', 'axb', 'cc', 'ca.b'],
  },
  'an address': {
    schema: { type: 'string', anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }] },
    example: '192.0.2.1',
    values: ['::1', '192.0.2.255', '192.0.2.256', 'x192.0.2.1', '192.0.2.1x', '', 5],
  },
  truth: { schema: { type: 'boolean' }, example: true, values: [false, 'true', 1, null] },
  number: { schema: { type: 'number' }, example: 1, values: [5, 5.5, -1, '5', null] },
  integer: { schema: { type: 'integer' }, example: 1, values: [5, -5, 5.5, '5', null] },
  'a fixed text': { schema: { const: 'a' }, example: 'a', values: ['a', 'b', '', null] },
  'text or null': {
    schema: { type: ['string', 'null'] },
    example: null,
    values: [null, 'x', '', 5, true, {}, [], undefined],
  },
  'integer or null': { schema: { type: ['integer', 'null'] }, example: null, values: [null, 5, 5.5, '5', undefined] },
  'truth or null': { schema: { type: ['null', 'boolean'] }, example: false, values: [null, true, 'true', 0] },
  'any object': { schema: { type: 'object' }, example: {}, values: [{}, { a: 1 }, [], null, 'x', undefined] },
  'a list of texts': {
    schema: { type: 'array', items: { type: 'string' } },
    example: ['x'],
    values: [[], ['a'], ['a', 'b'], [5], ['a', 5], 'a', {}, null],
  },
  'a list of two or three': {
    schema: { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 3 },
    example: [1],
    values: [[1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [1, 'x']],
  },
  'an object in an object': {
    schema: {
      type: 'object',
      required: ['a'],
      properties: { a: { type: 'object', required: ['b'], properties: { b: { const: 'x' } } } },
    },
    example: { a: { b: 'x' } },
    values: [{ a: { b: 'x' } }, { a: { b: 'x', c: 1 }, d: 2 }, { a: { b: 'y' } }, { a: {} }, { a: null }, {}],
  },
};

const ajv = formatsPlugin.default(new Ajv2020({ strict: false }));

const asObject = (value: Json | undefined): JsonObject => (value === undefined ? {} : { value });

const verdictOf = (outcome: string): string => {
  if (outcome.startsWith('failed')) return 'refused';
  return outcome === 'passed' ? 'accepted' : outcome;
};

/** Verdicts of Pact's Verifier: one interaction for each value, in which `value` is a member of the answer. */
const verdicts = async (cases: readonly (Row & { readonly value: Json | undefined })[]): Promise<readonly string[]> => {
  const folder = await temporaryFolder();
  const interactions = cases.map(({ schema, example }, index) => ({
    description: `value ${index}`,
    states: [],
    as: 'nobody',
    request: { index },
    status: 200,
    code: null,
    response: { value: matched(schema, example, '', NOTHING_KNOWN).template },
    example: {},
    headers: [],
  }));
  const pact: Pact = {
    consumer: 'c',
    provider: 'p',
    profile: 'live',
    method: 'POST',
    path: '/',
    interactions,
    examples: {},
  };
  const file = await writePact(pact, folder, async (url, _as, request) => {
    await fetch(url, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(request) });
    return 'created';
  });
  const { url } = await serve(({ body }) => {
    const index = body === '' ? 0 : Number((JSON.parse(body) as { index: number }).index);
    return { status: 200, headers: JSON_TYPE, body: JSON.stringify(asObject(cases[index]?.value)) };
  });
  const found = outcomes(await verifiedFiles(targetAt(url), [file]));
  return cases.map((_, index) => verdictOf(found[`value ${index}`] ?? 'not asked'));
};

const accepts = (schema: JsonObject, value: Json | undefined): boolean =>
  ajv.compile({ type: 'object', required: ['value'], properties: { value: schema } })(asObject(value));

it("Pact's Verifier and ajv agree where nothing is lost", async () => {
  const cases = Object.entries(EXACT).flatMap(([name, row]) => row.values.map((value) => ({ name, value, ...row })));
  const pact = await verdicts(cases);
  const show = ({ name, value }: (typeof cases)[number], verdict: string | undefined): string =>
    `${name}: ${JSON.stringify(value)} is ${verdict}`;
  expect(cases.map((one, index) => show(one, pact[index]))).toEqual(
    cases.map((one) => show(one, accepts(one.schema, one.value) ? 'accepted' : 'refused')),
  );
}, 60_000);

it('the fixed value of a relation is the only one that is accepted', async () => {
  const known = {
    values: new Map<string, Json>([
      ['/a', null],
      ['/b', 3],
    ]),
    patterns: new Map([['/c', '[a-c]']]),
  };
  const schema = {
    type: 'object',
    required: ['a', 'b', 'c'],
    properties: { a: { type: ['string', 'null'] }, b: { type: 'integer' }, c: { type: 'string' } },
  };
  const { template } = matched(schema, { a: 'x', b: 1, c: 'a' }, '', known);
  expect(template).toEqual({
    a: null,
    b: 3,
    c: {
      'pact:matcher:type': [{ 'pact:matcher:type': 'type' }, { 'pact:matcher:type': 'regex', regex: '[a-c]' }],
      value: 'a',
    },
  });
});

describe('what is lost is told', () => {
  it.each<[string, JsonObject, Json, string]>([
    ['bounds', { type: 'integer', minimum: 0 }, 1, 'minimum: no matcher says it'],
    ['closed objects', { type: 'object', additionalProperties: false }, {}, 'additionalProperties: no matcher says it'],
    ['distinct items', { type: 'array', uniqueItems: true }, [], 'uniqueItems: no matcher says it'],
    ['other formats', { type: 'string', format: 'uuid' }, 'x', 'format uuid: no matcher says it'],
    [
      'look-around',
      { type: 'string', pattern: '(?=a)' },
      'a',
      "pattern: the Verifier's regular expressions cannot say it",
    ],
    ['nullable objects', { type: ['object', 'null'] }, null, 'null or object: only the object is accepted'],
    [
      'patterns of nullable texts',
      { type: ['string', 'null'], pattern: 'a' },
      null,
      'pattern of a value that may be null: only its type is compared',
    ],
    [
      'lists without an example',
      { type: 'array', items: { type: 'string' } },
      [],
      'items: without an example none is compared',
    ],
    [
      'integers that are written with a point',
      { type: 'integer' },
      1,
      'integer: 5.0 is refused, which JSON Schema counts as one',
    ],
    ['types', { type: ['string', 'integer'] }, 'x', 'string or integer: only the type of the example is accepted'],
    ['alternatives', { oneOf: [{ type: 'string' }] }, 'x', 'alternatives: only the type of the example is compared'],
  ])('%s', (_, schema, example, what) => {
    expect(matched(schema, example, '/at', NOTHING_KNOWN).losses).toContainEqual({ at: '/at', what });
  });

  it('optional members', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    expect(matched(schema, {}, '', NOTHING_KNOWN).losses).toEqual([
      { at: '/a', what: 'optional: a pact can only demand a member or leave it out' },
    ]);
  });
});

it('a value that may be null is written as an alternative, which the Verifier honours', async () => {
  const folder = await temporaryFolder();
  const response = { value: matched({ type: ['string', 'null'] }, null, '', NOTHING_KNOWN).template };
  const interactions = [
    {
      description: 'd',
      states: [],
      as: 'nobody',
      request: {},
      status: 200,
      code: null,
      response,
      example: {},
      headers: [],
    },
  ];
  const path = await writePact(
    { consumer: 'c', provider: 'p', profile: 'live', method: 'POST', path: '/', interactions, examples: {} },
    folder,
    async (url) => {
      await fetch(url, { method: 'POST', headers: JSON_TYPE, body: '{}' });
      return 'created';
    },
  );
  const file = await readJson(path);
  expect(JSON.stringify(file)).toContain('"$.value":{"combine":"OR","matchers":[{"match":"type"},{"match":"null"}]}');
  await writeFile(join(folder, 'and.json'), JSON.stringify(file).replace('"combine":"OR"', '"combine":"AND"'));
  const { url } = await serve(() => ({ status: 200, headers: JSON_TYPE, body: '{"value":null}' }));
  expect(outcomes(await verifiedFiles(targetAt(url), [path])).d).toBe('passed');
  expect(outcomes(await verifiedFiles(targetAt(url), [join(folder, 'and.json')])).d).toMatch(/^failed/);
});
