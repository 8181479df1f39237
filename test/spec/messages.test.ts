import { describe, expect, it } from 'vitest';
import type { Received } from '../../runner/types/exchange.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import { loadDescription } from '../../spec/load.ts';
import { answer, headersOf } from './answers.ts';

const documented = await loadDescription();
const live = await loadDescription({ profile: 'live' });

const messages = (profile: 'documented' | 'live', operation: string, response: Received): readonly string[] =>
  (profile === 'live' ? live : documented).spec.judge(operation, response).map(({ message }) => message);

const ip = documented.exampleOf('createIpAddress', 200, null) as { readonly ip_address: JsonObject };
const changed = (members: JsonObject): Json => ({ ip_address: { ...ip.ip_address, ...members } });
const error = (code: string, detail: Json, description: Json = 'text'): Json => ({ code, description, detail });
const text = (status: number, body: string, problem: string, type: string): Received => ({
  status,
  headers: [['content-type', type]],
  text: body,
  problem,
});

describe('messages', () => {
  it.each<[string, Received, readonly string[]]>([
    [
      'a status that nobody documents',
      answer(418, {}),
      ['status 418 is not documented for createIpAddress; documented: 200, 400, 403, 404, 422, 429 and 503'],
    ],
    [
      'a documented code under a status that nobody documents',
      answer(401, error('invalid_api_token', { details: null })),
      ['`invalid_api_token` came with status 401, and belongs to 403'],
    ],
    [
      'a mistyped code',
      answer(404, error('organisation_not_found', {})),
      ['`organisation_not_found` is no error code of status 404. Did you mean `organization_not_found`?'],
    ],
    [
      'an unknown code',
      answer(404, error('gone', {})),
      ['`gone` is no error code of status 404. Known here: `organization_not_found`, `network_not_found`.'],
    ],
    [
      'a code that is no string',
      answer(404, { code: 404, description: 'x', detail: {} }),
      ['`code` must be `organization_not_found` or `network_not_found`, but is 404'],
    ],
    [
      'a detail of another type',
      answer(429, error('rate_limit_reached', { total_permitted: '60' })),
      ['429 rate_limit_reached: `detail.total_permitted` must be an integer, but is "60"'],
    ],
    [
      'an item of another type',
      answer(422, error('validation_error', { errors: ['x', 1] })),
      ['422 validation_error: `detail.errors[1]` must be a string, but is 1'],
    ],
    [
      'a detail that is no object',
      answer(503, error('no_available_addresses', [])),
      ['503 no_available_addresses: `detail` must be an object, but is []'],
    ],
    [
      'a description that is null',
      answer(503, error('service_unavailable', {}, null)),
      ['503 service_unavailable: `description` must be a string, but is null'],
    ],
    [
      'an address that is none',
      answer(403, error('unauthorized_network_for_api_token', { ip_address: 'here' })),
      [
        '403 unauthorized_network_for_api_token: `detail.ip_address` must be an IPv4 address or an IPv6 address, but is "here"',
      ],
    ],
    [
      'two faults of one error',
      answer(422, { code: 'validation_error', detail: {} }),
      ['422 validation_error: `description` is missing', '422 validation_error: `detail.errors` is missing'],
    ],
    ['a success that is empty', answer(200, {}), ['200: `ip_address` is missing']],
    [
      'an address of another form',
      answer(200, changed({ address: '1.2.3' })),
      ['200: `ip_address.address` must be an IPv4 address or an IPv6 address, but is "1.2.3"'],
    ],
    [
      'a flag that is a string',
      answer(200, changed({ vip: 'false' })),
      ['200: `ip_address.vip` must be a boolean, but is "false"'],
    ],
    [
      'an id that is empty',
      answer(200, changed({ id: '' })),
      ['200: `ip_address.id` must be text of at least 1 character, but is ""'],
    ],
    [
      'a network that is null',
      answer(200, changed({ network: null })),
      ['200: `ip_address.network` must be an object, but is null'],
    ],
    ['an empty body', { status: 403, headers: [], text: '' }, ['the body is empty']],
    [
      'a page of HTML',
      text(503, '<html>', 'unexpected token <', 'text/html; charset=utf-8'),
      [
        'the content type is text/html; charset=utf-8, documented is application/json',
        'the body is no JSON: unexpected token <',
      ],
    ],
    [
      'JSON that says it is text',
      { ...answer(404, error('network_not_found', {})), headers: [['content-type', 'text/plain']] },
      ['the content type is text/plain, documented is application/json'],
    ],
    [
      'no content type',
      { ...answer(404, error('network_not_found', {})), headers: [] },
      ['the header Content-Type is missing, documented is application/json'],
    ],
    [
      'two content types',
      answer(404, error('network_not_found', {}), [['Content-Type', 'application/json']]),
      ['the content type is application/json, application/json, documented is application/json'],
    ],
    [
      'a charset and other letters, which are no fault',
      {
        ...answer(404, error('network_not_found', {})),
        headers: [['Content-Type', 'Application/JSON; charset=UTF-8']],
      },
      [],
    ],
  ])('%s', (_, response, expected) => {
    expect(messages('documented', 'createIpAddress', response)).toEqual(expected);
  });

  const wrapped = { error: error('scope_not_granted', { scopes: ['ip_addresses'] }) };
  it.each<[string, Received, readonly string[]]>([
    [
      'without any header',
      answer(403, wrapped),
      [
        'the header X-Api-Schema is missing',
        'the header X-Ratelimit-Permitted is missing',
        'the header X-Ratelimit-Remaining is missing',
      ],
    ],
    [
      'with headers of another form',
      answer(403, wrapped, [
        ['X-Api-Schema', 'json-errors'],
        ['X-Ratelimit-Permitted', 'many'],
        ['X-Ratelimit-Remaining', '-1'],
      ]),
      [
        'the header X-Api-Schema must be `json-error`, but is `json-errors`',
        'the header X-Ratelimit-Permitted must be an integer, but is "many"',
        'the header X-Ratelimit-Remaining must be at least 0, but is -1',
      ],
    ],
    [
      'without the rate headers, where they are not due',
      answer(400, { error: error('missing_api_token', {}) }, [['x-api-schema', 'json-error']]),
      [],
    ],
    [
      'with a rate header of another form, where it is not due',
      answer(400, { error: error('missing_api_token', {}) }, [
        ['x-api-schema', 'json-error'],
        ['x-ratelimit-permitted', '1e3'],
      ]),
      ['the header X-Ratelimit-Permitted must be an integer, but is "1e3"'],
    ],
    [
      'in another wrapper',
      answer(404, { fault: error('network_not_found', {}) }, headersOf('live', 404)),
      ['the error is wrapped in `fault`, the live profile wraps it in `error`'],
    ],
  ])('a live error %s', (_, response, expected) => {
    expect(messages('live', 'createIpAddress', response)).toEqual(expected);
  });

  const unrouted = error('route_not_found', {});
  const marked = [['x-api-schema', 'json-error']] as const;
  it.each<[string, Received, readonly string[]]>([
    ['as it should be', answer(404, { error: unrouted }, marked), []],
    [
      'that is not wrapped',
      answer(404, unrouted, marked),
      ['the error is at the top level, the live profile wraps it in `error`'],
    ],
    ['that is not marked', answer(404, { error: unrouted }), ['the header X-Api-Schema is missing']],
    [
      'without a detail',
      answer(404, { error: { code: 'route_not_found', description: 'text' } }, marked),
      ['404 route_not_found: `error.detail` is missing'],
    ],
    [
      'of a status that is not described',
      answer(405, { error: error('method_not_allowed', {}) }, marked),
      ['status 405 is not documented for an unknown route; documented: 404'],
    ],
  ])('a live error for an unknown route %s', (_, response, expected) => {
    expect(messages('live', '', response)).toEqual(expected);
    expect(live.spec.unrouted).toBe(true);
  });

  it('do not exist for an unknown route under documented, of which the page says nothing', () => {
    expect(messages('documented', '', answer(404, unrouted))).toEqual([]);
    expect(documented.spec.unrouted).toBe(false);
  });

  it('carry pointer, expectation, finding, requirement and place', () => {
    const [violation] = live.spec.judge(
      'createIpAddress',
      answer(429, { error: error('rate_limit_reached', {}) }, headersOf('live', 429)),
    );
    expect(violation).toMatchObject({
      at: '/error/detail/total_permitted',
      expected: '`total_permitted`',
      actual: 'nothing',
      requirement: live.spec.rules['error-schema'],
      place: { file: 'spec/openapi.yaml' },
    });
    const [header] = live.spec.judge('createIpAddress', answer(200, live.exampleOf('createIpAddress', 200, null)));
    expect(header).toMatchObject({
      at: 'header x-ratelimit-permitted',
      requirement: live.spec.rules.headers,
      place: { file: 'spec/live.overlay.yaml' },
    });
    const bare = error('invalid_api_token', { details: null });
    expect(documented.spec.judge('createIpAddress', answer(403, { error: bare }))).toEqual([
      expect.objectContaining({
        at: '/error',
        expected: 'the error at the top level',
        actual: 'the error in `error`',
        place: expect.objectContaining({ file: 'spec/openapi.yaml' }),
      }),
    ]);
    const { json, text } = answer(200, ip);
    expect(documented.spec.judge('createIpAddress', { status: 200, headers: [], json, text } as Received)).toEqual([
      expect.objectContaining({
        at: 'header content-type',
        expected: 'application/json',
        actual: 'no Content-Type',
        requirement: documented.spec.rules['content-type'],
      }),
    ]);
  });

  it('do not exist for an operation that nobody describes', () => {
    expect(documented.spec.judge('createServer', answer(200, {}))).toEqual([]);
    expect(documented.spec.codeOf('createServer', answer(200, {}))).toBeUndefined();
  });
});
