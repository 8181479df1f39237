import { headerOf } from './headers.ts';
import type { Exchange, Failure, Received } from './types/exchange.ts';

/** What the target answers while it starts, is overloaded, or stands behind something that waits for it (RFC 9110 section 15). */
const PASSING = [408, 425, 429, 500, 502, 503, 504];

/** Rate windows last a minute, in milliseconds: the page counts requests per minute. */
export const WINDOW_MS = 60_000;

const LASTING: readonly Failure['kind'][] = ['tls', 'too-large', 'aborted'];

/** May the same request well be answered otherwise a little later? */
export const passing = ({ response, failure }: Exchange): boolean => {
  if (failure !== undefined) return !LASTING.includes(failure.kind);
  return response === undefined || PASSING.includes(response.status);
};

/**
 * Milliseconds that Retry-After (RFC 9110 section 10.2.3) asks for, in either of its forms; a date is read by the clock of the answer
 * (section 6.6.1) if that tells it, for it need not go right.
 */
export const retryAfter = (answer: Received, now: number): number | undefined => {
  const value = headerOf(answer, 'retry-after')?.trim() ?? '';
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const [until, told] = [Date.parse(value), Date.parse(headerOf(answer, 'date') ?? '')];
  return Number.isNaN(until) ? undefined : until - (Number.isNaN(told) ? now : told);
};
