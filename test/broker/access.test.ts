import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Published } from '../../contracts/broker.ts';
import { publish } from '../../contracts/broker.ts';
import type { BrokerAccess } from '../../contracts/broker-access.ts';
import { askBroker } from '../../contracts/broker-access.ts';
import { readPacts } from '../../contracts/pact-input.ts';
import type { Json } from '../../runner/types/values.ts';
import { interaction, NOBODY_THERE, outcomes, serve, WITHOUT_PAUSE } from '../contracts/helpers.ts';
import { brokerMissing, startBroker } from './broker.ts';
import { deployable, pactOf, published, verifiedFrom } from './steps.ts';

const missing = brokerMissing();

describe.skipIf(missing !== undefined).each([
  ['a token', { TEST_BROKER_TOKEN: 'token-of-the-broker' }, { token: 'token-of-the-broker' }, { token: 'wrong' }],
  [
    'a name and a password',
    { TEST_BROKER_USERNAME: 'me', TEST_BROKER_PASSWORD: 'password-of-mine' },
    { username: 'me', password: 'password-of-mine' },
    { username: 'me', password: 'wrong' },
  ],
])('a Broker behind %s', { timeout: 120_000 }, (_, env, right, wrong) => {
  it('lets in who has it, and tells who has not', async () => {
    const { url, close } = await startBroker(env);
    try {
      expect(await published({ url, ...right }, 'c', 'p', { version: '1' })).toHaveProperty('said');
      expect((await verifiedFrom({ url, ...right }, 'p', 200)).verdict).toBe('conformant');
      const refusal =
        'the Broker refuses the credentials (401): set PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD';
      for (const access of [{ url, ...wrong }, { url }]) {
        expect(await published(access, 'c', 'p', { version: '2' })).toEqual({ trouble: refusal });
        expect(outcomes(await verifiedFrom(access, 'p', 200))).toEqual({ 'Pacts are verified': `errored: ${refusal}` });
        expect(await deployable(access, 'c', '1', 'production')).toBe(`trouble: ${refusal}`);
      }
    } finally {
      await close();
    }
  });
});

describe('a Broker that is given two pacts', () => {
  const giving = async (mostTaken: number): Promise<Published> => {
    let given = 0;
    const { url } = await serve(({ url: path, headers }) => {
      const _links = { 'pb:publish-contracts': { href: `http://${headers.host}/contracts` } };
      if (path === '/') return { ...HAL, body: JSON.stringify({ _links }) };
      given += 1;
      return {
        ...HAL,
        status: given > mostTaken ? 409 : 200,
        body: JSON.stringify({ notices: [], logs: [], _links, _embedded: {} }),
      };
    });
    const files = await readPacts([
      await pactOf('a', 'p', interaction('one')),
      await pactOf('b', 'p', interaction('one')),
    ]);
    return publish(files, { version: '1', tags: [] }, { url }, WITHOUT_PAUSE);
  };

  it.each<[taken: number, told: RegExp]>([
    [0, /^the Broker did not take the pacts:\n[^[]/],
    [1, /^the Broker did not take all pacts; it took the one between [ab] and p:\n[^[]/],
  ])('and takes %d of them is told so', async (taken, told) => {
    expect(await giving(taken)).toEqual({ trouble: expect.stringMatching(told) });
  });

  it('and takes both says only that', async () => {
    expect(await giving(2)).toEqual({ said: expect.stringMatching(/^[^[{]*for consumer: [ab] against provider: p/) });
  });
});

describe('a Broker that is asked what can be deployed', () => {
  const answering = async (answer: Json): Promise<string> => {
    const { url } = await serve(() => ({ ...HAL, body: JSON.stringify(answer) }));
    return deployable({ url }, 'c', '1', 'production');
  };

  it.each<[summary: Json, said: string]>([
    [{ deployable: true, reason: 'all is well' }, 'yes: all is well'],
    [{ deployable: false, reason: 'it failed' }, 'no: it failed'],
    [{ deployable: null, reason: 'nobody verified it' }, 'no: nobody verified it'],
  ])('and says %j is understood', async (summary, said) => {
    expect(await answering({ summary, notices: [], matrix: [] })).toBe(said);
  });

  it.each<[summary: Json]>([
    [null],
    [{}],
    ['yes'],
    [{ reason: 'missing' }],
    [{ deployable: 'true', reason: 'a text' }],
    [{ deployable: true }],
    [{ deployable: true, reason: ['a list'] }],
  ])('and says %j gave no answer, neither yes nor no', async (summary) => {
    expect(await answering({ summary, notices: [], matrix: [] })).toMatch(/^trouble: the Broker gave no answer:\n/);
  });
});

/** As little as makes Pact's commands ask on. */
const HAL = { status: 200, headers: { 'content-type': 'application/hal+json' }, body: '{"_links":{}}' };

describe('a proxy that the environment names', () => {
  const proxyNamed = async () => {
    const proxy = await serve(() => HAL);
    for (const name of ['HTTP_PROXY', 'http_proxy']) vi.stubEnv(name, proxy.url);
    for (const name of ['NO_PROXY', 'no_proxy']) vi.stubEnv(name, undefined);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    return proxy;
  };
  const proxied = async (url: string): Promise<readonly string[]> => {
    const { seen } = await proxyNamed();
    await askBroker({ url }, WITHOUT_PAUSE);
    return seen.map((request) => request.url);
  };

  const commands: Readonly<Record<string, (broker: BrokerAccess) => Promise<unknown>>> = {
    publish: (broker) => published(broker, 'c', 'p', { version: '1' }),
    'can-i-deploy': (broker) => deployable(broker, 'c', '1', 'production'),
    verify: (broker) => verifiedFrom(broker, 'p', 200),
  };
  const cases = Object.keys(commands).flatMap((name) => [[name, '127.0.0.1'] as const, [name, 'localhost'] as const]);

  it.each(cases)("is not shown the token by Pact's %s, for a Broker at %s", async (name, host) => {
    const proxy = await proxyNamed();
    const { url, seen } = await serve(() => HAL);
    await commands[name]?.({ url: url.replace('127.0.0.1', host), token: 'token-of-the-broker' });
    expect(proxy.seen).toEqual([]);
    expect(seen.length).toBeGreaterThan(1);
    expect(new Set(seen.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer token-of-the-broker']));
  });

  it.each(Object.keys(commands))("is asked by Pact's %s for a Broker elsewhere", async (name) => {
    const { seen } = await proxyNamed();
    await commands[name]?.({ url: 'http://broker.example.invalid' });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.filter(({ url }) => !url.startsWith('http://broker.example.invalid/'))).toEqual([]);
  });

  it('is asked for a Broker', async () => {
    expect(await proxied('http://broker.example.invalid/pacts')).toEqual(['http://broker.example.invalid/pacts']);
  });

  it('is not asked for one on this machine', async () => {
    const { url, seen } = await serve(() => ({ status: 200 }));
    expect(await proxied(url)).toEqual([]);
    expect(seen).toHaveLength(1);
  });
});

describe('no Broker', () => {
  it('is told', async () => {
    const nobody = { url: NOBODY_THERE };
    const trouble = `the Broker at ${NOBODY_THERE} does not answer (ECONNREFUSED): is its address right, and is it running?`;
    expect(await askBroker(nobody, WITHOUT_PAUSE)).toBe(trouble);
    expect(await published(nobody, 'c', 'p', { version: '1' })).toEqual({ trouble });
    expect(outcomes(await verifiedFrom(nobody, 'p', 200))).toEqual({ 'Pacts are verified': `errored: ${trouble}` });
  });

  it('is told with the proxy that is in between', async () => {
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    vi.stubEnv('http_proxy', NOBODY_THERE.replace('://', '://me:pass-of-mine@'));
    const url = 'http://broker.example.invalid';
    expect(await askBroker({ url }, WITHOUT_PAUSE)).toBe(
      `the Broker at ${url} does not answer (ECONNREFUSED): is its address right, and is it running? The environment variable http_proxy names a proxy for it.`,
    );
  });

  it('is waited for with growing pauses', async () => {
    const pauses: number[] = [];
    await askBroker({ url: NOBODY_THERE }, { sleep: async (ms) => void pauses.push(ms) });
    expect(pauses).toEqual([500, 1000, 2000, 4000]);
  });
});
