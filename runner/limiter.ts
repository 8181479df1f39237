import type { Clock } from './clock.ts';
import { retryAfter, WINDOW_MS } from './passing.ts';
import type { Received } from './types/exchange.ts';

/** The one limiter of a run: when the target asks for patience, everybody waits. */
export type Limiter = {
  /** Waits while the target asks for patience; `undefined` if it does not. */
  readonly gate: (signal: AbortSignal) => Promise<void> | undefined;
  /**
   * Waits out a 429. False if that takes too long; nothing is waited for from then on. Cleaning up has the time that two windows last,
   * however little the target's limits leave to the rest, for all its requests in common; it is used to its end even if the target
   * asks for more.
   */
  readonly waitOut: (
    refusal: Received,
    firstRefusedAt: number,
    signal: AbortSignal,
    cleaning?: boolean,
  ) => Promise<boolean>;
  /** Cleaning up has its whole time to wait again: what it waited so far was not in vain, or is over. */
  readonly renew: () => void;
  /** Why waiting was given up; `undefined` if it was not. */
  readonly givenUp: () => string | undefined;
};

/** A target that names no time, or none that has to be waited for, is still not hammered. */
const LEAST_MS = 1000;

const seconds = (ms: number): string => `${Math.ceil(ms / 1000)} s`;

/**
 * `waited` is told of each wait once, before it begins. `longestMs` bounds the waiting for one request, and that of cleaning up if it is
 * more than two windows.
 */
export const createLimiter = (
  clock: Clock,
  longestMs: number,
  waited: (ms: number, reason: string) => void,
): Limiter => {
  let until = 0;
  let reason: string | undefined;
  /** What cleaning up has waited in vain, in milliseconds. */
  let inVain = 0;
  const mostInVain = Math.max(longestMs, 2 * WINDOW_MS);
  /** Takes what is asked of the time that is left to cleaning up, less what is waited for anyway; gives how long to wait. */
  const takeTime = (asked: number, now: number): number => {
    const anyway = Math.max(0, until - now);
    const more = Math.min(Math.max(0, asked - anyway), mostInVain - inVain);
    inVain += more;
    return anyway + more;
  };
  const wait = async (signal: AbortSignal): Promise<void> => {
    for (let rest = until - clock.now(); rest > 0 && !signal.aborted; rest = until - clock.now())
      await clock.sleep(rest, signal);
  };
  return {
    gate: (signal) => (until > clock.now() ? wait(signal) : undefined),
    waitOut: async (refusal, firstRefusedAt, signal, cleaning = false) => {
      const now = clock.now();
      const asked = Math.max(LEAST_MS, retryAfter(refusal, now) ?? WINDOW_MS);
      const most = cleaning ? mostInVain : longestMs;
      const ms = cleaning ? takeTime(asked, now) : asked;
      if (cleaning ? ms === 0 : now + asked > firstRefusedAt + most) {
        reason ??= `the target's rate limit was reached, and waiting another ${seconds(asked)} would be more than ${seconds(most)} in all${most === longestMs ? ' (target.yaml: limits.rate_wait)' : ''}`;
        return false;
      }
      if (until <= now) waited(ms, 'the target answered 429: its rate limit was reached');
      until = Math.max(until, now + ms);
      await wait(signal);
      return true;
    },
    renew: () => {
      inVain = 0;
    },
    givenUp: () => reason,
  };
};
