import type { JsonObject } from '../../runner/types/values.ts';
import { after, faultsOf, inStage, LIVE, remembering } from '../changes/change.ts';
import { onIpAddress } from '../changes/replies.ts';
import type { Network, Version } from '../things.ts';
import type { Call, Change, Provider } from '../types.ts';

const CLASS = 'relations';

const addressOf = ({ address }: JsonObject): string => String(address);

/** Gives the other version to whoever asks for this one. */
const swapFor = (version: Version): Change =>
  inStage('allocation', (next) => (call, provider) => {
    if (call.version === version) call.version = version === 'ipv4' ? 'ipv6' : 'ipv4';
    return next(call, provider);
  });

/** Allocates in the network of one role what was asked of the other. */
const networkInstead = (asked: string, given: string): Change =>
  inStage('findNetwork', (next) => async (call, provider) => {
    const outcome = await next(call, provider);
    const { networks } = provider.world;
    const other = networks[given];
    if (call.network === networks[asked] && other !== undefined) call.network = other;
    return outcome;
  });

const masked = (prefix: (ip: string) => string): Change =>
  onIpAddress((ip) => ({ ...ip, address_with_mask: `${addressOf(ip)}/${prefix(addressOf(ip))}` }));

const isV6 = (address: string): boolean => address.includes(':');

const showNetwork = (ip: JsonObject, network: Network | undefined): JsonObject => ({
  ...ip,
  network: { ...(ip.network as JsonObject), id: network?.id ?? '', permalink: network?.permalink ?? null },
});

const vip = (change: (call: Call) => boolean): Change => onIpAddress((ip, call) => ({ ...ip, vip: change(call) }));

const otherNetwork = (call: Call, { world }: Provider): Network | undefined =>
  Object.values(world.networks).find((network) => network !== call.network);

const ADDRESSES = faultsOf(CLASS, [
  {
    id: 'ipv4-for-ipv6',
    text: 'Whoever asks for ipv6 gets an IPv4 address.',
    requirement: 'SUCC-3',
    apply: swapFor('ipv6'),
  },
  {
    id: 'ipv6-for-ipv4',
    text: 'Whoever asks for ipv4 gets an IPv6 address.',
    requirement: 'SUCC-3',
    apply: swapFor('ipv4'),
  },
  {
    id: 'ipv4-mapped',
    text: 'An IPv4 address is answered as an IPv6 address that maps it.',
    requirement: 'SUCC-3',
    apply: onIpAddress((ip) => (isV6(addressOf(ip)) ? ip : { ...ip, address: `::ffff:${addressOf(ip)}` })),
  },
  {
    id: 'version-of-first-request',
    text: 'Every address has the version that the first request asked for.',
    requirement: 'SUCC-3',
    apply: remembering(() => {
      let first: Version | undefined;
      return inStage('allocation', (next) => (call, provider) => {
        first ??= call.version;
        if (first !== undefined) call.version = first;
        return next(call, provider);
      });
    }),
  },
  {
    id: 'mask-of-subnet',
    text: 'address_with_mask has the first address of the subnet instead of the address.',
    requirement: 'SUCC-4',
    apply: onIpAddress((ip) => ({
      ...ip,
      address_with_mask: String(ip.address_with_mask).replace(/[0-9a-f]+\//i, '0/'),
    })),
  },
  {
    id: 'prefix-too-long',
    text: 'address_with_mask has a prefix length that its family does not have.',
    requirement: 'SUCC-4',
    apply: masked((address) => (isV6(address) ? '129' : '33')),
  },
  {
    id: 'ipv6-prefix-for-ipv4',
    text: 'The prefix length of an IPv4 address is that of an IPv6 subnet.',
    requirement: 'SUCC-4',
    apply: masked(() => '64'),
  },
]);

const OPTIONS = faultsOf(CLASS, [
  {
    id: 'vip-ignored',
    text: 'An address that should be a VIP is none.',
    requirement: 'SUCC-5',
    apply: after('vip', (outcome, call) => {
      call.vip = false;
      return outcome;
    }),
  },
  { id: 'vip-always', text: 'Every address is answered as a VIP.', requirement: 'SUCC-5', apply: vip(() => true) },
  {
    id: 'vip-inverted',
    text: 'vip is answered as the opposite of what was asked for.',
    requirement: 'SUCC-5',
    apply: vip((call) => !call.vip),
  },
  {
    id: 'label-empty-without-vip',
    text: 'An address that is no VIP has an empty label.',
    requirement: 'SUCC-6',
    profiles: LIVE,
    apply: onIpAddress((ip) => ({ ...ip, label: ip.label ?? '' })),
  },
  {
    id: 'network-shown-wrong',
    text: 'The answer names another network than the one that the address is in.',
    requirement: 'SUCC-7',
    apply: onIpAddress((ip, call, provider) => showNetwork(ip, otherNetwork(call, provider))),
  },
  {
    id: 'network-always-default',
    text: 'Every address is in the default network.',
    requirement: 'SUCC-7',
    apply: networkInstead('other', 'main'),
  },
  {
    id: 'network-never-default',
    text: 'Whoever asks for the default network gets an address of another one.',
    requirement: 'SUCC-7',
    apply: networkInstead('main', 'other'),
  },
  {
    id: 'fresh-address-allocated',
    text: 'A new address is allocated to a machine already.',
    requirement: 'SUCC-8',
    apply: onIpAddress((ip) => ({ ...ip, allocation_id: 'vm_0000000000000000', allocation_type: 'VirtualMachine' })),
  },
  {
    id: 'allocation-type-without-allocation',
    text: 'A new address has a type of allocation.',
    requirement: 'SUCC-8',
    apply: onIpAddress((ip) => ({ ...ip, allocation_type: 'Organization' })),
  },
]);

export const RELATIONS = [...ADDRESSES, ...OPTIONS];
