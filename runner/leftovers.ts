import { type Attempts, type Parts, rest } from './attempts.ts';
import type { Held } from './book.ts';
import { isHeld, type Keep, type Refusal } from './release-one.ts';

/** Pauses between attempts to release what is left when the run ends, in milliseconds, and how long it takes at most until the last. */
const LAST_PAUSES = [1000, 2000, 4000, 8000, 8000, 8000];
const SETTLING_MS = 25_000;

/** A resource that could not be given back when its scenario ended. */
type Leftover = { readonly held: Held; readonly keep: Keep; refusal: Refusal };

/** Tries one of them once more; false if it is still held. */
type Retry = (one: Leftover) => Promise<boolean>;

/** Tries each once more; ends early when the time for that is over. */
const round = async (
  { clock, leaving }: Parts,
  some: readonly Leftover[],
  until: number,
  retry: Retry,
): Promise<void> => {
  for (const one of some) if (leaving.aborted || (!(await retry(one)) && clock.now() >= until)) return;
};

/** Tries all of them until none is left for which there is hope, or it is too late. */
const persist = async (parts: Parts, all: ReadonlySet<Leftover>, endsAt: number, retry: Retry): Promise<void> => {
  const { clock, leaving } = parts;
  await round(parts, [...all], endsAt, retry);
  for (const pause of LAST_PAUSES) {
    const hopeful = [...all].filter(({ refusal }) => refusal.passing);
    const left = endsAt - clock.now();
    if (hopeful.length === 0 || left <= 0 || leaving.aborted) return;
    const asked = Math.max(...hopeful.map(({ refusal }) => refusal.waitMs));
    await rest(parts, Math.min(pause, left), Math.min(asked, left));
    await round(parts, hopeful, endsAt, retry);
  }
};

/** Those that could not be given back yet. */
export const createLeftovers = (parts: Parts, attempts: Attempts) => {
  const { ledger, clock } = parts;
  const all = new Set<Leftover>();
  let trying = false;
  let endsAt: number | undefined;
  const retry: Retry = async (one) => {
    if (isHeld(one.held)) one.refusal = await attempts.once(one.held, { polite: true, keep: one.keep, late: true });
    if (isHeld(one.held)) return false;
    all.delete(one);
    return true;
  };
  return {
    keep: (held: Held, keep: Keep, refusal: Refusal): void => {
      ledger.stick(held);
      all.add({ held, keep, refusal });
    },
    has: (held: Held): boolean => [...all].some((one) => one.held === held),
    /** Tries those again for which there is hope, as long as the target releases them. */
    seize: async (): Promise<void> => {
      if (trying) return;
      trying = true;
      try {
        for (const one of [...all].filter(({ refusal }) => refusal.passing)) if (!(await retry(one))) break;
      } finally {
        trying = false;
      }
    },
    /** Tries all of them with the patience that is left when the run ends; gives those that are still held, and forgets them. */
    exhaust: async (): Promise<readonly Leftover[]> => {
      if (all.size === 0) return [];
      if (endsAt === undefined) parts.renew();
      endsAt ??= clock.now() + SETTLING_MS;
      await persist(parts, all, endsAt, retry);
      const lost = [...all];
      all.clear();
      return lost;
    },
  };
};
