import { expect, it } from 'vitest';
import { createLimiter } from '../../runner/limiter.ts';

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
