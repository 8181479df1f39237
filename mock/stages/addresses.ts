import { isObject } from '../../runner/json.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import { take } from '../pools.ts';
import type { Address, Pool } from '../things.ts';
import type { Call, Provider, Stage } from '../types.ts';
import { poolOf } from '../world.ts';

const dnsName = (address: string): string => `${address.replaceAll(/[.:]+/g, '-')}.rdns.example.net`;

/** The body's form of an address: the spec's example with this address's values. */
export const show = (address: Address, { answers }: Provider): JsonObject => {
  const { ip_address } = answers.template(answers.subject);
  const shown = isObject(ip_address) ? ip_address : {};
  const { id, permalink, name, default: isDefault } = address.network;
  return {
    ...shown,
    id: address.id,
    address: address.address,
    reverse_dns: dnsName(address.address),
    vip: address.vip,
    label: address.label,
    address_with_mask: `${address.address}/${address.prefix}`,
    network: { ...(isObject(shown.network) ? shown.network : {}), id, name, permalink, default: isDefault },
  };
};

/** Makes the address at an index of a pool the organization's. */
export const reserve = (pool: Pool, index: number, call: Call, provider: Provider): Address | undefined => {
  const { world, behaviour } = provider;
  const { organization, network } = call;
  if (organization === undefined || network === undefined) return undefined;
  take(pool, index);
  const address: Address = {
    id: behaviour.newId(world),
    address: pool.at(index),
    prefix: pool.prefix,
    index,
    version: pool.version,
    organization: organization.id,
    network,
    vip: call.vip,
    label: call.label,
  };
  world.state.addresses.set(address.id, address);
  return address;
};

/** The pool that a request's network and version name. */
export const poolFor = (call: Call, { world }: Provider): Pool | undefined =>
  call.network === undefined || call.version === undefined ? undefined : poolOf(world, call.network.id, call.version);

/** Chooses an address and takes it in one go, so that no two requests can get the same. */
export const allocation: Stage = (call, provider) => {
  const pool = poolFor(call, provider);
  const index = pool === undefined ? undefined : provider.behaviour.choose(pool, call);
  const address = pool === undefined || index === undefined ? undefined : reserve(pool, index, call, provider);
  if (address === undefined) return provider.answers.refuse(call.operation, 'no_available_addresses');
  call.address = address;
  return undefined;
};

/** Answers with the address that was created or found. */
export const answer: Stage = (call, provider) => {
  const { answers, behaviour } = provider;
  if (call.address === undefined) return answers.refuse(call.operation, 'ip_address_not_found');
  return { body: { ...answers.template(call.operation), ip_address: behaviour.show(call.address, provider, call) } };
};
