/** Time as a run sees it; tests replace it. */
export type Clock = {
  /** Milliseconds since the epoch, with fractions. */
  readonly now: () => number;
  /** Waits; ends early, without an error, when the signal is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
};

const STARTED = performance.timeOrigin;

/** The machine's clock. `now` never goes backwards within a process. */
export const systemClock: Clock = {
  now: () => STARTED + performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done);
    }),
};
