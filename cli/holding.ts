import { visibleLine } from '../reporters/visible.ts';
import type { LedgerEntry } from '../runner/book.ts';
import { leaveWith } from './crash.ts';
import { stopSignal } from './signals.ts';

/** What a run holds, and may hold, at any time. */
export type Holding = {
  readonly note: (entry: LedgerEntry) => void;
  /** For somebody who sees it end at once: what to release by hand; empty if there is nothing. */
  readonly lastWords: () => string;
};

const told = (held: ReadonlySet<string>): readonly string[] =>
  held.size === 0 ? [] : [`Still held, release by hand: ${[...held].map(visibleLine).join(', ')}.`];

const untold = (requests: number): readonly string[] => {
  if (requests === 0) return [];
  const some = requests === 1 ? '1 request' : `${requests} requests`;
  return [`${some} whose answer is not known may have created more.`];
};

/** Knows what a run holds by what it is told of the run's door. */
export const createHolding = (): Holding => {
  const held = new Set<string>();
  const underWay = new Set<number>();
  const doubtful = new Set<number>();
  return {
    note: (entry) => {
      if (entry.type === 'intent') underWay.add(entry.intent);
      if (entry.type === 'released') held.delete(entry.id);
      if (entry.type === 'held') held.add(entry.id);
      if (entry.type === 'maybe') doubtful.add(entry.intent);
      if (entry.type === 'refused') doubtful.delete(entry.intent);
      if (entry.type === 'held' || entry.type === 'maybe' || entry.type === 'refused') underWay.delete(entry.intent);
    },
    lastWords: () => [...told(held), ...untold(underWay.size + doubtful.size)].join(' '),
  };
};

/** Knows what a run holds, and tells it where the process ends at once. `signal`: it is to stop. */
export const watchedHolding = (): Pick<Holding, 'note'> & { readonly signal: AbortSignal } => {
  const { note, lastWords } = createHolding();
  leaveWith(lastWords);
  const notice = 'Stopping: what was created is given back first. Once more to stop at once.';
  return { note, signal: stopSignal(notice, lastWords) };
};
