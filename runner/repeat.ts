import type { Clock } from './clock.ts';
import { retryAfter, WINDOW_MS } from './passing.ts';
import type { Exchange } from './types/exchange.ts';

/** Pauses before a request is repeated, in milliseconds. */
export const PAUSES = [250, 1000, 4000];

/** A request is repeated no later than this after it was sent first, in milliseconds: two windows of a rate limit. */
const LONGEST_MS = 2 * WINDOW_MS;

export type Repetition = {
  /** Is the request to be repeated after this? */
  readonly again: (exchange: Exchange) => boolean;
  readonly clock: Clock;
  /** Nothing is repeated once it is aborted. */
  readonly signal: AbortSignal;
  /** Told of each pause before it begins, and of what made it necessary. */
  readonly pausing: (ms: number, exchange: Exchange) => void;
};

/** Sends a request a few times, after the pauses that its answers ask for where those are longer; gives the last exchange. */
export const repeated = async (
  send: () => Promise<Exchange>,
  { again, clock, signal, pausing }: Repetition,
): Promise<Exchange> => {
  const begun = clock.now();
  let exchange = await send();
  for (const pause of PAUSES) {
    if (!again(exchange) || signal.aborted) return exchange;
    const now = clock.now();
    const asked = exchange.response === undefined ? undefined : retryAfter(exchange.response, now);
    const ms = Math.max(pause, asked ?? 0);
    if (now + ms > begun + LONGEST_MS) return exchange;
    pausing(ms, exchange);
    await clock.sleep(ms, signal);
    if (signal.aborted) return exchange;
    exchange = await send();
  }
  return exchange;
};
