import { setTimeout as pass } from 'node:timers/promises';
import { all, faultsOf, inStage, remembering } from '../changes/change.ts';
import { nextFree } from '../pools.ts';
import { poolFor, reserve } from '../stages/addresses.ts';
import type { Address, Pool } from '../things.ts';
import type { Call, Change, Provider } from '../types.ts';
import { pastTheEnd } from './pool.ts';

const CLASS = 'pool';

/** How long a server takes between looking at what requests share and using it, in milliseconds. */
export const GAP_MS = 4;

/** Hands out again an address that is held, when `when` says so. */
const handOutAgain = (when: (call: Call, created: number) => boolean, member: 'address' | 'id'): Change =>
  remembering(() => {
    let created = 0;
    return inStage('allocation', (next) => async (call, provider) => {
      const outcome = await next(call, provider);
      if (call.address === undefined) return outcome;
      created += 1;
      const { addresses } = provider.world.state;
      const own = call.address;
      const held = [...addresses.values()].findLast(
        (one) => one.id !== own.id && one.network === own.network && one.version === own.version,
      );
      if (held === undefined || !when(call, created)) return outcome;
      const again: Address = { ...own, [member]: held[member] };
      if (member === 'address') addresses.set(own.id, again);
      call.address = again;
      return outcome;
    });
  });

/** Looks at the pool, waits, and takes what it saw, whatever happened in between. */
const racing = (
  take: (pool: Pool, seen: number, call: Call, provider: Provider) => Address | undefined,
  gapMs = GAP_MS,
): Change =>
  inStage('allocation', () => async (call, provider) => {
    const pool = poolFor(call, provider);
    const seen = pool === undefined ? undefined : nextFree(pool);
    await pass(gapMs);
    const address = pool === undefined || seen === undefined ? undefined : take(pool, seen, call, provider);
    if (address === undefined) return provider.answers.refuse(call.operation, 'no_available_addresses');
    call.address = address;
    return undefined;
  });

/** The same where others wait for it, one after the other. */
const QUEUED_GAP_MS = 1;

/** Lets requests wait for each other only if they have the same key; any other may come in between. */
const racingUnless = (keyOf: (call: Call) => string): Change =>
  remembering(() => {
    const last = new Map<string, Promise<unknown>>();
    const waiting = inStage('allocation', (next) => async (call, provider) => {
      const before = last.get(keyOf(call));
      const turn = (async () => {
        await before;
        return next(call, provider);
      })();
      last.set(keyOf(call), turn);
      return turn;
    });
    return all(racing(reserve, QUEUED_GAP_MS), waiting);
  });

/** By which member a request names a thing. */
const namingOf = ({ lookups }: Call, name: string): string => Object.keys(lookups[name] ?? {}).join();

/** Another address than the one that was seen, even if the pool has none left. */
const overdraw = (pool: Pool): number => {
  let index = pool.state.cursor;
  while (pool.state.taken.has(index)) index += 1;
  return index;
};

const ALONE = faultsOf(CLASS, [
  {
    id: 'every-third-address-twice',
    text: 'Every third request gets an address that is held already.',
    requirement: 'SUCC-9',
    apply: handOutAgain((_, created) => created % 3 === 0, 'address'),
  },
  {
    id: 'every-fifth-id-twice',
    text: 'Every fifth address has an id that another one has.',
    requirement: 'SUCC-9',
    apply: handOutAgain((_, created) => created % 5 === 0, 'id'),
  },
  {
    id: 'vip-shares-address',
    text: 'A VIP gets the address of one that is held already.',
    requirement: 'SUCC-9',
    apply: handOutAgain((call) => call.vip, 'address'),
  },
  {
    id: 'held-address-after-release',
    text: 'The request after a release gets an address that is still held.',
    requirement: 'SUCC-9',
    apply: remembering(() => {
      let released = false;
      const noted = inStage('release', (next) => (call, provider) => {
        released = true;
        return next(call, provider);
      });
      const again = handOutAgain(() => {
        const hit = released;
        released = false;
        return hit;
      }, 'address');
      return (behaviour, random) => again(noted(behaviour, random), random);
    }),
  },
]);

const TOGETHER = faultsOf(CLASS, [
  {
    id: 'race-for-address',
    text: 'Requests that come at once get the same address.',
    requirement: 'POOL-9',
    deterministic: false,
    apply: racing(reserve),
  },
  {
    id: 'lock-for-each-token',
    text: 'Requests that come at once with different tokens get the same address.',
    requirement: 'SUCC-9',
    deterministic: false,
    apply: racingUnless(({ token }) => token?.role ?? ''),
  },
  {
    id: 'lock-for-each-naming-of-a-network',
    text: 'Requests that come at once and name one network in different ways get the same address.',
    requirement: 'SUCC-9',
    deterministic: false,
    apply: racingUnless((call) => namingOf(call, 'network')),
  },
  {
    id: 'lock-for-each-naming-of-an-organization',
    text: 'Requests that come at once and name one organization in different ways get the same address.',
    requirement: 'SUCC-9',
    deterministic: false,
    apply: racingUnless((call) => namingOf(call, 'organization')),
  },
  {
    id: 'lock-for-each-organization-of-ipv6',
    text: 'Requests for ipv6 that come at once for different organizations get the same address.',
    requirement: 'SUCC-9',
    deterministic: false,
    apply: racingUnless(({ version, organization }) => (version === 'ipv6' ? (organization?.id ?? '') : 'ipv4')),
  },
  {
    id: 'race-past-the-end',
    text: 'Requests that come at once to a pool that is nearly dry get more addresses than it has.',
    requirement: 'POOL-8',
    deterministic: false,
    apply: racing((pool, _, call, provider) => reserve(pool, overdraw(pool), call, provider)),
  },
  {
    id: 'race-lost-is-refused',
    text: 'Of requests that come at once all but one are refused, although the pool has enough for all.',
    requirement: 'POOL-9',
    deterministic: false,
    apply: racing((pool, seen, call, provider) =>
      pool.state.taken.has(seen) ? undefined : reserve(pool, seen, call, provider),
    ),
  },
  {
    id: 'race-of-releases',
    text: 'Requests that release one address at once each give it back to the pool.',
    requirement: 'POOL-8',
    deterministic: false,
    apply: all(
      pastTheEnd,
      inStage('release', (next) => async (call, provider) => {
        const network = call.address?.network;
        const version = call.address?.version;
        await pass(GAP_MS);
        const gone = call.address !== undefined && !provider.world.state.addresses.has(call.address.id);
        const outcome = await next(call, provider);
        const pool = network && version ? poolFor({ ...call, network, version }, provider) : undefined;
        if (gone && pool !== undefined) pool.state.withheld -= 1;
        return outcome;
      }),
    ),
  },
]);

export const DUPLICATES = [...ALONE, ...TOGETHER];
