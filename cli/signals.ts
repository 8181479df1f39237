import { writeSync } from 'node:fs';
import { UNDETERMINED } from './exit.ts';

/** SIGHUP: the terminal was closed, or the connection to it lost. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const lastWorks: (() => void)[] = [];

/** Ends the process by the signal, as if nobody had listened for it, but for the last works. */
const leave = (signal: NodeJS.Signals): void => {
  for (const work of lastWorks) work();
  process.off(signal, leave);
  process.kill(process.pid, signal);
};

/** Does this when the process ends, also if a signal ends it that nothing else listens for. */
export const atEnd = (work: () => void): void => {
  lastWorks.push(work);
  process.once('exit', work);
  for (const signal of SIGNALS) if (process.listenerCount(signal) === 0) process.on(signal, leave);
};

const STDERR = 2;

const say = (text: string): void => {
  try {
    writeSync(STDERR, text);
  } catch {
    // Nobody reads it any more.
  }
};

/**
 * Signals that come within so many milliseconds are one wish: `timeout` signals its command and then the group that this is in, and
 * what starts a command passes on what the terminal has sent to both.
 */
const SAME_WISH_MS = 500;

/**
 * Aborts when the process is told to stop, and says so; told a second time, the process ends at once, after `lastWords`.
 */
export const stopSignal = (notice: string, lastWords: () => string = () => ''): AbortSignal => {
  const controller = new AbortController();
  let toldAt = Number.NEGATIVE_INFINITY;
  const stop = (): void => {
    const now = performance.now();
    if (now - toldAt < SAME_WISH_MS) return;
    toldAt = now;
    if (controller.signal.aborted) {
      const words = lastWords();
      say(words === '' ? '' : `Stopped at once. ${words}\n`);
      process.exit(UNDETERMINED);
    }
    say(`\n${notice}\n`);
    controller.abort();
  };
  for (const signal of SIGNALS) process.off(signal, leave).on(signal, stop);
  return controller.signal;
};
