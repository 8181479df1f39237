import { isObject } from '../../runner/json.ts';
import { after, all, creating, faultsOf, inStage, isRefusal, LIVE, onOutcome, refuseAt } from '../changes/change.ts';
import { freeIn } from '../pools.ts';
import { poolFor } from '../stages/addresses.ts';
import type { Address, Pool, Version } from '../things.ts';
import type { Call, Change, Provider } from '../types.ts';
import { poolOf } from '../world.ts';
import { anyIndex, choose, pastTheEnd } from './pool.ts';

const CLASS = 'pool';

/** Requests for which a server forgets that a pool has an end. */
const UNCOUNTED: readonly (readonly [id: string, words: string, when: (call: Call, provider: Provider) => boolean])[] =
  [
    ['vip', 'a VIP', ({ vip }) => vip],
    ['permalink', 'whoever names the network by permalink', ({ lookups }) => lookups.network?.permalink !== undefined],
    [
      'sub-domain',
      'whoever names the organization by sub domain',
      ({ lookups }) => lookups.organization?.sub_domain !== undefined,
    ],
    [
      'other-organization',
      'an organization that is not the first',
      ({ organization }, { world }) => organization?.id !== world.organizations.main?.id,
    ],
    ['other-token', 'a token that is not the first', ({ token }) => token?.role === 'second'],
    ['vip-of-ipv6', 'a VIP of ipv6', ({ vip, version }) => vip && version === 'ipv6'],
    [
      'permalink-for-ipv6',
      'whoever names the network by permalink and asks for ipv6',
      ({ lookups, version }) => lookups.network?.permalink !== undefined && version === 'ipv6',
    ],
    [
      'vip-by-sub-domain',
      'a VIP for whoever names the organization by sub domain',
      ({ lookups, vip }) => vip && lookups.organization?.sub_domain !== undefined,
    ],
    [
      'ipv6-of-other-network',
      'ipv6 in a network that is not the first',
      ({ network, version }, { world }) => version === 'ipv6' && network !== world.networks.main,
    ],
  ];

/** Hands out addresses past the end of a pool to some. */
const pastTheEndFor =
  (when: (call: Call, provider: Provider) => boolean): Change =>
  (behaviour, random) =>
    inStage('allocation', (next) => (call, provider) => {
      const picked = when(call, provider);
      const own = choose((pool, as, one) => (picked && freeIn(pool) <= 0 ? anyIndex(pool) : as(pool, one)));
      return next(call, { ...provider, behaviour: own(provider.behaviour, random) });
    })(behaviour, random);

/** Keeps the last address of a pool from some. */
const lastKeptFrom = (when: (call: Call) => boolean): Change =>
  refuseAt('findNetwork', 'no_available_addresses', (call, provider) => {
    const pool = poolFor(call, provider);
    return when(call) && pool !== undefined && freeIn(pool) === 1;
  });

/** Loses what is released if it is such an address. */
const losing = (when: (address: Address, provider: Provider) => boolean): Change =>
  inStage('release', (next) => async (call, provider) => {
    const { address } = call;
    const outcome = await next(call, provider);
    const lost = address !== undefined && when(address, provider);
    const pool = lost ? poolOf(provider.world, address.network.id, address.version) : undefined;
    if (pool !== undefined) pool.state.withheld += 1;
    return outcome;
  });

/** Withholds an address of the main network's pools for every refused request that `when` picks. */
const burning = (versions: readonly Version[], when: (call: Call) => boolean): Change =>
  onOutcome((outcome, call, { world }) => {
    if (!isRefusal(outcome) || !creating(call) || !when(call)) return outcome;
    for (const version of versions) {
      const pool = poolOf(world, world.networks.main?.id ?? '', version);
      if (pool !== undefined) pool.state.withheld += 1;
    }
    return outcome;
  });

/** The pool of IPv6 addresses of the main network. */
const mainOfIpv6 = ({ world }: Provider): Pool | undefined => poolOf(world, world.networks.main?.id ?? '', 'ipv6');

const hasTwo = ({ input }: Call): boolean =>
  [input.organization, input.network].some((lookup) => isObject(lookup) && Object.keys(lookup).length === 2);

export const POOL_GAPS = faultsOf(CLASS, [
  ...UNCOUNTED.map(([id, words, when]) => ({
    id: `dry-pool-ignored-for-${id}`,
    text: `A pool that has run dry still has addresses for ${words}.`,
    requirement: 'POOL-2',
    apply: pastTheEndFor(when),
  })),
  {
    id: 'vip-takes-two',
    text: 'A VIP takes two addresses out of the pool.',
    requirement: 'POOL-1',
    apply: after('allocation', (outcome, call, provider) => {
      const pool = poolFor(call, provider);
      if (outcome === undefined && call.vip && pool !== undefined && freeIn(pool) > 0) pool.state.withheld += 1;
      return outcome;
    }),
  },
  {
    id: 'last-address-kept-from-other-token',
    text: 'The last address of a pool is not handed out to a token that is not the first.',
    requirement: 'POOL-1',
    apply: lastKeptFrom(({ token }) => token?.role === 'second'),
  },
  {
    id: 'last-address-kept-from-sub-domain',
    text: 'The last address of a pool is not handed out to whoever names the organization by sub domain.',
    requirement: 'POOL-1',
    apply: lastKeptFrom(({ lookups }) => lookups.organization?.sub_domain !== undefined),
  },
  {
    id: 'released-vip-of-ipv6-lost',
    text: 'A released VIP of IPv6 does not go back to its pool.',
    requirement: 'POOL-6',
    apply: losing(({ vip, version }) => vip && version === 'ipv6'),
  },
  {
    id: 'released-vip-lost',
    text: 'A released VIP does not go back to its pool.',
    requirement: 'POOL-6',
    apply: losing(({ vip }) => vip),
  },
  {
    id: 'released-of-other-organization-lost',
    text: 'What an organization releases that is not the first does not go back to its pool.',
    requirement: 'POOL-6',
    apply: losing(({ organization }, { world }) => organization !== world.organizations.main?.id),
  },
  {
    id: 'ambiguous-lookup-burns-ipv6',
    text: 'A request that is refused for two members in a lookup uses up an IPv6 address.',
    requirement: 'POOL-3',
    apply: burning(['ipv6'], hasTwo),
  },
  {
    id: 'ambiguous-request-for-ipv6-burns',
    text: 'A request for ipv6 that is refused for two members in a lookup uses up an address.',
    requirement: 'POOL-3',
    apply: burning(['ipv6'], (call) => hasTwo(call) && call.input.version === 'ipv6'),
  },
  {
    id: 'unknown-version-burns-both',
    text: 'A request that is refused for its version uses up an address of either version.',
    requirement: 'POOL-3',
    apply: burning(['ipv4', 'ipv6'], ({ input }) => input.version === 'ipv5'),
  },
  {
    id: 'unreadable-vip-burns',
    text: 'A request that is refused for its vip uses up an address.',
    requirement: 'POOL-3',
    profiles: LIVE,
    apply: burning(['ipv4'], ({ input }) => input.vip === 'TRUE!'),
  },
  {
    id: 'label-of-wrong-type-burns',
    text: 'A request that is refused for a label that is no text uses up an address.',
    requirement: 'POOL-3',
    profiles: LIVE,
    apply: burning(['ipv4'], ({ input }) => Array.isArray(input.label)),
  },
  {
    id: 'unavailable-service-burns',
    text: 'A request that the service is not available for uses up an address.',
    requirement: 'POOL-3',
    apply: after('availability', (outcome, _, { world }) => {
      const pool = poolOf(world, world.networks.main?.id ?? '', 'ipv4');
      if (outcome !== undefined && pool !== undefined) pool.state.withheld += 1;
      return outcome;
    }),
  },
  {
    id: 'networks-share-ipv6',
    text: 'A pool of IPv6 addresses that has run dry in the main network is dry in every network.',
    requirement: 'POOL-5',
    apply: refuseAt('findNetwork', 'no_available_addresses', (call, provider) => {
      const pool = mainOfIpv6(provider);
      return call.version === 'ipv6' && pool !== undefined && freeIn(pool) <= 0;
    }),
  },
  {
    id: 'release-of-ipv6-refills-main-network',
    text: 'An IPv6 address that is released in another network goes to the pool of the main one.',
    requirement: 'POOL-5',
    apply: all(
      pastTheEnd,
      inStage('release', (next) => async (call, provider) => {
        const { address } = call;
        const outcome = await next(call, provider);
        const pool = address?.version === 'ipv6' ? poolOf(provider.world, address.network.id, 'ipv6') : undefined;
        const main = mainOfIpv6(provider);
        if (pool === undefined || main === undefined || pool === main) return outcome;
        pool.state.withheld += 1;
        main.state.withheld -= 1;
        return outcome;
      }),
    ),
  },
]);
