import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../runner/book.ts';
import type { Scenario } from '../../runner/types/scenario.ts';
import type { Pagination } from '../../runner/types/spec.ts';
import { BAD, exchangesOf, things, words } from './running.ts';
import {
  error,
  expectOf,
  LIST,
  runAll,
  SECRETS,
  SUCCESS,
  scenarioOf,
  serveThings,
  specOf,
  stepOf,
  targetOf,
  templateOf,
} from './support.ts';

const REFUSED = stepOf({
  request: templateOf({ body: { json: 'no object' } }),
  expect: expectOf([BAD], { allocates: 0 }),
});

type Override = Parameters<typeof things>[0];

describe('what a step creates', () => {
  const counting = (allocates: number, changes: Partial<Scenario> = {}) =>
    scenarioOf({
      alone: true,
      observe: LIST,
      steps: [stepOf({ expect: expectOf([SUCCESS, BAD], { allocates }) })],
      ...changes,
    });

  it('is counted before and after', async () => {
    const server = await things();
    const { events, report } = await runAll([counting(1)], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
    expect(exchangesOf(events)).toEqual(['observe 200', 'step-1 200', 'observe 200', 'release 200']);
  });

  it.each([true, false])('is read from every page (dedicated: %s)', async (dedicated) => {
    const server = await things(({ method, query }, held) =>
      method === 'GET'
        ? {
            status: 200,
            body: {
              pages: 2,
              things: [...held.values()].filter((_, index) => index % 2 === Number(query.get('page')) - 1),
            },
          }
        : undefined,
    );
    const steps = [stepOf({ times: 3, expect: expectOf([SUCCESS], { allocates: 3 }) })];
    const { report } = await runAll([counting(3, { steps })], targetOf(server.url, { dedicated }));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
  });

  it.each<[what: string, pagination: Pagination, asked: readonly string[]]>([
    ['that is one answer', { items: '/things', id: '/id' }, ['', '']],
    ['that is an array', { items: '', id: '/id' }, ['', '']],
    ['that does not say how many pages it has', { page: 'p', items: '/things', id: '/id' }, ['1', '1', '2']],
  ])('is counted in a list %s', async (_, pagination, asked) => {
    const pages: string[] = [];
    const server = await things(({ method, query }, held) => {
      if (method !== 'GET') return undefined;
      pages.push(query.get('p') ?? '');
      const listed = Number(query.get('p') ?? 1) === 1 ? [...held.values()] : [];
      return { status: 200, body: pagination.items === '' ? listed : { things: listed } };
    });
    const spec = specOf({ list: { pagination } });
    const { report } = await runAll([counting(1)], targetOf(server.url), { spec });
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
    expect(pages).toEqual(asked);
  });

  it('by a refusal is a failure, and is given back', async () => {
    const server = await things(({ method }, held) => {
      if (method !== 'POST') return undefined;
      held.set('hidden', { id: 'hidden' });
      return error(400, 'bad');
    });
    const entries: LedgerEntry[] = [];
    const record = (entry: LedgerEntry) => entries.push(entry);
    const { report } = await runAll([counting(0)], targetOf(server.url), { record });
    expect(words(report.scenarios[0]?.outcome)).toContain(
      '1 new in the list (hidden); listed but not answered (hidden)',
    );
    expect(entries).toContainEqual({ type: 'held', intent: 0, scenario: 'suite/one', id: 'hidden' });
    expect(report).toMatchObject({ created: 1, released: 1, leaks: [] });
    expect(server.things.size).toBe(0);
  });

  it.each<[what: string, request: Parameters<typeof templateOf>[0]]>([
    ['off every route', { method: 'PUT' }],
    ['of an operation that creates nothing', { operation: 'release' }],
  ])('by a request %s is given back as well', async (_, request) => {
    let first = true;
    const server = await things(({ method }, held) => {
      if (method === 'GET' || !first) return undefined;
      first = false;
      held.set('hidden', { id: 'hidden' });
      return error(404, 'absent');
    });
    const steps = [stepOf({ request: templateOf(request), expect: expectOf([{ status: 404 }], { allocates: 0 }) })];
    const { report } = await runAll([counting(0, { steps })], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toContain('1 new in the list (hidden)');
    expect(report).toMatchObject({ created: 1, released: 1, leaks: [] });
    expect(server.things.size).toBe(0);
  });

  it('beside other scenarios may be of one of those, and is left alone', async () => {
    const server = await things(({ method }, held) => {
      if (method !== 'POST') return undefined;
      held.set('of-another', { id: 'of-another' });
      return error(400, 'bad');
    });
    const { report } = await runAll([counting(0, { alone: false })], targetOf(server.url));
    expect(report).toMatchObject({ created: 0, released: 0 });
    expect([...server.things.keys()]).toEqual(['of-another']);
  });

  it('by a request without an answer is given back by the token of that request', async () => {
    const server = await things(({ method, headers }, held, response) => {
      const second = headers.authorization === `Bearer ${SECRETS.second}`;
      if (method === 'DELETE') return second ? undefined : error(403, 'forbidden');
      if (method !== 'POST') return undefined;
      if (!second) return error(400, 'bad');
      held.set('hidden', { id: 'hidden' });
      response.destroy();
      return 'silent';
    });
    const among = [{ request: templateOf({ as: 'second' }), times: 1, expect: expectOf() }];
    const steps = [stepOf({ together: true, among, expect: expectOf([BAD], { allocates: 0 }) })];
    const { report } = await runAll([counting(0, { steps })], targetOf(server.url));
    expect(report).toMatchObject({ created: 1, released: 1, leaks: [] });
    expect(server.asked.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });

  it('by somebody else is no failure, and is left alone', async () => {
    const server = await things(({ method }, held) => {
      if (method !== 'POST') return undefined;
      held.set('theirs', { id: 'theirs' });
      return error(400, 'bad');
    });
    const { report } = await runAll([counting(0)], targetOf(server.url, { dedicated: false }));
    expect(words(report.scenarios[0]?.outcome)).toMatch(
      /^errored: .*somebody else creates resources at the same time: theirs/,
    );
    expect([...server.things.keys()]).toEqual(['theirs']);
  });

  it('is not known where an answer names what somebody else had', async () => {
    const server = await things(({ method }) =>
      method === 'POST' ? { status: 200, body: { thing: { id: 'theirs', name: 'theirs' } } } : undefined,
    );
    server.things.set('theirs', { id: 'theirs' });
    const { report } = await runAll([counting(1)], targetOf(server.url, { dedicated: false }));
    expect(words(report.scenarios[0]?.outcome)).toBe(
      "errored: step 'step-1': somebody else had, and gave back meanwhile, what an answer names as new: theirs (target.yaml: dedicated)",
    );
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ])('cannot be judged without the list %s it', async (_, missing) => {
    let lists = 0;
    const server = await things(({ method }) =>
      method === 'GET' && lists++ === missing ? error(503, 'none_left') : undefined,
    );
    const { report } = await runAll([counting(1)], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toMatch(
      /^errored: .*the list could not be read, so new resources cannot be counted: GET .* was answered with 503$/,
    );
  });

  it('cannot be judged by a list that broke off, even where all that came can be read', async () => {
    const server = await things(({ method }, _, response) => {
      if (method !== 'GET') return undefined;
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"pages": 1, "things": []}', () => response.destroy());
      return 'silent';
    });
    const { report } = await runAll([counting(0, { steps: [REFUSED] })], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toMatch(
      /^errored: .*the list could not be read, so new resources cannot be counted: no answer \(broken\): /,
    );
  });

  it('cannot be judged where nothing can be reached, which is told as it is of every other request', async () => {
    const server = await serveThings();
    await server.close();
    const { report } = await runAll([counting(1)], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toMatch(
      /^errored: step 'step-1': target cannot be reached: connect ECONNREFUSED [^ ]+$/,
    );
  });

  it('is not judged by fewer than were to be sent', async () => {
    const server = await things();
    const steps = [
      stepOf({
        until: [{ status: 503, code: 'none_left' }],
        expect: expectOf([SUCCESS], { allocates: 5 }),
      }),
    ];
    const target = targetOf(server.url, { limits: { drain: 3 } });
    const { report } = await runAll([counting(5, { steps, level: 'draining' })], target);
    expect(words(report.scenarios[0]?.outcome)).toMatch(/^errored: .*limits\.drain/);
    expect(server.things.size).toBe(0);
  });

  it('is looked for in the list that a scenario names, not in the one that was read last', async () => {
    const server = await things(({ method, query, headers }) =>
      method === 'GET'
        ? { status: 200, body: { pages: 1, things: [{ id: `${query.get('of')} ${headers.authorization}` }] } }
        : undefined,
    );
    const lists = [
      { ...LIST, query: { of: 'a' } },
      { ...LIST, query: { of: 'b' } },
      { ...LIST, query: { of: 'b' }, as: 'second' },
    ];
    const scenarios = lists.map((list, index) =>
      counting(0, { id: `suite/${index}`, observe: list, steps: [REFUSED] }),
    );
    const { report } = await runAll(scenarios, targetOf(server.url));
    expect(report.scenarios.map(({ outcome }) => words(outcome))).toEqual(['passed', 'passed', 'passed']);
  });

  const bad: NonNullable<Override> = ({ method }) => (method === 'POST' ? error(400, 'bad') : undefined);
  const cut: Override = ({ method }, _, response) => {
    if (method !== 'POST') return undefined;
    response.destroy();
    return 'silent';
  };
  const REFUSAL = ['step-1 400', 'observe 200'];

  it('shift while others change them, even if their last page is gone when it is read', async () => {
    const pages = [1, 2, 1];
    const server = await things(({ method }) =>
      method === 'GET' ? { status: 200, body: { pages: pages.shift() ?? 1, things: [] } } : undefined,
    );
    const scenario = scenarioOf({ observe: LIST, steps: [stepOf({ expect: expectOf([SUCCESS], { allocates: 1 }) })] });
    const { report } = await runAll([scenario], targetOf(server.url, { dedicated: false }));
    expect(words(report.scenarios[0]?.outcome)).toBe(
      "errored: step 'step-1': the list has several pages, which shift while somebody else changes it (target.yaml: dedicated)",
    );
  });

  it.each([
    [true, 'passed'],
    [
      false,
      'skipped: compares lists, which others may change meanwhile: needs an organization of its own (target.yaml: dedicated)',
    ],
  ])(
    'are compared with one another only where nobody else changes them (dedicated: %s)',
    async (dedicated, outcome) => {
      const server = await things();
      const list = templateOf({ operation: 'list' });
      const expected = expectOf([SUCCESS], { body: { '/pages': '${steps.before.response.body#/pages}' } });
      const steps = [stepOf({ id: 'before', request: list }), stepOf({ id: 'after', request: list, expect: expected })];
      const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url, { dedicated }));
      expect(words(report.scenarios[0]?.outcome)).toBe(outcome);
    },
  );

  it('are not compared if each is only held to what something else told', async () => {
    const server = await things();
    const list = templateOf({ operation: 'list' });
    const lists = { '/id': '${steps.made.response.body#/thing/id}' };
    const steps = [
      stepOf({ id: 'before', request: list }),
      stepOf({ id: 'made' }),
      stepOf({ id: 'after', request: list, expect: expectOf([SUCCESS], { lists }) }),
    ];
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url, { dedicated: false }));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
  });

  it.each<[when: string, override: Override | undefined, alone: boolean, dedicated: boolean, sent: readonly string[]]>([
    ['once if nothing can have changed since', bad, true, true, ['observe 200', ...REFUSAL, ...REFUSAL]],
    [
      'again if others may have created',
      bad,
      true,
      false,
      Array(2)
        .fill(['observe 200', ...REFUSAL])
        .flat(),
    ],
    [
      'again beside other scenarios',
      bad,
      false,
      true,
      Array(2)
        .fill(['observe 200', ...REFUSAL])
        .flat(),
    ],
    [
      'again if something was created and released',
      undefined,
      true,
      true,
      Array(2).fill(['observe 200', 'step-1 200', 'observe 200', 'release 200']).flat(),
    ],
    [
      'again if a request may yet create something',
      cut,
      true,
      true,
      Array(2).fill(['observe 200', 'step-1 undefined', 'observe 200']).flat(),
    ],
  ])('is listed before the next scenario %s', async (_, override, alone, dedicated, sent) => {
    const server = await things(override);
    const counted = ['suite/one', 'suite/two'].map((id) =>
      counting(0, { id, alone, steps: [stepOf({ expect: expectOf([SUCCESS, BAD], { allocates: 'answered' }) })] }),
    );
    const { events } = await runAll(counted, targetOf(server.url, { dedicated, limits: { concurrency: 1 } }));
    expect(exchangesOf(events)).toEqual(sent);
  });

  it.each([
    [
      'is not missed where other pages may have it',
      ['other'],
      'errored: step \'two\': the list has no item with /id "thing-1" on this page, and does not say how many there are',
    ],
    ['is missed where the list has nothing', [], 'The list has no item with /id "thing-1".'],
    ['is found on a page of a list that does not say how many there are', ['other', 'thing-1'], 'passed'],
  ])('%s', async (_, listed, outcome) => {
    const server = await things(({ method }) =>
      method === 'GET' ? { status: 200, body: { things: listed.map((id) => ({ id })) } } : undefined,
    );
    const spec = specOf({ list: { pagination: { page: 'page', items: '/things', id: '/id' } } });
    const looking = stepOf({ id: 'two', request: LIST, expect: expectOf([SUCCESS], { lists: { '/id': 'thing-1' } }) });
    const { report } = await runAll([scenarioOf({ steps: [stepOf(), looking] })], targetOf(server.url), { spec });
    expect(words(report.scenarios[0]?.outcome)).toBe(outcome);
  });

  it('is listed anew if the next scenario counts what another path lists', async () => {
    const server = await things(({ method, path }) => {
      if (method === 'POST') return error(400, 'bad');
      return { status: 200, body: { pages: 1, things: path === '/of/b' ? [{ id: 'old' }] : [] } };
    });
    const scenarios = ['/of/a', '/of/b'].map((path) => counting(0, { id: `suite${path}`, observe: { ...LIST, path } }));
    const spec = specOf({ list: { path: '/of/{of}', isAt: () => true } });
    const { report } = await runAll(scenarios, targetOf(server.url), { spec });
    expect(report.scenarios.map(({ outcome }) => words(outcome))).toEqual(['passed', 'passed']);
  });

  it('is listed anew as long as a request without an answer may yet create something', async () => {
    let first = true;
    const server = await things((asked, held, response) => {
      if (asked.method !== 'POST' || !first) return bad(asked, held, response);
      first = false;
      return 'silent';
    });
    const ids = ['suite/one', 'suite/two', 'suite/three'];
    const timeouts = { connectMs: 1000, headersMs: 250, bodyMs: 1000 };
    const { events } = await runAll(
      ids.map((id) => counting(0, { id })),
      targetOf(server.url, { timeouts }),
    );
    const again = ['observe 200', ...REFUSAL];
    expect(exchangesOf(events)).toEqual(['observe 200', 'step-1 undefined', 'observe 200', ...again, ...again]);
  });
});
