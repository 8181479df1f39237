import { describe, expect, it } from 'vitest';
import type { Sender } from '../../runner/send.ts';
import type { Exchange } from '../../runner/types/exchange.ts';
import type { Overlap } from '../../runner/types/run-event.ts';
import { refused, words } from './running.ts';
import { runAll, scenarioOf, stepOf, stoppedClock, targetOf } from './support.ts';

const done = (request: Parameters<Sender['send']>[0], rest: Partial<Exchange>): Exchange => ({
  operation: request.operation,
  as: request.as,
  request: { method: request.method, url: '', headers: [] },
  tokenEchoes: [],
  sentAt: 0,
  answeredAt: 0,
  ...rest,
});

/** A sender that acts as `send` does; `log` tells what was asked of it. */
const senderOf = (
  send: (turn: number, onSent: () => void) => Promise<Partial<Exchange>>,
): Sender & { readonly log: string[] } => {
  const log: string[] = [];
  let turn = 0;
  return {
    log,
    warm: async (_, count) => {
      log.push(`warm ${count}`);
    },
    send: async (request, { onSent = () => {} } = {}) => {
      log.push(request.method);
      return done(request, request.method === 'POST' ? await send(turn++, onSent) : {});
    },
    close: async () => {},
  };
};

const failure = { kind: 'connect', message: 'refused' } as const;
const refusal = { status: 400, headers: [], text: '', json: { code: 'bad', detail: {} } };
const REFUSED = stepOf({ times: 3, together: true, expect: refused });
const scenario = scenarioOf({ alone: true, level: 'safe', steps: [REFUSED] });
const runWith = async (sender: Sender, one = scenario) => {
  const { report } = await runAll([one], targetOf('http://test'), { sender });
  return report.scenarios[0];
};

it('requests that were never under way at one time prove nothing of what happens then', async () => {
  let before: Promise<unknown> = Promise.resolve();
  const sender = senderOf((_, onSent) => {
    const mine = before.then(async () => {
      onSent();
      await Promise.resolve();
      return { response: refusal };
    });
    before = mine.then(() => new Promise((resolve) => setImmediate(resolve)));
    return mine;
  });
  expect(words((await runWith(sender))?.outcome)).toBe(
    "errored: step 'step-1': requests did not overlap: never were two of 3 under way",
  );
});

it('a request that was never sent does not count, and not against the others', async () => {
  const sender = senderOf(async (turn, onSent) => {
    if (turn === 0) return { failure };
    await new Promise((resolve) => setImmediate(resolve));
    onSent();
    await new Promise((resolve) => setImmediate(resolve));
    return { response: refusal };
  });
  const result = await runWith(sender);
  expect(result?.overlap).toMatchObject({ requests: 3, inFlight: 2 });
  expect(words(result?.outcome)).toBe("errored: step 'step-1': target cannot be reached: refused");
});

it('connections are opened before the first request', async () => {
  const sender = senderOf(async (_, onSent) => {
    onSent();
    return { response: refusal };
  });
  await runWith(sender);
  expect(sender.log).toEqual(['warm 3', 'POST', 'POST', 'POST']);
});

describe('the overlap that is told', () => {
  type Turn = readonly [status: 400 | 429, after?: number];

  /** Answers turn by turn; one that comes after another is not sent before that was answered. */
  const inTurns = (turns: readonly Turn[]): Sender => {
    const answers: Promise<unknown>[] = [];
    return senderOf((turn, onSent) => {
      const [status, after = -1] = turns[turn] ?? [400];
      const json = { code: status === 400 ? 'bad' : 'limited', detail: {} };
      const answer = (async () => {
        await answers[after]?.then(() => new Promise((resolve) => setImmediate(resolve)));
        onSent();
        await new Promise((resolve) => setImmediate(resolve));
        return { response: { ...refusal, status, json }, sentAt: 10 * turn, answeredAt: stoppedClock().now() };
      })();
      answers.push(answer);
      return answer;
    });
  };
  const times = (...counts: readonly number[]) =>
    scenarioOf({
      ...scenario,
      steps: counts.map((count, index) => ({ ...REFUSED, id: `step-${index}`, times: count })),
    });

  it.each<[what: string, counts: readonly number[], turns: readonly Turn[], told: Overlap]>([
    [
      'is that of all, if those that were refused overlap when they are sent again',
      [3],
      [[429], [429, 0], [429, 1], [400], [400], [400]],
      { requests: 3, inFlight: 3, spreadMs: 20 },
    ],
    [
      'is that of all, if those that are sent again do not',
      [3],
      [[400], [429], [429], [400], [400, 3]],
      { requests: 3, inFlight: 3, spreadMs: 20 },
    ],
    [
      'is that of some of them, if only those overlap',
      [3],
      [[400], [429, 0], [429, 1], [400], [400]],
      { requests: 3, inFlight: 2, spreadMs: 10 },
    ],
    [
      'is that of the step whose requests overlap least',
      [2, 4, 2],
      [[400], [400], [400], [400], [400, 3], [400, 3], [400], [400]],
      { requests: 4, inFlight: 2, spreadMs: 30 },
    ],
  ])('%s', async (_, counts, turns, told) => {
    const result = await runWith(inTurns(turns), times(...counts));
    expect(words(result?.outcome)).toBe('passed');
    expect(result?.overlap).toEqual(told);
  });
});
