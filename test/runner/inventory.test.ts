import { describe, expect, it } from 'vitest';
import { collect } from '../../runner/collect.ts';
import { createSend } from '../../runner/send.ts';
import type { RequestTemplate, Scenario } from '../../runner/types/scenario.ts';
import type { Link } from '../../runner/types/spec.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import { inhabited, listing, named, run, STRANGERS } from './inhabited.ts';
import { kept, things, words } from './running.ts';
import {
  error,
  expectOf,
  LIST,
  type Reply,
  runAll,
  SUCCESS,
  scenarioOf,
  serveJson,
  specOf,
  stepOf,
  stoppedClock,
  targetOf,
  templateOf,
} from './support.ts';

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

  const FIRST = '${steps.step-1.response.body#/thing/id}';
  const inBody = templateOf({ operation: 'release', body: { json: { thing: { id: FIRST } } } });
  const inQuery = templateOf({ operation: 'release', query: { id: FIRST } });

  it.each([
    ['in its body', stepOf({ request: inBody })],
    ['in its query', stepOf({ request: inQuery })],
    ['among others', stepOf({ together: true, among: [{ request: inBody, times: 1, expect: expectOf() }] })],
  ])('is not released by a step either: named %s', async (_, step) => {
    const server = await inhabited(({ method }) => (method === 'POST' ? named({ id: 'foreign-1' }) : undefined));
    const steps = [stepOf(), { ...step, id: 'two' }];
    const { report } = await run(server.url, false, [scenarioOf({ steps, alone: true })]);
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

  it('is listed again after an interruption', async () => {
    const controller = new AbortController();
    const server = await inhabited(({ method }) => {
      if (method === 'POST') controller.abort();
      return undefined;
    });
    const clock = { ...stoppedClock(), sleep: () => new Promise<void>(() => {}) };
    await runAll([scenarioOf()], targetOf(server.url), { clock, signal: controller.signal, spec: listing() });
    expect(server.asked.map(({ method }) => method)).toEqual(['GET', 'POST', 'DELETE', 'GET']);
  });

  const of = (organization: string) => templateOf({ body: { json: { of: organization } } });
  const ofBoth = ['a', 'b'].map((one) => scenarioOf({ id: `suite/${one}`, steps: [stepOf({ request: of(one) })] }));
  const among = [{ request: of('b'), times: 1, expect: expectOf() }];
  const together = scenarioOf({ alone: true, steps: [stepOf({ request: of('a'), together: true, among })] });

  it.each<[what: string, scenarios: readonly Scenario[], readable: string, spared: readonly string[]]>([
    ['each list in which something is created', ofBoth, 'ab', ['old-a', 'old-b']],
    ['each that can be read', ofBoth, 'b', ['old-b']],
    ['each for requests among others too', [together], 'ab', ['old-a', 'old-b']],
  ])('is found in %s', async (_, scenarios, readable, spared) => {
    const server = await things(({ method, query, json }) => {
      if (method === 'POST') return named({ id: `old-${(json as { of: string }).of}` });
      if (method !== 'GET') return undefined;
      const organization = query.get('of') ?? '';
      return readable.includes(organization)
        ? { status: 200, body: { pages: 1, things: [{ id: `old-${organization}` }] } }
        : error(503, 'none_left');
    });
    const { create } = specOf().operations;
    const list = { operation: 'list', query: { of: '$request.body#/of' } };
    const spec = specOf({ create: { links: { ...create?.links, list } } });
    const { report } = await runAll(scenarios, targetOf(server.url, { dedicated: false }), { spec });
    const theirs = report.leaks.filter(({ fate }) => fate === 'theirs').map(({ resource }) => resource);
    expect(theirs.toSorted()).toEqual(spared);
    const released = server.asked.filter(({ method }) => method === 'DELETE').map(({ text }) => text);
    for (const id of spared) expect(released.join()).not.toContain(id);
  });

  it('is not mistaken for what its release is below, though both have the same id', async () => {
    const held = new Set(['/of/a/a']);
    const server = await things(({ method, path }) => {
      if (method === 'DELETE') return held.delete(path) ? { status: 200, body: {} } : error(404, 'absent');
      if (method === 'POST') return held.add(`${path}/new`) && named({ id: 'new' });
      return { status: 200, body: { pages: 1, things: [...held].map((one) => ({ id: one.slice(6) })) } };
    });
    const [from, of] = ['/of/{of}', '/of/{$request.path.of}'];
    const release = { operation: 'release', from, path: `${of}/{$response.body#/thing/id}`, query: {} };
    const list = { operation: 'list', from, path: of, query: {} };
    const spec = specOf({
      create: { path: from, isAt: () => true, links: { release, list } },
      list: { isAt: () => true },
      release: { isAt: () => true },
    });
    const scenario = scenarioOf({ steps: [stepOf({ request: { ...templateOf(), path: '/of/a' } })] });
    const { report } = await runAll([scenario], targetOf(server.url, { dedicated: true }), { spec });
    expect(report).toMatchObject({ verdict: 'conformant', released: 1, leaks: [] });
    expect([...held]).toEqual(['/of/a/a']);
  });

  it.each([
    ['one segment', '/of/{$response.body#/thing/of}/{$response.body#/thing/id}', 'foreign-1'],
    ['a part of a segment', '/of/no-{$response.body#/thing/id}', 'no'],
  ])('is released by an id that is %s of the path, and by nothing else in it', async (_, path, of) => {
    const server = await inhabited(({ method, path: asked }, held) => {
      const id = asked.replace(/^.*?([a-z]+-\d)$/, '$1');
      if (method === 'DELETE') return held.delete(id) ? { status: 200, body: {} } : error(404, 'absent');
      if (method !== 'POST') return undefined;
      held.set('thing-1', { id: 'thing-1' });
      return named({ id: 'thing-1', of });
    });
    const release = { operation: 'release', path, query: {} };
    const spec = specOf({
      create: { links: { release, list: { operation: 'list', query: {} } } },
      release: { isAt: () => true },
    });
    const { report } = await runAll([scenarioOf()], targetOf(server.url), { spec });
    expect([...server.things.keys()]).toEqual(STRANGERS);
    expect(report).toMatchObject({ verdict: 'conformant', created: 1, released: 1, leaks: [] });
  });

  it.each<[where: string, list: Pick<Link, 'from' | 'path' | 'query'>, request: Partial<RequestTemplate>]>([
    ['path', { from: '/of/{of}', path: '/of/{$request.path.of}', query: {} }, { path: `/of/${FIRST}` }],
    ['query', { query: { of: '$request.body#/of' } }, { body: { json: { of: FIRST } } }],
  ])('is not asked for where the %s of its list holds what is yet to be answered', async (_, list, request) => {
    const server = await things(({ method, path }) =>
      method === 'POST' && path !== '/things' ? named({ id: 'inner' }) : undefined,
    );
    const { create } = specOf().operations;
    const spec = specOf({
      create: {
        path: list.from ?? '/things',
        isAt: () => true,
        links: { ...create?.links, list: { operation: 'list', ...list } },
      },
      list: { isAt: () => true },
    });
    const first = stepOf({ request: templateOf({ path: '/things' }) });
    const steps = [first, stepOf({ id: 'two', request: templateOf(request) })];
    await runAll([scenarioOf({ steps })], targetOf(server.url), { spec });
    expect(server.asked.filter(({ method }) => method === 'GET')).toEqual([]);
  });

  it('is found in each list of its own path, and so is what nobody named, to be given back there', async () => {
    const held = new Set(['/of/a/old-a', '/of/b/old-b']);
    const server = await things(({ method, path }) => {
      if (method === 'DELETE') return held.delete(path) ? { status: 200, body: {} } : error(404, 'absent');
      if (method === 'POST') {
        for (const id of ['new', 'beside']) held.add(`${path}/${path.slice(-1)}-${id}`);
        return named({ id: `${path.slice(-1)}-new` });
      }
      const own = [...held].filter((one) => one.startsWith(`${path}/`)).map((one) => ({ id: one.slice(6) }));
      return { status: 200, body: { pages: 1, things: own } };
    });
    const [from, of] = ['/of/{of}', '/of/{$request.path.of}'];
    const release = { operation: 'release', from, path: `${of}/{$response.body#/thing/id}`, query: {} };
    const spec = specOf({
      create: {
        path: from,
        isAt: () => true,
        links: { release, list: { operation: 'list', from, path: of, query: {} } },
      },
      list: { isAt: () => true },
      release: { isAt: () => true },
    });
    const scenarios = ['a', 'b'].map((one) =>
      scenarioOf({ id: `suite/${one}`, steps: [stepOf({ request: { ...templateOf(), path: `/of/${one}` } })] }),
    );
    const { report } = await runAll(scenarios, targetOf(server.url, { dedicated: true }), { spec });
    expect([...held]).toEqual(['/of/a/old-a', '/of/b/old-b']);
    const found = report.leaks.map(({ resource, fate }) => `${resource} ${fate}`);
    expect(found.toSorted()).toEqual(['a-beside found', 'b-beside found']);
  });

  it.each([
    ['once', 1, 'conformant'],
    ['twice, and no longer after something was created', 2, 'broken'],
  ])(
    'is not known if the list says %s that it has more than it shows, and nothing found later is released',
    async (_, times, verdict) => {
      let lists = 0;
      const server = await inhabited(({ method }, held) => {
        if (method !== 'GET') return undefined;
        const shown = [...held.values()].slice(0, lists++ < times ? 1 : held.size);
        return { status: 200, body: { pages: 1, total: held.size, size: 30, things: shown } };
      });
      const at = { response: '/pages', total: '/total', size: '/size' };
      const spec = listing({ list: { relations: [{ requirement: 'REL', text: 'Pages.', kind: 'pages', ...at }] } });
      const step = stepOf({ expect: expectOf([SUCCESS], { allocates: 1 }) });
      const scenarios = [scenarioOf(), scenarioOf({ id: 'suite/two', alone: true, observe: LIST, steps: [step] })];
      const { report } = await runAll(scenarios, targetOf(server.url, { dedicated: true }), { spec });
      expect([...server.things.keys()]).toEqual(STRANGERS);
      expect(report).toMatchObject({ verdict, created: 2, released: 2, leaks: [] });
    },
  );

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
          reason: 'it counts as released, and it is still listed',
        },
      ],
    });
  });

  it('and could not be given back is told once, and not tried anew', async () => {
    const server = await inhabited(({ method }) => (method === 'DELETE' ? error(403, 'forbidden') : undefined));
    const { report } = await run(server.url, true);
    expect(report.leaks).toMatchObject([{ scenario: 'suite/one', resource: 'thing-1' }]);
    expect(server.asked.at(-1)?.method).toBe('GET');
  });

  it('and was released may have been created anew by a request without an answer', async () => {
    let created = 0;
    const server = await inhabited(({ method }, held) => {
      if (method !== 'POST' || ++created === 1) return undefined;
      held.set('thing-1', { id: 'thing-1' });
      return 'silent';
    });
    const target = targetOf(server.url, { timeouts: { connectMs: 1000, headersMs: 500, bodyMs: 500 } });
    const scenarios = [scenarioOf({ alone: true }), scenarioOf({ id: 'suite/two', alone: true })];
    const { report } = await runAll(scenarios, target, { spec: listing() });
    expect(report.leaks).toMatchObject([
      {
        scenario: 'suite/one',
        resource: 'thing-1',
        reason:
          'it counts as released, and it is still listed, or created anew by a request that may have created something',
      },
      { scenario: 'suite/two', resource: 'unknown' },
    ]);
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

describe('a request whose answer was lost', () => {
  /** A server that answers no request for a thing, but creates it where its colour is the given one. */
  const losing = (colour: string) => {
    let created = 0;
    return things(({ method, json, query }, held, response) => {
      const of = query.get('of');
      if (method === 'GET')
        return { status: 200, body: { pages: 1, things: [...held.values()].filter((one) => one.of === of) } };
      if (method !== 'POST') return undefined;
      const asked = json as { of: string; colour: string };
      const id = `lost-${++created}`;
      if (asked.colour === colour) held.set(id, { id, of: asked.of });
      response.destroy();
      return 'silent';
    });
  };
  const { create } = specOf().operations;
  const list = { operation: 'list', query: { of: '$request.body#/of' } };
  const spec = specOf({ create: { links: { ...create?.links, list } } });
  const found = (id: string) => ({ scenario: '', resource: id, fate: 'found' });
  const unknown = (scenario: string) => ({ scenario, resource: 'unknown' });
  const runLosing = async (
    url: string,
    dedicated: boolean,
    asked: readonly (readonly [of: string, colour: string])[],
  ) => {
    const scenarios = asked.map(([of, colour], index) =>
      scenarioOf({
        id: `suite/${index}`,
        alone: true,
        steps: [stepOf({ request: templateOf({ body: { json: { of, colour } } }) })],
      }),
    );
    return runAll(scenarios, targetOf(url, { dedicated }), { spec });
  };

  it.each([
    [
      'is explained by what is found',
      [
        ['a', 'red'],
        ['a', 'red'],
      ],
      [found('lost-1'), found('lost-2')],
    ],
    [
      'is explained for each thing found once',
      [
        ['a', 'red'],
        ['a', 'blue'],
      ],
      [found('lost-1'), unknown('suite/1')],
    ],
    [
      'is explained by its own list only',
      [
        ['b', 'blue'],
        ['a', 'red'],
      ],
      [found('lost-2'), unknown('suite/0')],
    ],
  ] as const)('%s', async (_, asked, leaks) => {
    const server = await losing('red');
    const { report } = await runLosing(server.url, true, asked);
    expect(server.things.size).toBe(0);
    expect(report.leaks.map(({ reason: _reason, ...rest }) => rest)).toEqual(leaks);
    expect(report.verdict).toBe('undetermined');
  });

  type Named = Readonly<Record<string, string>>;
  it.each<[what: string, asked: readonly Named[], held: number, leaks: readonly object[]]>([
    [
      'is explained by the list of what it named by another name',
      [{ sub_domain: 'one' }, { id: 'org-1' }],
      0,
      [found('lost-1')],
    ],
    ['is looked for in that list though nothing else asks for it', [{ sub_domain: 'one' }], 0, [found('lost-1')]],
    [
      'is not if nothing says that the names are of one thing',
      [{ sub_domain: 'two' }, { id: 'org-1' }],
      1,
      [unknown('suite/0')],
    ],
    [
      'is not by that name if it gave another one too',
      [{ sub_domain: 'one', id: 'org-2' }, { id: 'org-1' }],
      0,
      [found('lost-1'), unknown('suite/0')],
    ],
  ])('%s', async (_, asked, held, leaks) => {
    const server = await things(({ method, json, query }, all, response) => {
      const isIn = ({ of }: JsonObject): boolean => of === query.get('of');
      if (method === 'GET') return { status: 200, body: { pages: 1, things: [...all.values()].filter(isIn) } };
      const name = (json as { readonly organization?: Named }).organization?.sub_domain;
      if (method !== 'POST' || name === undefined) return undefined;
      all.set('lost-1', { id: 'lost-1', of: name === 'one' ? 'org-1' : 'org-3' });
      response.destroy();
      return 'silent';
    });
    const scenarios = asked.map((organization, index) => {
      const steps = [stepOf({ request: templateOf({ body: { json: { organization } } }) })];
      return scenarioOf({ id: `suite/${index}`, alone: true, steps });
    });
    const byId = { operation: 'list', query: { of: '$request.body#/organization/id' } };
    const { report } = await runAll(scenarios, targetOf(server.url), {
      spec: specOf({ create: { links: { ...create?.links, list: byId } } }),
    });
    expect(report.leaks.map(({ reason: _reason, ...rest }) => rest)).toEqual(leaks);
    expect(server.things.size).toBe(held);
  });

  it('is told when its scenario ends, and again when the run does if nothing explains it', async () => {
    const server = await losing('red');
    const { events } = await runLosing(server.url, false, [['a', 'red']]);
    const types = events.map(({ type }) => type).filter((type) => type !== 'exchange');
    expect(types).toEqual([
      'run-started',
      'scenario-started',
      'doubted',
      'scenario-finished',
      'leaked',
      'run-finished',
    ]);
  });

  it('is told no longer once it is explained, in a log that breaks off too', async () => {
    const server = await losing('red');
    const { events } = await runLosing(server.url, true, [['a', 'red']]);
    const logs = events.map((_, index) => events.slice(0, index + 1));
    const told = logs.map((log) =>
      collect(log)
        .leaks.map(({ resource }) => resource)
        .join(),
    );
    expect(told.filter((one, index) => one !== told[index - 1])).toEqual([
      '',
      'unknown',
      'lost-1,unknown',
      'lost-1',
      '',
      'lost-1',
    ]);
  });
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

describe('a list that cannot be read', () => {
  const busy = { status: 503, body: '<h1>busy</h1>' };

  /** A server where one request creates something besides, that no answer names; `answer` stands in place of some lists. */
  const losing = async (answer: Reply | 'nothing', lost: (nth: number) => boolean, creates = true) => {
    let lists = 0;
    return inhabited(({ method }, held, response) => {
      if (method === 'POST' && creates) held.set('unnamed', { id: 'unnamed' });
      if (method !== 'GET' || !lost(++lists)) return undefined;
      if (answer !== 'nothing') return answer;
      response.destroy();
      return 'silent';
    });
  };

  const FOUND = [{ scenario: '', resource: 'unnamed', fate: 'found' }];

  it.each<[what: string, answer: Reply | 'nothing', lost: readonly number[]]>([
    ['once before the run, for the server is busy', busy, [1]],
    ['three times before the run, for the server is busy', busy, [1, 2, 3]],
    ['once before the run, for there is no answer', 'nothing', [1]],
    ['once before the run, for the rate is limited', error(429, 'none_left'), [1]],
    ['once after the run, for the server is busy', busy, [2]],
    ['three times after the run, for there is no answer', 'nothing', [2, 3, 4]],
    ['once after the run, for the rate is limited', error(429, 'none_left'), [2]],
  ])('%s, is read again', async (_, answer, lost) => {
    const server = await losing(answer, (nth) => lost.includes(nth));
    const { report } = await run(server.url, true);
    expect([...server.things.keys()]).toEqual(STRANGERS);
    expect(report.leaks).toMatchObject(FOUND);
    expect(server.asked.filter(({ method }) => method === 'GET')).toHaveLength(2 + lost.length);
  });

  it.each<[when: string, answer: Reply | 'nothing', dedicated: boolean, first: number, reason: string, asked: number]>([
    ['when the run ends', busy, true, 2, 'the list could not be read when the run ended: GET', 5],
    ['when the run ends', 'nothing', false, 2, 'the list could not be read when the run ended: no answer', 5],
    ['when the run ends', error(403, 'no'), true, 2, 'the list could not be read when the run ended: GET', 2],
    ['when the run ends', { status: 200, body: 'no list' }, true, 2, 'the list could not be read when the run', 2],
    ['before it', busy, true, 1, 'what was there before the run is not known, for the list could not be read: GET', 4],
    ['before it', 'nothing', false, 1, 'what was there before the run is not known, for the list could not', 4],
  ])('%s leaves unknown what is left behind', async (_, answer, dedicated, first, reason, asked) => {
    const server = await losing(answer, (nth) => nth >= first);
    const { report } = await run(server.url, dedicated);
    expect(report).toMatchObject({ verdict: 'undetermined', counts: { passed: 1 }, created: 1, released: 1 });
    expect(report.leaks).toEqual([{ scenario: '', resource: 'unknown', reason: expect.stringContaining(reason) }]);
    expect(server.asked.filter(({ method }) => method === 'GET')).toHaveLength(asked);
  });

  it.each<[what: string, answer: Reply]>([
    ['there is none', { status: 404, body: 'no such route' }],
    ['it cannot be listed', { status: 405 }],
    ['listing is not made yet', { status: 501 }],
    ['the token may not', error(403, 'forbidden')],
    ['it is something else', { status: 200, body: 'no list' }],
  ])('because %s is done without, and not asked for again', async (_, answer) => {
    const server = await losing(answer, () => true, false);
    const { report } = await run(server.url, true);
    expect(report).toMatchObject({ verdict: 'conformant', leaks: [] });
    expect(server.asked.filter(({ method }) => method === 'GET')).toHaveLength(1);
  });

  it('because the spec does not say how is done without', async () => {
    const server = await losing(busy, () => true, false);
    const { create } = specOf().operations;
    const spec = specOf({ create: { links: { ...create?.links, list: { operation: 'show', query: {} } } } });
    const { report } = await runAll([scenarioOf()], targetOf(server.url), { spec });
    expect(report).toMatchObject({ verdict: 'conformant', leaks: [] });
    expect(server.asked.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
  });

  it('is told once, and patience ends with the first', async () => {
    const server = await losing(busy, () => true, false);
    const { create } = specOf().operations;
    const list = { operation: 'list', query: { of: '$request.body#/of' } };
    const spec = specOf({ create: { links: { ...create?.links, list } } });
    const scenarios = ['a', 'b', 'c'].map((of) =>
      scenarioOf({ id: `suite/${of}`, steps: [stepOf({ request: templateOf({ body: { json: { of } } }) })] }),
    );
    const { report } = await runAll(scenarios, targetOf(server.url), { spec });
    expect(report.leaks).toMatchObject([{ resource: 'unknown', reason: expect.stringMatching(/503 \(and 2 more\)$/) }]);
    expect(server.asked.filter(({ method }) => method === 'GET')).toHaveLength(4 + 1 + 1);
  });

  it('matters nothing if nothing was sent that may have created something', async () => {
    const server = await losing(busy, () => true);
    const states = await kept(serveJson(() => ({ status: 500 })));
    const scenario = scenarioOf({ given: [{ name: 'a clean start', params: {} }], alone: true });
    const target = targetOf(server.url, { states: { url: states.url, headers: {} } });
    const { report } = await runAll([scenario], target, { spec: listing() });
    expect(report).toMatchObject({ verdict: 'undetermined', counts: { errored: 1 }, leaks: [] });
  });
});

it.each<[read: string, waits: number]>([
  ['at once', 0],
  ['after a wait', 30],
])(
  'what no answer named, in a list that is read %s, is tried again as long as anything else before it is told to be left behind',
  async (_, waits) => {
    const clock = stoppedClock();
    const back = clock.now() + waits * 1000 + 15_000;
    let releases = 0;
    let lists = 0;
    const server = await inhabited(({ method }, held) => {
      if (method === 'POST') held.set('unnamed', { id: 'unnamed' });
      if (method === 'GET' && ++lists === 2 && waits > 0)
        return { ...error(429, 'limited'), headers: { 'retry-after': String(waits) } };
      return method === 'DELETE' && ++releases > 1 && clock.now() < back ? { status: 503 } : undefined;
    });
    const { report } = await runAll([scenarioOf()], targetOf(server.url), { spec: listing(), clock });
    expect([...server.things.keys()]).toEqual(STRANGERS);
    expect(report.leaks).toMatchObject([{ resource: 'unnamed', fate: 'found' }]);
  },
);

describe('a fault of the runner itself', () => {
  const runWith = async (nth: number, ...override: Parameters<typeof inhabited>) => {
    const server = await inhabited(...override);
    const target = targetOf(server.url);
    const sender = createSend(target, stoppedClock());
    let lists = 0;
    const send: typeof sender.send = (request, options) =>
      request.method === 'GET' && ++lists === nth ? Promise.reject(new Error('boom')) : sender.send(request, options);
    await kept(sender);
    return { server, ...(await runAll([scenarioOf()], target, { spec: listing(), sender: { ...sender, send } })) };
  };

  it('before the first scenario leaves none of them judged, and sends nothing more', async () => {
    const { server, report } = await runWith(1);
    expect(words(report.scenarios[0]?.outcome)).toBe('errored: the runner itself failed: boom');
    expect(report).toMatchObject({ verdict: 'undetermined', ending: 'complete' });
    expect(server.asked.map(({ method }) => method)).not.toContain('POST');
  });

  it('after the last keeps nothing from being told', async () => {
    const { report } = await runWith(2, ({ method }) =>
      method === 'POST' ? { status: 500, body: 'Oops' } : undefined,
    );
    expect(report.leaks.map(({ scenario }) => scenario).toSorted()).toEqual(['', 'suite/one']);
  });

  it('after the last is told, for nobody knows what is left', async () => {
    const { report } = await runWith(2);
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
    expect(report).toMatchObject({
      verdict: 'undetermined',
      leaks: [{ scenario: '', resource: 'unknown', reason: 'the runner itself failed: boom' }],
    });
  });
});
