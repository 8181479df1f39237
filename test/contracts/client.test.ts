import { describe, expect, it } from 'vitest';
import type { CreateIpAddress } from '../../contracts/client.ts';
import { createIpAddress } from '../../contracts/client.ts';
import { isRead, pointersOf } from '../../contracts/fields.ts';
import { loadContract } from '../../contracts/load-contract.ts';
import { withValues } from '../../contracts/relations.ts';
import { errorSchema, subjectOf, successSchema } from '../../contracts/schemas.ts';
import { loadSituations } from '../../contracts/situations.ts';
import { parentOf } from '../../documents/pointer.ts';
import { isObject, tokensOf, valueAt } from '../../runner/json.ts';
import type { Json } from '../../runner/types/values.ts';
import { loadDescription } from '../../spec/load.ts';
import { JSON_TYPE, NOBODY_THERE, serve } from './helpers.ts';

const TOKEN = 'a-token-that-must-not-be-seen';
const REQUEST: CreateIpAddress = { organization: { id: 'org_1' }, network: { permalink: 'public' }, version: 'ipv4' };

const [documented, live] = await Promise.all([
  loadDescription({ profile: 'documented' }),
  loadDescription({ profile: 'live' }),
]);
const { reads } = await loadContract(undefined, { documented, live }, await loadSituations());
const SUCCESS = documented.exampleOf('createIpAddress', 200, null);

/** What the client makes of one answer. */
const madeOf = async (status: number, body: Json | string, headers: Readonly<Record<string, string>> = JSON_TYPE) => {
  const { url } = await serve(() => ({
    status,
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }));
  return createIpAddress({ url, token: TOKEN }, REQUEST);
};

const without = (body: Json, pointer: string): Json => {
  const parent = valueAt(body, parentOf(pointer));
  const name = tokensOf(pointer).at(-1);
  const rest = Object.fromEntries(Object.entries(isObject(parent) ? parent : {}).filter(([key]) => key !== name));
  return withValues(body, new Map([[parentOf(pointer), rest]]));
};

describe.each([documented, live])('the answers of profile $spec.profile', (description) => {
  const { errors, errorAt } = subjectOf(description);

  it.each(errors)('$status $code is told by its code', async ({ status, code }) => {
    const body = description.exampleOf('createIpAddress', status, code);
    const error = valueAt(body, errorAt);
    expect(await madeOf(status, body)).toMatchObject({ code, description: isObject(error) && error.description });
  });

  it('an address is handed on', async () => {
    const body = description.exampleOf('createIpAddress', 200, null);
    const address = valueAt(body, '/ip_address/address');
    expect(await madeOf(200, body)).toMatchObject({ code: 'created', ip_address: { address } });
  });
});

describe('the client reads exactly what its contract says', () => {
  const leaves = (pointers: readonly string[]) =>
    pointers.filter((pointer) => !pointers.some((other) => other.startsWith(`${pointer}/`)));
  const ofSuccess = leaves(pointersOf(successSchema(documented))).filter(
    (pointer) => valueAt(SUCCESS, pointer) !== undefined,
  );

  it.each(ofSuccess)('a success without %s', async (pointer) => {
    const { code } = await madeOf(200, without(SUCCESS, pointer));
    expect(code).toBe(isRead(pointer, reads.success) ? 'unknown_answer' : 'created');
  });

  it('hands on no member that it does not read', async () => {
    const more = withValues(
      SUCCESS,
      new Map<string, Json>([
        ['/ip_address/more', 1],
        ['/more', 1],
        ['/ip_address/network/more', 1],
      ]),
    );
    expect(await madeOf(200, more)).toEqual({ code: 'created', ...(SUCCESS as object) });
  });

  it.each(
    subjectOf(live).errors.flatMap(({ status, code }) =>
      leaves(pointersOf(errorSchema(live, code))).map((pointer) => ({ status, code, pointer })),
    ),
  )('$code without $pointer', async ({ status, code, pointer }) => {
    const whole = live.exampleOf('createIpAddress', status, code);
    const made = await madeOf(status, without(whole, `/error${pointer}`));
    expect(made.code).toBe(isRead(pointer, reads.errors) ? 'unknown_answer' : code);
  });
});

describe('an answer that the client does not know', () => {
  const suspended = documented.exampleOf('createIpAddress', 403, 'organization_suspended');

  it.each<[string, number, Json | string, Readonly<Record<string, string>>, string]>([
    ['another status than the code has', 404, suspended, JSON_TYPE, 'the error code belongs to another status'],
    [
      'an undocumented code',
      403,
      { code: 'teapot', description: '', detail: {} },
      JSON_TYPE,
      'the error code is not documented',
    ],
    ['a name that every object has', 403, { code: 'constructor' }, JSON_TYPE, 'the error code is not documented'],
    ['no code', 500, {}, JSON_TYPE, 'the body has no error code'],
    ['no object', 503, null, JSON_TYPE, 'the body has no error code'],
    ['a success with an error', 200, suspended, JSON_TYPE, 'the body is no IP address'],
    ['a success with another status', 201, SUCCESS, JSON_TYPE, 'the body has no error code'],
    [
      'an error without its detail',
      422,
      { code: 'validation_error', description: '', detail: {} },
      JSON_TYPE,
      'the error lacks what its code promises',
    ],
    ['a page', 503, '<h1>503</h1>', { 'content-type': 'text/html' }, 'the body is not application/json'],
    ['no content type', 200, SUCCESS, {}, 'the body is not application/json'],
    ['broken JSON', 200, '{"ip_address"', JSON_TYPE, 'the body is no JSON'],
  ])('%s', async (_, status, body, headers, reason) => {
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    expect(await madeOf(status, body, headers)).toEqual({
      code: 'unknown_answer',
      status,
      reason,
      body: sent.slice(0, 1000),
    });
  });
});

describe('what is sent', () => {
  it('is one request with the token, to the path below the base URL', async () => {
    const { url, seen } = await serve(() => ({ status: 200, headers: JSON_TYPE, body: JSON.stringify(SUCCESS) }));
    await createIpAddress({ url: `${url}/core/v1/`, token: TOKEN }, REQUEST);
    expect(seen).toMatchObject([
      {
        method: 'POST',
        url: '/core/v1/organizations/organization/ip_addresses',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify(REQUEST),
      },
    ]);
  });

  it('has no Authorization header without a token', async () => {
    const { url, seen } = await serve(() => ({ status: 200, headers: JSON_TYPE, body: JSON.stringify(SUCCESS) }));
    await createIpAddress({ url }, REQUEST);
    expect(seen[0]?.headers).not.toHaveProperty('authorization');
  });
});

describe('no answer', () => {
  it('is a result too when nobody listens', async () => {
    expect(await createIpAddress({ url: NOBODY_THERE, token: TOKEN }, REQUEST)).toEqual({
      code: 'no_answer',
      reason: 'ECONNREFUSED',
    });
  });

  it('is a result too when the connection is closed', async () => {
    const { url, seen } = await serve(() => undefined);
    expect(await createIpAddress({ url, token: TOKEN }, REQUEST)).toEqual({
      code: 'no_answer',
      reason: 'UND_ERR_SOCKET',
    });
    expect(seen).toHaveLength(1);
  });

  it.each([`${TOKEN}\nX-Evil: 1`, `${TOKEN}\u0000`])('does not tell a token that cannot be sent', async (token) => {
    const result = await createIpAddress({ url: NOBODY_THERE, token }, REQUEST);
    expect(result).toEqual({ code: 'no_answer', reason: 'UND_ERR_INVALID_ARG' });
  });

  it('comes at once from a signal', async () => {
    const { url, seen } = await serve(() => ({ status: 200 }));
    const result = await createIpAddress({ url, token: TOKEN }, REQUEST, { signal: AbortSignal.abort() });
    expect(result).toEqual({ code: 'no_answer', reason: 'AbortError' });
    expect(seen).toEqual([]);
  });

  it('comes when the signal says so while the server is silent', async () => {
    const stop = new AbortController();
    const { url } = await serve(() => {
      stop.abort();
      return { status: 200 };
    });
    const result = await createIpAddress({ url, token: TOKEN }, REQUEST, { signal: stop.signal });
    expect(result).toEqual({ code: 'no_answer', reason: 'AbortError' });
  });

  it('tells that the time of a signal was up', async () => {
    const timedOut = new DOMException('The operation timed out.', 'TimeoutError');
    const signal = AbortSignal.abort(timedOut);
    const result = await createIpAddress({ url: NOBODY_THERE, token: TOKEN }, REQUEST, { signal });
    expect(result).toEqual({ code: 'no_answer', reason: 'TimeoutError' });
  });
});

it('takes the token out of what it does not know, and a part of it too', async () => {
  const page = `${'x'.repeat(990)}${TOKEN} ${TOKEN}`;
  const result = await madeOf(500, page, { 'content-type': 'text/html' });
  expect(result).toMatchObject({ code: 'unknown_answer', body: `${'x'.repeat(990)}[token] [t` });
});

it('takes the token out of what a server repeats', async () => {
  const echo = { code: 'permission_denied', description: `no, ${TOKEN}`, detail: { details: TOKEN } };
  expect(await madeOf(403, echo)).toEqual({
    code: 'permission_denied',
    description: 'no, [token]',
    detail: { details: '[token]' },
  });
});
