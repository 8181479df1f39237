import type { Rate } from './replies.ts';

const WINDOW_MS = 60_000;

/** Requests counted since `start`, in milliseconds of virtual time. */
export type Window = { readonly start: number; readonly count: number };

/** Plain data, so that it can be copied. Tokens are named by their role. */
export type LimiterState = {
  permitted: number;
  readonly permittedOf: Map<string, number>;
  readonly windows: Map<string, Window>;
};

/** A limiter that permits this many requests per minute to every token. */
export const newLimiter = (permitted: number): LimiterState => ({
  permitted,
  permittedOf: new Map(),
  windows: new Map(),
});

/**
 * Counts one request of a token at `now` (milliseconds). A window is one minute long and begins with its first request.
 * A request that is refused is not counted.
 */
export const count = (limiter: LimiterState, role: string, now: number): Rate => {
  const permitted = limiter.permittedOf.get(role) ?? limiter.permitted;
  const last = limiter.windows.get(role);
  const open = last !== undefined && now >= last.start && now < last.start + WINDOW_MS;
  const before = open ? last : { start: now, count: 0 };
  const passes = before.count < permitted;
  const after = passes ? before.count + 1 : before.count;
  limiter.windows.set(role, { start: before.start, count: after });
  return { permitted, remaining: Math.max(0, permitted - after), passes };
};
