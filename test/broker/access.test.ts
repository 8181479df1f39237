import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { askBroker } from '../../contracts/broker-access.ts';
import { NOBODY_THERE, outcomes, serve, WITHOUT_PAUSE } from '../contracts/helpers.ts';
import { brokerMissing, startBroker } from './broker.ts';
import { deployable, published, verifiedFrom } from './steps.ts';

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

describe('a proxy that the environment names', () => {
  const proxied = async (url: string): Promise<readonly string[]> => {
    const proxy = await serve(() => ({ status: 200 }));
    for (const name of ['HTTP_PROXY', 'http_proxy']) vi.stubEnv(name, proxy.url);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    await askBroker({ url }, WITHOUT_PAUSE);
    return proxy.seen.map((request) => request.url);
  };

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
    const trouble = 'the Broker does not answer (ECONNREFUSED)';
    expect(await askBroker(nobody, WITHOUT_PAUSE)).toBe(trouble);
    expect(await published(nobody, 'c', 'p', { version: '1' })).toEqual({ trouble });
    expect(outcomes(await verifiedFrom(nobody, 'p', 200))).toEqual({ 'Pacts are verified': `errored: ${trouble}` });
  });

  it('is waited for with growing pauses', async () => {
    const pauses: number[] = [];
    await askBroker({ url: NOBODY_THERE }, { sleep: async (ms) => void pauses.push(ms) });
    expect(pauses).toEqual([500, 1000, 2000, 4000]);
  });
});
