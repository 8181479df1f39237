import { faultsOf, inStage } from '../changes/change.ts';
import type { Address } from '../things.ts';
import type { Change, Provider } from '../types.ts';
import { release } from '../world.ts';

/** Does something to another address when one is released: to the newest of the organization that `which` picks. */
const touching = (
  which: (one: Address, released: Address) => boolean,
  touch: (one: Address, provider: Provider) => void,
): Change =>
  inStage('release', (next) => (call, provider) => {
    const { address } = call;
    const other = [...provider.world.state.addresses.values()].findLast(
      (one) => address !== undefined && one.organization === address.organization && which(one, address),
    );
    if (other !== undefined) touch(other, provider);
    return next(call, provider);
  });

const take = (one: Address, { world }: Provider): void => release(world, one);

const without =
  (change: Partial<Address>) =>
  (one: Address, { world }: Provider): void => {
    world.state.addresses.set(one.id, { ...one, ...change });
  };

const isOtherVip = (one: Address, released: Address): boolean => one.vip && one.id !== released.id;

/** Releases that do something to an address that has nothing in common with the one that is named but its organization. */
export const RELEASE_OTHERS = faultsOf('release', [
  {
    id: 'release-takes-from-other-version',
    text: 'A release takes the newest address of the other version with it.',
    requirement: 'REL-2',
    apply: touching((one, released) => one.version !== released.version, take),
  },
  {
    id: 'release-takes-from-other-network',
    text: 'A release takes the newest address of another network with it.',
    requirement: 'REL-2',
    apply: touching((one, released) => one.network.id !== released.network.id, take),
  },
  {
    id: 'release-clears-label-of-another',
    text: 'A release clears the label of the newest other VIP.',
    requirement: 'SUCC-10',
    apply: touching(isOtherVip, without({ label: null })),
  },
  {
    id: 'release-makes-vip-plain',
    text: 'After a release the newest other VIP is one no longer.',
    requirement: 'SUCC-10',
    apply: touching(isOtherVip, without({ vip: false })),
  },
]);
