import { after, all, creating, faultsOf, inStage, isRefusal, remembering } from '../changes/change.ts';
import type { Address, Organization } from '../things.ts';
import type { Call, Change, Provider, StageName } from '../types.ts';
import { CLASS } from './stored.ts';

/** More addresses than any organization has. */
const ALL = '65536';

/** Lets a page of several addresses begin so many further on for each page before it. */
const pagesShifted = (by: number): Change =>
  inStage('list', (next) => async (call, provider) => {
    const { input } = call;
    const [page, size] = [Number(input.page ?? 1), Number(input.per_page ?? 30)];
    const outcome = await next(call, provider);
    if (outcome === undefined || isRefusal(outcome) || size === 1) return outcome;
    const whole = await next({ ...call, input: { ...input, page: '1', per_page: ALL } }, provider);
    const items = whole === undefined || isRefusal(whole) ? [] : whole.body.ip_addresses;
    const first = (page - 1) * (size + by);
    return { body: { ...outcome.body, ip_addresses: Array.isArray(items) ? items.slice(first, first + size) : [] } };
  });

/** Lets an operation see only such addresses. */
const seeing = (stage: StageName, which: (address: Address, call: Call) => boolean): Change =>
  inStage(stage, (next) => (call, provider) => {
    const { world } = provider;
    const addresses = new Map([...world.state.addresses].filter(([, one]) => which(one, call)));
    return next(call, { ...provider, world: { ...world, state: { ...world.state, addresses } } });
  });

/** Shows or lists to a token that is not the first nothing but what it created itself. */
const ownOnly = (stage: StageName, operation: string): Change =>
  remembering(() => {
    const own = new Set<string>();
    return all(
      after('allocation', (outcome, call) => {
        if (call.token?.role === 'second' && call.address !== undefined) own.add(call.address.id);
        return outcome;
      }),
      seeing(stage, ({ id }, { token, operation: { id: asked } }) =>
        token?.role === 'second' && asked === operation ? own.has(id) : true,
      ),
    );
  });

/** Finds the organization of a list in another way if it is named by its sub domain. */
const bySubDomain = (find: (provider: Provider) => Organization | undefined): Change =>
  inStage('findOrganization', (next) => (call, provider) => {
    if (creating(call) || call.lookups.organization?.sub_domain === undefined) return next(call, provider);
    const found = find(provider);
    if (found === undefined) return provider.answers.refuse(call.operation, 'organization_not_found');
    call.organization = found;
    return undefined;
  });

/** Servers whose list is wrong on some page, for some way of asking for it, or to somebody. */
export const LISTED_IN_PART = faultsOf(CLASS, [
  {
    id: 'pages-overlap',
    text: 'A page of several addresses begins with the last one of the page before.',
    requirement: 'SUCC-11',
    apply: pagesShifted(-1),
  },
  {
    id: 'pages-leave-gaps',
    text: 'The address behind a page of several addresses is on no page.',
    requirement: 'SUCC-11',
    apply: pagesShifted(1),
  },
  {
    id: 'not-listed-by-sub-domain',
    text: 'A list is not found if its organization is named by sub domain.',
    requirement: 'SUCC-11',
    apply: bySubDomain(() => undefined),
  },
  {
    id: 'main-listed-for-any-sub-domain',
    text: 'The addresses of the first organization are listed for every one that is named by sub domain.',
    requirement: 'SUCC-11',
    apply: bySubDomain(({ world }) => world.organizations.main),
  },
  {
    id: 'others-not-listed-to-other-token',
    text: 'A token that is not the first is listed only what it created itself.',
    requirement: 'SUCC-11',
    apply: ownOnly('list', 'listIpAddresses'),
  },
  {
    id: 'others-not-shown-to-other-token',
    text: 'A token that is not the first is shown only what it created itself.',
    requirement: 'SUCC-10',
    apply: ownOnly('findAddress', 'getIpAddress'),
  },
]);
