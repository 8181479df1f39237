import type { Json, JsonObject } from '../../runner/types/values.ts';
import { after, faultsOf, forgive, inStage, isRefusal, remembering } from '../changes/change.ts';
import { asSent } from '../changes/reading.ts';
import { onIpAddress } from '../changes/replies.ts';
import type { Success } from '../replies.ts';
import { bearerOf, holderOf } from '../stages/access.ts';
import type { Address, OrganizationStatus } from '../things.ts';
import type { Call, Change } from '../types.ts';

const CLASS = 'state';

/** Answers a request that came before with the answer it got then. */
const cached = (when: (input: JsonObject) => boolean): Change =>
  remembering(() => {
    const answers = new Map<string, Success>();
    return inStage('allocation', (next) => async (call, provider) => {
      const key = JSON.stringify([call.token?.role, call.input]);
      const known = answers.get(key);
      if (known !== undefined && when(call.input)) return known;
      const outcome = await next(call, provider);
      if (call.address !== undefined)
        answers.set(key, { body: { ip_address: provider.behaviour.show(call.address, provider, call) } });
      return outcome;
    });
  });

/** Shows the label of an earlier request on an address that has none of its own. */
const leakLabel: Change = remembering(() => {
  let last: Json = null;
  return onIpAddress((ip) => {
    const leaked = ip.label ?? last;
    last = ip.label ?? last;
    return { ...ip, label: leaked };
  });
});

/** Serves a request with something of one before it whose organization was not found. */
const leftByRefused = (give: (call: Call, refused: Call) => void): Change =>
  remembering(() => {
    let refused: Call | undefined;
    return after('findOrganization', (outcome, call) => {
      if (isRefusal(outcome)) refused = call;
      else if (refused !== undefined) {
        give(call, refused);
        refused = undefined;
      }
      return outcome;
    });
  });

/** Gives an address to the organization that got a VIP of IPv6 before it. */
const organizationLeft: Change = remembering(() => {
  let before: Call['organization'];
  return inStage('allocation', (next) => (call, provider) => {
    const asked = call.organization;
    if (before !== undefined) call.organization = before;
    before = call.vip && call.version === 'ipv6' ? asked : undefined;
    return next(call, provider);
  });
});

const statusRemembered = (
  keep: (status: OrganizationStatus) => boolean,
  when: (call: Call) => boolean = () => true,
): Change =>
  remembering(() => {
    const first = new Map<string, OrganizationStatus>();
    return inStage('organizationStatus', (next) => (call, provider) => {
      const { world } = provider;
      if (!when(call)) return next(call, provider);
      const id = call.organization?.id ?? '';
      const status = world.state.statuses.get(id) ?? 'active';
      const known = first.get(id);
      if (known === undefined && keep(status)) first.set(id, status);
      const statuses = new Map(world.state.statuses).set(id, first.get(id) ?? status);
      return next(call, { ...provider, world: { ...world, state: { ...world.state, statuses } } });
    });
  });

const afterUnavailable = (requests: number): Change =>
  remembering(() => {
    let left = 0;
    return after('availability', (outcome, call, provider) => {
      if (isRefusal(outcome)) left = requests;
      const stillDown = outcome === undefined && left > 0;
      if (stillDown) left -= 1;
      return stillDown ? provider.answers.refuse(call.operation, 'service_unavailable') : outcome;
    });
  });

export const MEMORY = faultsOf(CLASS, [
  {
    id: 'answers-cached',
    text: 'A request that came before is answered as it was answered then.',
    requirement: 'SUCC-12',
    apply: cached(() => true),
  },
  {
    id: 'vip-answers-cached',
    text: 'A request for a VIP that came before is answered as it was answered then.',
    requirement: 'SUCC-9',
    apply: cached(({ vip }) => vip === true),
  },
  {
    id: 'label-leaks',
    text: 'An address without a label shows that of the VIP before it.',
    requirement: 'SUCC-6',
    apply: leakLabel,
  },
  {
    id: 'vip-sticks',
    text: 'After a VIP every address is one.',
    requirement: 'SUCC-5',
    apply: remembering(() => {
      let seen = false;
      return onIpAddress((ip) => {
        seen ||= ip.vip === true;
        return { ...ip, vip: seen };
      });
    }),
  },
  {
    id: 'network-of-refused-request',
    text: 'After a request for an unknown organization the next one gets an address of the network that it named.',
    requirement: 'SUCC-7',
    apply: leftByRefused((call, { lookups: { network } }) => {
      if (network !== undefined) call.lookups = { ...call.lookups, network };
    }),
  },
  {
    id: 'label-of-refused-request',
    text: 'After a request for an unknown organization the next VIP gets the label that it asked for.',
    requirement: 'SUCC-6',
    apply: leftByRefused((call, { label }) => {
      if (call.vip && label !== null) call.label = label;
    }),
  },
  {
    id: 'organization-of-request-before',
    text: 'An address after a VIP of IPv6 belongs to the organization of that.',
    requirement: 'SUCC-11',
    apply: organizationLeft,
  },
  {
    id: 'address-shown-of-request-before',
    text: 'A request is answered with the address of the request before it.',
    requirement: 'SUCC-9',
    apply: remembering(() => {
      let before: Address | undefined;
      return after('allocation', (outcome, call) => {
        const { address } = call;
        if (address === undefined) return outcome;
        if (before !== undefined && before.version === address.version) call.address = before;
        before = address;
        return outcome;
      });
    }),
  },
  {
    id: 'status-remembered',
    text: 'An organization that was active once counts as active.',
    requirement: 'LOOK-3',
    apply: statusRemembered((status) => status === 'active'),
  },
  {
    id: 'status-remembered-by-sub-domain',
    text: 'An organization that was active once when it was named by sub domain counts as active if it is named so again.',
    requirement: 'LOOK-3',
    apply: statusRemembered(
      (status) => status === 'active',
      ({ lookups }) => lookups.organization?.sub_domain !== undefined,
    ),
  },
  {
    id: 'suspended-for-good',
    text: 'An organization that was suspended once counts as suspended.',
    requirement: 'SUCC-12',
    apply: statusRemembered((status) => status === 'suspended'),
  },
  {
    id: 'never-unavailable',
    text: 'A service that is unavailable serves requests.',
    requirement: 'AVAIL-1',
    apply: forgive('availability'),
  },
  {
    id: 'unavailable-but-for-vips',
    text: 'A service that is unavailable serves requests for VIPs.',
    requirement: 'AVAIL-1',
    apply: forgive('availability', undefined, (call) => asSent(call).includes('"vip":true')),
  },
  {
    id: 'unavailable-but-by-sub-domain',
    text: 'A service that is unavailable serves requests that name the organization by sub domain.',
    requirement: 'AVAIL-1',
    apply: forgive('availability', undefined, (call) => asSent(call).includes('"sub_domain"')),
  },
  {
    id: 'unavailable-to-one-token',
    text: 'A service that is unavailable serves all tokens but the first.',
    requirement: 'AVAIL-1',
    apply: forgive(
      'availability',
      undefined,
      (call, provider) => holderOf(bearerOf(call) ?? '', provider)?.role === 'second',
    ),
  },
  {
    id: 'unavailable-too-long',
    text: 'A service that is available again refuses the first request.',
    requirement: 'AVAIL-2',
    apply: afterUnavailable(1),
  },
  {
    id: 'ipv6-never-available',
    text: 'The pools of IPv6 addresses are always dry.',
    requirement: 'POOL-1',
    apply: inStage(
      'allocation',
      (next) => (call, provider) =>
        call.version === 'ipv6'
          ? provider.answers.refuse(call.operation, 'no_available_addresses')
          : next(call, provider),
    ),
  },
]);
