import { afterEach, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../runner/ledger.ts';
import type { Outcome, RunEvent, Scenario } from '../../runner/types.ts';
import {
  error,
  expectOf,
  LIST,
  PLACE,
  runAll,
  SUCCESS,
  scenarioOf,
  serveJson,
  serveThings,
  specOf,
  stepOf,
  stoppedClock,
  targetOf,
  templateOf,
} from './support.ts';

const open: { readonly close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
const kept = async <T extends { readonly close: () => Promise<void> }>(one: Promise<T>): Promise<T> => {
  open.push(await one);
  return one;
};
const things = (...override: Parameters<typeof serveThings>) => kept(serveThings(...override));

/** Something that happens once. */
const signal = (): { readonly given: Promise<void>; readonly give: () => void } => {
  let give = (): void => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
};

const BAD = { status: 400, code: 'bad' };
const refused = expectOf([BAD]);
const exchangesOf = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'exchange' ? [`${event.step} ${event.exchange.response?.status}`] : []));
const words = (outcome: Outcome | undefined): string => {
  if (outcome?.status === 'failed') return outcome.findings.map(({ message }) => message).join(' | ');
  return outcome?.status === 'passed' ? 'passed' : `${outcome?.status}: ${outcome?.reason}`;
};

describe('a run', () => {
  it('tells from start to end what it did', async () => {
    const server = await things();
    const { events, report } = await runAll([scenarioOf()], targetOf(server.url));
    expect(events.map(({ type }) => type)).toEqual([
      'run-started',
      'scenario-started',
      'exchange',
      'exchange',
      'scenario-finished',
      'run-finished',
    ]);
    expect(exchangesOf(events)).toEqual(['step-1 200', 'release 200']);
    expect(report).toMatchObject({ verdict: 'conformant', created: 1, released: 1, leaks: [], ending: 'complete' });
    expect(server.things.size).toBe(0);
  });

  it('says what was answered to the operation under test', async () => {
    const server = await things();
    const list = stepOf({ id: 'list', request: LIST });
    const { events, report } = await runAll([scenarioOf({ steps: [stepOf(), list] })], targetOf(server.url));
    expect(events.flatMap((event) => (event.type === 'exchange' ? [event.code] : []))).toEqual([
      null,
      undefined,
      undefined,
    ]);
    expect(report.answers[0]).toEqual({ status: 200, code: null, documented: true, count: 1 });
  });

  it('gives the same events for the same plan', async () => {
    const told = async () => {
      const server = await things();
      const { events } = await runAll(
        [scenarioOf(), scenarioOf({ id: 'suite/two', alone: true })],
        targetOf(server.url),
      );
      return JSON.stringify(events).replaceAll(server.url, '');
    };
    expect(await told()).toBe(await told());
  });

  it('never holds a secret in its events', async () => {
    const server = await things(({ headers }) => ({
      status: 200,
      body: { said: headers.authorization ?? '' },
      headers: { 'x-said': String(headers.authorization) },
    }));
    const { events } = await runAll([scenarioOf()], targetOf(server.url));
    expect(JSON.stringify(events)).not.toContain('0123456789abcdef');
    expect(JSON.stringify(events)).toContain('$VALID_TOKEN');
  });

  it('runs scenarios side by side, and those that must be alone by themselves', async () => {
    let now = 0;
    const together: number[] = [];
    const server = await things();
    const busy = await kept(
      serveJson(async ({ headers }) => {
        now++;
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (headers['x-alone'] === '1') together.push(now);
        now--;
        return error(400, 'bad');
      }),
    );
    const one = (id: string, alone: boolean): Scenario =>
      scenarioOf({
        id,
        alone,
        steps: [stepOf({ request: templateOf({ headers: { 'x-alone': alone ? '1' : '0' } }), expect: refused })],
      });
    const scenarios = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, index) => one(id, index % 2 === 1));
    const { report } = await runAll(scenarios, targetOf(busy.url));
    expect(report.counts.passed).toBe(6);
    expect(together).toEqual([1, 1, 1]);
    await server.close();
  });

  it('skips what the target does not make possible, and proves nothing by that', async () => {
    const server = await things();
    const { report } = await runAll(
      [scenarioOf({ steps: [stepOf({ request: templateOf({ as: 'expired' }) })] })],
      targetOf(server.url),
    );
    expect(report.scenarios[0]?.outcome).toEqual({
      status: 'skipped',
      reason: "needs token 'expired' (target.yaml: tokens.expired)",
    });
    expect(report.verdict).toBe('undetermined');
    expect(server.asked).toEqual([]);
  });

  it('stops asking a target that cannot be reached', async () => {
    const server = await serveThings();
    await server.close();
    const scenarios = Array.from({ length: 9 }, (_, index) => scenarioOf({ id: `suite/${index}` }));
    const { events, report } = await runAll(scenarios, targetOf(server.url, { limits: { concurrency: 1 } }));
    expect(exchangesOf(events)).toHaveLength(3);
    expect(words(report.scenarios[8]?.outcome)).toMatch(
      /^errored: step 'step-1': target cannot be reached: .*ECONNREFUSED/,
    );
    expect(report).toMatchObject({ verdict: 'undetermined', leaks: [], counts: { errored: 9 } });
  });
});

describe('steps', () => {
  it('refer to earlier answers', async () => {
    const server = await things();
    const steps = [
      stepOf({ id: 'made', times: 2 }),
      stepOf({
        id: 'again',
        request: templateOf({
          body: {
            json: {
              colour: '${steps.made.1.response.body#/thing/id}',
              text: 'x ${steps.made.response.body#/thing/id}',
            },
          },
        }),
        expect: expectOf([SUCCESS], {
          body: { '/thing/colour': '${steps.made.1.response.body#/thing/id}' },
          conceals: ['${steps.made.0.response.body#/thing/id}'],
        }),
      }),
    ];
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
    expect(server.asked[2]?.json).toEqual({ colour: 'thing-2', text: 'x thing-1' });
  });

  it('that refer to what no answer has cannot be judged', async () => {
    const server = await things();
    const steps = [
      stepOf({ id: 'made' }),
      stepOf({ id: 'next', request: templateOf({ body: { json: '${steps.made.response.body#/none}' } }) }),
    ];
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toBe(
      "errored: step 'next': no earlier answer has ${steps.made.response.body#/none}",
    );
  });

  it('after one that went wrong are not carried out', async () => {
    const server = await things();
    const steps = [
      stepOf({ id: 'made', expect: refused }),
      stepOf({ id: 'next', request: templateOf({ body: { json: '${steps.made.response.body#/none}' } }) }),
    ];
    const { events, report } = await runAll([scenarioOf({ steps })], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toBe('The answer is 200 (success); expected 400 bad.');
    expect(exchangesOf(events)).toEqual(['made 200', 'release 200']);
  });

  it('after one that only broke a form are', async () => {
    const server = await things(({ method }, _, response) => {
      if (method === 'POST') response.setHeader('x-odd', '1');
      return undefined;
    });
    const { events, report } = await runAll(
      [scenarioOf({ steps: [stepOf(), stepOf({ id: 'next' })] })],
      targetOf(server.url),
    );
    expect(exchangesOf(events)).toEqual(['step-1 200', 'next 200', 'release 200', 'release 200']);
    expect(report.scenarios[0]?.outcome).toMatchObject({
      status: 'passed',
      warnings: [
        { step: 'step-1', exchange: 0 },
        { step: 'next', exchange: 1 },
      ],
    });
  });

  it.each([
    ['a failure outweighs an error', [stepOf({ expect: refused }), stepOf({ id: 'b' })], 'failed'],
    [
      'an error outweighs a pass',
      [stepOf(), stepOf({ id: 'b', request: templateOf({ headers: { 'x-hang': '1' } }) })],
      'errored',
    ],
  ])('%s', async (_, steps, status) => {
    const server = await things(({ headers }) => (headers['x-hang'] === '1' ? 'silent' : undefined));
    const { report } = await runAll(
      [scenarioOf({ steps })],
      targetOf(server.url, { timeouts: { connectMs: 1000, headersMs: 40, bodyMs: 40 } }),
    );
    expect(report.scenarios[0]?.outcome.status).toBe(status);
  });

  it('together are sent at one moment over connections that are open', async () => {
    const waiting: (() => void)[] = [];
    const server = await kept(
      serveJson(async ({ path, method }) => {
        if (method === 'DELETE') return { status: 200 };
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          if (waiting.length === 5) for (const go of waiting) go();
        });
        return { status: 200, body: { thing: { id: `thing-${path}${waiting.length}` } } };
      }),
    );
    const { report } = await runAll(
      [scenarioOf({ steps: [stepOf({ times: 5, together: true })], alone: true })],
      targetOf(server.url),
    );
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
    expect(report.scenarios[0]?.overlap).toMatchObject({ requests: 5, inFlight: 5 });
  });

  it('until an answer go on as long as they succeed, within the budget', async () => {
    const pool = (free: number) =>
      things(({ method }, held) => (method === 'POST' && held.size >= free ? error(503, 'none_left') : undefined));
    const drain = scenarioOf({
      level: 'draining',
      alone: true,
      steps: [stepOf({ until: [{ status: 503, code: 'none_left' }] })],
    });
    const run = async (free: number, budget: number) => {
      const server = await pool(free);
      const { events, report } = await runAll(
        [drain],
        targetOf(server.url, { limits: { drain: budget, allocations: 1 } }),
      );
      expect(server.things.size).toBe(0);
      return [words(report.scenarios[0]?.outcome), exchangesOf(events).filter((one) => one.startsWith('step')).length];
    };
    expect(await run(3, 5)).toEqual(['passed', 4]);
    expect(await run(5, 3)).toEqual([
      "errored: step 'step-1': the pool has more than 3 addresses (target.yaml: limits.drain)",
      3,
    ]);
  });

  it('stop at a request without an answer, and count no success as missing', async () => {
    let asked = 0;
    const server = await things(({ method }) => (method === 'POST' && ++asked === 2 ? 'silent' : undefined));
    const steps = [stepOf({ times: 5, expect: expectOf([SUCCESS], { succeed: 5 }) })];
    const { report } = await runAll(
      [scenarioOf({ steps })],
      targetOf(server.url, { timeouts: { connectMs: 1000, headersMs: 40, bodyMs: 40 } }),
    );
    expect(words(report.scenarios[0]?.outcome)).toBe(
      "errored: step 'step-1': no answer (timeout): no answer within 40 ms",
    );
    expect(asked).toBe(2);
  });
});

describe('provider states', () => {
  const given = [
    { name: 'one', params: { organization: '${organization.main.id}' } },
    { name: 'two', params: {} },
  ];
  const serveStates = async (refuse: string) => {
    const asked: unknown[] = [];
    const server = await kept(
      serveJson(({ json, headers }) => {
        asked.push(json);
        const { state, action } = json as { state: string; action: string };
        return `${state} ${action}` === refuse
          ? { status: 500, body: `no ${String(headers['x-key'])}` }
          : { status: 200 };
      }),
    );
    return { asked, states: { url: `${server.url}/states`, headers: { 'X-Key': 'key-of-the-states-url' } } };
  };
  const sequence = (asked: readonly unknown[]) =>
    asked.map((one) => one as { state: string; action: string }).map(({ state, action }) => `${state} ${action}`);

  it('are set up in order, and torn down in reverse', async () => {
    const server = await things();
    const { asked, states } = await serveStates('');
    const between = { kind: 'state', id: 'between', place: PLACE, state: { name: 'three', params: {} } } as const;
    const scenario = scenarioOf({ given, steps: [stepOf(), between, stepOf({ id: 'last' })], alone: true });
    const { report } = await runAll([scenario], targetOf(server.url, { states }));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
    expect(asked[0]).toEqual({ state: 'one', params: { organization: 'org-1' }, action: 'setup' });
    expect(sequence(asked)).toEqual([
      'one setup',
      'two setup',
      'three setup',
      'three teardown',
      'two teardown',
      'one teardown',
    ]);
  });

  it.each([
    ['two setup', ['one setup', 'two setup', 'one teardown']],
    ['two teardown', ['one setup', 'two setup', 'two teardown', 'one teardown']],
  ])('that fail make an error of the scenario: %s', async (refuse, expected) => {
    const server = await things();
    const { asked, states } = await serveStates(refuse);
    const { report } = await runAll([scenarioOf({ given, alone: true })], targetOf(server.url, { states }));
    expect(words(report.scenarios[0]?.outcome)).toBe(
      `errored: provider state 'two': ${refuse.slice(4)} was answered with 500: no $STATES_X_KEY`,
    );
    expect(sequence(asked)).toEqual(expected);
  });

  it('are torn down after a failure too, and never hide it', async () => {
    const server = await things();
    const { asked, states } = await serveStates('two teardown');
    const { report } = await runAll(
      [scenarioOf({ given, steps: [stepOf({ expect: refused })], alone: true })],
      targetOf(server.url, { states }),
    );
    expect(report.scenarios[0]?.outcome.status).toBe('failed');
    expect(sequence(asked)).toHaveLength(4);
  });
});

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

  it('is read from every page', async () => {
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
    const { report } = await runAll([counting(3, { steps })], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
  });

  it('by a refusal is a failure, and is given back', async () => {
    const server = await things(({ method }, held) => {
      if (method !== 'POST') return undefined;
      held.set('hidden', { id: 'hidden' });
      return error(400, 'bad');
    });
    const { report } = await runAll([counting(0)], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toContain(
      '1 new in the list (hidden); listed but not answered (hidden)',
    );
    expect(report).toMatchObject({ created: 1, released: 1, leaks: [] });
    expect(server.things.size).toBe(0);
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

  it('cannot be judged without a list', async () => {
    const server = await things(({ method }) => (method === 'GET' ? error(503, 'none_left') : undefined));
    const { report } = await runAll([counting(1)], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toMatch(
      /^errored: .*nobody can count what was created: GET .* was answered with 503$/,
    );
  });
});

describe('clean-up', () => {
  it('takes note of what a scenario releases itself', async () => {
    const server = await things();
    const release = stepOf({
      id: 'gone',
      request: templateOf({
        operation: 'release',
        body: { json: { thing: { id: '${steps.step-1.response.body#/thing/id}' } } },
      }),
    });
    const { events, report } = await runAll([scenarioOf({ steps: [stepOf(), release] })], targetOf(server.url));
    expect(exchangesOf(events)).toEqual(['step-1 200', 'gone 200']);
    expect(report).toMatchObject({ created: 1, released: 1 });
  });

  it('happens after a failure too', async () => {
    const server = await things();
    const { report } = await runAll(
      [scenarioOf({ steps: [stepOf({ times: 3, expect: refused })] })],
      targetOf(server.url),
    );
    expect(report).toMatchObject({ created: 3, released: 3, verdict: 'broken' });
    expect(server.things.size).toBe(0);
  });

  it('takes an address that is named under any status, or in a body that broke off', async () => {
    const server = await things(({ method }, held) => {
      if (method !== 'POST') return undefined;
      held.set('odd', { id: 'odd' });
      if (held.size === 1) return { status: 500, body: { thing: { id: 'odd' } } };
      return undefined;
    });
    const cut = await things(({ method }, held, response) => {
      if (method !== 'POST') return undefined;
      held.set('cut', { id: 'cut' });
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"thing": {"id": "cut", "name": "na', () => response.destroy());
      return 'silent';
    });
    for (const one of [server, cut]) {
      const { report } = await runAll([scenarioOf()], targetOf(one.url));
      expect(report).toMatchObject({ created: 1, released: 1, leaks: [], verdict: 'broken' });
      expect(one.things.size).toBe(0);
    }
  });

  it.each<[what: string, answers: readonly number[], pauses: readonly number[]]>([
    ['again after a fault of the server', [500, 500], [250]],
    ['not at all if it is gone already', [404], []],
  ])('tries %s', async (_, answers, pauses) => {
    let tries = 0;
    const server = await things(({ method }) => {
      const status = method === 'DELETE' ? answers[tries++] : undefined;
      return status === 404 ? error(404, 'absent') : (status && { status, body: 'no' }) || undefined;
    });
    const clock = stoppedClock();
    const { report } = await runAll([scenarioOf()], targetOf(server.url), { clock });
    expect(report).toMatchObject({ released: 1, leaks: [], verdict: 'conformant' });
    expect(clock.slept.filter((ms) => ms <= 1000)).toEqual(pauses);
  });

  it('reports what it cannot give back, and waits for that only once', async () => {
    const server = await things(({ method }) => (method === 'DELETE' ? error(403, 'forbidden') : undefined));
    const clock = stoppedClock();
    const { report } = await runAll([scenarioOf({ steps: [stepOf({ times: 2 })] })], targetOf(server.url), { clock });
    expect(report.leaks.map(({ resource, reason }) => [resource, reason])).toEqual([
      ['thing-1', `DELETE ${server.url}/thing was answered with 403`],
      ['thing-2', `DELETE ${server.url}/thing was answered with 403`],
    ]);
    expect(report).toMatchObject({ verdict: 'undetermined', created: 2, released: 0, counts: { passed: 1 } });
    expect(clock.slept.filter((ms) => ms <= 1000)).toEqual([250, 1000]);
  });

  it('does not take a 404 of a route for a release', async () => {
    const server = await things(({ method }) =>
      method === 'DELETE' ? { status: 404, body: 'no such route' } : undefined,
    );
    const { report } = await runAll([scenarioOf()], targetOf(server.url));
    expect(report.leaks).toMatchObject([{ resource: 'thing-1' }]);
  });

  it('uses the token that created, and else the valid one', async () => {
    const tokens: unknown[] = [];
    const server = await things(({ method, headers }) => {
      if (method !== 'DELETE') return undefined;
      tokens.push(headers.authorization);
      return String(headers.authorization).includes('second') ? error(403, 'forbidden') : undefined;
    });
    const { report } = await runAll(
      [scenarioOf({ steps: [stepOf({ request: templateOf({ as: 'second' }) })] })],
      targetOf(server.url),
    );
    expect(report).toMatchObject({ released: 1, leaks: [] });
    expect(tokens).toEqual(['Bearer second-0123456789abcdef', 'Bearer valid-0123456789abcdef']);
  });

  it('waits for provider states to end if they are in its way', async () => {
    let down = false;
    const states = await kept(
      serveJson(({ json }) => {
        down = (json as { action: string }).action === 'setup';
        return { status: 200 };
      }),
    );
    const server = await things(() => (down ? error(503, 'none_left') : undefined));
    const steps = [stepOf(), { kind: 'state', id: 'down', place: PLACE, state: { name: 'down', params: {} } } as const];
    const { report } = await runAll(
      [scenarioOf({ steps, alone: true })],
      targetOf(server.url, { states: { url: states.url, headers: {} } }),
    );
    expect(report).toMatchObject({ released: 1, leaks: [], verdict: 'conformant' });
    expect(server.things.size).toBe(0);
  });

  it.each<[what: string, answer: 'closed' | 'lost', leaks: number]>([
    ['may have created something is reported', 'lost', 1],
    ['was refused is not', 'closed', 0],
  ])('a request that %s', async (_, answer, leaks) => {
    const server = await things(({ method }, __, response) => {
      if (method !== 'POST') return undefined;
      if (answer === 'closed') return error(400, 'bad');
      response.destroy();
      return 'silent';
    });
    const { report } = await runAll(
      [scenarioOf({ steps: [stepOf({ expect: expectOf([SUCCESS, BAD]) })] })],
      targetOf(server.url),
    );
    expect(report.leaks).toHaveLength(leaks);
    if (leaks === 1) {
      expect(report.leaks[0]).toMatchObject({
        resource: 'unknown',
        reason: expect.stringContaining('may have created it: no answer: the connection was closed'),
      });
      expect(words(report.scenarios[0]?.outcome)).toMatch(/^errored: .*no answer \(closed\)/);
    }
  });

  it('finds in a list what a request without an answer created, if nobody else can have', async () => {
    const lost = () =>
      things(({ method }, held, response) => {
        if (method !== 'POST') return undefined;
        held.set('lost', { id: 'lost' });
        response.destroy();
        return 'silent';
      });
    const scenario = scenarioOf({
      alone: true,
      observe: LIST,
      steps: [stepOf({ expect: expectOf([SUCCESS], { allocates: 1 }) })],
    });
    const ours = await lost();
    expect((await runAll([scenario], targetOf(ours.url))).report).toMatchObject({ created: 1, released: 1, leaks: [] });
    expect(ours.things.size).toBe(0);
    const shared = await lost();
    const { report } = await runAll([scenario], targetOf(shared.url, { dedicated: false }));
    expect(report.leaks).toMatchObject([{ resource: 'unknown' }]);
    expect([...shared.things.keys()]).toEqual(['lost']);
  });
});

describe('the door', () => {
  it('tells of each request before it is sent, and of what became of it', async () => {
    const entries: LedgerEntry[] = [];
    const before: number[] = [];
    const server = await things(({ method }) => {
      if (method === 'POST') before.push(entries.length);
      return method === 'POST' && before.length === 2 ? error(400, 'bad') : undefined;
    });
    const steps = [stepOf(), stepOf({ id: 'no', expect: refused })];
    await runAll([scenarioOf({ steps })], targetOf(server.url), { record: (entry) => entries.push(entry) });
    expect(entries.map(({ type }) => type)).toEqual(['intent', 'held', 'intent', 'refused', 'released']);
    expect(entries[0]).toEqual({
      type: 'intent',
      intent: 1,
      scenario: 'suite/one',
      as: 'valid',
      method: 'POST',
      url: `${server.url}/things`,
    });
    expect(entries[1]).toEqual({ type: 'held', intent: 1, id: 'thing-1' });
    expect(before).toEqual([1, 3]);
  });

  it.each([false, true])('lets no more be held than the budget allows (together: %s)', async (together) => {
    const server = await things();
    const { report } = await runAll(
      [scenarioOf({ steps: [stepOf({ times: 4, together })] })],
      targetOf(server.url, { limits: { allocations: 3 } }),
    );
    expect(words(report.scenarios[0]?.outcome)).toBe(
      "errored: step 'step-1': more than 3 addresses would be held at one time (target.yaml: limits.allocations)",
    );
    expect(server.asked.filter(({ method }) => method === 'POST')).toHaveLength(together ? 0 : 3);
    expect(server.things.size).toBe(0);
  });

  it('lets requests pass that are to be refused, however much is held', async () => {
    const server = await things(({ method }, held) =>
      method === 'POST' && held.size >= 3 ? error(503, 'none_left') : undefined,
    );
    const steps = [stepOf({ times: 5, expect: expectOf([{ status: 503, code: 'none_left' }], { succeed: 3 }) })];
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url, { limits: { allocations: 3 } }));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
  });

  it('keeps scenarios side by side within the budget', async () => {
    let most = 0;
    const server = await things((_, held) => {
      most = Math.max(most, held.size);
      return undefined;
    });
    const scenarios = Array.from({ length: 8 }, (_, index) =>
      scenarioOf({ id: `suite/${index}`, steps: [stepOf({ times: 2 })] }),
    );
    const { report } = await runAll(scenarios, targetOf(server.url, { limits: { allocations: 4, concurrency: 8 } }));
    expect(report.counts.passed).toBe(8);
    expect(most).toBeLessThanOrEqual(4);
  });

  it('sees one resource handed out twice, to another scenario too', async () => {
    const [first, second] = [signal(), signal()];
    const server = await kept(
      serveJson(async ({ method, headers }) => {
        const mine = headers['x-scenario'] === 'one';
        if (method === 'DELETE') second.give();
        if (method === 'GET') first.give();
        if (method !== 'POST') await second.given;
        else if (!mine) await first.given;
        return {
          status: 200,
          body: { thing: { id: mine ? 'thing-1' : 'thing-2', name: 'same' }, pages: 1, things: [] },
        };
      }),
    );
    const create = (scenario: string) => stepOf({ request: templateOf({ headers: { 'x-scenario': scenario } }) });
    const scenarios = [
      scenarioOf({ steps: [create('one'), stepOf({ id: 'list', request: LIST })] }),
      scenarioOf({ id: 'suite/two', steps: [create('two')] }),
    ];
    const { report } = await runAll(scenarios, targetOf(server.url));
    expect(report.scenarios[1]?.outcome).toMatchObject({
      status: 'failed',
      findings: [{ check: 'unique', requirements: ['UNIQUE'], actual: 'same, which is held already' }],
    });
    expect(report.scenarios[0]?.outcome.status).toBe('passed');
  });

  it('does not mind that what was released is handed out again', async () => {
    const server = await things(({ method }) =>
      method === 'POST' ? { status: 200, body: { thing: { id: 'thing-1', name: 'same' } } } : { status: 200 },
    );
    const { report } = await runAll(
      [scenarioOf(), scenarioOf({ id: 'suite/two' })],
      targetOf(server.url, { limits: { concurrency: 1 } }),
    );
    expect(report.verdict).toBe('conformant');
  });
});

describe('a rate limit that nobody asked for', () => {
  const limited = (times: number, headers: Record<string, string> = {}) => {
    let left = times;
    return things(({ method }) =>
      method === 'POST' && left-- > 0 ? { ...error(429, 'limited'), headers } : undefined,
    );
  };

  it('is waited out, and no failure', async () => {
    const server = await limited(1);
    const clock = stoppedClock();
    const { events, report } = await runAll([scenarioOf()], targetOf(server.url), { clock });
    expect(report).toMatchObject({ verdict: 'conformant', waits: [{ ms: 60_000 }] });
    expect(clock.slept).toContain(60_000);
    expect(exchangesOf(events)).toEqual(['step-1 429', 'step-1 200', 'release 200']);
  });

  it.each([
    ['7', 7000],
    ['0', 1000],
    [new Date(1_000_000 + 9000).toUTCString(), 9000],
  ])('is waited out as Retry-After says: %s', async (value, ms) => {
    const server = await limited(1, { 'retry-after': value });
    expect((await runAll([scenarioOf()], targetOf(server.url))).report.waits).toMatchObject([{ ms }]);
  });

  it('is given up when it takes too long, and not tried again', async () => {
    const server = await limited(100);
    const scenarios = ['a', 'b', 'c'].map((id) => scenarioOf({ id }));
    const { report } = await runAll(
      scenarios,
      targetOf(server.url, { limits: { concurrency: 1, rateWaitMs: 70_000 } }),
    );
    expect(report.counts).toMatchObject({ errored: 3, failed: 0 });
    expect(words(report.scenarios[2]?.outcome)).toBe(
      "errored: step 'step-1': the target's rate limit was reached, and waiting 60 s for it is more than 70 s (target.yaml: limits.rate_wait)",
    );
    expect(server.asked).toHaveLength(2);
  });

  it('is waited out when cleaning up', async () => {
    let refusals = 2;
    const server = await things(({ method }) =>
      method === 'DELETE' && refusals-- > 0 ? error(429, 'limited') : undefined,
    );
    const { report } = await runAll([scenarioOf()], targetOf(server.url));
    expect(report).toMatchObject({ verdict: 'conformant', released: 1, waits: [{ ms: 60_000 }] });
  });

  it.each<[what: string, scenario: Scenario]>([
    ['expects it', scenarioOf({ steps: [stepOf({ expect: expectOf([{ status: 429, code: 'limited' }]) })] })],
    [
      'goes on until it',
      scenarioOf({ level: 'draining', steps: [stepOf({ until: [{ status: 429, code: 'limited' }] })] }),
    ],
  ])('is an answer like others to a scenario that %s', async (_, scenario) => {
    const server = await limited(1);
    const { report } = await runAll([scenario], targetOf(server.url, { limits: { drain: 5 } }));
    expect(report).toMatchObject({ verdict: 'conformant', waits: [] });
  });

  it('is a wrong answer to a scenario that set the limit and did not reach it', async () => {
    const server = await limited(1);
    const states = await kept(serveJson(() => ({ status: 200 })));
    const given = [{ name: 'permitted requests per minute', params: { permitted: 5 } }];
    const { report } = await runAll(
      [scenarioOf({ given, alone: true })],
      targetOf(server.url, { states: { url: states.url, headers: {} } }),
    );
    expect(words(report.scenarios[0]?.outcome)).toBe('The answer is 429 limited; expected 200 (success).');
  });
});

describe('an interruption', () => {
  it('ends the run, gives back what was created, and says so', async () => {
    const controller = new AbortController();
    const server = await things(({ method }, held) => {
      if (method === 'POST' && held.size === 2) controller.abort();
      return undefined;
    });
    const scenarios = [scenarioOf({ steps: [stepOf({ times: 9 })] }), scenarioOf({ id: 'suite/two', alone: true })];
    const clock = { ...stoppedClock(), sleep: () => new Promise<void>(() => {}) };
    const { report } = await runAll(scenarios, targetOf(server.url), { signal: controller.signal, clock });
    expect(report).toMatchObject({
      ending: 'interrupted',
      created: 3,
      released: 3,
      leaks: [],
      verdict: 'undetermined',
    });
    expect(words(report.scenarios[0]?.outcome)).toBe("errored: step 'step-1': the run was interrupted");
    expect(words(report.scenarios[1]?.outcome)).toBe('errored: the run was interrupted before it came to an end');
    expect(server.things.size).toBe(0);
  });

  it('does not wait for ever for an answer, and reports what it may have left behind', async () => {
    const controller = new AbortController();
    const server = await things(({ method }) => {
      if (method !== 'POST') return undefined;
      controller.abort();
      return 'silent';
    });
    const timeouts = { connectMs: 60_000, headersMs: 60_000, bodyMs: 60_000 };
    const { report } = await runAll([scenarioOf()], targetOf(server.url, { timeouts }), { signal: controller.signal });
    expect(report.leaks).toMatchObject([
      { resource: 'unknown', reason: expect.stringContaining('stopped before the answer came') },
    ]);
  });

  it('before the start sends nothing', async () => {
    const server = await things();
    const { report } = await runAll([scenarioOf()], targetOf(server.url), { signal: AbortSignal.abort() });
    expect(report).toMatchObject({ ending: 'interrupted', counts: { errored: 1 } });
    expect(server.asked).toEqual([]);
  });
});

it('a fault of the runner or of a spec is an error of the scenario, and cleaned up after', async () => {
  const server = await things();
  const spec = {
    ...specOf(),
    judge: () => {
      throw new Error('out of order');
    },
  };
  const { report } = await runAll([scenarioOf()], targetOf(server.url), { spec });
  expect(words(report.scenarios[0]?.outcome)).toBe('errored: the runner itself failed: out of order');
  expect(report).toMatchObject({ created: 1, released: 1 });
});
