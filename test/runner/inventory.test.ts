import { describe, expect, it } from 'vitest';
import type { JsonObject, Scenario, Spec } from '../../runner/types.ts';
import { kept, things, words } from './running.ts';
import {
  error,
  expectOf,
  LIST,
  runAll,
  SUCCESS,
  scenarioOf,
  serveJson,
  specOf,
  stepOf,
  targetOf,
  templateOf,
} from './support.ts';

/** A spec that says where what was created is listed, and that no two things share an id. */
const listing = (list: Parameters<typeof specOf>[0] = {}): Spec => {
  const { create } = specOf().operations;
  return specOf({
    create: {
      links: { ...create?.links, list: { operation: 'list', query: {} } },
      relations: [{ requirement: 'UNIQUE', text: 'No two share an id.', kind: 'unique', response: '/thing/id' }],
    },
    ...list,
  });
};

const STRANGERS = ['foreign-1', 'foreign-2'];

/** A server where others have things. */
const inhabited = async (...override: Parameters<typeof things>) => {
  const server = await things(...override);
  for (const id of STRANGERS) server.things.set(id, { id });
  return server;
};

const run = (url: string, dedicated: boolean, scenarios: readonly Scenario[] = [scenarioOf()]) =>
  runAll(scenarios, targetOf(url, { dedicated, limits: { allocations: 5 } }), { spec: listing() });

const named = (thing: JsonObject) => ({ status: 200, body: { thing } });

describe('what was there before a run', () => {
  it.each([
    [
      true,
      'No two share an id. /thing/id is foreign-1, which is held already; expected a value that nothing else has that is held.',
    ],
    [false, 'passed'],
  ])('is never released, whatever an answer says (dedicated: %s)', async (dedicated, outcome) => {
    const server = await inhabited(({ method }) => (method === 'POST' ? named({ id: 'foreign-1' }) : undefined));
    const { report } = await run(server.url, dedicated);
    expect([...server.things.keys()]).toEqual(STRANGERS);
    expect(words(report.scenarios[0]?.outcome)).toBe(outcome);
    expect(report).toMatchObject({
      created: 0,
      verdict: dedicated ? 'broken' : 'undetermined',
      leaks: [
        { scenario: 'suite/one', resource: 'foreign-1', fate: 'theirs' },
        {
          scenario: 'suite/one',
          resource: 'unknown',
          reason: expect.stringContaining(
            'may have created it: its answer names foreign-1, which was there before the run',
          ),
        },
      ],
    });
  });

  it('is not released by a step either', async () => {
    const server = await inhabited(({ method }) => (method === 'POST' ? named({ id: 'foreign-1' }) : undefined));
    const release = templateOf({
      operation: 'release',
      body: { json: { thing: { id: '${steps.step-1.response.body#/thing/id}' } } },
    });
    const steps = [stepOf(), stepOf({ id: 'two', request: release })];
    const { report } = await run(server.url, false, [scenarioOf({ steps })]);
    expect(words(report.scenarios[0]?.outcome)).toBe(
      "errored: step 'two': foreign-1 was there before the run, and is not the run's to release",
    );
    expect([...server.things.keys()]).toEqual(STRANGERS);
  });

  it('is listed before the first request that creates, and again at the end', async () => {
    const server = await inhabited();
    const { report } = await run(server.url, true);
    expect(server.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /things',
      'POST /things',
      'DELETE /thing',
      'GET /things',
    ]);
    expect(report.verdict).toBe('conformant');
  });

  it('is not known if the list says that it has more than it shows, and nothing found later is released', async () => {
    let lists = 0;
    const server = await inhabited(({ method }, held) => {
      if (method !== 'GET') return undefined;
      const shown = [...held.values()].slice(0, lists++ === 0 ? 1 : held.size);
      return { status: 200, body: { pages: 1, total: held.size, size: 30, things: shown } };
    });
    const at = { response: '/pages', total: '/total', size: '/size' };
    const spec = listing({ list: { relations: [{ requirement: 'REL', text: 'Pages.', kind: 'pages', ...at }] } });
    const step = stepOf({ expect: expectOf([SUCCESS], { allocates: 1 }) });
    const scenarios = [scenarioOf(), scenarioOf({ id: 'suite/two', alone: true, observe: LIST, steps: [step] })];
    const { report } = await runAll(scenarios, targetOf(server.url, { dedicated: true }), { spec });
    expect([...server.things.keys()]).toEqual(STRANGERS);
    expect(report).toMatchObject({ verdict: 'conformant', created: 2, released: 2, leaks: [] });
  });

  it('is not asked for if nothing is created', async () => {
    const server = await inhabited();
    const steps = [
      stepOf({
        request: templateOf({ body: { json: 'no object' } }),
        expect: expectOf([{ status: 400, code: 'bad' }]),
      }),
    ];
    await run(server.url, true, [scenarioOf({ level: 'safe', steps })]);
    expect(server.asked.map(({ method }) => method)).toEqual(['POST']);
  });
});

describe('what is there after a run', () => {
  it('and was answered to be released is left behind', async () => {
    const server = await inhabited(({ method }) => (method === 'DELETE' ? { status: 200 } : undefined));
    const { report } = await run(server.url, true);
    expect(report).toMatchObject({
      verdict: 'undetermined',
      leaks: [
        {
          scenario: 'suite/one',
          resource: 'thing-1',
          reason: 'its release was answered as done, and it is still listed',
        },
      ],
    });
  });

  it.each([
    [true, ['foreign-1', 'foreign-2'], [{ scenario: '', resource: 'hidden', fate: 'found' }]],
    [false, ['foreign-1', 'foreign-2', 'hidden'], []],
  ])(
    'and no answer named is given back only if nobody else creates (dedicated: %s)',
    async (dedicated, left, leaks) => {
      const server = await inhabited(({ method }, held) => {
        if (method !== 'POST') return undefined;
        held.set('hidden', { id: 'hidden' });
        return error(400, 'bad');
      });
      const steps = [stepOf({ expect: expectOf([SUCCESS, { status: 400, code: 'bad' }]) })];
      const { report } = await run(server.url, dedicated, [scenarioOf({ steps })]);
      expect([...server.things.keys()]).toEqual(left);
      expect(report.leaks).toMatchObject(leaks);
      expect(report.verdict).toBe(dedicated ? 'undetermined' : 'conformant');
    },
  );
});

it("what a provider state may have created is nobody's to give back", async () => {
  const server = await inhabited();
  const states = await kept(
    serveJson(() => {
      server.things.set('of-the-state', { id: 'of-the-state' });
      return { status: 200 };
    }),
  );
  const scenario = scenarioOf({ given: [{ name: 'a clean start', params: {} }], alone: true });
  const target = targetOf(server.url, { dedicated: true, states: { url: states.url, headers: {} } });
  const { report } = await runAll([scenario], target, { spec: listing() });
  expect([...server.things.keys()]).toEqual([...STRANGERS, 'of-the-state']);
  expect(report).toMatchObject({ verdict: 'conformant', leaks: [] });
});

describe('a budget', () => {
  it('is used up by what cannot be given back, and then nothing more is created', async () => {
    const server = await inhabited(({ method }) => (method === 'DELETE' ? error(403, 'forbidden') : undefined));
    const many = Array.from({ length: 9 }, (_, n) => scenarioOf({ id: `suite/${n}` }));
    const { report } = await run(server.url, true, many);
    expect(server.things.size - STRANGERS.length).toBe(5);
    expect(report.leaks).toHaveLength(5);
    expect(words(report.scenarios[8]?.outcome)).toBe(
      'errored: the budget is used up by what could not be given back: 5 of 5 (target.yaml: limits.allocations)',
    );
  });

  it('is used up by answers that name what is held already', async () => {
    const server = await inhabited(({ method }) => (method === 'POST' ? named({ id: 'same' }) : undefined));
    const steps = [stepOf({ times: 9 })];
    const { report } = await runAll(
      [scenarioOf({ steps })],
      targetOf(server.url, { dedicated: false, limits: { allocations: 9 } }),
      { spec: listing() },
    );
    expect(server.asked.filter(({ method }) => method === 'POST')).toHaveLength(5);
    expect(report.leaks.at(-1)).toMatchObject({
      resource: 'unknown',
      reason: expect.stringContaining('may have created it: its answer names same, which the run holds already'),
    });
  });

  it('is kept even if the server serves what it has to refuse', async () => {
    const steps = [stepOf({ times: 9, expect: expectOf([{ status: 400, code: 'bad' }]) })];
    const many = Array.from({ length: 9 }, (_, n) => scenarioOf({ id: `suite/${n}`, level: 'safe', steps }));
    let most = 0;
    const server = await inhabited((_, held) => {
      most = Math.max(most, held.size - STRANGERS.length);
      return undefined;
    });
    await runAll(many, targetOf(server.url, { limits: { allocations: 3, concurrency: 8 } }), { spec: listing() });
    expect(most).toBe(3);
  });

  it('is used up by requests that may have created something, too', async () => {
    const server = await inhabited(({ method }) => (method === 'POST' ? { status: 500, body: 'no' } : undefined));
    const many = Array.from({ length: 9 }, (_, n) => scenarioOf({ id: `suite/${n}` }));
    await run(server.url, false, many);
    expect(server.asked.filter(({ method }) => method === 'POST')).toHaveLength(5);
  });
});
