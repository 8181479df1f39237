import type { Clock } from './clock.ts';

/** Why nothing new is begun. */
export const INTERRUPTED = 'the run was interrupted';

/** After an interruption, what is under way has so long to end by itself, in milliseconds. */
const GRACE_MS = 3000;

/** After that, cleaning up has so long, in milliseconds. */
const CLEAN_UP_MS = 15_000;

/** When nothing new may be begun, when the patience with what is under way ends, and when cleaning up has to end. */
export type Signals = { readonly stopping: AbortSignal; readonly ending: AbortSignal; readonly leaving: AbortSignal };

/** The three stages of ending a run, which begin when it is told to `stop`; `over` lets go of what waits for them. */
export type Stages = { readonly signals: Signals; readonly stop: () => void; readonly over: () => void };

/** They begin when a signal is aborted, too. */
export const stages = (clock: Clock, outer: AbortSignal | undefined): Stages => {
  const stopping = new AbortController();
  const ending = new AbortController();
  const leaving = new AbortController();
  const over = new AbortController();
  const stop = async (): Promise<void> => {
    stopping.abort();
    await clock.sleep(GRACE_MS, over.signal);
    if (!over.signal.aborted) ending.abort();
    await clock.sleep(CLEAN_UP_MS, over.signal);
    if (!over.signal.aborted) leaving.abort();
  };
  const begin = (): void => {
    if (!stopping.signal.aborted) void stop();
  };
  if (outer?.aborted === true) begin();
  outer?.addEventListener('abort', begin, { signal: over.signal });
  const signals: Signals = { stopping: stopping.signal, ending: ending.signal, leaving: leaving.signal };
  return { signals, stop: begin, over: () => over.abort() };
};
