import { isStray } from './stray.ts';
import type { Exchange } from './types/exchange.ts';

/** Notices when a target cannot be reached. */
export type Reach = {
  /** Takes note of exchanges that were made at one time. */
  readonly note: (exchanges: readonly Exchange[]) => void;
  /** Why the target is given up; `undefined` if it is not. */
  readonly lost: () => string | undefined;
  /** Is there a request that may yet have its effect, if only that it counts against a rate limit? */
  readonly strayed: () => boolean;
};

/** So many times in a row no connection came about. */
const PATIENCE = 3;

/** So many times in a row nothing was answered, by a target that never answered anything. */
const PATIENCE_WITH_SILENCE = 12;

/** A connection that does not come about says the same of every later request. */
export const unconnected = ({ failure }: Exchange): boolean => failure?.kind === 'connect' || failure?.kind === 'tls';

/** Why an exchange has no whole answer; `undefined` if it has. */
export const lossOf = (exchange: Exchange): string | undefined => {
  const { failure } = exchange;
  if (failure === undefined) return undefined;
  return unconnected(exchange)
    ? `target cannot be reached: ${failure.message}`
    : `no answer (${failure.kind}): ${failure.message}`;
};

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
  let strayed = false;
  let reason: string | undefined;
  return {
    note: (exchanges) => {
      const last = exchanges.at(-1);
      strayed ||= exchanges.some(isStray);
      heard ||= exchanges.some(({ response }) => response !== undefined);
      if (withoutConnection(exchanges.every(unconnected)) >= PATIENCE && last !== undefined) reason ??= lossOf(last);
      if (withoutAnswer(!heard && exchanges.every(silent)) >= PATIENCE_WITH_SILENCE)
        reason ??= `target never answered: ${last?.failure?.message}`;
    },
    lost: () => reason,
    strayed: () => strayed,
  };
};
