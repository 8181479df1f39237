import type { Held } from './book.ts';
import { isHeld, type Manner, type Parts as OneParts, type Refusal, release } from './release-one.ts';

/** What it takes to try until the time for that is over. */
export type Parts = OneParts & {
  /** Aborted when cleaning up waits no longer because the target asks for it: all that is held is tried at once. */
  readonly hurrying: AbortSignal;
  /** Aborted when cleaning up has to end. */
  readonly leaving: AbortSignal;
  /** Told when something was released, and once when the run has come to what is left: the rate limit may be waited for anew. */
  readonly renew: () => void;
};

/** Releases resources, each but once at one time, and knows whether the target did so when it was asked last. */
export const createAttempts = (parts: Parts) => {
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

export type Attempts = ReturnType<typeof createAttempts>;

/** Waits for so many milliseconds, longer if the target asks for it, until waiting ends that it asks for. */
export const rest = ({ clock, hurrying, leaving }: Parts, pause: number, asked: number): Promise<void> =>
  hurrying.aborted ? clock.sleep(pause, leaving) : clock.sleep(Math.max(pause, asked), hurrying);
