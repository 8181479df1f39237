import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startMock } from '../../mock/start.ts';
import type { Target } from '../../runner/types/target.ts';
import { outcomes, temporaryFolder, verifiedFiles } from './helpers.ts';

const path = '/organizations/organization/ip_addresses';
const headers = { Authorization: 'Bearer abc123', 'Content-Type': 'application/json' };

const send = async (url: string, body: object): Promise<number> => {
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return response.status;
};

/** A consumer as anybody writes one: its own words, its own request, no contract of this package. */
const writtenByHand = async (dir: string, target: Target): Promise<string> => {
  process.env.PACT_DO_NOT_TRACK = 'true';
  const { PactV4, MatchersV3 } = await import('@pact-foundation/pact');
  const { like, regex, string, boolean, nullValue } = MatchersV3;
  const organization = target.roles.organization?.main?.id ?? '';
  const network = target.roles.network?.main?.id ?? '';
  const pact = new PactV4({ consumer: 'handwritten', provider: 'katapult-core', dir, logLevel: 'error' });
  const asked = { organization: { id: organization }, network: { id: network }, version: 'ipv6' };
  await pact
    .addInteraction()
    .given('free addresses in a pool', { network, version: 'ipv6', count: 2 })
    .uponReceiving('my request for an address')
    .withRequest('POST', path, (request) => {
      request.headers({ ...headers, Authorization: regex('Bearer .+', 'Bearer abc123') }).jsonBody(like(asked));
    })
    .willRespondWith(200, (response) => {
      response.jsonBody({
        ip_address: {
          id: string('ip_1'),
          address: regex('[0-9a-f:]+', '::1'),
          vip: boolean(false),
          allocation_id: nullValue(),
        },
      });
    })
    .executeTest(async ({ url }) => expect(await send(url, asked)).toBe(200));
  await pact
    .addInteraction()
    .given('free addresses in a pool', { network, version: 'ipv6', count: 0 })
    .uponReceiving('my request when the pool is empty')
    .withRequest('POST', path, (request) => {
      request.headers(headers).jsonBody(asked);
    })
    .willRespondWith(503, (response) => {
      response.jsonBody({ error: { code: 'no_available_addresses' } });
    })
    .executeTest(async ({ url }) => expect(await send(url, asked)).toBe(503));
  return join(dir, 'handwritten-katapult-core.json');
};

it('a pact that was written by hand is verified too', async () => {
  const mock = await startMock({ profile: 'live' });
  onTestFinished(mock.close);
  const file = await writtenByHand(await temporaryFolder(), mock.target);
  const report = await verifiedFiles(mock.target, [file], { stranger: 'valid' });
  expect(outcomes(report)).toEqual({
    'my request for an address': 'passed',
    'my request when the pool is empty': 'passed',
  });
  expect(report).toMatchObject({ verdict: 'conformant', created: 1, released: 1 });

  const documented = await startMock({ profile: 'documented' });
  onTestFinished(documented.close);
  expect(outcomes(await verifiedFiles(documented.target, [file], { stranger: 'valid' }))).toEqual({
    'my request for an address': 'passed',
    'my request when the pool is empty': 'failed: $: Actual map is missing the following keys: error',
  });
}, 60_000);
