import { UNDETERMINED } from './exit.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Aborts when the process is told to stop, and says so; told a second time, the process ends at once. */
export const stopSignal = (notice: string): AbortSignal => {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(UNDETERMINED);
    process.stderr.write(`\n${notice}\n`);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return controller.signal;
};
