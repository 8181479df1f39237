import { isObject } from '../../runner/json.ts';
import { all, faultsOf, inStage, isRefusal, remembering } from '../changes/change.ts';
import { onFurtherPage } from '../changes/pages.ts';
import type { Address } from '../things.ts';
import type { Call, Change, Provider } from '../types.ts';
import { release } from '../world.ts';

const CLASS = 'release';

/** Keeps what was released, for one of the other operations to find. */
const remember = (keep: (address: Address) => void): Change =>
  inStage('release', (next) => (call, provider) => {
    if (call.address !== undefined) keep(call.address);
    return next(call, provider);
  });

const newest = ({ world }: Provider, than: Address): Address | undefined =>
  [...world.state.addresses.values()].findLast((one) => one.id !== than.id && one.organization === than.organization);

/** Answers a release of some addresses, and keeps them. */
const keeping = (kept: (address: Address, call: Call) => boolean): Change =>
  inStage('release', (next) => (call, provider) => {
    const { answers } = provider;
    const keeps = call.address !== undefined && kept(call.address, call);
    return keeps ? { body: answers.template(call.operation) } : next(call, provider);
  });

/** Releases others beside the address that is named. */
const taking = (which: (one: Address, released: Address, call: Call) => boolean): Change =>
  inStage('release', (next) => (call, provider) => {
    const { address } = call;
    const all = [...provider.world.state.addresses.values()];
    for (const one of all)
      if (address !== undefined && one.id !== address.id && which(one, address, call)) release(provider.world, one);
    return next(call, provider);
  });

/** Shows what was released to whoever names it by this member. */
const stillShownBy = (member: 'id' | 'address'): Change =>
  remembering(() => {
    const released = new Map<string, Address>();
    return all(
      remember((address) => released.set(address[member], address)),
      inStage('findAddress', (next) => async (call, provider) => {
        const outcome = await next(call, provider);
        const named = isObject(call.input.ip_address) ? String(call.input.ip_address[member]) : '';
        const gone = released.get(named);
        if (!isRefusal(outcome) || gone === undefined || call.operation.id !== 'getIpAddress') return outcome;
        call.address = gone;
        return undefined;
      }),
    );
  });

export const RELEASE = faultsOf(CLASS, [
  {
    id: 'release-does-nothing',
    text: 'A release is answered, and nothing is released.',
    requirement: 'REL-1',
    apply: inStage('release', () => (call, { answers }) => ({ body: answers.template(call.operation) })),
  },
  {
    id: 'released-still-shown',
    text: 'A released address can still be shown.',
    requirement: 'REL-1',
    apply: stillShownBy('id'),
  },
  {
    id: 'released-still-shown-by-address',
    text: 'A released address can still be shown to whoever names it by itself.',
    requirement: 'REL-1',
    apply: stillShownBy('address'),
  },
  {
    id: 'release-keeps-ipv6',
    text: 'A release of an IPv6 address is answered, and nothing is released.',
    requirement: 'REL-1',
    apply: keeping(({ version }) => version === 'ipv6'),
  },
  {
    id: 'release-keeps-vips',
    text: 'A release of a VIP is answered, and nothing is released.',
    requirement: 'REL-1',
    apply: keeping(({ vip }) => vip),
  },
  {
    id: 'release-by-other-token-keeps',
    text: 'A release by another token than the first is answered, and nothing is released.',
    requirement: 'REL-1',
    apply: keeping((_, { token }) => token?.role === 'second'),
  },
  {
    id: 'released-listed-on-last-page',
    text: 'Addresses that are released are listed on a page behind the others.',
    requirement: 'REL-1',
    apply: remembering(() => {
      const released = new Map<string, Address>();
      return all(
        remember((address) => released.set(address.id, address)),
        onFurtherPage(({ organization }) =>
          [...released.values()].reverse().filter((address) => address.organization === organization?.id),
        ),
      );
    }),
  },
  {
    id: 'released-still-listed',
    text: 'A released address is still listed.',
    requirement: 'REL-1',
    apply: remembering(() => {
      const released = new Map<string, Address>();
      return all(
        remember((address) => released.set(address.id, address)),
        inStage('list', (next) => (call, provider) => {
          const { world } = provider;
          const addresses = new Map([...world.state.addresses, ...released]);
          return next(call, { ...provider, world: { ...world, state: { ...world.state, addresses } } });
        }),
      );
    }),
  },
  {
    id: 'release-succeeds-again',
    text: 'An address that is released already is released again.',
    requirement: 'REL-1',
    apply: remembering(() => {
      const released = new Set<string>();
      return all(
        remember((address) => released.add(address.id)),
        inStage('findAddress', (next) => async (call, provider) => {
          const outcome = await next(call, provider);
          const named = isObject(call.input.ip_address) ? String(call.input.ip_address.id) : '';
          const again = call.operation.id === 'releaseIpAddress' && released.has(named);
          return isRefusal(outcome) && again ? { body: provider.answers.template(call.operation) } : outcome;
        }),
      );
    }),
  },
  {
    id: 'release-takes-newest-too',
    text: 'A release takes the newest address of the organization with it.',
    requirement: 'REL-2',
    apply: inStage('release', (next) => (call, provider) => {
      const other = call.address === undefined ? undefined : newest(provider, call.address);
      if (other !== undefined) release(provider.world, other);
      return next(call, provider);
    }),
  },
  {
    id: 'release-takes-namesakes-too',
    text: 'A release of a VIP takes every other VIP of that label with it.',
    requirement: 'REL-2',
    apply: taking((one, { vip, label }) => vip && one.vip && one.label === label),
  },
  {
    id: 'release-of-ipv6-takes-from-another',
    text: 'A release of an IPv6 address takes an address of another organization with it.',
    requirement: 'REL-2',
    apply: taking((one, { version, organization }) => version === 'ipv6' && one.organization !== organization),
  },
  {
    id: 'release-by-other-token-takes-from-another',
    text: 'A release by another token than the first takes the addresses of another organization with it.',
    requirement: 'REL-2',
    apply: taking((one, { organization }, { token }) => token?.role === 'second' && one.organization !== organization),
  },
  {
    id: 'release-takes-newest-instead',
    text: 'A release takes the newest address of the organization instead of the one that is named.',
    requirement: 'REL-2',
    apply: inStage('release', (next) => (call, provider) => {
      const other = call.address === undefined ? undefined : newest(provider, call.address);
      if (other !== undefined) call.address = other;
      return next(call, provider);
    }),
  },
  {
    id: 'release-takes-all',
    text: 'A release takes every address of the organization.',
    requirement: 'REL-2',
    apply: taking((one, { organization }) => one.organization === organization),
  },
  {
    id: 'release-of-unknown-succeeds',
    text: 'An address that never existed is released with success.',
    requirement: 'REL-3',
    apply: inStage('findAddress', (next) => async (call, provider) => {
      const outcome = await next(call, provider);
      const releasing = call.operation.id === 'releaseIpAddress';
      return isRefusal(outcome) && releasing ? { body: provider.answers.template(call.operation) } : outcome;
    }),
  },
]);
