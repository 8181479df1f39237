import type { LimiterState } from './limiter.ts';
import { newLimiter } from './limiter.ts';
import type { Range } from './pools.ts';
import { emptyPool, giveBack, writer } from './pools.ts';
import { alphanumerics, randomFrom } from './random.ts';
import type { Address, Network, Organization, OrganizationStatus, Pool, PoolState, Token, Version } from './things.ts';

/** All that can change, as plain data: a copy of it is a picture of the world. */
export type State = {
  readonly statuses: Map<string, OrganizationStatus>;
  readonly pools: Map<string, PoolState>;
  readonly addresses: Map<string, Address>;
  readonly limiter: LimiterState;
  /** How far the virtual clock is ahead of the real one. */
  aheadMs: number;
  unavailable: boolean;
};

/** The provider's data, by role where a role is known. */
export type World = {
  readonly organizations: Readonly<Record<string, Organization>>;
  readonly networks: Readonly<Record<string, Network>>;
  readonly tokens: Readonly<Record<string, Token>>;
  readonly ranges: ReadonlyMap<string, Range & Pick<Pool, 'at'>>;
  /** Milliseconds since the epoch, on the virtual clock. */
  readonly now: () => number;
  readonly newId: (kind: string) => string;
  readonly initial: State;
  state: State;
};

export type WorldOptions = {
  readonly seed: string;
  /** Requests per minute that every token may make. */
  readonly permitted: number;
  /** The base clock, in milliseconds since the epoch. */
  readonly clock: () => number;
};

const STATUSES: Readonly<Record<string, OrganizationStatus>> = {
  main: 'active',
  other: 'active',
  suspended: 'suspended',
  inactive: 'not_activated',
  forbidden: 'active',
};

const TOKENS: Readonly<Record<string, Omit<Token, 'role' | 'secret'>>> = {
  valid: { scoped: true, trusted: true },
  second: { scoped: true, trusted: true },
  observer: { scoped: true, trusted: true },
  expired: { scoped: true, trusted: true, flaw: 'invalid_api_token' },
  capabilities: { scoped: true, trusted: true, flaw: 'invalid_capabilities_token' },
  restricted: { scoped: true, trusted: true, flaw: 'unauthorized_network_for_api_token' },
  unscoped: { scoped: false, trusted: true },
  forbidden: { scoped: true, trusted: false },
};

/** Ranges set apart for documentation and tests: RFC 2544 and RFC 6890 (198.18.0.0/15), RFC 5737, RFC 3849. */
const RANGES: Readonly<Record<string, readonly Range[]>> = {
  main: [
    { version: 'ipv4', first: '198.18.0.1', size: 65_534, prefix: 16 },
    { version: 'ipv6', first: '2001:db8:0:1::', size: 65_535, prefix: 64 },
  ],
  other: [
    { version: 'ipv4', first: '198.19.0.1', size: 65_534, prefix: 16 },
    { version: 'ipv6', first: '2001:db8:0:2::', size: 65_535, prefix: 64 },
  ],
  drain: [
    { version: 'ipv4', first: '198.51.100.1', size: 5, prefix: 24 },
    { version: 'ipv6', first: '2001:db8:0:3::', size: 5, prefix: 64 },
  ],
};

const poolKey = (network: string, version: Version): string => `${network} ${version}`;

const entriesBy = <T>(roles: readonly string[], make: (role: string) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(roles.map((role) => [role, make(role)]));

const rangesOf = (networks: Readonly<Record<string, Network>>): World['ranges'] =>
  new Map(
    Object.entries(networks).flatMap(([role, network]) =>
      (RANGES[role] ?? []).map(
        (range) => [poolKey(network.id, range.version), { ...range, at: writer(range) }] as const,
      ),
    ),
  );

const initialState = (
  organizations: Readonly<Record<string, Organization>>,
  ranges: World['ranges'],
  permitted: number,
): State => ({
  statuses: new Map(Object.entries(organizations).map(([role, { id }]) => [id, STATUSES[role] ?? 'active'])),
  pools: new Map([...ranges.keys()].map((key) => [key, emptyPool()])),
  addresses: new Map(),
  limiter: newLimiter(permitted),
  aheadMs: 0,
  unavailable: false,
});

/** A world made from the seed: the same seed, the same ids and secrets. */
export const createWorld = ({ seed, permitted, clock }: WorldOptions): World => {
  const random = randomFrom(seed);
  const newId = (kind: string): string => `${kind}_${alphanumerics(random, 16)}`;
  const newName = (role: string): string => `${role}-${alphanumerics(random, 6).toLowerCase()}`;
  const organizations = entriesBy(Object.keys(STATUSES), (role): Organization => {
    const closed = role === 'forbidden';
    return { id: newId('org'), sub_domain: newName(role), closed };
  });
  const networks = entriesBy(Object.keys(RANGES), (role): Network => {
    const name = `${role.charAt(0).toUpperCase()}${role.slice(1)} Network`;
    return { id: newId('netw'), permalink: newName(role), name, default: role === 'main' };
  });
  const tokens = Object.fromEntries(
    Object.entries(TOKENS).map(([role, token]) => [role, { role, secret: alphanumerics(random, 40), ...token }]),
  );
  const ranges = rangesOf(networks);
  const initial = initialState(organizations, ranges, permitted);
  const state = structuredClone(initial);
  const world: World = {
    organizations,
    networks,
    tokens,
    ranges,
    newId,
    initial,
    state,
    now: () => clock() + world.state.aheadMs,
  };
  return world;
};

/** The pool of a network (by id) and version; `undefined` if there is no such network. */
export const poolOf = (world: World, network: string, version: Version): Pool | undefined => {
  const range = world.ranges.get(poolKey(network, version));
  const state = world.state.pools.get(poolKey(network, version));
  return range === undefined || state === undefined ? undefined : { ...range, network, state };
};

/** Takes an address away from its organization and gives it back to its pool. */
export const release = (world: World, address: Address): void => {
  world.state.addresses.delete(address.id);
  const pool = poolOf(world, address.network.id, address.version);
  if (pool !== undefined) giveBack(pool, address.index);
};
