import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrokerAccess } from '../../contracts/broker-access.ts';
import { askBroker } from '../../contracts/broker-access.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import { interaction, NOBODY_THERE, outcomes } from '../contracts/helpers.ts';
import type { Broker } from './broker.ts';
import { brokerMissing, freePort, startBroker } from './broker.ts';
import { before, deployable, pactBroker, published, verifiedFrom } from './steps.ts';

const missing = brokerMissing();
if (missing !== undefined) console.warn(`The tests with a real Pact Broker are skipped: ${missing}.`);

it('the Pact Broker is there if it has to be', () => {
  if (process.env.BROKER_TESTS === 'always') expect(missing).toBeUndefined();
});

const MAIN = '{"mainBranch":true}';

describe.skipIf(missing !== undefined)('a real Pact Broker', { timeout: 60_000 }, () => {
  let started: Broker | undefined;
  let broker: BrokerAccess = { url: NOBODY_THERE };
  beforeAll(async () => {
    started = await startBroker();
    broker = { url: started.url };
    await pactBroker(broker, 'create-environment', '--name', 'production', '--production');
  }, 120_000);
  afterAll(() => started?.close());

  it('lets a consumer be deployed once the provider keeps its pact, and not before', async () => {
    await published(broker, 'shop', 'stock', { version: '1', branch: 'main' });
    const production = async (): Promise<string> => deployable(broker, 'shop', '1', 'production');
    expect(await production()).toMatch(/^no: /);

    const failing = await verifiedFrom(broker, 'stock', 500, { version: { publishAs: 'bad', branch: 'main' } });
    expect(outcomes(failing)).toEqual({ 'a thing is there': 'failed: status: expected 200 but was 500' });
    await pactBroker(
      broker,
      'record-deployment',
      '--pacticipant',
      'stock',
      '--version',
      'bad',
      '--environment',
      'production',
    );
    expect(await production()).toMatch(/^no: .*failed/);

    const passing = await verifiedFrom(broker, 'stock', 200, { version: { publishAs: 'good', branch: 'main' } });
    expect(passing).toMatchObject({ verdict: 'conformant', counts: { passed: 1 } });
    await pactBroker(
      broker,
      'record-deployment',
      '--pacticipant',
      'stock',
      '--version',
      'good',
      '--environment',
      'production',
    );
    expect(await production()).toMatch(/^yes: /);
  });

  it('hears of no result that is not to be published', async () => {
    await published(broker, 'quiet', 'quiet-provider', { version: '1' });
    expect((await verifiedFrom(broker, 'quiet-provider', 200)).verdict).toBe('conformant');
    await pactBroker(broker, 'create-or-update-version', '--pacticipant', 'quiet-provider', '--version', '1');
    await pactBroker(
      broker,
      'record-deployment',
      '--pacticipant',
      'quiet-provider',
      '--version',
      '1',
      '--environment',
      'production',
    );
    expect(await deployable(broker, 'quiet', '1', 'production')).toMatch(/^no: There is no verified pact/);
  });

  it('takes the same pact twice, and no other one under the same version', async () => {
    const version = { version: '1', branch: 'main', tags: ['one', 'two'] };
    expect(await published(broker, 'steady', 'p', version)).toHaveProperty('said');
    expect(await published(broker, 'steady', 'p', version)).toHaveProperty('said');
    expect(await published(broker, 'steady', 'p', version, [interaction('another thing')])).toEqual({
      trouble: expect.stringContaining('Cannot change the content of the pact for steady version 1'),
    });
  });

  it('gives the pacts that the selectors choose', async () => {
    const consumer = 'selected';
    await published(broker, consumer, 'chooser', { version: '1', branch: 'main' }, [interaction('of main')]);
    await published(broker, consumer, 'chooser', { version: '2', branch: 'feature', tags: ['test'] }, [
      interaction('of feature'),
    ]);
    const titles = async (...selectors: readonly string[]): Promise<readonly string[]> =>
      Object.keys(outcomes(await verifiedFrom(broker, 'chooser', 200, { selectors })));
    expect(await titles(MAIN)).toEqual(['of main']);
    expect(await titles('{"branch":"feature"}')).toEqual(['of feature']);
    expect(await titles('{"tag":"test","latest":true}')).toEqual(['of feature']);
    expect([...(await titles(MAIN, '{"branch":"feature"}'))].sort()).toEqual(['of feature', 'of main']);
  });

  it('counts no pact that is pending as broken, until it was kept once', async () => {
    await published(broker, 'new', 'careful', { version: '1', branch: 'main' });
    const wanted = { selectors: [MAIN], pending: true };
    const pending = await verifiedFrom(broker, 'careful', 500, {
      ...wanted,
      version: { publishAs: '1', branch: 'main' },
    });
    expect(outcomes(pending)).toEqual({
      'a thing is there': 'skipped: pending, and not kept yet: status: expected 200 but was 500',
    });
    expect(pending.verdict).toBe('undetermined');
    const kept = await verifiedFrom(broker, 'careful', 200, { ...wanted, version: { publishAs: '2', branch: 'main' } });
    expect(kept.verdict).toBe('conformant');
    const broken = await verifiedFrom(broker, 'careful', 500, {
      ...wanted,
      version: { publishAs: '3', branch: 'main' },
    });
    expect(broken.verdict).toBe('broken');
  });

  it('knows what is pending without selectors too', async () => {
    await published(broker, 'fresh', 'unchosen', { version: '1', branch: 'main' });
    const report = await verifiedFrom(broker, 'unchosen', 500, { pending: true, version: { branch: 'main' } });
    expect(outcomes(report)['a thing is there']).toMatch(/^skipped: pending/);
  });

  it('is sent the results once, with all that failed', async () => {
    await published(broker, 'once', 'told', { version: '1', branch: 'main' });
    let results = 0;
    const counting = await before(broker, (path, method) => {
      if (method === 'POST' && path.includes('verification-results')) results += 1;
      return undefined;
    });
    expect((await verifiedFrom(counting, 'told', 500, { version: { publishAs: '1' } })).verdict).toBe('broken');
    expect(results).toBe(1);
  });

  it.each([
    ['kept', 200, 'errored: provider state', 'errored: the target may still be in provider state'],
    ['broken', 404, 'failed: status', 'errored: the target may still be in provider state'],
    ['pending', 404, 'skipped: pending', 'skipped: pending'],
  ])('is not sent what is in doubt, though it was %s', async (name, answer, one, two) => {
    const states = [{ name: 'a state that cannot be taken back' }];
    await published(broker, 'doubter', 'doubted', { version: '1', branch: 'main' }, [
      interaction('one', { states }),
      interaction('two'),
    ]);
    let results = 0;
    const counting = await before(broker, (path, method) => {
      if (method === 'POST' && path.includes('verification-results')) results += 1;
      return undefined;
    });
    const report = await verifiedFrom(counting, 'doubted', answer, {
      version: { publishAs: '1', branch: 'main' },
      pending: name === 'pending',
      states: (action) => (action === 'setup' ? 200 : 500),
    });
    expect(outcomes(report)).toEqual({
      one: expect.stringContaining(one),
      two: expect.stringContaining(two),
      'Results are published': expect.stringMatching(/^errored: the results were not published: what is in doubt/),
    });
    expect(results).toBe(0);
  });

  it('is not sent what left something behind, though it was kept', async () => {
    const request = { method: 'POST', path: '/organizations/organization/ip_addresses' };
    await published(broker, 'careless', 'littered', { version: '1' }, [interaction('one', { request })]);
    let results = 0;
    const counting = await before(broker, (path, method) => {
      if (method === 'POST' && path.includes('verification-results')) results += 1;
      return undefined;
    });
    const report = await verifiedFrom(counting, 'littered', 200, { version: { publishAs: '1' } });
    expect(report.leaks).toMatchObject([{ scenario: 'careless/one', resource: 'unknown' }]);
    expect(outcomes(report)).toEqual({
      one: 'passed',
      'Results are published': expect.stringMatching(/^errored: the results were not published: what is in doubt/),
    });
    expect(results).toBe(0);
  });

  it('is sent results without the provider being asked twice, whatever a state gives', async () => {
    const states = [{ name: 's' }];
    const request = {
      path: '/thing/1',
      generators: { path: { type: 'ProviderState', expression: '/thing/${id}', dataType: 'STRING' } },
    };
    await published(broker, 'thrifty', 'costly', { version: '1' }, [interaction('one', { states, request })]);
    const asked: string[] = [];
    const report = await verifiedFrom(broker, 'costly', 200, {
      version: { publishAs: '1' },
      states: () => 200,
      asked,
    });
    expect(report.verdict).toBe('conformant');
    expect(asked.filter((path) => path.startsWith('/thing'))).toEqual(['/thing/7']);
    expect(asked.filter((path) => path === '/states')).toHaveLength(2);
  });

  it.each<[what: string, request: JsonObject]>([
    ['of another path', { path: '/new' }],
    ['of another method', { method: 'PUT' }],
  ])('that has another pact by then, %s, is not sent the results', async (what, request) => {
    const [consumer, provider] = [`hasty ${what}`, `overtaken ${what}`];
    await published(broker, consumer, provider, { version: '1' });
    let results = 0;
    const counting = await before(broker, (path, method) => {
      if (method === 'POST' && path.includes('verification-results')) results += 1;
      return undefined;
    });
    const report = await verifiedFrom(counting, provider, 200, {
      version: { publishAs: '1' },
      meanwhile: () =>
        published(broker, consumer, provider, { version: '2' }, [interaction('a new thing', { request })]),
    });
    expect(report.verdict).toBe('undetermined');
    expect(outcomes(report)['Results are published']).toMatch(/the Broker has other pacts than before/);
    expect(results).toBe(0);
  });

  it.each([
    ['kept', 200, 404],
    ['broken', 404, 200],
  ])('that was told otherwise of what was %s leaves the verification undetermined', async (name, first, second) => {
    const [consumer, provider] = [`fickle ${name}`, `wavering ${name}`];
    const promising = (status: number) => [interaction('a thing is there', { response: { status } })];
    await published(broker, consumer, provider, { version: '1' }, promising(first));
    const report = await verifiedFrom(broker, provider, 200, {
      version: { publishAs: '1' },
      meanwhile: () => published(broker, consumer, provider, { version: '2' }, promising(second)),
    });
    expect(outcomes(report)['Results are published']).toMatch(
      /^errored: .* was given other results than the ones here/,
    );
  });

  it('that has fewer interactions by then leaves the verification undetermined', async () => {
    const [one, two] = [interaction('one'), interaction('two')];
    await published(broker, 'brief', 'shortened', { version: '1' }, [one, two]);
    const report = await verifiedFrom(broker, 'shortened', 200, {
      version: { publishAs: '1' },
      meanwhile: () => published(broker, 'brief', 'shortened', { version: '2' }, [one]),
    });
    expect(report.verdict).toBe('undetermined');
    expect(outcomes(report)).toEqual({
      one: 'passed',
      two: 'passed',
      'Results are published': expect.stringMatching(/was given the results of what is left of them/),
    });
  });

  it.each([true, false])('shows work in progress, which fails nothing, pending %s', async (pending) => {
    const provider = `open-${pending}`;
    await published(broker, 'busy', provider, { version: '1', branch: 'main' }, [interaction('settled')]);
    await verifiedFrom(broker, provider, 200, { version: { publishAs: '1', branch: 'main' } });
    await published(broker, 'busy', provider, { version: '2', branch: 'wip' }, [
      interaction('settled'),
      interaction('planned', { response: { status: 404 } }),
    ]);
    const wanted = {
      selectors: [MAIN],
      pending,
      wipSince: '2020-01-01',
      version: { publishAs: '2', branch: 'main' },
    };
    const report = await verifiedFrom(broker, provider, 200, wanted);
    expect(report.verdict).toBe('conformant');
    expect(outcomes(report).planned).toBe('skipped: pending, and not kept yet: status: expected 404 but was 200');
  });

  it('gives the one pact that a webhook names, once', async () => {
    await published(broker, 'hooked', 'hook', { version: '1', branch: 'main' });
    const pactUrl = `${broker.url}/pacts/provider/hook/consumer/hooked/version/1`;
    const report = await verifiedFrom(broker, 'hook', 200, { pactUrl, version: { publishAs: '1', branch: 'main' } });
    expect(report.scenarios.map(({ id, outcome }) => [id, outcome.status])).toEqual([
      ['hooked/a-thing-is-there', 'passed'],
    ]);
    await pactBroker(
      broker,
      'record-deployment',
      '--pacticipant',
      'hook',
      '--version',
      '1',
      '--environment',
      'production',
    );
    expect(await deployable(broker, 'hooked', '1', 'production')).toMatch(/^yes: /);
  });

  it('without a pact for the provider leaves the verification undetermined', async () => {
    const report = await verifiedFrom(broker, 'nobody-knows', 200);
    expect(report.verdict).toBe('undetermined');
    expect(outcomes(report)['Pacts are verified']).toMatch(/^errored: No pacts found for provider 'nobody-knows'/);
  });

  it('that knows no such environment gives no answer, neither yes nor no', async () => {
    await published(broker, 'lost', 'p', { version: '1' });
    expect(await deployable(broker, 'lost', '1', 'moon')).toMatch(
      /^trouble: .*Environment with name 'moon' does not exist/s,
    );
    expect(await deployable(broker, 'unheard-of', '1', 'production')).toMatch(/^trouble: .*unheard-of not found/s);
  });

  it('that is briefly away is waited for', async () => {
    await published(broker, 'patient', 'away', { version: '1' });
    let refusals = 3;
    const shaky = await before(broker, () => (refusals-- > 0 ? 503 : undefined));
    expect((await verifiedFrom(shaky, 'away', 200)).verdict).toBe('conformant');
    expect(refusals).toBeLessThan(0);
  });

  it('that is away every other time is asked again', async () => {
    await published(broker, 'patient', 'stumbling', { version: '1' });
    const asked = new Map<string, number>();
    const shaky = await before(broker, (path, method) => {
      const question = `${method} ${path}`;
      const times = (asked.get(question) ?? 0) + 1;
      asked.set(question, times);
      return times % 2 === 1 ? 503 : undefined;
    });
    expect((await verifiedFrom(shaky, 'stumbling', 200)).verdict).toBe('conformant');
    const pacts = [...asked].filter(([question]) => question.includes('/consumer/'));
    // Twice refused, and twice answered: once before the Verifier reads it, and once to the Verifier.
    expect(pacts.map(([, times]) => times)).toEqual([4]);
  });

  it('that nobody listens for yet is waited for', async () => {
    const port = await freePort();
    let pauses = 0;
    const sleep = async (): Promise<void> => {
      pauses += 1;
      if (pauses === 2) await before(broker, () => undefined, port);
    };
    expect(await askBroker({ url: `http://127.0.0.1:${port}` }, { sleep })).toBeUndefined();
    expect(pauses).toBe(2);
  });

  it('that does not take the results leaves no verification conformant', async () => {
    await published(broker, 'unheard', 'mute', { version: '1' });
    const deaf = await before(broker, (path, method) =>
      method === 'POST' && path.includes('verification-results') ? 403 : undefined,
    );
    const report = await verifiedFrom(deaf, 'mute', 200, { version: { publishAs: '1' } });
    expect(report.verdict).toBe('undetermined');
    expect(outcomes(report)).toEqual({
      'a thing is there': 'passed',
      'Results are published': expect.stringMatching(/^errored: .*403 Forbidden/),
    });
  });
});
