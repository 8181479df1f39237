import { isObject } from '../../runner/json.ts';
import { creating, faultsOf, inStage, isRefusal, onOutcome } from '../changes/change.ts';
import { asSent } from '../changes/reading.ts';
import type { Address } from '../things.ts';
import type { Call, Change, Provider } from '../types.ts';
import { poolOf } from '../world.ts';
import { isUnknown } from './authentication.ts';

const CLASS = 'pool';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Refusals by which a server loses an address of the main network. */
const BURNING: readonly (readonly [
  id: string,
  words: string,
  when: (call: Call, code: string, provider: Provider) => boolean,
])[] = [
  ['unknown-token', 'its unknown token', (call, _, provider) => isUnknown(call, provider)],
  ['capabilities-token', 'its capabilities token', (_, code) => code === 'invalid_capabilities_token'],
  ['network-of-caller', "its caller's network", (_, code) => code === 'unauthorized_network_for_api_token'],
  ['unknown-network', 'a network that does not exist', (_, code) => code === 'network_not_found'],
  [
    'unnamed-network',
    'a network without members',
    ({ input: { network } }) => isObject(network) && Object.keys(network).length === 0,
  ],
  ['missing-version', 'its missing version', ({ input }) => isObject(input.network) && input.version === undefined],
  ['broken-body', 'a body that is no JSON', (call) => !isJson(asSent(call))],
];

const burning = (when: (call: Call, code: string, provider: Provider) => boolean): Change =>
  onOutcome((outcome, call, provider) => {
    const { world } = provider;
    const burns = isRefusal(outcome) && creating(call) && when(call, outcome.refused, provider);
    const pool = burns ? poolOf(world, world.networks.main?.id ?? '', 'ipv4') : undefined;
    if (pool !== undefined) pool.state.withheld += 1;
    return outcome;
  });

/** Loses what is released by such a request. */
const losing = (when: (address: Address, call: Call, provider: Provider) => boolean): Change =>
  inStage('release', (next) => async (call, provider) => {
    const { address } = call;
    const outcome = await next(call, provider);
    const lost = address !== undefined && when(address, call, provider);
    const pool = lost ? poolOf(provider.world, address.network.id, address.version) : undefined;
    if (pool !== undefined) pool.state.withheld += 1;
    return outcome;
  });

/** Addresses that nobody holds, and nobody can get any more. */
export const BURNT = faultsOf(CLASS, [
  ...BURNING.map(([id, words, when]) => ({
    id: `${id}-burns`,
    text: `A request that is refused for ${words} uses up an address.`,
    requirement: 'POOL-3',
    apply: burning(when),
  })),
  {
    id: 'released-by-other-token-lost',
    text: 'What a token releases that is not the first does not go back to its pool.',
    requirement: 'POOL-6',
    apply: losing((_, { token }) => token?.role === 'second'),
  },
  {
    id: 'released-vip-of-other-network-lost',
    text: 'A VIP that is released in another network than the main one does not go back to its pool.',
    requirement: 'POOL-6',
    apply: losing(({ vip, network }, _, { world }) => vip && network.id !== world.networks.main?.id),
  },
]);
