import { describe, expect, it, onTestFinished } from 'vitest';
import type { Mock } from '../../mock/start.ts';
import { startMock } from '../../mock/start.ts';
import type { Target } from '../../runner/types/target.ts';
import {
  interaction,
  isState,
  JSON_TYPE,
  NOBODY_THERE,
  outcomes,
  ownPactsOfBlock,
  pactFile,
  serve,
  targetAt,
  UNHURRIED,
  verifiedFiles,
} from './helpers.ts';

const mockOf = async (profile: string): Promise<Mock> => {
  const mock = await startMock({ profile });
  onTestFinished(mock.close);
  return mock;
};

describe('the mock keeps the contract of the client', () => {
  const pactOf = ownPactsOfBlock();

  it.each([
    ['documented', 30],
    ['live', 32],
  ])(
    'in profile %s',
    async (profile, interactions) => {
      const { target } = await mockOf(profile);
      const report = await verifiedFiles(target, [pactOf(profile)]);
      expect(outcomes(report)).toEqual(Object.fromEntries(report.scenarios.map(({ title }) => [title, 'passed'])));
      expect(report).toMatchObject({
        verdict: 'conformant',
        counts: { passed: interactions },
        created: 16,
        released: 16,
        leaks: [],
      });
    },
    60_000,
  );

  it('and no report holds a secret', async () => {
    const { target } = await mockOf('live');
    const text = JSON.stringify(await verifiedFiles(target, [pactOf('live')]));
    const secrets = Object.values(target.tokens).map(({ secret }) => secret);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(text).toContain('$EXPIRED_TOKEN');
  }, 60_000);

  it('but not that of another profile', async () => {
    const { target } = await mockOf('documented');
    const { counts, verdict } = await verifiedFiles(target, [pactOf('live')]);
    expect({ verdict, counts }).toMatchObject({ verdict: 'broken', counts: { passed: 16, failed: 16 } });
  }, 60_000);

  it('needs what the target lacks, and says so', async () => {
    const { target } = await mockOf('documented');
    const { expired: _expired, ...tokens } = target.tokens;
    const { id } = target.roles.network?.main ?? {};
    const poor: Target = { ...target, tokens, roles: { ...target.roles, network: { main: { id: `${id}` } } } };
    const found = outcomes(await verifiedFiles(poor, [pactOf('documented')]));
    expect(found['a request with an expired token']).toBe(
      'errored: the bearer `expired` names no role of the target (target.yaml: tokens)',
    );
    expect(found['a request: organization by id, network by permalink, ipv4, plain']).toBe(
      'errored: the request needs network.main.permalink (target.yaml)',
    );
    expect(Object.values(found).filter((outcome) => outcome.startsWith('failed'))).toEqual([]);
  }, 60_000);
});

describe('a mismatch', () => {
  it('is told with path, expected and actual value, and the place in the pact', async () => {
    const { url } = await serve(() => ({
      status: 201,
      headers: { 'content-type': 'application/json', 'x-a': 'c' },
      body: '{"a":{"b":2}}',
    }));
    const body = { content: { a: { b: 1 } }, contentType: 'application/json', encoded: false };
    const path = await pactFile(
      interaction('first'),
      interaction('second', { response: { headers: { 'X-A': ['b'] }, body } }),
    );
    const { scenarios, verdict } = await verifiedFiles(targetAt(url), [path]);
    expect(verdict).toBe('broken');
    expect(scenarios[1]).toMatchObject({
      id: 'consumer/second',
      suite: 'consumer',
      place: { file: path, line: 1 },
      outcome: {
        status: 'failed',
        findings: [
          {
            check: 'pact',
            message: '$.a.b: Expected 2 (Integer) to be equal to 1 (Integer)',
            expected: '1',
            actual: '2',
          },
          { message: 'status: expected 200 but was 201', expected: '200', actual: '201' },
          { message: expect.stringContaining('header X-A'), expected: 'b', actual: 'c' },
        ],
      },
      exchanges: [{ exchange: { request: { method: 'GET', url: `${url}/thing` }, response: { status: 201 } } }],
    });
  });
});

describe('a target', () => {
  it('that is down is told, and ends nothing else', async () => {
    const report = await verifiedFiles(targetAt(NOBODY_THERE), [await pactFile(interaction('one'))]);
    expect(outcomes(report)).toEqual({
      'Pacts are verified': expect.stringMatching(/^errored: the target does not answer: .*ECONNREFUSED/),
    });
    expect(report.verdict).toBe('undetermined');
  });

  it('that closes the connection leaves the interaction unknown', async () => {
    const { url } = await serve(({ url: path }) => (path === '/thing' ? undefined : { status: 404 }));
    const found = outcomes(await verifiedFiles(targetAt(url), [await pactFile(interaction('one'))]));
    expect(found.one).toMatch(/^errored: the connection was closed without an answer/);
  });

  it('that breaks off its answer fails', async () => {
    const headers = { 'content-length': '100', connection: 'close' };
    const { url } = await serve(() => ({ status: 200, headers, body: '{' }));
    const found = outcomes(await verifiedFiles(targetAt(url), [await pactFile(interaction('one'))]));
    expect(found.one).toMatch(/^failed: /);
  });

  it('that never ends its answer leaves the interaction unknown', async () => {
    const endless = { status: 200, headers: { 'content-length': '100' }, body: '{' };
    const { url } = await serve(({ url: path }) => (path === '/thing' ? endless : { status: 404 }));
    const target = targetAt(url, { timeouts: { connectMs: 1000, headersMs: 1000, bodyMs: 300 } });
    const found = outcomes(await verifiedFiles(target, [await pactFile(interaction('one'))]));
    expect(found.one).toMatch(/^errored: /);
  });

  it('that answers bytes which are no UTF-8 fails', async () => {
    const body = { content: { a: 'x' }, contentType: 'application/json', encoded: false };
    const matchingRules = { body: { '$.a': { combine: 'AND', matchers: [{ match: 'type' }] } } };
    const path = await pactFile(interaction('one', { response: { headers: JSON_TYPE, body, matchingRules } }));
    const { url } = await serve(() => ({
      status: 200,
      headers: JSON_TYPE,
      body: Buffer.from('{"a":"\xff"}', 'latin1'),
    }));
    expect(outcomes(await verifiedFiles(targetAt(url), [path])).one).toMatch(/^failed: /);
  });

  it('that does not release what it created is told', async () => {
    const { url } = await serve(({ method }) =>
      method === 'DELETE' ? { status: 500 } : { status: 200, headers: JSON_TYPE, body: '{"ip_address":{"id":"ip_1"}}' },
    );
    const request = { method: 'POST', path: '/organizations/organization/ip_addresses' };
    const report = await verifiedFiles(targetAt(url), [await pactFile(interaction('one', { request }))], UNHURRIED);
    const reason = `DELETE ${url}/ip_addresses/ip_address was answered with 500`;
    expect(report.leaks).toEqual([{ scenario: 'consumer/one', resource: 'ip_1', reason }]);
    expect(report).toMatchObject({ created: 1, released: 0, verdict: 'undetermined' });
  });
});

it('variables of the environment add no Broker and publish nothing', async () => {
  const broker = await serve(() => ({ status: 500 }));
  const { url } = await serve(() => ({ status: 200 }));
  const variables = {
    PACT_BROKER_BASE_URL: broker.url,
    PACT_BROKER_PUBLISH_VERIFICATION_RESULTS: 'false',
    PACT_DESCRIPTION: 'none is called so',
    PACT_PROVIDER_VERSION: '1',
  };
  Object.assign(process.env, variables);
  onTestFinished(() => {
    for (const name of Object.keys(variables)) delete process.env[name];
  });
  const report = await verifiedFiles(targetAt(url), [await pactFile(interaction('one'))]);
  expect(outcomes(report)).toEqual({ one: 'passed' });
  expect(broker.seen).toEqual([]);
});

it('several verifications at one time do not meet', async () => {
  const servers = await Promise.all([200, 404, 200, 404].map((status) => serve(() => ({ status }))));
  const path = await pactFile(interaction('one'));
  const reports = await Promise.all(servers.map(({ url }) => verifiedFiles(targetAt(url), [path])));
  expect(reports.map(({ verdict }) => verdict)).toEqual(['conformant', 'broken', 'conformant', 'broken']);
});

it('a verification that is stopped takes its states back', async () => {
  const stop = new AbortController();
  const { url, seen } = await serve((request) => {
    if (request.url === '/thing') stop.abort();
    return { status: 200 };
  });
  const target = targetAt(url, { states: { url: `${url}/states`, headers: {} } });
  const path = await pactFile(interaction('one', { states: [{ name: 's' }] }), interaction('two'));
  const report = await verifiedFiles(target, [path], { signal: stop.signal });
  expect(report.verdict).toBe('undetermined');
  const actions = seen.filter(isState).map(({ body }) => (JSON.parse(body) as { action: string }).action);
  expect(actions.filter((action) => action === 'setup')).toHaveLength(
    actions.filter((action) => action === 'teardown').length,
  );
});
