import type { LedgerEntry } from '../runner/ledger.ts';

/** What a run holds, and may hold, at any time. */
export type Holding = {
  readonly note: (entry: LedgerEntry) => void;
  /** For somebody who stops it at once: what to release by hand; empty if there is nothing. */
  readonly lastWords: () => string;
};

const told = (held: ReadonlySet<string>): readonly string[] =>
  held.size === 0 ? [] : [`Still held, release by hand: ${[...held].join(', ')}.`];

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
    lastWords: () => {
      const words = [...told(held), ...untold(underWay.size + doubtful.size)];
      return words.length === 0 ? '' : `${['Stopped at once.', ...words].join(' ')}\n`;
    },
  };
};
