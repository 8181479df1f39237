import { answerInstead, creating, faultsOf, inStage, judgedBefore, LIVE, remembering } from '../changes/change.ts';
import { freeIn } from '../pools.ts';
import type { Pool, Version } from '../things.ts';
import type { Behaviour, Call, Change, Provider, StageName } from '../types.ts';
import { poolOf } from '../world.ts';

const CLASS = 'pool';

const DRY = 'no_available_addresses';

export const choose =
  (change: (pool: Pool, next: Behaviour['choose'], call: Call) => number | undefined): Change =>
  (behaviour) => ({ ...behaviour, choose: (pool, call) => change(pool, behaviour.choose, call) });

/** Any address that is not taken, whether the pool may hand it out or not, and past its end if need be. */
export const anyIndex = (pool: Pool): number => {
  let index = pool.state.cursor;
  while (pool.state.taken.has(index)) index += 1;
  return index;
};

/** Lets a pool that was given more addresses than it has hand them out. */
export const pastTheEnd = choose((pool, next, call) =>
  freeIn(pool) > 0 && pool.state.taken.size >= pool.size ? anyIndex(pool) : next(pool, call),
);

export const otherVersion = (version: Version): Version => (version === 'ipv4' ? 'ipv6' : 'ipv4');

const isDry = (pool: Pool | undefined): boolean => pool !== undefined && freeIn(pool) <= 0;

/** Is any other pool of the same version, or of the same network, dry? */
const dryElsewhere = (call: Call, provider: Provider, same: 'version' | 'network'): boolean => {
  const { world } = provider;
  const { version, network } = call;
  if (version === undefined || network === undefined) return false;
  return same === 'network'
    ? isDry(poolOf(world, network.id, otherVersion(version)))
    : Object.values(world.networks).some(({ id }) => id !== network.id && isDry(poolOf(world, id, version)));
};

const refuseWhenDry = (same: 'version' | 'network'): Change =>
  inStage(
    'allocation',
    (next) => (call, provider) =>
      dryElsewhere(call, provider, same) ? provider.answers.refuse(call.operation, DRY) : next(call, provider),
  );

const mainPoolBefore = (stage: StageName): Change =>
  inStage(stage, (next) => (call, provider) => {
    const { main } = provider.world.networks;
    const dry = main !== undefined && isDry(poolOf(provider.world, main.id, call.version ?? 'ipv4'));
    return creating(call) && dry ? provider.answers.refuse(call.operation, DRY) : next(call, provider);
  });

export const POOL = faultsOf(CLASS, [
  {
    id: 'last-address-kept',
    text: 'The last address of a pool is never handed out.',
    requirement: 'POOL-1',
    apply: choose((pool, next, call) => (freeIn(pool) === 1 ? undefined : next(pool, call))),
  },
  {
    id: 'one-address-too-many',
    text: 'A pool hands out one address more than it has.',
    requirement: 'POOL-2',
    apply: choose((pool, next, call) => (freeIn(pool) === 0 ? anyIndex(pool) : next(pool, call))),
  },
  {
    id: 'pool-without-end',
    text: 'A pool never runs dry.',
    requirement: 'POOL-2',
    apply: choose(anyIndex),
  },
  {
    id: 'ipv6-without-end',
    text: 'A pool of IPv6 addresses never runs dry.',
    requirement: 'POOL-2',
    apply: choose((pool, next, call) => (pool.version === 'ipv6' ? anyIndex(pool) : next(pool, call))),
  },
  {
    id: 'dry-called-validation',
    text: 'A pool that has run dry is answered as a validation error.',
    requirement: 'POOL-2',
    apply: answerInstead(DRY, 'validation_error'),
  },
  {
    id: 'dry-called-unavailable',
    text: 'A pool that has run dry is answered as an unavailable service.',
    requirement: 'POOL-2',
    apply: answerInstead(DRY, 'service_unavailable'),
  },
  {
    id: 'dry-called-limit',
    text: 'A pool that has run dry is answered as a rate limit that never ends.',
    requirement: 'POOL-2',
    verdict: 'errored',
    apply: answerInstead(DRY, 'rate_limit_reached'),
  },
  {
    id: 'dry-called-network-not-found',
    text: 'A network whose pool has run dry is answered as not found.',
    requirement: 'POOL-2',
    apply: answerInstead(DRY, 'network_not_found'),
  },
  {
    id: 'versions-share-a-pool',
    text: 'A network whose pool of one version has run dry hands out none of the other either.',
    requirement: 'POOL-4',
    apply: refuseWhenDry('network'),
  },
  {
    id: 'networks-share-a-pool',
    text: 'A pool that has run dry in one network is dry in every network.',
    requirement: 'POOL-5',
    apply: refuseWhenDry('version'),
  },
  {
    id: 'dry-for-good',
    text: 'A pool that has run dry stays dry after a release.',
    requirement: 'POOL-6',
    apply: remembering(() => {
      const dry = new Set<object>();
      return choose((pool, next, call) => {
        const index = dry.has(pool.state) ? undefined : next(pool, call);
        if (index === undefined) dry.add(pool.state);
        return index;
      });
    }),
  },
  {
    id: 'pool-before-arguments',
    text: 'Whether the pool of IPv4 addresses has run dry is judged before the arguments.',
    requirement: 'POOL-7',
    apply: mainPoolBefore('organization'),
  },
  {
    id: 'pool-before-lookups',
    text: 'Whether the pool of the main network has run dry is judged before anything is looked up.',
    requirement: 'POOL-7',
    apply: mainPoolBefore('findOrganization'),
  },
  {
    id: 'pool-before-label',
    text: 'Whether the pool has run dry is judged before the label.',
    requirement: 'POOL-7',
    profiles: LIVE,
    apply: judgedBefore('allocation', 'validation'),
  },
  {
    id: 'pool-before-options',
    text: 'Whether the pool of the main network has run dry is judged before vip and label.',
    requirement: 'POOL-7',
    profiles: LIVE,
    apply: mainPoolBefore('vip'),
  },
]);
