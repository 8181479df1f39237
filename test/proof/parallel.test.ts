import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { laneOf, tryAll } from '../../proof/parallel.ts';
import type { Trial, TrialResult } from '../../proof/types.ts';

const trials = Array.from(
  { length: 9 },
  (_, index): Trial => ({ kind: 'fault', id: `fault-${index}`, profile: 'p', seed: 's' }),
);
const resultOf = (trial: Trial): TrialResult => ({ ...trial, verdict: 'broken', scenarios: [], inFlight: 0 });

it('after a trial that cannot be carried out none is begun, and those under way come to their end', async () => {
  const begun: string[] = [];
  const ended: string[] = [];
  const working = async (trial: Trial): Promise<TrialResult> => {
    begun.push(trial.id);
    await turn();
    ended.push(trial.id);
    return resultOf(trial);
  };
  const failing = async (trial: Trial): Promise<TrialResult> => {
    begun.push(trial.id);
    throw new Error(`no server for ${trial.id}`);
  };
  await expect(tryAll(trials, [working, failing, working])).rejects.toThrow('no server for fault-1');
  expect(ended).toEqual(['fault-0', 'fault-2']);
  expect(begun).toEqual(['fault-0', 'fault-1', 'fault-2']);
});

it('a thread that ends without an answer ends its trial, and whatever it is asked later', async () => {
  const code = "require('node:worker_threads').parentPort.on('message', () => process.exit(7))";
  const lane = laneOf(new Worker(code, { eval: true }));
  for (const trial of trials.slice(0, 2))
    await expect(lane(trial)).rejects.toThrow(
      `the trial of fault '${trial.id}' came to no end: its thread ended with code 7`,
    );
});
