import { parentPort } from 'node:worker_threads';
import { embeddedTrials } from './embedded.ts';
import type { Trial } from './types.ts';

/** A thread that tries one trial after the other, as they are sent to it. */
const tryOne = embeddedTrials();

parentPort?.on('message', (trial: Trial) => {
  tryOne(trial).then(
    (result) => parentPort?.postMessage({ result }),
    (error: unknown) => parentPort?.postMessage({ error: String(error) }),
  );
});
