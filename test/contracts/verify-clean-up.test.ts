import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import {
  interaction,
  JSON_TYPE,
  pactFile,
  type Reply,
  type Seen,
  serve,
  targetAt,
  UNHURRIED,
  verifiedFiles,
} from './helpers.ts';

const CREATE = { method: 'POST', path: '/organizations/organization/ip_addresses' };
const created = (id: string): Reply => ({
  status: 200,
  headers: JSON_TYPE,
  body: JSON.stringify({ ip_address: { id } }),
});
const listed = (ids: Iterable<string>): Reply => ({
  status: 200,
  headers: JSON_TYPE,
  body: JSON.stringify({ pagination: { total_pages: 1 }, ip_addresses: [...ids].map((id) => ({ id })) }),
});
const ROLES = { roles: { organization: { main: { id: 'o' } } }, dedicated: true };

/** Verifies so many interactions that each create an address, against a server that answers by a function. */
const verifying = async (interactions: number, answer: (request: Seen) => Reply, more = {}) => {
  const { url, seen } = await serve(answer);
  const path = await pactFile(
    ...Array.from({ length: interactions }, (_, index) => interaction(`number ${index}`, { request: CREATE })),
  );
  return { url, seen, report: await verifiedFiles(targetAt(url, more), [path], UNHURRIED) };
};

it.each<[what: string, reply: Reply, reason: string]>([
  ['has no answer', undefined, 'no answer: '],
  ['is answered with a fault of the server', { status: 504 }, 'the answer 504 does not say that nothing was created'],
  [
    'is answered without an id',
    { status: 200, headers: JSON_TYPE, body: '{}' },
    'the answer 200 does not say what it created',
  ],
])('a request that %s may have left something behind', async (_, reply, reason) => {
  const { url, report } = await verifying(1, ({ method }) => (method === 'POST' ? reply : { status: 404 }));
  expect(report.leaks).toMatchObject([
    {
      scenario: 'consumer/number-0',
      resource: 'unknown',
      reason: expect.stringContaining(`POST ${url}${CREATE.path} may have created it: ${reason}`),
    },
  ]);
  expect(report.verdict).not.toBe('conformant');
});

it('what was there before is never released, whatever an answer names', async () => {
  const { seen, report } = await verifying(
    1,
    ({ method }) => (method === 'GET' ? listed(['theirs']) : created('theirs')),
    ROLES,
  );
  expect(seen.filter(({ method }) => method === 'DELETE')).toEqual([]);
  expect(report.leaks).toMatchObject([{ resource: 'theirs', fate: 'theirs' }, { resource: 'unknown' }]);
});

it('what no answer named is found in the list, and given back', async () => {
  const held = new Set<string>(['theirs']);
  const { report } = await verifying(
    1,
    ({ method, body }) => {
      if (method === 'GET') return listed(held);
      if (method === 'DELETE') return held.delete(JSON.parse(body).ip_address.id) ? { status: 200 } : { status: 404 };
      held.add('unnamed');
      return { status: 403, headers: JSON_TYPE, body: '{"code":"permission_denied"}' };
    },
    ROLES,
  );
  expect([...held]).toEqual(['theirs']);
  expect(report.leaks).toMatchObject([{ resource: 'unnamed', fate: 'found' }]);
});

it.each([
  ['may be what a state created, and is left alone', [{ name: 's' }], ['theirs', 'unnamed']],
  ['is given back where no state was asked for, though the target has states', undefined, ['theirs']],
])('what no answer named %s', async (_, states, left) => {
  const held = new Set<string>(['theirs']);
  const { url } = await serve(({ method, body, url: path }) => {
    if (path === '/states') return { status: 200 };
    if (method === 'GET') return listed(held);
    if (method === 'DELETE') return held.delete(JSON.parse(body).ip_address.id) ? { status: 200 } : { status: 404 };
    held.add('unnamed');
    return { status: 403, headers: JSON_TYPE, body: '{"code":"permission_denied"}' };
  });
  const target = targetAt(url, { ...ROLES, states: { url: `${url}/states`, headers: {} } });
  const path = await pactFile(interaction('one', { request: CREATE, ...(states === undefined ? {} : { states }) }));
  await verifiedFiles(target, [path], UNHURRIED);
  expect([...held]).toEqual(left);
});

it('a release is tried again', async () => {
  let refusals = 2;
  const { report } = await verifying(1, ({ method }) => {
    if (method !== 'DELETE') return created('one');
    return refusals-- > 0 ? { status: 500 } : { status: 200, headers: JSON_TYPE, body: '{}' };
  });
  expect(report).toMatchObject({ created: 1, released: 1, leaks: [] });
});

it('once the budget is used up by what could not be given back, nothing more is created', async () => {
  let id = 0;
  const { seen, report } = await verifying(
    4,
    ({ method }) => (method === 'POST' ? created(`address-${++id}`) : { status: 500 }),
    { limits: { ...targetAt('http://127.0.0.1').limits, allocations: 2 } },
  );
  expect(seen.filter(({ method }) => method === 'POST')).toHaveLength(2);
  expect(report.leaks).toHaveLength(2);
  expect(report.scenarios[3]?.outcome).toEqual({
    status: 'errored',
    reason: 'the budget is used up by what could not be given back: 2 of 2 (target.yaml: limits.allocations)',
  });
});

it.each(['POST', 'PUT'])('without a budget no %s is sent where something is created', async (method) => {
  const { url, seen } = await serve(() => created('one'));
  const limits = { ...targetAt(url).limits, allocations: 0 };
  const pact = await pactFile(interaction('one', { request: { ...CREATE, method } }));
  const report = await verifiedFiles(targetAt(url, { limits }), [pact], UNHURRIED);
  expect(seen.filter((request) => request.method === method)).toEqual([]);
  expect(report.scenarios[0]?.outcome).toEqual({
    status: 'errored',
    reason: 'it may create something: needs a budget (target.yaml: limits.allocations)',
  });
});

it.each(['_', 'org_1', 'organiz%61tion', 'organization/'])(
  'what is created with `%s` in the path is given back too',
  async (segment) => {
    const held = new Set<string>();
    const { url } = await serve(({ method, body }) => {
      if (method === 'DELETE') return { status: held.delete(JSON.parse(body).ip_address.id) ? 200 : 404 };
      if (method !== 'POST') return { status: 404 };
      held.add('one');
      return created('one');
    });
    const request = { method: 'POST', path: `/organizations/${segment}/ip_addresses` };
    const report = await verifiedFiles(targetAt(url), [await pactFile(interaction('one', { request }))], UNHURRIED);
    expect([...held]).toEqual([]);
    expect(report).toMatchObject({ verdict: 'conformant', created: 1, released: 1, leaks: [] });
  },
);

it('what was there before is not released by its id in the path either', async () => {
  const { url, seen } = await serve(({ method }) => (method === 'GET' ? listed(['theirs']) : { status: 200 }));
  const pact = await pactFile(interaction('one', { request: { method: 'DELETE', path: '/ip_addresses/theirs' } }));
  const report = await verifiedFiles(targetAt(url, ROLES), [pact], UNHURRIED);
  expect(seen.filter(({ method }) => method === 'DELETE')).toEqual([]);
  expect(report.scenarios[0]?.outcome).toEqual({
    status: 'errored',
    reason: "theirs was there before the run, and is not the run's to release",
  });
});

it('what other endpoints answer is not taken for something created, whatever it looks like', async () => {
  const { url, seen } = await serve(({ url: path }) => (path === '/search' ? { status: 200 } : created('theirs')));
  const limits = { ...targetAt(url).limits, allocations: 0 };
  const others = [
    { method: 'POST', path: '/search' },
    { method: 'PATCH', path: '/ip_addresses/ip_address' },
  ];
  const pact = await pactFile(...others.map((request) => interaction(request.path, { request })));
  const report = await verifiedFiles(targetAt(url, { limits }), [pact], UNHURRIED);
  expect(seen.map(({ method }) => method)).toEqual(expect.arrayContaining(['POST', 'PATCH']));
  expect(seen.map(({ method }) => method)).not.toContain('DELETE');
  expect(report).toMatchObject({ verdict: 'conformant', created: 0, leaks: [] });
});

it('a verification that is stopped gives back what the request under way created', async () => {
  const stop = new AbortController();
  const held = new Set<string>();
  const { url } = await serve(({ method }) => {
    if (method === 'DELETE') return held.delete('late') ? { status: 200 } : { status: 404 };
    if (method !== 'POST') return { status: 404 };
    stop.abort();
    held.add('late');
    return created('late');
  });
  const path = await pactFile(interaction('one', { request: CREATE }));
  const report = await verifiedFiles(targetAt(url), [path], { signal: stop.signal });
  expect(report).toMatchObject({ verdict: 'undetermined', created: 1, released: 1, leaks: [] });
  expect([...held]).toEqual([]);
});

/** A server whose handler of states, or whose release, is at work when the verification is stopped, and takes its time. */
const slowAt = async (stage: 'setup' | 'DELETE', stop: AbortController) => {
  const held = new Set<string>();
  const states = new Set<string>();
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url } = request;
    const body = await text(request);
    const action = url === '/states' ? String((JSON.parse(body) as { readonly action: string }).action) : method;
    if (action === stage && !stop.signal.aborted) {
      stop.abort();
      await delay(500);
    }
    if (action === 'setup') states.add('s');
    if (action === 'teardown') states.delete('s');
    if (action === 'POST') held.add('late');
    if (action === 'DELETE') held.delete('late');
    const reply = action === 'POST' ? created('late') : { status: 200, headers: {}, body: '{}' };
    response.writeHead(reply?.status ?? 500, reply?.headers).end(reply?.body);
  };
  const handled: Promise<void>[] = [];
  const server = createServer((request, response) => {
    handled.push(handle(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, held, states, handled };
};

it.each(['setup', 'DELETE'] as const)(
  'a verification that is stopped during %s lets it end, and gives back',
  async (stage) => {
    const stop = new AbortController();
    const { url, held, states, handled } = await slowAt(stage, stop);
    const target = targetAt(url, { states: { url: `${url}/states`, headers: {} } });
    const path = await pactFile(interaction('one', { request: CREATE, states: [{ name: 's' }] }));
    const report = await verifiedFiles(target, [path], { signal: stop.signal });
    expect(report).toMatchObject({ verdict: 'undetermined', leaks: [] });
    await Promise.all(handled);
    expect([...held, ...states]).toEqual([]);
  },
);

it('a verification that cannot begin comes to its end, and looks for what is left', async () => {
  const { url, seen } = await serve(() => listed([]));
  const path = await pactFile(interaction('one', { request: CREATE }));
  vi.stubEnv('TMPDIR', '/proc/none');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const report = await verifiedFiles(targetAt(url, ROLES), [path], UNHURRIED);
  expect(report.scenarios[0]?.outcome).toMatchObject({
    status: 'errored',
    reason: expect.stringMatching(/^Pact's Verifier did not run: .*\/proc\/none/),
  });
  expect(seen.filter(({ url: asked }) => asked.includes('ip_addresses'))).toHaveLength(2);
});
