import { setTimeout as pass } from 'node:timers/promises';
import { all, faultsOf, inStage, remembering } from '../changes/change.ts';
import { freeIn, giveBack } from '../pools.ts';
import type { Address } from '../things.ts';
import type { Change, Provider } from '../types.ts';
import { poolOf } from '../world.ts';
import { GAP_MS } from './duplicates.ts';

/** Gives an address back, hands it out again at once, and does the rest of the release a little later. */
const releasedTooEarly = (rest: (address: Address, provider: Provider) => void): Change =>
  remembering(() => {
    let freed: Address | undefined;
    return all(
      (behaviour) => ({
        ...behaviour,
        choose: (pool, call) => {
          const again =
            freed?.network.id === pool.network && freed.version === pool.version && !pool.state.taken.has(freed.index);
          return again && freeIn(pool) > 0 ? freed?.index : behaviour.choose(pool, call);
        },
      }),
      inStage('release', (next) => async (call, provider) => {
        const { address } = call;
        const outcome = await next(call, provider);
        freed = address;
        await pass(GAP_MS);
        if (address !== undefined) rest(address, provider);
        return outcome;
      }),
    );
  });

const isSame =
  ({ network, version, index }: Address) =>
  (other: Address): boolean =>
    other.network.id === network.id && other.version === version && other.index === index;

/** Servers that mix up a release with requests that come at once with it. */
export const RELEASE_RACES = faultsOf(
  'pool',
  [
    {
      id: 'release-takes-whoever-has-it',
      text: 'A release takes an address from whoever got it while it was released.',
      requirement: 'REL-2',
      apply: releasedTooEarly((address, { world }) => {
        for (const one of [...world.state.addresses.values()].filter(isSame(address)))
          world.state.addresses.delete(one.id);
      }),
    },
    {
      id: 'released-again-while-held',
      text: 'An address that was handed out while it was released goes back to its pool all the same.',
      requirement: 'POOL-6',
      apply: releasedTooEarly((address, { world }) => {
        const pool = poolOf(world, address.network.id, address.version);
        if (pool !== undefined) giveBack(pool, address.index);
      }),
    },
  ].map((fault) => ({ ...fault, deterministic: false })),
);
