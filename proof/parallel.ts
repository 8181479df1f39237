import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Trial, TrialResult } from './types.ts';

type Answer = { readonly result: TrialResult } | { readonly error: string };

/**
 * Tries trials, several at a time; results are in the order of the trials. After one that cannot be carried out no other is begun;
 * it throws once those under way have ended, with their servers.
 */
export const tryAll = async (
  trials: readonly Trial[],
  lanes: readonly ((trial: Trial) => Promise<TrialResult>)[],
  progress: (done: number) => void = () => {},
): Promise<readonly TrialResult[]> => {
  const results = new Map<number, TrialResult>();
  const queue = [...trials.entries()];
  const work = async (lane: (trial: Trial) => Promise<TrialResult>): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, trial] = next;
      results.set(index, await lane(trial));
      progress(results.size);
    }
  };
  const endWith = (error: unknown): never => {
    queue.length = 0;
    throw error;
  };
  const ended = await Promise.allSettled(lanes.map((lane) => work(lane).catch(endWith)));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
};

/** Tries trials in a thread. Throws if one cannot be carried out, or the thread ends before it is. */
export const laneOf = (worker: Worker): ((trial: Trial) => Promise<TrialResult>) => {
  const ended = new Promise<Answer>((resolve) => {
    worker.once('exit', (code) => resolve({ error: `its thread ended with code ${code}` }));
  });
  return async (trial) => {
    worker.postMessage(trial);
    const told = once(worker, 'message').then(([answer]) => answer as Answer);
    const answer = await Promise.race([told, ended]);
    if ('error' in answer) throw new Error(`the trial of ${trial.kind} '${trial.id}' came to no end: ${answer.error}`);
    return answer.result;
  };
};

/** Threads that try trials against embedded mocks, until `close`. */
export type Threads = {
  readonly lanes: readonly ((trial: Trial) => Promise<TrialResult>)[];
  readonly close: () => Promise<void>;
};

/** Starts threads. */
export const startThreads = (count: number): Threads => {
  const workers = Array.from({ length: count }, () => new Worker(new URL('./worker.js', import.meta.url)));
  return {
    lanes: workers.map(laneOf),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
};
