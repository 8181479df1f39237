import type { Clock } from './clock.ts';
import { retryAfter, WINDOW_MS } from './passing.ts';
import type { Received } from './types/exchange.ts';

/** The one limiter of a run: when the target asks for patience, everybody waits. */
export type Limiter = {
  /** Waits while the target asks for patience; `undefined` if it does not. */
  readonly gate: (signal: AbortSignal) => Promise<void> | undefined;
  /**
   * Waits out a 429. False if that takes too long; nothing is waited for from then on. Cleaning up has the time that two windows last,
   * however little the target's limits leave to the rest; it is used to its end once if the target asks for more.
   */
  readonly waitOut: (
    refusal: Received,
    firstRefusedAt: number,
    signal: AbortSignal,
    cleaning?: boolean,
  ) => Promise<boolean>;
  /** Why waiting was given up; `undefined` if it was not. */
  readonly givenUp: () => string | undefined;
};

/** A target that names no time, or none that has to be waited for, is still not hammered. */
const LEAST_MS = 1000;

const seconds = (ms: number): string => `${Math.ceil(ms / 1000)} s`;

/** `waited` is told of each wait once, before it begins. `longestMs` bounds the waiting for one request. */
export const createLimiter = (
  clock: Clock,
  longestMs: number,
  waited: (ms: number, reason: string) => void,
): Limiter => {
  let until = 0;
  let reason: string | undefined;
  /** When cleaning up tries again although the target asked for more time. */
  let lastChance: number | undefined;
  const wait = async (signal: AbortSignal): Promise<void> => {
    for (let rest = until - clock.now(); rest > 0 && !signal.aborted; rest = until - clock.now())
      await clock.sleep(rest, signal);
  };
  return {
    gate: (signal) => (until > clock.now() ? wait(signal) : undefined),
    waitOut: async (refusal, firstRefusedAt, signal, cleaning = false) => {
      const now = clock.now();
      const asked = Math.max(LEAST_MS, retryAfter(refusal, now) ?? WINDOW_MS);
      const most = cleaning ? Math.max(longestMs, 2 * WINDOW_MS) : longestMs;
      const last = firstRefusedAt + most;
      const beyond = now + asked > last;
      if (beyond && cleaning && now < last) lastChance ??= last;
      if (beyond && (!cleaning || lastChance === undefined || lastChance <= now)) {
        reason ??= `the target's rate limit was reached, and waiting another ${seconds(asked)} would be more than ${seconds(most)} in all${most === longestMs ? ' (target.yaml: limits.rate_wait)' : ''}`;
        return false;
      }
      const ms = beyond && lastChance !== undefined ? lastChance - now : asked;
      if (until <= now) waited(ms, 'the target answered 429: its rate limit was reached');
      until = Math.max(until, now + ms);
      await wait(signal);
      return true;
    },
    givenUp: () => reason,
  };
};
