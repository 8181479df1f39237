import { isObject } from '../../runner/json.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import { faultsOf, inStage, isRefusal, LIVE } from '../changes/change.ts';
import { onFurtherPage } from '../changes/pages.ts';
import { jsonOf, onReply, withJson } from '../changes/replies.ts';
import type { Address } from '../things.ts';
import type { Change } from '../types.ts';
import { CLASS, inOrganization } from './stored.ts';

/** Changes which addresses a list shows. */
const listedAs = (change: (addresses: readonly JsonObject[], size: number) => readonly JsonObject[]): Change =>
  onReply((reply, call, outcome) => {
    if (isRefusal(outcome) || call.operation.pagination === undefined) return reply;
    const body = jsonOf(reply);
    const { ip_addresses: listed, pagination } = body;
    const items = Array.isArray(listed) ? listed.filter(isObject) : [];
    const size = isObject(pagination) ? Number(pagination.per_page) : 0;
    return withJson(reply, { ...body, ip_addresses: change(items, size) });
  });

/** Changes what a list says of its pages. */
const paginated = (change: (told: JsonObject) => JsonObject): Change =>
  onReply((reply, call, outcome) => {
    if (isRefusal(outcome) || call.operation.pagination === undefined) return reply;
    const { pagination, ...rest } = jsonOf(reply);
    const told = isObject(pagination) ? pagination : {};
    return withJson(reply, { ...rest, pagination: { ...told, ...change(told) } });
  });

/** Changes how many pages a list says it has. */
const pagesAre = (pages: (total: number, size: number) => number): Change =>
  paginated(({ total, per_page: size }) => ({ total_pages: pages(Number(total), Number(size)) }));

/** Lets the list see every such address as one of the organization's. */
const listAll = (which: (address: Address) => boolean): Change =>
  inStage('list', (next) => (call, provider) => {
    const { world } = provider;
    const own = call.organization?.id ?? '';
    const seen = (one: Address): Address => (which(one) ? inOrganization(one, own) : one);
    const addresses = new Map([...world.state.addresses].map(([id, one]) => [id, seen(one)] as const));
    return next(call, { ...provider, world: { ...world, state: { ...world.state, addresses } } });
  });

export const LISTED = faultsOf(CLASS, [
  {
    id: 'newest-not-listed',
    text: 'The newest address is not listed.',
    requirement: 'SUCC-11',
    apply: listedAs((addresses) => addresses.slice(0, -1)),
  },
  {
    id: 'listed-twice',
    text: 'The newest address is listed twice.',
    requirement: 'SUCC-11',
    apply: listedAs((addresses) => [...addresses, ...addresses.slice(-1)]),
  },
  {
    id: 'listed-as-no-vip',
    text: 'Every address is listed as one that is no VIP.',
    requirement: 'SUCC-11',
    apply: listedAs((addresses) => addresses.map((one) => ({ ...one, vip: false }))),
  },
  {
    id: 'listed-with-other-address',
    text: 'Every address is listed as the one beside it.',
    requirement: 'SUCC-11',
    apply: listedAs((addresses) => addresses.map((one) => ({ ...one, address: `${one.address}`.replace(/.$/, '0') }))),
  },
  {
    id: 'ipv6-listed-with-other-address',
    text: 'Every address of IPv6 is listed as the first one of its network.',
    requirement: 'SUCC-11',
    apply: listedAs((addresses) =>
      addresses.map((one) => ({ ...one, address: `${one.address}`.replace(/[0-9a-f]*:[0-9a-f]+$/, ':') })),
    ),
  },
  {
    id: 'listed-as-allocated',
    text: 'Every address is listed as one that is allocated.',
    requirement: 'SUCC-11',
    apply: listedAs((addresses) => addresses.map((one) => ({ ...one, allocation_id: 'vm_0', allocation_type: 'Vm' }))),
  },
  {
    id: 'pages-rounded-down',
    text: 'The number of pages of a list leaves out a last page that is not full.',
    requirement: 'SUCC-11',
    apply: pagesAre((total, size) => Math.max(1, Math.floor(total / size))),
  },
  {
    id: 'total-not-told',
    text: 'A list that is not large does not say how many addresses it has.',
    requirement: 'SUCC-2',
    profiles: LIVE,
    apply: paginated(() => ({ total: null })),
  },
  {
    id: 'full-pages-short',
    text: 'A page of a list that is full lacks its last address.',
    requirement: 'SUCC-11',
    apply: listedAs((addresses, size) => (addresses.length === size ? addresses.slice(0, -1) : addresses)),
  },
  {
    id: 'pages-repeat',
    text: 'Every page of the list is the first one.',
    requirement: 'SUCC-11',
    apply: inStage('list', (next) => (call, provider) => {
      const { page: _, ...input } = call.input;
      call.input = input;
      return next(call, provider);
    }),
  },
  {
    id: 'all-organizations-listed',
    text: 'The addresses of every organization are listed for each.',
    requirement: 'SUCC-11',
    apply: listAll(() => true),
  },
  {
    id: 'vips-of-ipv6-listed-for-all',
    text: 'The VIPs of IPv6 of every organization are listed for each.',
    requirement: 'SUCC-11',
    apply: listAll(({ vip, version }) => vip && version === 'ipv6'),
  },
  {
    id: 'other-organizations-on-last-page',
    text: 'The addresses of other organizations are listed on a page behind the own ones.',
    requirement: 'SUCC-11',
    apply: onFurtherPage(({ organization }, { world }) =>
      [...world.state.addresses.values()].filter((address) => address.organization !== organization?.id),
    ),
  },
]);
