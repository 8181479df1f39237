import { expect, it } from 'vitest';
import { createLimiter } from '../../runner/limiter.ts';
import { stoppedClock } from './support.ts';

const signal = new AbortController().signal;
const REFUSAL = { status: 429, headers: [], text: '' } as const;

/** A clock whose waiting ends when the test says so. */
const manualClock = () => {
  let now = 0;
  const waiting: { readonly until: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (ms: number) =>
      new Promise<void>((wake) => {
        waiting.push({ until: now + ms, wake });
      }),
    pass: async (ms: number): Promise<void> => {
      now += ms;
      for (const one of waiting.splice(0)) one.until <= now ? one.wake() : waiting.push(one);
      await Promise.resolve();
    },
  };
};

it('waits once for all that are refused, and holds up everybody else', async () => {
  const clock = manualClock();
  const waits: number[] = [];
  const done: string[] = [];
  const limiter = createLimiter(clock, 90_000, (ms) => waits.push(ms));
  expect(limiter.gate(signal)).toBeUndefined();
  const first = limiter.waitOut(REFUSAL, 0, signal).then((again) => done.push(`first ${again}`));
  const second = limiter.waitOut(REFUSAL, 0, signal).then((again) => done.push(`second ${again}`));
  const other = limiter.gate(signal)?.then(() => done.push('other'));
  await clock.pass(59_999);
  expect(done).toEqual([]);
  await clock.pass(1);
  await Promise.all([first, second, other]);
  expect(done.toSorted()).toEqual(['first true', 'other', 'second true']);
  expect(waits).toEqual([60_000]);
  expect(limiter.gate(signal)).toBeUndefined();
});

it('gives up beyond the longest wait of one request, and says so', async () => {
  const clock = manualClock();
  const limiter = createLimiter(clock, 90_000, () => {});
  const waited = limiter.waitOut(REFUSAL, 0, signal);
  await clock.pass(60_000);
  expect(await waited).toBe(true);
  expect(limiter.givenUp()).toBeUndefined();
  expect(await limiter.waitOut(REFUSAL, 0, signal)).toBe(false);
  expect(limiter.givenUp()).toContain('limits.rate_wait');
});

it.each([
  ['a run', 30_000, false, [], 'waiting another 60 s would be more than 30 s in all (target.yaml: limits.rate_wait)'],
  ['cleaning up after a short one', 30_000, true, [120_000], 'waiting another 200 s would be more than 120 s in all'],
  [
    'cleaning up after a long one',
    130_000,
    true,
    [130_000],
    'waiting another 200 s would be more than 130 s in all (target.yaml: limits.rate_wait)',
  ],
])('says how long is waited at most, which cleaning up does once: %s', async (_, longest, cleaning, waits, reason) => {
  const clock = stoppedClock(0);
  const limiter = createLimiter(clock, longest, () => {});
  const refusal = { ...REFUSAL, headers: cleaning ? ([['retry-after', '200']] as const) : [] };
  for (const _wait of waits) expect(await limiter.waitOut(refusal, 0, signal, cleaning)).toBe(true);
  expect(await limiter.waitOut(refusal, 0, signal, cleaning)).toBe(false);
  expect(await limiter.waitOut(refusal, clock.now(), signal, cleaning)).toBe(false);
  expect(clock.slept).toEqual(waits);
  expect(limiter.givenUp()).toBe(`the target's rate limit was reached, and ${reason}`);
});

it('waits as long as it can when cleaning up although the run gave up waiting before', async () => {
  const clock = stoppedClock(0);
  const limiter = createLimiter(clock, 90_000, () => {});
  const refusal = { ...REFUSAL, headers: [['retry-after', '3600']] } as const;
  expect(await limiter.waitOut(refusal, 0, signal)).toBe(false);
  expect(await limiter.waitOut(refusal, 0, signal, true)).toBe(true);
  expect(clock.slept).toEqual([120_000]);
});

it('waits for all that cleans up no longer in common than two windows, anew after a release', async () => {
  const clock = stoppedClock(0);
  const limiter = createLimiter(clock, 1000, () => {});
  const refusedNow = () => limiter.waitOut(REFUSAL, clock.now(), signal, true);
  expect([await refusedNow(), await refusedNow(), await refusedNow()]).toEqual([true, true, false]);
  limiter.renew();
  expect([await refusedNow(), await refusedNow(), await refusedNow()]).toEqual([true, true, false]);
  expect(clock.slept).toEqual(Array(4).fill(60_000));
});

it('counts once what several requests of cleaning up wait at the same time', async () => {
  const clock = manualClock();
  const limiter = createLimiter(clock, 1000, () => {});
  for (const ms of [60_000, 120_000]) {
    const both = [1, 2].map(() => limiter.waitOut(REFUSAL, clock.now(), signal, true));
    await clock.pass(60_000);
    expect([ms, ...(await Promise.all(both))]).toEqual([clock.now(), true, true]);
  }
  expect(await limiter.waitOut(REFUSAL, clock.now(), signal, true)).toBe(false);
});

const dateAt = (ms: number): string => new Date(ms).toUTCString();
const HOURS = 3 * 3_600_000;

it.each<[what: string, headers: readonly (readonly [string, string])[], ms: number]>([
  ["the run's clock", [['retry-after', dateAt(9000)]], 9000],
  [
    'the clock of an answer that is ahead',
    [
      ['retry-after', dateAt(HOURS + 9000)],
      ['date', dateAt(HOURS)],
    ],
    9000,
  ],
  [
    'the clock of an answer that is behind',
    [
      ['date', dateAt(-HOURS)],
      ['retry-after', dateAt(9000 - HOURS)],
    ],
    9000,
  ],
  [
    "the run's clock if the answer's cannot be read",
    [
      ['retry-after', dateAt(9000)],
      ['date', 'soon'],
    ],
    9000,
  ],
])('reads the date of Retry-After by %s', async (_, headers, ms) => {
  const clock = stoppedClock(0);
  const limiter = createLimiter(clock, 90_000, () => {});
  expect(await limiter.waitOut({ ...REFUSAL, headers }, 0, signal)).toBe(true);
  expect(clock.slept).toEqual([ms]);
});
