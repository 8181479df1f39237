import { describe, expect, it } from 'vitest';
import { plan } from '../../runner/plan.ts';
import { run } from '../../runner/run.ts';
import { createSend } from '../../runner/send.ts';
import type { Scenario } from '../../runner/types/scenario.ts';
import type { Spec } from '../../runner/types/spec.ts';
import type { Target, TlsUse } from '../../runner/types/target.ts';
import { exchangesOf, kept, refused, signal, things, words } from './running.ts';
import {
  error,
  LIST,
  PLACE,
  runAll,
  scenarioOf,
  serveJson,
  serveThings,
  specOf,
  stepOf,
  stoppedClock,
  targetOf,
  templateOf,
} from './support.ts';

describe('a run', () => {
  it('tells from start to end what it did', async () => {
    const server = await things();
    const { events, report } = await runAll([scenarioOf()], targetOf(server.url));
    expect(events.map(({ type }) => type)).toEqual([
      'run-started',
      'scenario-started',
      'held',
      'exchange',
      'released',
      'exchange',
      'scenario-finished',
      'run-finished',
    ]);
    expect(exchangesOf(events)).toEqual(['step-1 200', 'release 200']);
    expect(report).toMatchObject({ verdict: 'conformant', created: 1, released: 1, leaks: [], ending: 'complete' });
    expect(server.things.size).toBe(0);
  });

  it.each<[what: string, tls: Target['tls'], files: NonNullable<Target['tlsFiles']>, told: TlsUse | undefined]>([
    ['nothing', { insecure: false }, {}, undefined],
    ['that certificates are not verified', { insecure: true }, {}, { insecure: true }],
    ['which files are used', { insecure: false, ca: 'PEM' }, { ca: 'conf/ca.pem' }, { ca: 'conf/ca.pem' }],
  ])('tells of TLS %s', async (_, tls, files, told) => {
    const server = await things();
    const { report } = await runAll([scenarioOf()], { ...targetOf(server.url), tls, tlsFiles: files });
    expect(report.tls).toEqual(told);
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

  it.each<[target: Parameters<typeof targetOf>[1], needs: readonly string[]]>([
    [
      { dedicated: false, limits: { drain: 0, allocations: 5 } },
      [
        "needs token 'expired' (target.yaml: tokens.expired)",
        "needs provider state 'a state' (target.yaml: states.url)",
        'drains a pool: needs a budget (target.yaml: limits.drain)',
        'holds 6 resources at one time: needs a budget (target.yaml: limits.allocations)',
        'empties a pool, which others may fill meanwhile: needs a pool of its own (target.yaml: dedicated)',
      ],
    ],
    [
      { dedicated: true, limits: { drain: 1, allocations: 5 } },
      [
        "needs token 'expired' (target.yaml: tokens.expired)",
        "needs provider state 'a state' (target.yaml: states.url)",
        'holds 6 resources at one time: needs a budget (target.yaml: limits.allocations)',
      ],
    ],
  ])('tells at once all that a skipped scenario needs of a target: %j', async (rest, needs) => {
    const scenario = scenarioOf({
      level: 'draining',
      given: [{ name: 'a state', params: {} }],
      steps: [stepOf({ times: 6, request: templateOf({ as: 'expired' }) })],
    });
    const { report } = await runAll([scenario], targetOf('http://127.0.0.1:1', rest));
    expect(report.scenarios[0]?.skip).toEqual(needs);
  });

  it('counts one address as one', async () => {
    const target = targetOf('http://127.0.0.1:1', { dedicated: true, limits: { drain: 1, allocations: 0 } });
    const { report } = await runAll([scenarioOf({ level: 'draining' })], target);
    expect(report.scenarios[0]?.skip).toEqual([
      'holds 1 resource at one time: needs a budget (target.yaml: limits.allocations)',
    ]);
  });

  it('tells once that nothing may be created', async () => {
    const { report } = await runAll([scenarioOf()], targetOf('http://127.0.0.1:1', { limits: { allocations: 0 } }));
    expect(report.scenarios[0]?.skip).toEqual(['creates resources: needs a budget (target.yaml: limits.allocations)']);
  });

  it.each([
    ['one request after the other', stepOf(), 3],
    ['several at once', stepOf({ times: 2, together: true }), 6],
  ])('stops asking a target that cannot be reached by %s', async (_, step, sent) => {
    const server = await serveThings();
    await server.close();
    const scenarios = Array.from({ length: 9 }, (_, index) => scenarioOf({ id: `suite/${index}`, steps: [step] }));
    const { events, report } = await runAll(scenarios, targetOf(server.url, { limits: { concurrency: 1 } }));
    expect(exchangesOf(events)).toHaveLength(sent);
    expect(words(report.scenarios[8]?.outcome)).toMatch(
      /^errored: step 'step-1': target cannot be reached: .*ECONNREFUSED/,
    );
    expect(report).toMatchObject({ verdict: 'undetermined', leaks: [], counts: { errored: 9 } });
  });

  it('stops asking a target that never answered', async () => {
    const server = await things(() => 'silent');
    const scenarios = Array.from({ length: 15 }, (_, index) => scenarioOf({ id: `suite/${index}` }));
    const timeouts = { connectMs: 5000, headersMs: 250, bodyMs: 250 };
    const { events, report } = await runAll(scenarios, targetOf(server.url, { timeouts, limits: { concurrency: 1 } }));
    expect(exchangesOf(events)).toHaveLength(12);
    expect(words(report.scenarios[14]?.outcome)).toBe(
      "errored: step 'step-1': target never answered: no answer within 250 ms",
    );
    expect(report.verdict).toBe('undetermined');
  });

  it('goes on asking a target that answered before it fell silent', async () => {
    let asked = 0;
    const server = await things(() => (asked++ === 0 ? error(400, 'bad') : 'silent'));
    const scenarios = Array.from({ length: 15 }, (_, index) => scenarioOf({ id: `suite/${index}` }));
    const timeouts = { connectMs: 5000, headersMs: 250, bodyMs: 250 };
    const { events } = await runAll(scenarios, targetOf(server.url, { timeouts, limits: { concurrency: 1 } }));
    expect(exchangesOf(events)).toHaveLength(15);
  });
});

describe('a fault of the runner or of a spec', () => {
  const fail = (): never => {
    throw new Error('out of order');
  };

  it('is an error of the scenario, and cleaned up after', async () => {
    const server = await things();
    const { report } = await runAll([scenarioOf()], targetOf(server.url), { spec: { ...specOf(), judge: fail } });
    expect(words(report.scenarios[0]?.outcome)).toBe('errored: the runner itself failed: out of order');
    expect(report).toMatchObject({ created: 1, released: 1 });
  });

  it('is one while cleaning up too', async () => {
    const server = await things();
    const { codeOf } = specOf();
    const spec: Spec = { ...specOf(), codeOf: (id, response) => (id === 'release' ? fail() : codeOf(id, response)) };
    const { report } = await runAll([scenarioOf()], targetOf(server.url), { spec });
    expect(words(report.scenarios[0]?.outcome)).toBe('errored: the runner itself failed: out of order');
    expect(report.ending).toBe('complete');
  });

  it('is one of every scenario where it is not known which lists to read', async () => {
    const server = await things();
    const { create, ...operations } = specOf().operations;
    if (create === undefined) throw new Error('the spec creates nothing');
    const links = Object.defineProperty({ ...create.links }, 'list', { get: fail });
    const spec: Spec = { ...specOf(), operations: { ...operations, create: { ...create, links } } };
    const { report } = await runAll([scenarioOf()], targetOf(server.url), { spec });
    expect(words(report.scenarios[0]?.outcome)).toBe('errored: the runner itself failed: out of order');
    expect(report).toMatchObject({ ending: 'complete', created: 0, leaks: [] });
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
    const server = await things(({ method }, held) => {
      if (method !== 'POST' || held.size === 0) return undefined;
      controller.abort();
      return 'silent';
    });
    const timeouts = { connectMs: 60_000, headersMs: 60_000, bodyMs: 60_000 };
    let slept = 0;
    const clock = { ...stoppedClock(), sleep: () => (slept++ === 0 ? Promise.resolve() : new Promise<void>(() => {})) };
    const target = targetOf(server.url, { timeouts });
    const { report } = await runAll([scenarioOf({ steps: [stepOf({ times: 2 })] })], target, {
      signal: controller.signal,
      clock,
    });
    expect(report).toMatchObject({ created: 1, released: 1 });
    expect(report.leaks).toMatchObject([
      { resource: 'unknown', reason: expect.stringContaining('stopped before the answer came') },
    ]);
    expect(server.things.size).toBe(0);
  });

  it('brings the target into no further state', async () => {
    const controller = new AbortController();
    const server = await things(() => {
      controller.abort();
      return undefined;
    });
    const asked: unknown[] = [];
    const states = await kept(
      serveJson(({ json }) => {
        asked.push(json);
        return { status: 200 };
      }),
    );
    const state = { kind: 'state', id: 'state', place: PLACE, state: { name: 'a pool', params: {} } } as const;
    const target = targetOf(server.url, { states: { url: states.url, headers: {} } });
    const clock = { ...stoppedClock(), sleep: () => new Promise<void>(() => {}) };
    const { report } = await runAll([scenarioOf({ alone: true, steps: [stepOf(), state] })], target, {
      signal: controller.signal,
      clock,
    });
    expect(words(report.scenarios[0]?.outcome)).toBe('errored: the run was interrupted');
    expect(asked).toEqual([]);
  });

  it('comes of whoever listens no longer, too: what is held is given back, and nothing is waited for after that', async () => {
    const gone = signal();
    const server = await things(({ method }, held, response) => {
      if (method !== 'POST' || held.size === 0) return undefined;
      held.set('late', { id: 'late' });
      void gone.given.then(() => response.end('{"thing":{"id":"late"}}'));
      return 'silent';
    });
    let sleepers = 0;
    const sleep = async (_: number, over?: AbortSignal): Promise<void> => {
      if (over?.aborted === true) return;
      sleepers++;
      await new Promise((resolve) => over?.addEventListener('abort', resolve));
      sleepers--;
    };
    const target = targetOf(server.url);
    const clock = { ...stoppedClock(), sleep };
    const sender = await kept(createSend(target, clock));
    const options = { sender, clock, tool: { name: 'test', version: '1' } };
    for await (const { type } of run(
      plan([scenarioOf({ steps: [stepOf({ times: 9 })] })], target, 'seed'),
      specOf(),
      target,
      options,
    ))
      if (type === 'exchange') {
        gone.give();
        break;
      }
    expect(server.asked.map(({ method }) => method)).toEqual(['POST', 'POST', 'DELETE', 'DELETE']);
    expect(server.things.size).toBe(0);
    expect(sleepers).toBe(0);
  });

  it('before the start sends nothing', async () => {
    const server = await things();
    const { report } = await runAll([scenarioOf()], targetOf(server.url), { signal: AbortSignal.abort() });
    expect(report).toMatchObject({ ending: 'interrupted', counts: { errored: 1 } });
    expect(server.asked).toEqual([]);
  });
});
