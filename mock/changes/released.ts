import { freeIn } from '../pools.ts';
import type { Address } from '../things.ts';
import type { Change } from '../types.ts';
import { all, inStage, remembering } from './change.ts';

/** Hands out what was released last. */
export const latestReleasedFirst: Change = remembering(() => {
  const released: Address[] = [];
  return all(
    inStage('release', (next) => (call, provider) => {
      if (call.address !== undefined) released.unshift(call.address);
      return next(call, provider);
    }),
    (behaviour) => ({
      ...behaviour,
      choose: (pool, call) => {
        if (freeIn(pool) <= 0) return undefined;
        const again = released.find(
          ({ network, version, index }) =>
            network.id === pool.network && version === pool.version && !pool.state.taken.has(index),
        );
        return again?.index ?? behaviour.choose(pool, call);
      },
    }),
  );
});
