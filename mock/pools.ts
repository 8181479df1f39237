import type { Pool, PoolState, Version } from './things.ts';

const ipv4At = (base: string): ((index: number) => string) => {
  const first = base.split('.').reduce((value, part) => value * 256 + Number(part), 0);
  return (index) => [24, 16, 8, 0].map((bits) => Math.floor((first + index) / 2 ** bits) % 256).join('.');
};

/** Range of one network: the first address to hand out, how many there are, and the prefix length of its subnet. */
export type Range = {
  readonly version: Version;
  readonly first: string;
  readonly size: number;
  readonly prefix: number;
};

/** How addresses of a range are written. An IPv6 range begins at `::1` of its subnet and has at most 65535 addresses. */
export const writer = ({ version, first }: Range): ((index: number) => string) =>
  version === 'ipv4' ? ipv4At(first) : (index) => `${first}${(index + 1).toString(16)}`;

/** A pool from which nothing is taken yet. */
export const emptyPool = (): PoolState => ({ taken: new Set(), withheld: 0, cursor: 0 });

/** How many addresses the pool has to hand out. */
export const freeIn = (pool: Pool): number => pool.size - pool.state.taken.size - pool.state.withheld;

/** The next index that is not taken, going round; `undefined` if the pool has run dry. */
export const nextFree = (pool: Pool): number | undefined => {
  if (freeIn(pool) <= 0) return undefined;
  let index = pool.state.cursor;
  while (pool.state.taken.has(index)) index = (index + 1) % pool.size;
  return index;
};

/** Takes the address at `index` out of the pool. */
export const take = (pool: Pool, index: number): void => {
  pool.state.taken.add(index);
  pool.state.cursor = (index + 1) % pool.size;
};

/** Gives the address at `index` back to the pool. */
export const giveBack = (pool: Pool, index: number): void => {
  pool.state.taken.delete(index);
};
