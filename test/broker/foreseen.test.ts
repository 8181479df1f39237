import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrokerAccess } from '../../contracts/broker-access.ts';
import { foresee } from '../../contracts/broker-pacts.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import type { Seen } from '../contracts/helpers.ts';
import {
  interaction,
  NOBODY_THERE,
  outcomes,
  pactText,
  serve,
  targetAt,
  verified,
  WITHOUT_PAUSE,
} from '../contracts/helpers.ts';
import type { Broker } from './broker.ts';
import { brokerMissing, startBroker } from './broker.ts';
import { before, published, verifiedFrom } from './steps.ts';

const MAIN = '{"mainBranch":true}';

describe.skipIf(brokerMissing() !== undefined)('pacts of a Broker are looked at before', { timeout: 60_000 }, () => {
  let started: Broker | undefined;
  let broker: BrokerAccess = { url: NOBODY_THERE };
  beforeAll(async () => {
    started = await startBroker();
    broker = { url: started.url };
  }, 120_000);
  afterAll(() => started?.close());

  /** Publishes a pact as no file of this package's could be; gives its address. */
  const put = async (
    consumer: string,
    provider: string,
    change: (pact: JsonObject) => JsonObject,
    branch = 'main',
  ): Promise<void> => {
    const pact = JSON.parse(pactText([interaction('a thing is there')], consumer, provider)) as JsonObject;
    const content = Buffer.from(JSON.stringify(change(pact))).toString('base64');
    const format = { specification: 'pact', contentType: 'application/json', content };
    const answer = await fetch(`${broker.url}/contracts/publish`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ pacticipantName: consumer, pacticipantVersionNumber: '1', branch },
        contracts: [{ consumerName: consumer, providerName: provider, ...format }],
      }),
    });
    expect(answer.status).toBe(200);
  };

  const withoutMethod = (pact: JsonObject): JsonObject => ({
    ...pact,
    interactions: [{ ...interaction('a thing is there'), request: { path: '/thing' } }],
  });

  const expression = '/thing/${id}';
  const wanting = {
    states: [{ name: 's' }],
    request: { path: '/thing/1', generators: { path: { type: 'ProviderState', expression } } },
  };

  it.each(['chosen', 'named by a webhook'])(
    'a value that no provider state gave is not replaced by the example, %s',
    async (how) => {
      const provider = `ungiven-${how.length}`;
      await published(broker, 'wisher', provider, { version: '1' }, [
        interaction('one', {
          ...wanting,
          request: { path: '/thing/1', generators: { path: { type: 'ProviderState', expression: '/thing/${other}' } } },
        }),
      ]);
      const asked: string[] = [];
      const report = await verifiedFrom(broker, provider, 404, {
        states: () => 200,
        asked,
        ...(how === 'chosen' ? {} : { pactUrl: `${broker.url}/pacts/provider/${provider}/consumer/wisher/version/1` }),
      });
      expect(outcomes(report)).toEqual({ one: 'errored: the request needs `other`, which no provider state gave' });
      expect(asked).not.toContain('/thing/1');
    },
  );

  it('a value that a provider state gave is sent', async () => {
    await published(broker, 'wisher', 'giver', { version: '1' }, [interaction('one', wanting)]);
    const asked: string[] = [];
    const report = await verifiedFrom(broker, 'giver', 200, { states: () => 200, asked });
    expect(outcomes(report)).toEqual({ one: 'passed' });
    expect(asked).toContain('/thing/7');
  });

  it('one in which the Verifier would make something up proves nothing, and takes no verdict from others', async () => {
    await put('careless', 'shared', withoutMethod);
    await published(broker, 'careful', 'shared', { version: '1' }, [interaction('another thing is there')]);
    expect(outcomes(await verifiedFrom(broker, 'shared', 200))).toEqual({
      'a thing is there': expect.stringMatching(
        '^errored: the pact cannot be used as it is: .*request.method` is missing. Add `method`.$',
      ),
      'another thing is there': 'passed',
    });
  });

  it('one that the selectors do not choose is not looked at', async () => {
    await put('choosing', 'chosen', withoutMethod, 'feature');
    await published(broker, 'choosing', 'chosen', { version: '2', branch: 'main' }, [interaction('of main')]);
    const report = await verifiedFrom(broker, 'chosen', 200, { selectors: [MAIN] });
    expect(outcomes(report)).toEqual({ 'of main': 'passed' });
  });

  it('and one that is pending fails nothing', async () => {
    await put('newcomer', 'welcoming', withoutMethod);
    await published(broker, 'settled', 'welcoming', { version: '1', branch: 'main' }, [interaction('settled')]);
    const version = { publishAs: '1', branch: 'main' };
    await verifiedFrom(broker, 'welcoming', 200, { selectors: [MAIN], version });
    const report = await verifiedFrom(broker, 'welcoming', 500, { pending: true, version: { branch: 'main' } });
    expect(outcomes(report)['a thing is there']).toMatch(
      /^skipped: pending, and not verified: the pact cannot be used/,
    );
  });

  it('and one that is pending is not kept by chance, and not published as kept', async () => {
    await put('lucky', 'gambling', withoutMethod);
    const report = await verifiedFrom(broker, 'gambling', 200, {
      pending: true,
      version: { publishAs: '1', branch: 'main' },
    });
    expect(outcomes(report)).toEqual({
      'a thing is there': expect.stringMatching(/^skipped: pending, and not verified: the pact cannot be used/),
      'Results are published': expect.stringMatching(/^errored: the results were not published: what is in doubt/),
    });
  });

  it('one with plugins is not given to the Verifier, which would fetch and start them', async () => {
    await put('plugged', 'bare', (pact) => ({
      ...pact,
      metadata: { plugins: [{ name: 'protobuf', version: '1' }], pactSpecification: { version: '4.0' } },
    }));
    const asked: string[] = [];
    const report = await verifiedFrom(broker, 'bare', 200, { asked });
    expect(outcomes(report)).toEqual({
      'Pacts are verified': expect.stringMatching(/^errored: the pact of plugged needs plugins, .*--selector/),
    });
    expect(asked).toEqual([]);
  });

  it('a Broker that does not give one leaves the verification undetermined', async () => {
    await published(broker, 'lost', 'unread', { version: '1' });
    const shaky = await before(broker, (path) => (/\/consumer\/lost\//.test(path) ? 503 : undefined));
    const asked: string[] = [];
    expect(outcomes(await verifiedFrom(shaky, 'unread', 200, { asked }))).toEqual({
      'Pacts are verified': expect.stringMatching(/^errored: the Broker answers 503 to a request for http:.*\/lost\//),
    });
    expect(asked).toEqual([]);
  });

  it('selectors that the Broker does not know are told by the Verifier', async () => {
    await published(broker, 'anyone', 'choosy', { version: '1' });
    const report = await verifiedFrom(broker, 'choosy', 200, { selectors: ['{"colour":"red"}'] });
    expect(outcomes(report)).toEqual({
      'Pacts are verified': expect.stringMatching(/^errored: .* must specify a value for environment or tag or branch/),
    });
  });
});

describe('a Broker', () => {
  const answering = async (index: Json): Promise<{ readonly url: string; readonly seen: readonly Seen[] }> =>
    serve(() => ({ status: 200, body: JSON.stringify(index) }));
  const foreseen = ({ url }: BrokerAccess) =>
    foresee(
      { from: 'broker', broker: { url, token: 'of-the-broker' }, provider: 'p', selectors: [], pending: false },
      { tags: [] },
      WITHOUT_PAUSE,
    );
  const NOTHING = { wanted: [], flaws: new Map(), chosen: [] };

  it('that leads elsewhere takes its credentials nowhere', async () => {
    const elsewhere = await answering({});
    const href = `${elsewhere.url.replace('127.0.0.1', 'localhost')}/pacts/provider/{provider}/for-verification`;
    const { url, seen } = await answering({ _links: { 'pb:provider-pacts-for-verification': { href } } });
    expect(await foreseen({ url })).toEqual(NOTHING);
    expect(seen).toHaveLength(1);
    expect(elsewhere.seen).toEqual([]);
  });

  it('that is too old to choose is left to the Verifier', async () => {
    expect(await foreseen(await answering({ _links: {} }))).toEqual(NOTHING);
  });

  it('that names itself by another scheme is asked as the user names it', async () => {
    const { url, seen } = await serve(({ url: path }) => {
      const href = (of: string) => ({ href: `https://127.0.0.1:1/${of}` });
      const choice = { _embedded: { pacts: [{ _links: { self: href('pact') } }] } };
      const answers: Readonly<Record<string, Json>> = {
        '/': { _links: { 'pb:provider-pacts-for-verification': href('choice') } },
        '/choice': choice,
        '/pact': { consumer: { name: 'c' }, metadata: { plugins: [{ name: 'x' }] } },
      };
      return { status: 200, body: JSON.stringify(answers[path] ?? null) };
    });
    expect(await foreseen({ url })).toEqual({ trouble: expect.stringMatching(/^the pact of c needs plugins/) });
    expect(seen.map(({ url: path }) => path)).toEqual(['/', '/choice', '/pact']);
  });

  /** How one answers that chooses these pacts. */
  const choosingFrom =
    (...pacts: readonly { readonly pending: boolean; readonly text: string }[]) =>
    ({ url: path, headers }: Seen) => {
      const self = (of: string) => ({ self: { href: `http://${headers.host}${of}`, name: of } });
      const { self: choice } = self('/choice');
      const listed = pacts.map(({ pending }, index) => ({
        shortDescription: `${index}`,
        verificationProperties: { pending, notices: [] },
        _links: self(`/${index}`),
      }));
      const answers: Readonly<Record<string, JsonObject>> = {
        '/': { _links: { ...self('/'), 'pb:provider-pacts-for-verification': choice } },
        '/choice': { _links: self('/choice'), _embedded: { pacts: listed } },
      };
      const pact = () => ({ ...JSON.parse(pacts[Number(path.slice(1))]?.text ?? '{}'), _links: self(path) });
      return {
        status: 200,
        headers: { 'content-type': 'application/hal+json' },
        body: JSON.stringify(answers[path] ?? pact()),
      };
    };

  it.each([
    ['in turn', [true, false, true, false]],
    ['otherwise', [false, true, true, false]],
    ['with one that is empty', [true, undefined, false]],
  ])('that has pending pacts of one consumer, %s, has each told by what it promises', async (_, pendings) => {
    const pacts = pendings.map((pending, index) => {
      const body = { content: `/${index}`, contentType: 'text/plain', encoded: false };
      const interactions = pending === undefined ? [] : [interaction('same', { response: { body } })];
      return { pending: pending === true, text: pactText(interactions) };
    });
    const { url } = await serve(choosingFrom(...pacts));
    const target = await serve(() => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'other' }));
    const source = { from: 'broker', broker: { url }, provider: 'provider', selectors: [], pending: true } as const;
    const { scenarios } = await verified({ target: targetAt(target.url), source });
    const told = pendings.flatMap((pending, index) => {
      const why = `Expected body '/${index}' to match 'other'`;
      if (pending === undefined) return [];
      return pending ? [`skipped: pending, and not kept yet: $: ${why}`] : [`failed: $: ${why}`];
    });
    const found = scenarios.filter(({ title }) => title === 'same').map((one) => outcomes({ scenarios: [one] }).same);
    expect(found).toEqual(told.map((one) => expect.stringContaining(one)));
  });

  it('that has a pending pact with a wrong length has the others verified', async () => {
    const body = { content: 'abc', contentType: 'text/plain', encoded: false };
    const request = { method: 'POST', headers: { 'Content-Length': ['2'] }, body };
    const { url } = await serve(
      choosingFrom(
        { pending: true, text: pactText([interaction('short', { request })], 'c') },
        { pending: false, text: pactText([interaction('one')], 'd') },
      ),
    );
    const target = await serve(() => ({ status: 200 }));
    const source = { from: 'broker', broker: { url }, provider: 'provider', selectors: [], pending: true } as const;
    expect(outcomes(await verified({ target: targetAt(target.url), source }))).toEqual({
      short:
        'skipped: pending, and not verified: the pact cannot be used as it is: `interactions[0].request.headers.Content-Length` ' +
        'is `2`, and the Verifier sends 3 bytes. Remove it: the Verifier tells the length by itself.',
      one: 'passed',
    });
  });

  it.each([
    [
      '200.0',
      'is written as `200.0`. Write it as 200: where it has a fraction or an exponent the Verifier cannot read it.',
    ],
    ['"200"', 'must be an integer, but is a string. '],
    ['200.5', 'must be an integer, but is 200.5. '],
    ['-1', 'must be at least 100, but is -1. '],
  ])(
    'that has a pact with the status %s, which the Verifier cannot read, tells of which consumer',
    async (status, why) => {
      const { url } = await serve(() => ({
        status: 200,
        body: pactText([interaction('a')], 'c').replace('200', status),
      }));
      const source = { from: 'webhook', broker: { url }, provider: 'p', pactUrl: `${url}/pact` } as const;
      expect(await foresee(source, { tags: [] }, WITHOUT_PAUSE)).toEqual({
        trouble: expect.stringContaining(
          `the pact of c cannot be given to the Verifier: \`interactions[0].response.status\` ${why}`,
        ),
      });
    },
  );

  it.each([
    ['before', [true, false]],
    ['after', [false, true]],
  ])('that has a pending pact with a flaw %s one that counts lets neither be skipped', async (_, pendings) => {
    const { url } = await serve(({ url: path, headers }) => {
      const href = (of: string) => ({ href: `http://${headers.host}/${of}` });
      const pacts = pendings.map((pending) => ({
        verificationProperties: { pending },
        _links: { self: href(pending ? 'flawed' : 'sound') },
      }));
      const answers: Readonly<Record<string, Json>> = {
        '/': { _links: { 'pb:provider-pacts-for-verification': href('choice') } },
        '/choice': { _embedded: { pacts } },
      };
      const sound = interaction('one');
      const pact = path === '/flawed' ? { ...sound, request: { path: '/thing' } } : sound;
      return { status: 200, body: path in answers ? JSON.stringify(answers[path]) : pactText([pact], 'c') };
    });
    expect(await foreseen({ url })).toMatchObject({
      flaws: new Map([['c', { reason: expect.stringContaining('Add `method`'), pending: false }]]),
    });
  });

  it.each([
    ['is followed within the Broker', '/inside', NOTHING, 2],
    ['is told where it leads elsewhere', 'http://localhost:9/', { trouble: expect.stringContaining('sends on to') }, 1],
  ])('that redirects %s', async (_, location, result, asked) => {
    const { url, seen } = await serve(({ url: path }) =>
      path === '/' ? { status: 302, headers: { location } } : { status: 200, body: '{}' },
    );
    expect(await foreseen({ url })).toEqual(result);
    expect(seen).toHaveLength(asked);
  });

  it.each([429, 408, 503])('that has no time (%d) is asked again', async (status) => {
    let times = 0;
    const { url } = await serve(() => {
      times += 1;
      return times === 1 ? { status } : { status: 200, body: '{}' };
    });
    expect(await foreseen({ url })).toEqual(NOTHING);
    expect(times).toBe(2);
  });

  it('is not asked again once the verification is stopped', async () => {
    const { url, seen } = await serve(() => ({ status: 503 }));
    const source = { from: 'webhook', broker: { url }, provider: 'p', pactUrl: `${url}/pact` } as const;
    expect(await foresee(source, { tags: [] }, WITHOUT_PAUSE, AbortSignal.abort())).toEqual({ trouble: 'stopped' });
    expect(seen).toEqual([]);
  });

  it('is not asked by selectors that are none', async () => {
    const { url, seen } = await serve(() => ({ status: 200, body: '{}' }));
    const source = { from: 'broker', broker: { url }, provider: 'p', selectors: ['main'], pending: false } as const;
    expect(await foresee(source, { tags: [] }, WITHOUT_PAUSE)).toEqual(NOTHING);
    expect(seen).toHaveLength(1);
  });

  it('that is none says nothing of pacts', async () => {
    const { url } = await serve(() => ({ status: 200, body: '<html>' }));
    expect(await foreseen({ url })).toEqual({
      trouble: `the Broker answers a request for ${url} with something that is no JSON`,
    });
  });

  it('is asked for what the Verifier will ask it for', async () => {
    const { url, seen } = await serve(({ url: path, headers }) => {
      const href = `http://${headers.host}/of/{provider}`;
      const _links = { 'pb:provider-pacts-for-verification': { href } };
      return { status: 200, body: JSON.stringify(path === '/' ? { _links } : {}) };
    });
    const source = { from: 'broker', broker: { url }, provider: 'a b', selectors: [MAIN], pending: false } as const;
    const version = { tags: ['t'], branch: 'b' };
    await foresee({ ...source, wipSince: '2025-01-31' }, version, WITHOUT_PAUSE);
    expect(seen.map(({ method, url: path, body }) => [method, path, body && JSON.parse(body)])).toEqual([
      ['GET', '/', ''],
      [
        'POST',
        '/of/a%20b',
        {
          consumerVersionSelectors: [{ mainBranch: true }],
          includePendingStatus: true,
          providerVersionTags: ['t'],
          providerVersionBranch: 'b',
          includeWipPactsSince: '2025-01-31',
        },
      ],
    ]);
  });
});
