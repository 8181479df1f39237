import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../runner/types/scenario.ts';
import { exchangesOf, kept, signal, things, words } from './running.ts';
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
  stoppedClock,
  targetOf,
  templateOf,
} from './support.ts';

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
    const waits = [{ ms: 60_000, reason: 'the target answered 429: its rate limit was reached' }];
    expect(report).toMatchObject({ verdict: 'conformant', waits });
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
    const told =
      "errored: step 'step-1': the target's rate limit was reached, and waiting another 60 s would be more than 70 s in all (target.yaml: limits.rate_wait)";
    expect(report.scenarios.map(({ outcome }) => words(outcome))).toEqual([told, told, told]);
    expect(server.asked).toHaveLength(2);
  });

  it.each([
    [
      'belongs to another status is judged at once',
      'none_left',
      'The answer is 429 none_left; expected 200 (success).',
      [],
    ],
    ['nobody knows is waited out', 'teapot', 'passed', [{ ms: 60_000 }]],
  ])('told with a code that %s', async (_, code, outcome, waits) => {
    for (const step of [stepOf(), stepOf({ times: 2, together: true })]) {
      let left = step.times;
      const server = await things(({ method }) => (method === 'POST' && left-- > 0 ? error(429, code) : undefined));
      const { report } = await runAll([scenarioOf({ steps: [step], alone: true })], targetOf(server.url));
      expect(words(report.scenarios[0]?.outcome)).toContain(outcome);
      expect(report.waits).toMatchObject(waits);
    }
  });

  it('told with a code that belongs to another status as well is waited out', async () => {
    const errors = [429, 503].map((status) => ({ status, code: 'none_left', pointer: '/none_left' }));
    let left = 1;
    const server = await things(({ method }) =>
      method === 'POST' && left-- > 0 ? error(429, 'none_left') : undefined,
    );
    const { report } = await runAll([scenarioOf()], targetOf(server.url), { spec: specOf({ create: { errors } }) });
    expect(report).toMatchObject({ verdict: 'conformant', waits: [{ ms: 60_000 }] });
  });

  it.each([
    ['all of', 3],
    ['some of', 2],
  ])('that meets %s the requests sent together lets those be sent together again', async (_, refusals) => {
    const server = await limited(refusals);
    const { report } = await runAll(
      [scenarioOf({ steps: [stepOf({ times: 3, together: true })], alone: true })],
      targetOf(server.url),
    );
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
    expect(report.scenarios[0]?.overlap).toMatchObject({ requests: 3, inFlight: 3 });
    expect(server.asked.filter(({ method }) => method === 'POST')).toHaveLength(3 + refusals);
    expect(server.things.size).toBe(0);
  });

  it('that never ends is given up by requests sent together too', async () => {
    const server = await limited(100);
    const scenario = scenarioOf({ steps: [stepOf({ times: 2, together: true })], alone: true });
    const { report } = await runAll([scenario], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toMatch(/^errored: .*limits\.rate_wait/);
    expect(report.waits).toHaveLength(1);
  });

  it('holds up what other scenarios send meanwhile', async () => {
    const [limiting, over] = [signal(), signal()];
    const sent: string[] = [];
    const server = await kept(
      serveJson(async ({ method, headers }) => {
        if (method === 'GET') await limiting.given;
        if (method === 'POST') sent.push(String(headers['x-scenario']));
        if (method === 'POST' && sent.length === 1) return error(429, 'limited');
        return { status: 200, body: { thing: { id: `thing-${sent.length}` }, pages: 1, things: [] } };
      }),
    );
    const time = stoppedClock();
    let sleepers = 0;
    let early: readonly string[] = [];
    const sleep = async (ms: number): Promise<void> => {
      limiting.give();
      if (++sleepers === 2) {
        await fetch(server.url, { method: 'PUT' });
        early = [...sent];
        over.give();
      }
      await over.given;
      await time.sleep(ms);
    };
    const create = (scenario: string) => stepOf({ request: templateOf({ headers: { 'x-scenario': scenario } }) });
    const scenarios = [
      scenarioOf({ steps: [create('one')] }),
      scenarioOf({ id: 'suite/two', steps: [stepOf({ id: 'list', request: LIST }), create('two')] }),
    ];
    const { report } = await runAll(scenarios, targetOf(server.url), { clock: { now: time.now, sleep } });
    expect(early).toEqual(['one']);
    expect(report.counts.passed).toBe(2);
  });

  it.each([
    ['', 90_000, 2, [60_000]],
    [' twice, however short the patience with the rest', 1000, 3, [60_000, 60_000]],
  ])('is waited out%s when cleaning up', async (_, rateWaitMs, times, waits) => {
    let refusals = times;
    const server = await things(({ method }) =>
      method === 'DELETE' && refusals-- > 0 ? error(429, 'limited') : undefined,
    );
    const { report } = await runAll([scenarioOf()], targetOf(server.url, { limits: { rateWaitMs } }));
    expect(report).toMatchObject({ verdict: 'conformant', released: 1, waits: waits.map((ms) => ({ ms })) });
  });

  const GIVEN_UP = "the target's rate limit was reached, and waiting another 60 s would be more than 120 s in all";

  it.each<[what: string, after: number, released: number, waited: number]>([
    ['that never ends is waited for in common, when scenarios end and once more when the run does', 1e9, 0, 240],
    ['that ends after two windows lets all be given back', 119, 5, 120],
    ['that ends only after the scenarios gave up lets all be given back', 150, 5, 180],
  ])('%s', async (_, after, released, waited) => {
    const clock = stoppedClock(0);
    const server = await things(({ method }) =>
      method === 'DELETE' && clock.now() < after * 1000 ? error(429, 'limited') : undefined,
    );
    const scenarios = ['a', 'b', 'c', 'd', 'e'].map((id) => scenarioOf({ id }));
    const { report } = await runAll(scenarios, targetOf(server.url, { limits: { concurrency: 5 } }), { clock });
    expect(report).toMatchObject({ created: 5, released });
    expect(report.leaks.map(({ reason }) => reason)).toEqual(Array(5 - released).fill(GIVEN_UP));
    expect(report.waits.reduce((sum, { ms }) => sum + ms, 0)).toBe(waited * 1000);
  });

  it('is waited out as often as something is released after that', async () => {
    let releases = 0;
    const server = await things(({ method }) =>
      method === 'DELETE' && ++releases % 3 !== 0
        ? { ...error(429, 'limited'), headers: { 'retry-after': '100' } }
        : undefined,
    );
    const scenarios = ['a', 'b', 'c', 'd'].map((id) => scenarioOf({ id }));
    const { report } = await runAll(scenarios, targetOf(server.url, { limits: { concurrency: 1 } }));
    expect(report).toMatchObject({ verdict: 'conformant', released: 4, waits: Array(4).fill({ ms: 100_000 }) });
  });

  it('is waited out when cleaning up after an interruption too', async () => {
    const controller = new AbortController();
    const time = stoppedClock();
    const server = await things(({ method }) => {
      if (method === 'POST') controller.abort();
      return method === 'DELETE' && time.now() < 1_060_000 ? error(429, 'limited') : undefined;
    });
    const sleep = async (ms: number, stopped?: AbortSignal): Promise<void> => {
      if (stopped?.aborted !== true) await (ms < 60_000 ? new Promise<void>(() => {}) : time.sleep(ms));
    };
    const clock = { now: time.now, sleep };
    const { report } = await runAll([scenarioOf()], targetOf(server.url), { clock, signal: controller.signal });
    expect(report).toMatchObject({ ending: 'interrupted', released: 1, leaks: [], waits: [{ ms: 60_000 }] });
  });

  it('is not waited out any more some seconds before an interrupted run has to end: all that is held is tried', async () => {
    const controller = new AbortController();
    const end = signal();
    const released: string[] = [];
    const waits: number[] = [];
    const stages: number[] = [];
    const server = await things(({ method, json }) => {
      if (method !== 'DELETE') return undefined;
      released.push((json as { thing: { id: string } }).thing.id);
      return stages.length < 3 ? error(429, 'limited') : undefined;
    });
    const sleep = async (ms: number, over?: AbortSignal): Promise<void> => {
      if (ms === 60_000) {
        waits.push(ms);
        controller.abort();
        return new Promise((resolve) => over?.addEventListener('abort', () => resolve()));
      }
      stages.push(ms);
      if (stages.length === 3) await end.given;
    };
    const scenario = scenarioOf({ steps: [stepOf({ times: 3 })] });
    const clock = { now: () => 1_000_000, sleep };
    const { report } = await runAll([scenario], targetOf(server.url), { clock, signal: controller.signal });
    end.give();
    expect(report).toMatchObject({ ending: 'interrupted', created: 3, released: 3, leaks: [] });
    expect(released.slice(0, 4)).toEqual(['thing-1', 'thing-2', 'thing-3', 'thing-1']);
    expect(released.slice(4).toSorted()).toEqual(['thing-1', 'thing-2', 'thing-3']);
    expect([stages, waits]).toEqual([[3000, 9000, 6000], [60_000]]);
  });

  it('that an interruption leaves is waited out before cleaning up, too', async () => {
    const controller = new AbortController();
    const time = stoppedClock();
    const released: number[] = [];
    const server = await things(({ method }, held) => {
      if (method === 'DELETE') released.push(time.now());
      return method === 'POST' && held.size === 1 ? error(429, 'limited') : undefined;
    });
    const sleep = async (ms: number, stopped?: AbortSignal): Promise<void> => {
      if (ms < 60_000) await new Promise<void>(() => {});
      if (controller.signal.aborted && stopped?.aborted !== true) await time.sleep(ms);
      controller.abort();
    };
    const clock = { now: time.now, sleep };
    const scenario = scenarioOf({ steps: [stepOf({ times: 2 })] });
    const { report } = await runAll([scenario], targetOf(server.url), { clock, signal: controller.signal });
    expect(report).toMatchObject({ ending: 'interrupted', released: 1, leaks: [] });
    expect(released).toEqual([1_060_000]);
  });

  it.each<[what: string, scenario: Scenario]>([
    [
      'expects nothing but it',
      scenarioOf({ steps: [stepOf(), stepOf({ id: 'two', expect: expectOf([{ status: 429, code: 'limited' }]) })] }),
    ],
    [
      'goes on until it',
      scenarioOf({ level: 'draining', steps: [stepOf({ until: [{ status: 429, code: 'limited' }] })] }),
    ],
  ])('is an answer like others to a scenario that %s', async (_, scenario) => {
    let asked = 0;
    const server = await things(({ method }) => (method === 'POST' && ++asked > 1 ? error(429, 'limited') : undefined));
    const { report } = await runAll([scenario], targetOf(server.url, { limits: { drain: 5 } }));
    expect(report).toMatchObject({ verdict: 'conformant', waits: [] });
  });

  it('is waited out by a scenario that allows it among other answers', async () => {
    const server = await limited(1);
    const steps = [stepOf({ expect: expectOf([SUCCESS, { status: 429, code: 'limited' }]) })];
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url));
    expect(report).toMatchObject({ verdict: 'conformant', waits: [{ ms: 60_000 }] });
  });

  it('is a wrong answer to a scenario that set the limit and did not reach it', async () => {
    const server = await limited(1);
    const states = await kept(serveJson(() => ({ status: 200 })));
    const given = [{ name: 'limit', params: { permitted: 5 } }];
    const vocabulary = { limit: { name: 'limit', text: 'A limit.', params: {}, limiting: 'permitted' } };
    const { report } = await runAll(
      [scenarioOf({ given, alone: true })],
      targetOf(server.url, { states: { url: states.url, headers: {} } }),
      { spec: { ...specOf(), states: vocabulary } },
    );
    expect(words(report.scenarios[0]?.outcome)).toBe('The answer is 429 limited; expected 200 (success).');
  });
});
