import { isObject } from '../../runner/json.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import { after, allocateAnyway, creating, faultsOf, inStage, isRefusal, remembering } from '../changes/change.ts';
import { jsonOf, onIpAddress, onReply, withJson } from '../changes/replies.ts';
import type { Address } from '../things.ts';
import type { Change } from '../types.ts';
import { release } from '../world.ts';

export const CLASS = 'state';

/** Changes what is answered when an address is shown, and leaves what is answered to its creation. */
const onShown = (change: (body: JsonObject) => JsonObject): Change =>
  onReply((reply, call, outcome) => {
    const body = isRefusal(outcome) || creating(call) ? {} : jsonOf(reply);
    return isObject(body.ip_address) ? withJson(reply, change(body)) : reply;
  });

const shownDifferently = (change: (ip: JsonObject) => JsonObject): Change =>
  onShown(({ ip_address: ip, ...others }) => ({ ...others, ip_address: change(isObject(ip) ? ip : {}) }));

const withDataCenter = (ip: JsonObject, change: (dataCenter: JsonObject) => JsonObject): JsonObject => {
  const network = isObject(ip.network) ? ip.network : {};
  return { ...ip, network: { ...network, data_center: change(network.data_center as JsonObject) } };
};

const inDataCenter = (ip: JsonObject, id: string): JsonObject => withDataCenter(ip, (known) => ({ ...known, id }));

const inCountry = (ip: JsonObject, id: string): JsonObject =>
  withDataCenter(ip, (known) => ({ ...known, country: { ...(known.country as JsonObject), id } }));

export const inOrganization = (address: Address, organization: string): Address => ({ ...address, organization });

export const STORED = faultsOf(CLASS, [
  {
    id: 'two-for-one',
    text: 'A request that succeeds allocates two addresses.',
    requirement: 'SIDE-2',
    apply: after('allocation', (outcome, call, provider) => {
      if (outcome === undefined) allocateAnyway(call, provider, call.organization, call.network);
      return outcome;
    }),
  },
  {
    id: 'not-stored',
    text: 'An address is answered and not stored.',
    requirement: 'SUCC-10',
    apply: after('allocation', (outcome, call, { world }) => {
      if (call.address !== undefined) release(world, call.address);
      return outcome;
    }),
  },
  {
    id: 'stored-late',
    text: 'A new address cannot be shown before it was asked for once.',
    requirement: 'SUCC-10',
    apply: remembering(() => {
      const asked = new Set<string>();
      return inStage('answer', (next) => (call, provider) => {
        const id = call.address?.id ?? '';
        if (creating(call) || asked.has(id)) return next(call, provider);
        asked.add(id);
        return provider.answers.refuse(call.operation, 'ip_address_not_found');
      });
    }),
  },
  {
    id: 'shown-without-label',
    text: 'An address is shown without the label that it was created with.',
    requirement: 'SUCC-10',
    apply: shownDifferently((ip) => ({ ...ip, label: null })),
  },
  {
    id: 'ipv6-vip-shown-without-label',
    text: 'A VIP of ipv6 is shown without the label that it was created with.',
    requirement: 'SUCC-10',
    apply: shownDifferently((ip) =>
      ip.vip === true && String(ip.address).includes(':') ? { ...ip, label: null } : ip,
    ),
  },
  {
    id: 'shown-with-other-prefix',
    text: 'An address is shown with another prefix length than it was created with.',
    requirement: 'SUCC-10',
    apply: shownDifferently((ip) => ({
      ...ip,
      address_with_mask: `${ip.address}/${String(ip.address).includes(':') ? 128 : 32}`,
    })),
  },
  {
    id: 'shown-with-other-reverse-dns',
    text: 'An address is shown with another reverse DNS name than it was created with.',
    requirement: 'SUCC-10',
    apply: shownDifferently((ip) => ({ ...ip, reverse_dns: `unset-${ip.reverse_dns}` })),
  },
  {
    id: 'shown-allocated',
    text: 'An address that was allocated to nothing is shown as allocated.',
    requirement: 'SUCC-10',
    apply: shownDifferently((ip) => ({
      ...ip,
      allocation_id: 'vm_0000000000000000',
      allocation_type: 'VirtualMachine',
    })),
  },
  {
    id: 'shown-in-network-of-other-name',
    text: 'An address is shown in a network of another name than it was created in.',
    requirement: 'SUCC-10',
    apply: shownDifferently((ip) => ({ ...ip, network: { ...(ip.network as JsonObject), name: 'Network' } })),
  },
  {
    id: 'shown-in-main-network',
    text: 'Every address is shown as one of the main network.',
    requirement: 'SUCC-10',
    apply: onReply((reply, call, outcome, { world }) => {
      const { id, name, permalink } = world.networks.main ?? {};
      const body = isRefusal(outcome) || creating(call) ? {} : jsonOf(reply);
      const { ip_address: ip } = body;
      const network = { ...(isObject(ip) ? (ip.network as JsonObject) : {}), ...{ id, name, permalink } } as JsonObject;
      return isObject(ip) ? withJson(reply, { ...body, ip_address: { ...ip, network } }) : reply;
    }),
  },
  {
    id: 'shown-in-other-data-center',
    text: 'An address is shown in another data centre than it was created in.',
    requirement: 'SUCC-10',
    apply: shownDifferently((ip) => inDataCenter(ip, 'loc_0000000000000000')),
  },
  {
    id: 'shown-in-other-country',
    text: 'An address is shown in a data centre of another country than it was created in.',
    requirement: 'SUCC-10',
    apply: shownDifferently((ip) => inCountry(ip, 'ctry_0000000000000000')),
  },
  {
    id: 'shown-with-allocation',
    text: 'A fresh address is shown with something that it is allocated to.',
    requirement: 'SUCC-10',
    apply: onShown((body) => ({ ...body, allocation: { id: 'vm_0000000000000000' } })),
  },
  {
    id: 'shown-without-allocation',
    text: 'An address is shown without saying what it is allocated to.',
    requirement: 'SUCC-2',
    apply: onShown(({ allocation: _, ...rest }) => rest),
  },
  {
    id: 'data-center-by-permalink',
    text: 'A network has another data centre if it is named by its permalink.',
    requirement: 'EXCL-1',
    apply: onIpAddress((ip, call) =>
      call.lookups.network?.permalink === undefined ? ip : inDataCenter(ip, 'loc_0000000000000000'),
    ),
  },
  {
    id: 'not-found-by-address',
    text: 'An address cannot be found by itself.',
    requirement: 'SUCC-10',
    apply: inStage(
      'findAddress',
      (next) => (call, provider) =>
        isObject(call.input.ip_address) && call.input.ip_address.address !== undefined
          ? provider.answers.refuse(call.operation, 'ip_address_not_found')
          : next(call, provider),
    ),
  },
  {
    id: 'stored-for-other-organization',
    text: 'An address is stored for another organization than the one that asked.',
    requirement: 'SUCC-11',
    apply: after('allocation', (outcome, call, { world }) => {
      const other = Object.values(world.organizations).find(({ id }) => id !== call.organization?.id);
      if (call.address !== undefined && other !== undefined)
        world.state.addresses.set(call.address.id, inOrganization(call.address, other.id));
      return outcome;
    }),
  },
]);
