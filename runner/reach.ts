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

/** So many times in a row nothing was answered, by a target that never answered anything. */
const PATIENCE_WITH_SILENCE = 12;

/** A connection that does not come about says the same of every later request. */
const unconnected = ({ failure }: Exchange): boolean => failure?.kind === 'connect' || failure?.kind === 'tls';

const silent = ({ failure }: Exchange): boolean => failure?.kind === 'timeout';

/** Counts how often in a row something is so. */
const rowOf = (): ((is: boolean) => number) => {
  let inRow = 0;
  return (is) => {
    inRow = is ? inRow + 1 : 0;
    return inRow;
  };
};

export const createReach = (): Reach => {
  const [withoutConnection, withoutAnswer] = [rowOf(), rowOf()];
  let heard = false;
  let reason: string | undefined;
  return {
    note: (exchanges) => {
      const message = exchanges.at(-1)?.failure?.message;
      heard ||= exchanges.some(({ response }) => response !== undefined);
      if (withoutConnection(exchanges.every(unconnected)) >= PATIENCE)
        reason ??= `target cannot be reached: ${message}`;
      if (withoutAnswer(!heard && exchanges.every(silent)) >= PATIENCE_WITH_SILENCE)
        reason ??= `target never answered: ${message}`;
    },
    lost: () => reason,
  };
};
