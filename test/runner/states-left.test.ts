import { describe, expect, it } from 'vitest';
import type { Sender } from '../../runner/send.ts';
import type { Scenario } from '../../runner/types/scenario.ts';
import { DONE, handler, tries } from './handler.ts';
import { things, words } from './running.ts';
import { senderTo } from './sending.ts';
import { type Reply, runAll, scenarioOf, stoppedClock, targetOf } from './support.ts';

const ONE = { name: 'one', params: {} };
const TWO = { name: 'two', params: {} };

const scenariosOf = (...given: readonly Scenario['given'][]): readonly Scenario[] =>
  given.map((states, index) => scenarioOf({ id: `suite/${index}`, given: states, alone: true }));

const answering = (status: number, retryAfter?: string): Reply => ({
  status,
  body: 'why',
  ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } }),
});

/** Runs scenarios against a right server with a handler of provider states. */
const judged = async (
  scenarios: readonly Scenario[],
  answer: Parameters<typeof handler>[0],
  options: Parameters<typeof runAll>[2] = {},
) => {
  const server = await things();
  const { asked, states } = await handler(answer);
  const { report } = await runAll(scenarios, targetOf(server.url, { states }), options);
  return {
    outcomes: report.scenarios.map(({ outcome }) => words(outcome)),
    waits: report.waits.map(({ ms }) => ms),
    reasons: report.waits.map(({ reason }) => reason),
    sequence: asked.map(({ what }) => what),
    created: server.asked.filter(({ method }) => method === 'POST').length,
  };
};

it('a state is left although the runner fails to give back what the scenario holds, which follows later', async () => {
  const server = await things();
  const { asked, states } = await handler(() => DONE);
  const target = targetOf(server.url, { states });
  const sender = await senderTo(server.url, { states });
  let failed = false;
  const failing: Sender['send'] = (request, options) => {
    if (request.method !== 'DELETE' || failed) return sender.send(request, options);
    failed = true;
    throw new Error('out of memory');
  };
  const { report } = await runAll(scenariosOf([ONE]), target, { sender: { ...sender, send: failing } });
  expect(asked.map(({ what }) => what)).toEqual(['one setup', 'one teardown']);
  expect(words(report.scenarios[0]?.outcome)).toBe('errored: the runner itself failed: out of memory');
  expect(report).toMatchObject({ created: 1, released: 1, leaks: [] });
});

describe('a teardown', () => {
  it.each([
    ['gets no answer', undefined, 250],
    ['is refused', answering(404), 250],
    ['fails', answering(500), 250],
    ['is too much', answering(429), 250],
    ['is to be asked for later', answering(429, '7'), 7000],
    ['is to be asked for at a time', answering(503, 'Thu, 01 Jan 1970 00:16:50 GMT'), 10_000],
  ])('that %s is repeated, and harms no scenario', async (_, reply, pause) => {
    const { outcomes, sequence, waits } = await judged(scenariosOf([ONE], []), ({ what, nth }) =>
      what === 'one teardown' && nth === 1 ? reply : DONE,
    );
    expect(outcomes).toEqual(['passed', 'passed']);
    expect(sequence).toEqual(['one setup', ...tries(2, 'one teardown')]);
    expect(waits).toEqual([pause]);
  });

  it.each([
    ['each time', answering(500), [250, 1000, 4000]],
    ['and asks for more patience than there is', answering(429, '121'), []],
    ['and asks for all the patience there is', answering(429, '60'), [60_000, 60_000]],
  ])('that fails %s leaves the scenario unknown', async (_, reply, pauses) => {
    const { outcomes, sequence, waits, reasons } = await judged(scenariosOf([ONE]), ({ what }) =>
      what === 'one teardown' ? reply : DONE,
    );
    const reason = `provider state 'one': teardown was answered with ${reply.status}: why`;
    expect(outcomes).toEqual([`errored: ${reason}`]);
    expect(waits).toEqual(pauses);
    expect(new Set(reasons)).toEqual(new Set(pauses.length === 0 ? [] : [reason]));
    // Once more at the end of the run.
    expect(sequence).toEqual(['one setup', ...tries(pauses.length + 2, 'one teardown')]);
  });
});

describe('a set-up', () => {
  it.each([
    ['without an answer', undefined, true],
    ['with 500', answering(500), true],
    ['with 503', answering(503, '1'), true],
    ['with 408', answering(408), true],
    ['with 400', answering(400), false],
    ['with 409', answering(409), false],
    ['with 307', answering(307), false],
  ])('that ends %s is torn down if nobody knows whether it was done', async (_, reply, unknown) => {
    const { outcomes, sequence, created } = await judged(scenariosOf([ONE, TWO], []), ({ what }) =>
      what === 'two setup' ? reply : DONE,
    );
    expect(outcomes).toEqual([expect.stringMatching(/^errored: provider state 'two': setup (was|got)/), 'passed']);
    expect(sequence).toEqual(['one setup', 'two setup', ...tries(unknown ? 1 : 0, 'two teardown'), 'one teardown']);
    expect(created).toBe(1);
  });

  it.each([
    ['for a while', 3, 'passed'],
    ['for long', 4, "errored: provider state 'one': setup was answered with 429: why"],
  ])('that the handler has no time for %s is repeated', async (_, times, outcome) => {
    const { outcomes, sequence, waits } = await judged(scenariosOf([ONE], []), ({ what, nth }) =>
      what === 'one setup' && nth <= times ? answering(429, '2') : DONE,
    );
    expect(outcomes).toEqual([outcome, 'passed']);
    expect(sequence).toEqual([...tries(4, 'one setup'), 'one teardown']);
    expect(waits).toEqual([2000, 2000, 4000]);
  });
});

it('a set-up that the handler has no time for when the run is stopped is not waited for, and no wait is told', async () => {
  const stop = new AbortController();
  const sleep = (_: number, signal?: AbortSignal): Promise<void> =>
    signal?.aborted === true ? Promise.resolve() : new Promise(() => {});
  const answer = ({ what }: { what: string }) => {
    if (what !== 'one setup') return DONE;
    stop.abort();
    return answering(429);
  };
  const { sequence, waits, outcomes } = await judged(scenariosOf([ONE]), answer, {
    clock: { now: () => 0, sleep },
    signal: stop.signal,
  });
  expect(outcomes).toEqual(["errored: provider state 'one': setup was answered with 429: why"]);
  expect(sequence).toEqual(['one setup', 'one teardown']);
  expect(waits).toEqual([]);
});

/** A clock that waits for nothing but a pause, during which the run is stopped. */
const stoppingClock = () => {
  const stop = new AbortController();
  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    if (ms >= 3000 || signal?.aborted === true) return;
    const stopped = new Promise<void>((resolve) => {
      signal?.addEventListener('abort', () => resolve());
    });
    stop.abort();
    await stopped;
  };
  return { clock: { now: () => 0, sleep }, signal: stop.signal };
};

it.each([
  ['teardown', 500, ['one setup', 'one teardown']],
  ['setup', 429, ['one setup']],
])('a %s is not repeated once the run has to end', async (action, status, expected) => {
  const { sequence, outcomes } = await judged(
    scenariosOf([ONE]),
    ({ what }) => (what === `one ${action}` ? answering(status) : DONE),
    stoppingClock(),
  );
  expect(sequence).toEqual(expected);
  expect(outcomes).toEqual([`errored: provider state 'one': ${action} was answered with ${status}: why`]);
});

describe('a state that could not be taken back', () => {
  const lasting = (reason: string) =>
    `errored: the target may still be in provider state 'two', which could not be taken back: ${reason}`;

  it('judges no later scenario until it is', async () => {
    const scenarios = scenariosOf([ONE, TWO], [], [ONE], [], [ONE]);
    const { outcomes, sequence, created } = await judged(scenarios, ({ what, nth }) => {
      if (what !== 'two teardown' || nth > 6) return DONE;
      return nth === 6 ? undefined : answering(500);
    });
    expect(outcomes).toEqual([
      "errored: provider state 'two': teardown was answered with 500: why",
      lasting('teardown was answered with 500: why'),
      expect.stringContaining(lasting('teardown got no answer: ')),
      'passed',
      'passed',
    ]);
    expect(created).toBe(3);
    // The order is kept: what `two` leaves behind is what `one` had made.
    expect(sequence).toEqual([
      ...['one setup', 'two setup', ...tries(7, 'two teardown'), 'one teardown'],
      ...['one setup', 'one teardown'],
    ]);
  });

  it('does not keep the others in force when the run is over', async () => {
    const { sequence } = await judged(scenariosOf([ONE, TWO]), ({ what }) =>
      what === 'two teardown' ? answering(500) : DONE,
    );
    expect(sequence).toEqual(['one setup', 'two setup', ...tries(5, 'two teardown'), 'one teardown']);
  });

  it('is not tried for ever where each attempt takes long', async () => {
    const clock = stoppedClock();
    const scenarios = scenariosOf([TWO], [], [], [], []);
    const slowly = async ({ what }: { readonly what: string }): Promise<Reply> => {
      if (what !== 'two teardown') return DONE;
      await clock.sleep(40_000);
      return answering(504);
    };
    const { outcomes, sequence } = await judged(scenarios, slowly, { clock });
    expect(outcomes.slice(1)).toEqual(tries(4, lasting('teardown was answered with 504: why')));
    // Three with patience, two before later scenarios, one at the end of the run.
    expect(sequence).toEqual(['two setup', ...tries(6, 'two teardown')]);
  });
});
