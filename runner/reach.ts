import type { Exchange } from './types.ts';

/** Notices when a target cannot be reached. */
export type Reach = {
  /** Takes note of exchanges that were made at one time. */
  readonly note: (exchanges: readonly Exchange[]) => void;
  /** Why the target is given up; `undefined` if it is not. */
  readonly lost: () => string | undefined;
};

/** So many times in a row no connection came about. */
const PATIENCE = 3;

/** A connection that does not come about says the same of every later request. */
const unconnected = ({ failure }: Exchange): boolean => failure?.kind === 'connect' || failure?.kind === 'tls';

export const createReach = (): Reach => {
  let inRow = 0;
  let reason: string | undefined;
  return {
    note: (exchanges) => {
      const last = exchanges.at(-1);
      inRow = exchanges.every(unconnected) ? inRow + 1 : 0;
      if (inRow >= PATIENCE) reason ??= `target cannot be reached: ${last?.failure?.message}`;
    },
    lost: () => reason,
  };
};
