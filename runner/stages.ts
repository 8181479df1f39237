import type { Clock } from './clock.ts';

/** Why nothing new is begun. */
export const INTERRUPTED = 'the run was interrupted';

/** After an interruption, what is under way has so long to end by itself, in milliseconds. */
const GRACE_MS = 3000;

/** After that, cleaning up may wait for so long because the target asks for it, in milliseconds. */
const PATIENCE_MS = 9000;

/** After that, it has so long for what it does without waiting, in milliseconds. */
const HURRY_MS = 6000;

export type Signals = {
  /** Aborted when nothing new may be begun. */
  readonly stopping: AbortSignal;
  /** Aborted when the patience with what is under way ends. */
  readonly ending: AbortSignal;
  /** Aborted when cleaning up waits no longer because the target asks for it: what is held is tried once more at once. */
  readonly hurrying: AbortSignal;
  /** Aborted when cleaning up has to end. */
  readonly leaving: AbortSignal;
};

/** The four stages of ending a run, which begin when it is told to `stop`; `over` lets go of what waits for them. */
export type Stages = { readonly signals: Signals; readonly stop: () => void; readonly over: () => void };

/** They begin when a signal is aborted, too. */
export const stages = (clock: Clock, outer: AbortSignal | undefined): Stages => {
  const stopping = new AbortController();
  const ending = new AbortController();
  const hurrying = new AbortController();
  const leaving = new AbortController();
  const over = new AbortController();
  const stop = async (): Promise<void> => {
    stopping.abort();
    const stage = async (ms: number, next: AbortController): Promise<void> => {
      await clock.sleep(ms, over.signal);
      if (!over.signal.aborted) next.abort();
    };
    await stage(GRACE_MS, ending);
    await stage(PATIENCE_MS, hurrying);
    await stage(HURRY_MS, leaving);
  };
  const begin = (): void => {
    if (!stopping.signal.aborted) void stop();
  };
  if (outer?.aborted === true) begin();
  outer?.addEventListener('abort', begin, { signal: over.signal });
  const signals: Signals = {
    stopping: stopping.signal,
    ending: ending.signal,
    hurrying: hurrying.signal,
    leaving: leaving.signal,
  };
  return { signals, stop: begin, over: () => over.abort() };
};
