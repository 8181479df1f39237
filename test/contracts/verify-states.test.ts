import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { injected } from '../../contracts/roles.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import {
  interaction,
  isState,
  JSON_TYPE,
  outcomes,
  pactFile,
  serve,
  targetAt,
  UNHURRIED,
  verifiedFiles,
} from './helpers.ts';

/** A provider that answers 200 to everything, and states by a function. */
const providerWith = async (state: (body: string) => number, answer = { status: 200 }) => {
  const server = await serve((request) =>
    isState(request) ? { status: state(request.body), body: 'because' } : answer,
  );
  const target = targetAt(server.url, {
    states: { url: `${server.url}/states`, headers: { 'x-key': 'key-of-the-states' } },
  });
  return { target, seen: server.seen };
};

describe('provider states', () => {
  const states = [{ name: 'first state', params: { a: 1 } }, { name: 'second state' }];

  it('are set up in order and taken back in the reverse order, with the headers of the target', async () => {
    const { target, seen } = await providerWith(() => 200);
    expect(outcomes(await verifiedFiles(target, [await pactFile(interaction('one', { states }))]))).toEqual({
      one: 'passed',
    });
    const told = seen.filter(isState);
    expect(told.map(({ body }) => JSON.parse(body))).toEqual([
      { state: 'first state', params: { a: 1 }, action: 'setup' },
      { state: 'second state', params: {}, action: 'setup' },
      { state: 'second state', params: {}, action: 'teardown' },
      { state: 'first state', params: { a: 1 }, action: 'teardown' },
    ]);
    expect(new Set(told.map(({ headers }) => headers['x-key']))).toEqual(new Set(['key-of-the-states']));
  });

  it.each([
    [404, 1],
    [500, 2],
    [503, 2],
  ])('that fail with %i leave the interaction unknown, at once and unsent', async (status, asked) => {
    const { target, seen } = await providerWith((body) => (/second.*setup/.test(body) ? status : 200));
    const path = await pactFile(interaction('one', { states }), interaction('two'));
    const report = await verifiedFiles(target, [path]);
    expect(outcomes(report)).toEqual({
      one: `errored: provider state 'second state': setup was answered with ${status}: because`,
      two: 'passed',
    });
    expect(report.verdict).toBe('undetermined');
    expect(report.startedAt).toBe(report.scenarios[1]?.exchanges[0]?.exchange.sentAt);
    expect(seen.filter((request) => !isState(request) && request.url === '/thing')).toHaveLength(1);
    expect(seen.filter(({ body }) => body.includes('second state'))).toHaveLength(asked);
    expect(seen.filter(({ body }) => body.includes('first state') && body.includes('teardown'))).toHaveLength(1);
  });

  it('keep parameters that only look like references to roles', async () => {
    const { target, seen } = await providerWith(() => 200);
    const params = { template: '${var.name}', resource: '${data.image.id}', list: ['${x}'] };
    const path = await pactFile(interaction('one', { states: [{ name: 's', params }] }));
    expect(outcomes(await verifiedFiles(target, [path]))).toEqual({ one: 'passed' });
    expect(seen.filter(isState).map(({ body }) => JSON.parse(body).params)).toEqual([params, params]);
  });

  it('name the roles of the target when they are taken back, too', async () => {
    const { target, seen } = await providerWith(() => 200);
    const params = { organization: '${organization.main.id}' };
    const path = await pactFile(interaction('one', { states: [{ name: 's', params }] }));
    await verifiedFiles({ ...target, roles: { organization: { main: { id: 'org-1' } } } }, [path]);
    const told = { organization: 'org-1' };
    expect(seen.filter(isState).map(({ body }) => JSON.parse(body).params)).toEqual([told, told]);
  });

  const stuckWith = (reason: string): string => `provider state '${reason}': teardown was answered with 500: because`;

  it('that cannot be taken back leave the interaction unknown', async () => {
    const { target, seen } = await providerWith((body) => (body.includes('teardown') ? 500 : 200));
    const path = await pactFile(interaction('one', { states: [{ name: 's' }] }));
    expect(outcomes(await verifiedFiles(target, [path], UNHURRIED))).toEqual({ one: `errored: ${stuckWith('s')}` });
    // Four times with patience, and once more when the verification is over.
    expect(seen.filter(({ body }) => body.includes('teardown'))).toHaveLength(5);
  });

  it('that are taken back at the second attempt harm nothing', async () => {
    let refused = 0;
    const { target } = await providerWith((body) => (body.includes('teardown') && ++refused === 1 ? 500 : 200));
    const path = await pactFile(interaction('one', { states: [{ name: 's' }] }));
    expect(outcomes(await verifiedFiles(target, [path], UNHURRIED))).toEqual({ one: 'passed' });
    expect(refused).toBe(2);
  });

  it('whose request got no answer may be set up or taken back at any time: nothing accuses after that', async () => {
    let lost = 0;
    const state = (body: string): number => (body.includes('teardown') && ++lost === 1 ? 504 : 200);
    const { target } = await providerWith(state, { status: 404 });
    const path = await pactFile(
      interaction('one', { states: [{ name: 's' }] }),
      interaction('kept', { response: { status: 404 } }),
      interaction('after'),
    );
    expect(outcomes(await verifiedFiles(target, [path], UNHURRIED))).toEqual({
      one: 'failed: status: expected 200 but was 404',
      kept: 'passed',
      after:
        "errored: provider state 's': teardown was answered with 504: because, and may have its effect at any time; what came then: status: expected 200 but was 404",
    });
  });

  it('excuse answers that an earlier request may have brought about which got none itself', async () => {
    const server = await serve((request) => {
      if (isState(request)) return { status: 200 };
      return request.url === '/lost' ? undefined : { status: request.url === '/thing' ? 429 : 404 };
    });
    const target = targetAt(server.url, { states: { url: `${server.url}/states`, headers: {} } });
    const path = await pactFile(
      interaction('before', { states }),
      interaction('lost', { request: { path: '/lost' } }),
      interaction('after', { states }),
      interaction('other', { request: { path: '/other' }, states }),
    );
    expect(outcomes(await verifiedFiles(target, [path], UNHURRIED))).toEqual({
      before: 'failed: status: expected 200 but was 429',
      lost: expect.stringMatching(/^errored: the connection was closed without an answer/),
      after: expect.stringMatching(/^errored: the target gave an answer that any may have to give for a time/),
      other: 'failed: status: expected 200 but was 404',
    });
  });

  it('that cannot be taken back do not hide that the interaction is broken', async () => {
    const { target } = await providerWith((body) => (body.includes('teardown') ? 500 : 200), { status: 404 });
    const path = await pactFile(interaction('one', { states: [{ name: 's' }] }));
    const { scenarios, verdict } = await verifiedFiles(target, [path], UNHURRIED);
    expect(scenarios[0]?.outcome).toMatchObject({ status: 'failed', problems: [stuckWith('s')] });
    expect(verdict).toBe('broken');
  });

  it('that cannot be taken back accuse and acquit no later interaction, until they are', async () => {
    let refused = 0;
    const state = (body: string): number => (body.includes('teardown') && ++refused <= 6 ? 500 : 200);
    const { target, seen } = await providerWith(state, { status: 404 });
    const path = await pactFile(
      interaction('before'),
      interaction('one', { states }),
      interaction('two', { states: [{ name: 'third state' }] }),
      interaction('kept', { response: { status: 404 } }),
      interaction('after', { states: [{ name: 'third state' }] }),
    );
    const report = await verifiedFiles(target, [path], UNHURRIED);
    const doubt =
      "errored: the target may still be in provider state 'second state', which could not be taken back: teardown was answered with 500: because";
    expect(outcomes(report)).toEqual({
      before: 'failed: status: expected 200 but was 404',
      one: 'failed: status: expected 200 but was 404',
      two: doubt,
      kept: doubt,
      after: 'failed: status: expected 200 but was 404',
    });
    expect(report.scenarios[1]?.outcome).toHaveProperty('problems', [stuckWith('second state')]);
    expect(seen.filter((request) => !isState(request) && request.url === '/thing')).toHaveLength(3);
  });

  it('that cannot be taken back are told of what is pending, and of what was not sent', async () => {
    const { target } = await providerWith((body) => (body.includes('teardown') ? 500 : 200), { status: 404 });
    const one = [{ name: 's' }];
    const path = await pactFile(
      { ...interaction('unsent', { states: one, request: { headers: { 'X A:': ['a'] } } }), pending: true },
      { ...interaction('later', { states: one }), pending: true },
    );
    const only = await pactFile({ ...interaction('broken', { states: one }), pending: true });
    const told = outcomes(await verifiedFiles(target, [path], UNHURRIED));
    expect(told.unsent).toMatch(/^skipped: pending, and not verified: the Verifier did not send the request: Invalid/);
    expect(told.unsent).toContain(`; ${stuckWith('s')}`);
    expect(told.later).toMatch(/^skipped: pending, and not verified: the target may still be in provider state 's', /);
    expect(outcomes(await verifiedFiles(target, [only], UNHURRIED))).toEqual({
      broken: `skipped: pending, and not kept yet: status: expected 200 but was 404; ${stuckWith('s')}`,
    });
  });

  it('whose set-up got no answer are taken back all the same', async () => {
    const asked: JsonObject[] = [];
    const { url } = await serve((request) => {
      if (!isState(request)) return { status: 200 };
      const told = JSON.parse(request.body) as JsonObject;
      asked.push(told);
      return told.state === 'second state' && told.action === 'setup' ? undefined : { status: 200 };
    });
    const target = targetAt(url, { states: { url: `${url}/states`, headers: {} } });
    const report = await verifiedFiles(target, [await pactFile(interaction('one', { states }))]);
    expect(outcomes(report).one).toMatch(/^errored: provider state 'second state': setup got no answer/);
    expect(asked.map(({ state, action }) => `${state} ${action}`)).toEqual([
      'first state setup',
      'second state setup',
      'second state teardown',
      'first state teardown',
    ]);
  });

  it.each([
    [{ seconds: 1 }, 'no answer within 1040 ms'],
    [{ count: 2 }, 'no answer within 40 ms'],
  ])('may be waited for by who has no clock of its own: %j', async (params, reason) => {
    const silent = createServer(async (request, response) => {
      if ((await text(request)).includes('teardown')) response.end();
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => {
      silent.close();
      silent.closeAllConnections();
    });
    const { url } = await serve(() => ({ status: 200 }));
    const target = targetAt(url, {
      states: { url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/states`, headers: {} },
      timeouts: { connectMs: 1000, headersMs: 40, bodyMs: 40 },
    });
    const path = await pactFile(interaction('one', { states: [{ name: 'time has passed', params }] }));
    expect(outcomes(await verifiedFiles(target, [path])).one).toContain(reason);
  });

  it('need a states url', async () => {
    const { url } = await serve(() => ({ status: 200 }));
    expect(outcomes(await verifiedFiles(targetAt(url), [await pactFile(interaction('one', { states }))]))).toEqual({
      one: "errored: provider state 'first state' needs states.url (target.yaml)",
    });
  });

  /** What is sent for an expression, where the states give an id, and what becomes of the interaction. */
  const generated = async (expression: string, states?: readonly JsonObject[]) => {
    const { url, seen } = await serve((request) =>
      isState(request) ? { status: 200, headers: JSON_TYPE, body: '{"id":"from the state"}' } : { status: 200 },
    );
    const request = {
      method: 'POST',
      body: { content: { id: 'example' }, contentType: 'application/json', encoded: false },
      generators: { body: { '$.id': { type: 'ProviderState', expression } } },
    };
    const roles = { organization: { main: { id: 'org_1' }, suspended: { sub_domain: 'gone' } } };
    const target = targetAt(url, { states: { url: `${url}/states`, headers: {} }, roles });
    const one = interaction('one', { request, ...(states === undefined ? {} : { states }) });
    const report = await verifiedFiles(target, [await pactFile(one)]);
    return [seen.find(({ url: path }) => path === '/thing')?.body, outcomes(report).one];
  };

  it.each([
    ['${id}', '{"id":"from the state"}'],
    ['id', '{"id":"from the state"}'],
    ['a ${id} of ${organization.main.id}', '{"id":"a from the state of org_1"}'],
    ['${organization.suspended.sub_domain}', '{"id":"gone"}'],
  ])('give the request values, besides those of the roles of the target: %s', async (expression, body) => {
    expect(await generated(expression, [{ name: 's' }])).toEqual([body, 'passed']);
  });

  it.each([
    ['${else}', [{ name: 's' }], '`else`, which no provider state gave'],
    ['else', [{ name: 's' }], '`else`, which no provider state gave'],
    ['${id}', undefined, '`id`, which no provider state gave'],
    ['${organization.forbidden.id}', [{ name: 's' }], 'organization.forbidden.id (target.yaml)'],
  ])(
    'that give no value leave the interaction unknown, and the example is not sent: %s',
    async (expression, states, what) => {
      expect(await generated(expression, states)).toEqual([undefined, `errored: the request needs ${what}`]);
    },
  );
});

describe('tokens', () => {
  const bearing = (authorization?: string) =>
    interaction('one', authorization === undefined ? {} : { request: { headers: { Authorization: [authorization] } } });

  it.each([
    ['the token of its role', 'Bearer valid', undefined, 'Bearer secret-of-the-valid-token'],
    ['its scheme as it is written', 'bearer  valid', undefined, 'bearer  secret-of-the-valid-token'],
    ['that of the role for strangers', 'Bearer abc123', 'valid', 'Bearer secret-of-the-valid-token'],
    ['another scheme as it is', 'Basic YTpi', undefined, 'Basic YTpi'],
    ['none where there is none', undefined, 'valid', undefined],
  ])('a request carries %s', async (_, header, stranger, sent) => {
    const { url, seen } = await serve(() => ({ status: 200 }));
    const more = stranger === undefined ? {} : { stranger };
    const report = await verifiedFiles(targetAt(url), [await pactFile(bearing(header))], more);
    expect(outcomes(report)).toEqual({ one: 'passed' });
    expect(seen.at(-1)?.headers.authorization).toBe(sent);
  });

  it('that an answer has to repeat are kept from the Verifier, which accuses nobody', async () => {
    const { url } = await serve(({ headers }) => ({
      status: 200,
      headers: JSON_TYPE,
      body: JSON.stringify({ token: headers.authorization?.slice('Bearer '.length), id: 1 }),
    }));
    const answering = (description: string, id: number) =>
      interaction(description, {
        request: { headers: { Authorization: ['Bearer valid'] } },
        response: {
          body: { content: { token: 'secret-x', id }, contentType: 'application/json', encoded: false },
          matchingRules: {
            body: { '$.token': { matchers: [{ match: 'regex', regex: 'secret-.+' }], combine: 'AND' } },
          },
        },
      });
    const report = await verifiedFiles(targetAt(url), [await pactFile(answering('kept', 1), answering('broken', 2))]);
    expect(outcomes(report)).toEqual({
      kept: 'errored: the answer repeats the token, which was kept from the Verifier',
      broken: 'failed: $.id: Expected 1 (Integer) to be equal to 2 (Integer)',
    });
  });

  it('that nobody knows are not sent', async () => {
    const { url, seen } = await serve(() => ({ status: 200 }));
    const report = await verifiedFiles(targetAt(url), [await pactFile(bearing('Bearer abc123'))]);
    expect(outcomes(report).one).toBe('errored: the bearer `abc123` names no role of the target (target.yaml: tokens)');
    const recorded = await verifiedFiles(targetAt(url), [
      await pactFile(bearing('Bearer sk-live-recorded-by-mistake')),
    ]);
    expect(outcomes(recorded).one).toMatch(/^errored: the bearer of 27 characters in the pact names no role/);
    expect(JSON.stringify(recorded)).not.toContain('recorded-by-mistake');
    expect(seen.filter(({ url: path }) => path === '/thing')).toEqual([]);
  });

  it.each<[scheme: string, outcome: string, shown: string | undefined]>([
    [
      'Bearer',
      'errored: the bearer that a provider state gave names no role of the target (target.yaml: tokens)',
      undefined,
    ],
    ['Token', 'passed', 'Token ***'],
  ])('that a provider state gave are told by no report: %s', async (scheme, outcome, shown) => {
    const { url, seen } = await serve((request) =>
      isState(request) ? { status: 200, headers: JSON_TYPE, body: '{"token":"made-for-this-test"}' } : { status: 200 },
    );
    const request = {
      headers: { Authorization: [`${scheme} example`] },
      generators: { header: { Authorization: { type: 'ProviderState', expression: `${scheme} \${token}` } } },
    };
    const target = targetAt(url, { states: { url: `${url}/states`, headers: {} } });
    const report = await verifiedFiles(target, [
      await pactFile(interaction('one', { request, states: [{ name: 's' }] })),
    ]);
    expect(outcomes(report).one).toBe(outcome);
    const sent = seen.find(({ url: path }) => path === '/thing')?.headers.authorization;
    expect(sent).toBe(shown && `${scheme} made-for-this-test`);
    expect(Object.fromEntries(report.scenarios[0]?.exchanges[0]?.exchange.request.headers ?? []).authorization).toBe(
      shown,
    );
    expect(JSON.stringify(report)).not.toContain('made-for-this-test');
  });

  it('that stand in a pact are told by no report', async () => {
    const { url } = await serve(() => ({ status: 200, headers: { 'X-Token': 'none' } }));
    const secret = 'secret-of-the-valid-token';
    const report = await verifiedFiles(targetAt(url), [
      await pactFile(
        interaction(`one ${secret}`, { response: { headers: { 'X-Token': [secret] } } }),
        interaction('two', { states: [{ name: `state ${secret}` }] }),
      ),
    ]);
    expect(JSON.stringify(report)).not.toContain(secret);
    expect(outcomes(report)).toEqual({
      'one $VALID_TOKEN': expect.stringMatching(/^failed: header X-Token: .*\$VALID_TOKEN/),
      two: "errored: provider state 'state $VALID_TOKEN' needs states.url (target.yaml)",
    });
  });
});

it('a pact may refer to all roles of the target', () => {
  const roles = { organization: { main: { id: 'o' }, other: { sub_domain: 'p' } }, network: {} };
  expect(injected([], targetAt('http://localhost', { roles }))).toEqual({
    'organization.main.id': 'o',
    'organization.other.sub_domain': 'p',
  });
});

describe('a role that the target lacks', () => {
  it.each(['${organization.constructor.name}', '${organization.main.constructor}', '${organization.__proto__.id}'])(
    'is told though every object has a member of that name: %s',
    async (reference) => {
      const { url, seen } = await serve((request) => ({ status: isState(request) ? 204 : 200 }));
      const states = { url: `${url}/states`, headers: {} };
      const target = targetAt(url, { states, roles: { organization: { main: { id: 'o' } } } });
      const state = { name: 's', params: { organization: reference } };
      const report = await verifiedFiles(target, [await pactFile(interaction('one', { states: [state] }))]);
      expect(outcomes(report).one).toBe(`errored: provider state 's' needs ${reference.slice(2, -1)} (target.yaml)`);
      expect(seen.filter(isState)).toEqual([]);
    },
  );

  it('is told where it is to stand for strangers', async () => {
    const { url, seen } = await serve(() => ({ status: 200 }));
    const one = interaction('one', { request: { headers: { Authorization: ['Bearer abc123'] } } });
    const report = await verifiedFiles(targetAt(url), [await pactFile(one)], { stranger: 'constructor' });
    expect(outcomes(report).one).toMatch(/^errored: the bearer `abc123` names no role of the target/);
    expect(seen.filter(({ url: path }) => path === '/thing')).toEqual([]);
  });

  it('is told where a header needs it', async () => {
    const { url, seen } = await serve((request) => ({ status: isState(request) ? 204 : 200 }));
    const request = {
      headers: { 'X-Organization': ['example'] },
      generators: { header: { 'X-Organization': { type: 'ProviderState', expression: '${organization.main.id}' } } },
    };
    const target = targetAt(url, { states: { url: `${url}/states`, headers: {} }, roles: { organization: {} } });
    const report = await verifiedFiles(target, [
      await pactFile(interaction('one', { request, states: [{ name: 's' }] })),
    ]);
    expect(outcomes(report).one).toBe('errored: the request needs organization.main.id (target.yaml)');
    expect(seen.filter(({ url: path }) => path === '/thing')).toEqual([]);
  });
});
