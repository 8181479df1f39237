import { isObject } from '../../runner/json.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import { faultsOf } from '../changes/change.ts';
import { jsonOf, onCreated, onIpAddress, withJson } from '../changes/replies.ts';
import type { Change } from '../types.ts';

const CLASS = 'response shape';
const COMPLETE = 'SUCC-2';

/** Changes the value at the end of a path of members. */
const at = (value: Json, path: readonly string[], change: (value: Json) => Json | undefined): Json => {
  const [member, ...rest] = path;
  if (member === undefined || !isObject(value)) return value;
  const { [member]: old = null, ...others } = value;
  const changed = rest.length === 0 ? change(old) : at(old, rest, change);
  return changed === undefined ? others : { ...others, [member]: changed };
};

const drop = (...path: readonly string[]): Change => onIpAddress((ip) => at(ip, path, () => undefined));

const set = (change: (value: Json) => Json, ...path: readonly string[]): Change =>
  onIpAddress((ip) => at(ip, path, change));

/** Members of the answer that a server may forget. */
const MEMBERS: readonly (readonly string[])[] = [
  ['id'],
  ['address'],
  ['reverse_dns'],
  ['vip'],
  ['label'],
  ['address_with_mask'],
  ['allocation_id'],
  ['allocation_type'],
  ['network'],
  ['network', 'name'],
  ['network', 'data_center'],
  ['network', 'data_center', 'permalink'],
  ['network', 'data_center', 'country'],
  ['network', 'data_center', 'country', 'iso_code3'],
];

const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const renamed = (ip: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(ip).map(([member, value]) => [camelCase(member), value]));

const MISSING = faultsOf(
  CLASS,
  MEMBERS.map((path) => ({
    id: `no-${path.join('-').replaceAll('_', '-')}`,
    text: `A new address is answered without ${path.join('.')}.`,
    requirement: COMPLETE,
    apply: drop(...path),
  })),
);

const WRONG = faultsOf(CLASS, [
  {
    id: 'vip-as-text',
    text: 'vip is answered as a text.',
    requirement: COMPLETE,
    apply: set(String, 'vip'),
  },
  {
    id: 'eu-as-number',
    text: 'eu is answered as a number.',
    requirement: COMPLETE,
    apply: set(Number, 'network', 'data_center', 'country', 'eu'),
  },
  {
    id: 'id-as-number',
    text: 'The id is answered as a number.',
    requirement: COMPLETE,
    apply: set(() => 4711, 'id'),
  },
  {
    id: 'id-empty',
    text: 'The id is answered as an empty text.',
    requirement: COMPLETE,
    apply: set(() => '', 'id'),
  },
  {
    id: 'name-null',
    text: 'The name of the network is answered as null.',
    requirement: COMPLETE,
    apply: set(() => null, 'network', 'name'),
  },
  {
    id: 'network-as-id',
    text: 'The network is answered as its id alone.',
    requirement: COMPLETE,
    apply: set((network) => (isObject(network) ? (network.id ?? null) : network), 'network'),
  },
  {
    id: 'data-center-null',
    text: 'The data centre is answered as null.',
    requirement: COMPLETE,
    apply: set(() => null, 'network', 'data_center'),
  },
  {
    id: 'address-with-prefix',
    text: 'The address is answered with a prefix length behind it.',
    requirement: COMPLETE,
    apply: onIpAddress((ip) => ({ ...ip, address: ip.address_with_mask ?? null })),
  },
  {
    id: 'address-with-leading-zeros',
    text: 'The numbers of an IPv4 address are answered with leading zeros.',
    requirement: COMPLETE,
    apply: set((text) => String(text).replace(/\b\d{1,2}(?=\.|$)/g, (part) => part.padStart(3, '0')), 'address'),
  },
  {
    id: 'mask-without-prefix',
    text: 'address_with_mask is answered without a prefix length.',
    requirement: COMPLETE,
    apply: set((text) => String(text).replace(/\/.*/, ''), 'address_with_mask'),
  },
  {
    id: 'members-in-camel-case',
    text: 'The members of a new address are written in camel case.',
    requirement: COMPLETE,
    apply: onIpAddress(renamed),
  },
  {
    id: 'success-not-wrapped',
    text: 'A new address is answered without the object around it.',
    requirement: COMPLETE,
    apply: onCreated((reply) => withJson(reply, jsonOf(reply).ip_address ?? null)),
  },
  {
    id: 'success-in-a-list',
    text: 'A new address is answered in a list.',
    requirement: COMPLETE,
    apply: onIpAddress((ip) => [ip]),
  },
  {
    id: 'success-null',
    text: 'A new address is answered as null.',
    requirement: COMPLETE,
    apply: onIpAddress(() => null),
  },
  {
    id: 'success-as-text',
    text: 'A success is answered as JSON within a JSON text.',
    requirement: COMPLETE,
    apply: onCreated((reply) => withJson(reply, Buffer.from(reply.body).toString())),
  },
]);

export const SHAPE = [...MISSING, ...WRONG];
