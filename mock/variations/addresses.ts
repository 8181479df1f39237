import { after, all, creating } from '../changes/change.ts';
import { latestReleasedFirst } from '../changes/released.ts';
import { variationsOf } from '../changes/variation.ts';
import { freeIn } from '../pools.ts';
import type { Address, Pool } from '../things.ts';
import type { Behaviour, Call, Change, Provider } from '../types.ts';

const choose =
  (start: (pool: Pool, random: () => number) => number): Change =>
  (behaviour, random): Behaviour => ({
    ...behaviour,
    choose: (pool) => {
      if (freeIn(pool) <= 0) return undefined;
      let index = start(pool, random);
      while (pool.state.taken.has(index)) index = (index + 1) % pool.size;
      return index;
    },
  });

/** Stores addresses otherwise than the pools have them. */
const stored = (change: (address: Address) => Partial<Address>): Change =>
  after('allocation', (outcome, call: Call, { world }: Provider) => {
    if (call.address === undefined) return outcome;
    const address: Address = { ...call.address, ...change(call.address) };
    world.state.addresses.delete(call.address.id);
    world.state.addresses.set(address.id, address);
    call.address = address;
    return outcome;
  });

const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));

/** All eight groups of an IPv6 address, four digits each. */
const writtenOut = (address: string): string => {
  const [before = '', rest = ''] = address.split('::');
  const [left, right] = [groups(before), groups(rest)];
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join(':');
};

const V6 = (address: Address, change: (text: string) => string): Partial<Address> =>
  address.version === 'ipv6' ? { address: change(address.address) } : {};

const uuid = (id: string): string => {
  const hex = Buffer.from(id).toString('hex').slice(-32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

const ids =
  (change: (id: string) => string): Change =>
  (behaviour) => ({
    ...behaviour,
    newId: (world) => change(behaviour.newId(world)),
  });

/** The same addresses in ranges that are not those of the mock: RFC 1918 and RFC 3849. */
const elsewhere = (address: string): string =>
  address.replace(/^198\./, '10.').replace(/^2001:db8:0:/, '2001:db8:ffff:');

export const ADDRESSES = variationsOf([
  {
    id: 'highest-address-first',
    text: 'Addresses are handed out from the end of the range.',
    apply: (behaviour) => ({
      ...behaviour,
      choose: (pool) => {
        if (freeIn(pool) <= 0) return undefined;
        let index = pool.size - 1;
        while (pool.state.taken.has(index)) index -= 1;
        return index;
      },
    }),
  },
  {
    id: 'lowest-address-first',
    text: 'A released address is handed out again at once.',
    apply: choose(() => 0),
  },
  {
    id: 'ids-of-addresses',
    text: 'An address that was released last is handed out first, with the id that it had.',
    apply: all(
      latestReleasedFirst,
      stored(({ address }) => ({ id: `ip_${Buffer.from(address).toString('hex')}` })),
    ),
  },
  {
    id: 'scattered-addresses',
    text: 'Addresses are handed out in no order.',
    apply: choose((pool, random) => Math.floor(random() * pool.size)),
  },
  {
    id: 'other-ranges',
    text: 'Addresses are of other ranges.',
    apply: stored(({ address }) => ({ address: elsewhere(address) })),
  },
  {
    id: 'host-prefixes',
    text: 'The prefix length is that of a single address.',
    apply: stored(({ version }) => ({ prefix: version === 'ipv4' ? 32 : 128 })),
  },
  {
    id: 'wide-prefixes',
    text: 'The prefix length is that of a wide subnet.',
    apply: stored(({ version }) => ({ prefix: version === 'ipv4' ? 22 : 48 })),
  },
  {
    id: 'ipv6-written-out',
    text: 'IPv6 addresses are written without abbreviation.',
    apply: stored((address) => V6(address, writtenOut)),
  },
  {
    id: 'ipv6-in-capitals',
    text: 'IPv6 addresses are written in capital letters.',
    apply: stored((address) => V6(address, (text) => text.toUpperCase())),
  },
  {
    id: 'ipv6-written-out-later',
    text: 'An IPv6 address is created in its short spelling, and shown and listed without abbreviation.',
    apply: (behaviour) => ({
      ...behaviour,
      show: (address, provider, call) => {
        const shown = behaviour.show(address, provider, call);
        if (creating(call) || address.version === 'ipv4') return shown;
        const spelt = writtenOut(address.address);
        return { ...shown, address: spelt, address_with_mask: `${spelt}/${address.prefix}` };
      },
    }),
  },
  {
    id: 'ids-are-uuids',
    text: 'Ids are UUIDs.',
    apply: ids(uuid),
  },
  {
    id: 'ids-are-digits',
    text: 'Ids are texts of digits.',
    apply: ids((id) => BigInt(`0x${Buffer.from(id).toString('hex')}`).toString()),
  },
  {
    id: 'reverse-dns-elsewhere',
    text: 'The reverse DNS name is of another kind.',
    apply: (behaviour) => ({
      ...behaviour,
      show: (address, provider, call) => ({
        ...behaviour.show(address, provider, call),
        reverse_dns: `${address.id.toLowerCase().replaceAll('_', '-')}.example.org`,
      }),
    }),
  },
]);
