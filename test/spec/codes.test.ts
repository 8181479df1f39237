import { describe, expect, it } from 'vitest';
import type { Received } from '../../runner/types/exchange.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import { loadDescription } from '../../spec/load.ts';
import { answer } from './answers.ts';
import { loadEdited } from './edited.ts';

const documented = await loadDescription();

const ip = documented.exampleOf('createIpAddress', 200, null) as JsonObject;
const error = (code: string): Json => ({ code, description: 'text', detail: {} });

describe('the code of an answer', () => {
  it.each<[string, Received, string | null | undefined]>([
    ['is null for a success', answer(200, ip), null],
    ['is null for a success that breaks its schema', answer(200, {}), null],
    ['is an error under a success', answer(200, error('network_not_found')), 'network_not_found'],
    ['is no member of a success that happens to be called so', answer(200, { ...ip, code: 'x' }), null],
    ['is unknown to the spec', answer(500, error('unhandled_exception')), 'unhandled_exception'],
    ['is not there', answer(404, {}), undefined],
    ['is no string', answer(404, { code: 404 }), undefined],
    ['is not there under another success', answer(201, ip), undefined],
    [
      'is not there in a body that is no JSON',
      { status: 404, headers: [], text: '<html>', problem: 'no JSON' },
      undefined,
    ],
  ])('%s', (_, response, expected) => {
    expect(documented.spec.codeOf('createIpAddress', response)).toBe(expected);
  });
});

describe('a request', () => {
  const good = { organization: { id: 'a' }, network: { permalink: 'b' }, version: 'ipv6' };
  it.each<[string, Json, boolean]>([
    ['with one member in each lookup', good, true],
    ['with everything', { ...good, vip: true, label: 'x' }, true],
    ['with two members in a lookup', { ...good, organization: { id: 'a', sub_domain: 'b' } }, false],
    ['with an empty lookup', { ...good, network: {} }, false],
    ['without a version', { organization: { id: 'a' }, network: { id: 'b' } }, false],
    ['with another version', { ...good, version: 'ipv5' }, false],
    ['that is no object', [], false],
  ])('%s', (_, body, valid) => {
    expect(documented.spec.operations.createIpAddress?.validRequest(body)).toBe(valid);
  });
});

describe('the code of an error', () => {
  it.each([
    '{ enum: [no_token] }',
    "{ $ref: '#/components/schemas/Code' }\n    Code: { type: string, enum: [no_token] }",
  ])('may be the only one of %j', async (written) => {
    const [code = '', ...more] = written.split('\n');
    const { spec } = await loadEdited([
      ['openapi.yaml', 'code: { const: no_token }', `code: ${code}`],
      ['openapi.yaml', '    OwnerNotFound:', [...more, '    OwnerNotFound:'].join('\n')],
    ]);
    expect(spec.operations.createBox?.errors).toContainEqual(
      expect.objectContaining({ status: 403, code: 'no_token' }),
    );
    expect(spec.codeOf('createBox', answer(403, { code: 'no_token', detail: {} }))).toBe('no_token');
  });

  it('is not one of several', async () => {
    await expect(
      loadEdited([['openapi.yaml', 'code: { const: no_token }', 'code: { enum: [no_token, other] }']]),
    ).rejects.toThrow('no error code is documented for status 403 of createBox');
  });
});

it.each<[string, Received, string | null | undefined, readonly string[]]>([
  ['documented', answer(403, { type: 'no_token', detail: {} }), 'no_token', []],
  ['missing', answer(403, { code: 'no_token', detail: {} }), undefined, ['`type` is missing']],
  ['wrapped', answer(403, { error: { type: 'no_token' } }), 'no_token', ['the error is wrapped in `error`']],
  ['one of another status', answer(404, { type: 'no_token', detail: {} }), 'no_token', ['belongs to 403']],
  ['that of a success', answer(200, { type: 'box', box: { id: 'a', size: 'b' } }), null, []],
])('a code that has another name is found where it is %s', async (_, response, code, messages) => {
  const { spec } = await loadEdited([
    ['openapi.yaml', 'x-cases:', 'x-code: type\nx-cases:'],
    ['openapi.yaml', '[code, detail]', '[type, detail]'],
    ['openapi.yaml', '[code, detail]', '[type, detail]'],
    ['openapi.yaml', 'code: { const: no_token }', 'type: { const: no_token }'],
    ['openapi.yaml', 'code: { const: owner_not_found }', 'type: { const: owner_not_found }'],
  ]);
  const headers = response.status === 200 ? [...response.headers, ['x-left', '1'] as const] : response.headers;
  const answered = { ...response, headers };
  expect(spec.codeOf('createBox', answered)).toBe(code);
  const found = spec.judge('createBox', answered).map(({ message }) => message);
  expect(found).toEqual(messages.map((message) => expect.stringContaining(message)));
});
