import { doubtIn, type Held } from './book.ts';
import { faultOf } from './fault.ts';
import { isHeld, type Keep, type Manner, type Parts as OneParts, type Refusal, release } from './release-one.ts';
import type { Exchange } from './types/exchange.ts';

/** Gives back what scenarios created. */
export type Releaser = {
  /** Tries each resource of a scenario once, without patience; what could not be given back stays held. */
  readonly tryAll: (scenario: string, keep: (exchange: Exchange) => void) => Promise<void>;
  /**
   * Gives back what is left, with some patience, and tells what may be left without a name. What cannot be given back stays held: it is
   * tried again once the target releases anything, and by `settle`.
   */
  readonly finish: (scenario: string, keep: (exchange: Exchange) => void) => Promise<void>;
  /** Gives back what is still held when the run ends, with more patience; what cannot be given back is reported. */
  readonly settle: () => Promise<void>;
};

export type Parts = OneParts & {
  /** Aborted when cleaning up waits no longer because the target asks for it: all that is held is tried at once. */
  readonly hurrying: AbortSignal;
  /** Aborted when cleaning up has to end. */
  readonly leaving: AbortSignal;
  /** Told when something was released, and once when the run has come to what is left: the rate limit may be waited for anew. */
  readonly renew: () => void;
  readonly leaked: (scenario: string, resource: string, reason: string) => void;
  readonly doubted: (scenario: string, reason: string) => void;
};

/** Pauses between attempts to release one resource when its scenario ends, in milliseconds; longer if the target asks for it. */
const PAUSES = [250, 1000];
const LONGEST_PAUSE = 5000;

/** Pauses between attempts to release what is left when the run ends, in milliseconds, and how long it takes at most until the last. */
const LAST_PAUSES = [1000, 2000, 4000, 8000, 8000, 8000];
const SETTLING_MS = 25_000;

/** A resource that could not be given back when its scenario ended. */
type Leftover = { readonly held: Held; readonly keep: Keep; refusal: Refusal };

/** Releases resources, each but once at one time, and knows whether the target did so when it was asked last. */
const createTrial = (parts: Parts) => {
  let works = true;
  const underWay = new Map<Held, Promise<Refusal>>();
  const begin = async (held: Held, manner: Manner): Promise<Refusal> => {
    try {
      const refusal = await release(parts, held, manner);
      if (!isHeld(held)) {
        works = true;
        parts.renew();
      }
      return refusal;
    } finally {
      underWay.delete(held);
    }
  };
  return {
    works: () => works,
    fail: () => {
      works = false;
    },
    once: (held: Held, manner: Manner): Promise<Refusal> => {
      const trying = underWay.get(held) ?? begin(held, manner);
      underWay.set(held, trying);
      return trying;
    },
  };
};

const NOTHING = (): void => {};

/** What a fault of the runner keeps from being given back when its scenario ends. */
const UNTRIED: Refusal = { reason: 'it was not given back when its scenario ended', passing: true, waitMs: 0 };

type Trial = ReturnType<typeof createTrial>;

/** Waits for so many milliseconds, longer if the target asks for it, until waiting ends that it asks for. */
const rest = ({ clock, hurrying, leaving }: Parts, pause: number, asked: number): Promise<void> =>
  hurrying.aborted ? clock.sleep(pause, leaving) : clock.sleep(Math.max(pause, asked), hurrying);

/** Tries with patience; gives why the resource is still held, if it is. A target that refused after all pauses is not waited for. */
const persist = async (parts: Parts, trial: Trial, held: Held, keep: Keep): Promise<Refusal> => {
  let refusal = await trial.once(held, { polite: true, keep });
  for (const pause of trial.works() ? PAUSES : []) {
    if (!isHeld(held)) break;
    await rest(parts, pause, Math.min(refusal.waitMs, LONGEST_PAUSE));
    refusal = await trial.once(held, { polite: true, keep });
  }
  if (isHeld(held)) trial.fail();
  return refusal;
};

/** Those that could not be given back yet. */
const createLeftovers = (parts: Parts, trial: Trial) => {
  const { ledger, clock, leaving } = parts;
  const all = new Set<Leftover>();
  let trying = false;
  let endsAt: number | undefined;
  const retry = async (one: Leftover): Promise<boolean> => {
    if (isHeld(one.held)) one.refusal = await trial.once(one.held, { polite: true, keep: one.keep, late: true });
    if (isHeld(one.held)) return false;
    all.delete(one);
    return true;
  };
  /** Tries each once more; ends early when the time for that is over. */
  const round = async (some: readonly Leftover[], until: number): Promise<void> => {
    for (const one of some) if (leaving.aborted || (!(await retry(one)) && clock.now() >= until)) return;
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
    /** Tries all of them until none is left for which there is hope, or the time for it is over; gives the rest. */
    exhaust: async (): Promise<readonly Leftover[]> => {
      if (all.size === 0) return [];
      if (endsAt === undefined) parts.renew();
      endsAt ??= clock.now() + SETTLING_MS;
      await round([...all], endsAt);
      for (const pause of LAST_PAUSES) {
        const hopeful = [...all].filter(({ refusal }) => refusal.passing);
        const left = endsAt - clock.now();
        if (hopeful.length === 0 || left <= 0 || leaving.aborted) break;
        const asked = Math.max(...hopeful.map(({ refusal }) => refusal.waitMs));
        await rest(parts, Math.min(pause, left), Math.min(asked, left));
        await round(hopeful, endsAt);
      }
      return [...all];
    },
    drop: (one: Leftover): void => {
      all.delete(one);
    },
  };
};

/** Tries all that is held at once when waiting ends. What it gives back ends when that is done, if it has begun. */
const sweepOf = ({ ledger, hurrying }: Parts, once: (held: Held) => Promise<Refusal>) => {
  let sweeping: Promise<unknown> = Promise.resolve();
  const sweep = async (): Promise<void> => {
    await Promise.all(ledger.held().map(once));
  };
  const begin = (): void => {
    sweeping = faultOf(sweep);
  };
  hurrying.addEventListener('abort', begin);
  return () => sweeping;
};

export const createReleaser = (parts: Parts): Releaser => {
  const { ledger, leaked, doubted } = parts;
  const trial = createTrial(parts);
  const leftovers = createLeftovers(parts, trial);
  const keeps = new Map<string, Keep>();
  const swept = sweepOf(parts, (held) =>
    trial.once(held, { polite: true, keep: keeps.get(held.scenario) ?? NOTHING, late: leftovers.has(held) }),
  );
  const freshOf = (scenario: string): readonly Held[] => ledger.heldBy(scenario).filter((held) => !leftovers.has(held));
  return {
    tryAll: async (scenario, keep) => {
      keeps.set(scenario, keep);
      for (const held of freshOf(scenario)) await trial.once(held, { polite: false, keep });
    },
    finish: async (scenario, keep) => {
      keeps.set(scenario, keep);
      for (const held of freshOf(scenario)) {
        const refusal = await persist(parts, trial, held, keep);
        if (isHeld(held)) leftovers.keep(held, keep, refusal);
      }
      for (const maybe of ledger.maybesOf(scenario)) doubted(scenario, doubtIn(maybe));
      if (trial.works()) await leftovers.seize();
    },
    settle: async () => {
      await swept();
      for (const held of ledger.held()) if (!leftovers.has(held)) leftovers.keep(held, NOTHING, UNTRIED);
      for (const one of await leftovers.exhaust()) {
        const { held, refusal } = one;
        leftovers.drop(one);
        ledger.leak(held, refusal.reason);
        leaked(held.scenario, held.id, refusal.reason);
      }
    },
  };
};
