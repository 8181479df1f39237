import { type Parts as AttemptParts, type Attempts, createAttempts, rest } from './attempts.ts';
import type { Held, Maybe } from './book.ts';
import { faultOf } from './fault.ts';
import { createLeftovers } from './leftovers.ts';
import { isHeld, type Keep, type Refusal } from './release-one.ts';
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

/** What it takes to try, and who is told what may be left. */
export type Parts = AttemptParts & {
  readonly leaked: (scenario: string, resource: string, reason: string) => void;
  readonly doubted: (maybe: Maybe) => void;
};

/** Pauses between attempts to release one resource when its scenario ends, in milliseconds; longer if the target asks for it. */
const PAUSES = [250, 1000];
const LONGEST_PAUSE = 5000;

const NOTHING = (): void => {};

/** What a fault of the runner keeps from being given back when its scenario ends. */
const UNTRIED: Refusal = { reason: 'it was not given back when its scenario ended', passing: true, waitMs: 0 };

/** Tries with patience; gives why the resource is still held, if it is. A target that refused after all pauses is not waited for. */
const persist = async (parts: Parts, attempts: Attempts, held: Held, keep: Keep): Promise<Refusal> => {
  let refusal = await attempts.once(held, { polite: true, keep });
  for (const pause of attempts.works() ? PAUSES : []) {
    if (!isHeld(held)) break;
    await rest(parts, pause, Math.min(refusal.waitMs, LONGEST_PAUSE));
    refusal = await attempts.once(held, { polite: true, keep });
  }
  if (isHeld(held)) attempts.fail();
  return refusal;
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
  const attempts = createAttempts(parts);
  const leftovers = createLeftovers(parts, attempts);
  const keeps = new Map<string, Keep>();
  const swept = sweepOf(parts, (held) =>
    attempts.once(held, { polite: true, keep: keeps.get(held.scenario) ?? NOTHING, late: leftovers.has(held) }),
  );
  const freshOf = (scenario: string): readonly Held[] => ledger.heldBy(scenario).filter((held) => !leftovers.has(held));
  return {
    tryAll: async (scenario, keep) => {
      keeps.set(scenario, keep);
      for (const held of freshOf(scenario)) await attempts.once(held, { polite: false, keep });
    },
    finish: async (scenario, keep) => {
      keeps.set(scenario, keep);
      for (const held of freshOf(scenario)) {
        const refusal = await persist(parts, attempts, held, keep);
        if (isHeld(held)) leftovers.keep(held, keep, refusal);
      }
      for (const maybe of ledger.maybesOf(scenario)) doubted(maybe);
      if (attempts.works()) await leftovers.seize();
    },
    settle: async () => {
      await swept();
      for (const held of ledger.held()) if (!leftovers.has(held)) leftovers.keep(held, NOTHING, UNTRIED);
      for (const { held, refusal } of await leftovers.exhaust()) {
        ledger.leak(held, refusal.reason);
        leaked(held.scenario, held.id, refusal.reason);
      }
    },
  };
};
