import { isObject } from '../../runner/json.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import type { Address } from '../things.ts';
import type { Call, Provider, Stage } from '../types.ts';
import { release as releaseAddress } from '../world.ts';

/** Addresses on a page if the request does not say how many. */
const PER_PAGE = 30;

/** An address named by its id or by itself; by exactly one of them. */
const addressNamed = (named: Json | undefined, { world }: Provider): Address | undefined => {
  if (!isObject(named)) return undefined;
  const { id, address } = named;
  if (typeof id === 'string') return address === undefined ? world.state.addresses.get(id) : undefined;
  return [...world.state.addresses.values()].find((held) => held.address === address);
};

/** Finds the address that `ip_address` names. */
export const findAddress: Stage = (call, provider) => {
  const found = addressNamed(call.input.ip_address, provider);
  if (found === undefined) return provider.answers.refuse(call.operation, 'ip_address_not_found');
  call.address = found;
  return undefined;
};

export const release: Stage = (call, { world, answers }) => {
  if (call.address !== undefined) releaseAddress(world, call.address);
  return { body: answers.template(call.operation) };
};

const positive = (value: Json | undefined, otherwise: number): number => {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
};

/** Members of a listed address, as the spec's list has them. */
const listed = (provider: Provider): readonly string[] => {
  const item = provider.answers.description.resolve('#/components/schemas/IpAddressList/properties/ip_addresses/items');
  return isObject(item) && isObject(item.properties) ? Object.keys(item.properties) : [];
};

const pick = (whole: JsonObject, members: readonly string[]): JsonObject =>
  Object.fromEntries(members.map((member) => [member, whole[member] ?? null]));

/** Every address that an organization holds, in the order in which they were created. None is allocated. */
export const heldBy = (call: Call, { world }: Provider): readonly Address[] =>
  call.input.allocated === 'true'
    ? []
    : [...world.state.addresses.values()].filter((held) => held.organization === call.organization?.id);

export const list: Stage = (call, provider) => {
  const page = positive(call.input.page, 1);
  const perPage = positive(call.input.per_page, PER_PAGE);
  const held = heldBy(call, provider);
  const members = listed(provider);
  const shown = held.slice((page - 1) * perPage, page * perPage);
  return {
    body: {
      pagination: {
        current_page: page,
        total_pages: Math.ceil(held.length / perPage),
        total: held.length,
        per_page: perPage,
        large_set: false,
      },
      ip_addresses: shown.map((one) => pick(provider.behaviour.show(one, provider, call), members)),
    },
  };
};
