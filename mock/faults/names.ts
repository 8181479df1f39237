import { isObject } from '../../runner/json.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import { after, faultsOf, LIVE } from '../changes/change.ts';
import { asSent, readAs, receive } from '../changes/reading.ts';
import { onIpAddress } from '../changes/replies.ts';
import type { Call, Change, Provider } from '../types.ts';

const CLASS = 'arguments';

/** Reads the whole body as if something else had been sent. */
const readBody = (change: (input: JsonObject, call: Call) => JsonObject): Change =>
  after('syntax', (outcome, call) => {
    if (outcome === undefined) call.input = change(call.input, call);
    return outcome;
  });

/** The members under other names; of several that come to one name the last counts. */
const renamed = (value: JsonObject, rename: (name: string) => string): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([name, member]) => [rename(name), member]));

const small = (name: string): string => name.toLowerCase();

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const inLookup = (of: 'organization' | 'network', rename: (name: string) => string): Change =>
  readAs(of, (value) => (isObject(value) ? renamed(value, rename) : value));

/** Moves into the network whose id the request brings along. */
const networkBrought = (call: Call, { world }: Provider): void => {
  const brought = Object.values(world.networks).find(({ id }) => id === call.input.network_id);
  if (brought !== undefined) call.network = brought;
};

const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** Does one argument stand before another in the text of the body? */
const standsBefore = (call: Call, one: string, other: string): boolean => {
  const text = asSent(call);
  const [first, second] = [text.indexOf(`"${one}"`), text.indexOf(`"${other}"`)];
  return first !== -1 && first < second;
};

/** Servers that take other members for those that the operation knows. */
export const NAMES = faultsOf(CLASS, [
  {
    id: 'names-in-any-case',
    text: 'The names of the arguments are matched in any case, and the last of a name counts.',
    requirement: 'ARG-6',
    apply: readBody((input) => renamed(input, small)),
  },
  {
    id: 'organization-members-in-any-case',
    text: 'The names of the members of the organization lookup are matched in any case.',
    requirement: 'EXCL-3',
    apply: inLookup('organization', small),
  },
  {
    id: 'network-members-in-any-case',
    text: 'The names of the members of the network lookup are matched in any case.',
    requirement: 'EXCL-3',
    apply: inLookup('network', small),
  },
  {
    id: 'organization-members-in-camel-case',
    text: 'subDomain is taken for sub_domain.',
    requirement: 'EXCL-3',
    apply: inLookup('organization', snake),
  },
  {
    id: 'network-from-request',
    text: 'The address is in the network whose id the request brings along beside the arguments.',
    requirement: 'ARG-6',
    apply: after('findNetwork', (outcome, call, provider) => {
      if (outcome === undefined) networkBrought(call, provider);
      return outcome;
    }),
  },
  {
    id: 'wrapped-arguments-read',
    text: 'Arguments are read from a member ip_address as well.',
    requirement: 'ARG-6',
    apply: readBody((input) => ({ ...input, ...objectOf(input.ip_address) })),
  },
  {
    id: 'address-with-mask-from-request',
    text: 'address_with_mask is what the request brings along.',
    requirement: 'ARG-6',
    apply: onIpAddress((ip, { input: { address_with_mask: brought } }) =>
      typeof brought === 'string' ? { ...ip, address_with_mask: brought } : ip,
    ),
  },
  {
    id: 'query-before-body',
    text: 'An argument in the query takes the place of the one in the body.',
    requirement: 'SUCC-3',
    apply: readBody((input, { request }) => ({ ...input, ...Object.fromEntries(request.query) })),
  },
  ...(['organization', 'network'] as const).map((of) => ({
    id: `${of}-of-query-before-body`,
    text: `The ${of} whose id is in the query takes the place of the one in the body.`,
    requirement: of === 'organization' ? 'SUCC-11' : 'SUCC-7',
    apply: readAs(of, (value, _, { request }) => {
      const id = request.query.get(`${of}[id]`);
      return id === null ? value : { id };
    }),
  })),
  {
    id: 'vip-of-query-before-body',
    text: 'A vip in the query takes the place of the one in the body.',
    requirement: 'SUCC-5',
    apply: after('validation', (outcome, call) => {
      if (outcome === undefined && call.request.query.get('vip') === 'true') call.vip = true;
      return outcome;
    }),
  },
  {
    id: 'vip-before-organization-lost',
    text: 'A vip that stands before the organization is not read.',
    requirement: 'ARG-13',
    apply: readAs('vip', (value, _, call) => (standsBefore(call, 'vip', 'organization') ? undefined : value)),
  },
  {
    id: 'label-before-vip-lost',
    text: 'A label that stands before vip is not read.',
    requirement: 'ARG-13',
    apply: readAs('label', (value, _, call) => (standsBefore(call, 'label', 'vip') ? undefined : value)),
  },
  {
    id: 'label-makes-vip',
    text: 'A label makes the address a VIP even if vip is false.',
    requirement: 'SUCC-5',
    apply: readAs('vip', (value, _, { input }) => (value === false && typeof input.label === 'string' ? true : value)),
  },
  {
    id: 'organization-by-condition',
    text: 'An organization is found by a condition that its id fulfils.',
    requirement: 'ARG-3',
    apply: readAs('organization', (value, { world }) =>
      isObject(value) && '$ne' in objectOf(value.id) ? { id: world.organizations.main?.id ?? '' } : value,
    ),
  },
  {
    id: 'network-by-condition',
    text: 'A network is found by a condition that its permalink fulfils.',
    requirement: 'ARG-3',
    apply: readAs('network', (value, { world }) =>
      isObject(value) && '$ne' in objectOf(value.permalink) ? { id: world.networks.main?.id ?? '' } : value,
    ),
  },
  {
    id: 'text-json-read',
    text: 'A body is read as JSON if it is sent as text/json.',
    requirement: 'ARG-11',
    profiles: LIVE,
    apply: receive((request) =>
      request.headers['content-type'] === 'text/json'
        ? { ...request, headers: { ...request.headers, 'content-type': 'application/json' } }
        : request,
    ),
  },
]);

const VIPS: readonly (readonly [id: string, text: string, read: (value: Json) => Json])[] = [
  ['words-of-yaml', 'vip may be spelled on, off, y or n.', (value) => (/^(on|y)$/.test(String(value)) ? true : value)],
  ['capitalized', 'vip may be spelled True or False.', (value) => (value === 'True' ? true : value)],
  [
    'any-number',
    'vip is true if it is any number but 0.',
    (value) => (typeof value === 'number' && ![0, 2].includes(value) ? true : value),
  ],
  ['object', 'vip is true if it is an object.', (value) => (isObject(value) ? true : value)],
];

/** Servers that take values for an argument that are none. */
export const VALUES = faultsOf(CLASS, [
  ...VIPS.map(([id, text, read]) => ({
    id: `vip-by-${id}`,
    text,
    requirement: 'ARG-8',
    profiles: LIVE,
    apply: readAs('vip', (value) => (value === undefined ? value : read(value))),
  })),
  {
    id: 'label-of-nothing-ignored',
    text: 'A label that is false or 0 counts as absent.',
    requirement: 'ARG-8',
    profiles: LIVE,
    apply: readAs('label', (value) => (value === false || value === 0 ? undefined : value)),
  },
  {
    id: 'label-unread-without-vip',
    text: 'The label is looked at for VIPs only.',
    requirement: 'ARG-8',
    profiles: LIVE,
    apply: readAs('label', (value, _, call) => (call.vip ? value : undefined)),
  },
]);
