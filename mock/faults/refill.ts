import { all, creating, faultsOf, inStage, isRefusal, onOutcome } from '../changes/change.ts';
import type { Version } from '../things.ts';
import type { Call, Change, Provider } from '../types.ts';
import { poolOf } from '../world.ts';
import { otherVersion, pastTheEnd } from './pool.ts';

const CLASS = 'pool';

const DRY = 'no_available_addresses';

const ACCESS = ['missing_api_token', 'invalid_api_token', 'scope_not_granted', 'permission_denied'];

/** Withholds one address of the main pool for every refusal that `when` picks. */
const burn = (when: (code: string, call: Call) => boolean): Change =>
  onOutcome((outcome, call, { world }) => {
    if (!isRefusal(outcome) || !creating(call) || !when(outcome.refused, call)) return outcome;
    const { main } = world.networks;
    const pool = main === undefined ? undefined : poolOf(world, main.id, call.version ?? 'ipv4');
    if (pool !== undefined) pool.state.withheld += 1;
    return outcome;
  });

/** Changes how many addresses the pool withholds after a release. */
const onRelease = (change: (provider: Provider, network: string, version: Version) => void): Change =>
  inStage('release', (next) => async (call, provider) => {
    const outcome = await next(call, provider);
    if (call.address !== undefined) change(provider, call.address.network.id, call.address.version);
    return outcome;
  });

const withhold = (provider: Provider, network: string, version: Version, by: number): void => {
  const pool = poolOf(provider.world, network, version);
  if (pool !== undefined) pool.state.withheld += by;
};

export const REFILL = faultsOf(CLASS, [
  {
    id: 'released-address-lost',
    text: 'A released address does not go back to its pool.',
    requirement: 'POOL-6',
    apply: onRelease((provider, network, version) => withhold(provider, network, version, 1)),
  },
  {
    id: 'release-counts-twice',
    text: 'A release gives a pool two addresses to hand out.',
    requirement: 'POOL-6',
    apply: all(
      onRelease((provider, network, version) => withhold(provider, network, version, -1)),
      pastTheEnd,
    ),
  },
  {
    id: 'release-refills-other-version',
    text: 'A released address refills the pool of the other version.',
    requirement: 'POOL-4',
    apply: all(
      onRelease((provider, network, version) => {
        withhold(provider, network, version, 1);
        withhold(provider, network, otherVersion(version), -1);
      }),
      pastTheEnd,
    ),
  },
  {
    id: 'refusal-by-dry-pool-burns',
    text: 'Every request that a dry pool refuses takes the next address that is released.',
    requirement: 'POOL-3',
    apply: burn((code) => code === DRY),
  },
  {
    id: 'refusal-of-stranger-burns',
    text: 'Requests that are refused for their token use up addresses.',
    requirement: 'POOL-3',
    apply: burn((code) => ACCESS.includes(code)),
  },
  {
    id: 'refusal-of-stranger-burns-ipv6',
    text: 'Requests for ipv6 that are refused for a missing permission use up addresses.',
    requirement: 'POOL-3',
    apply: burn((code, { version }) => code === 'permission_denied' && version === 'ipv6'),
  },
  {
    id: 'refusal-of-arguments-burns',
    text: 'Requests that are refused for what they ask for use up addresses.',
    requirement: 'POOL-3',
    apply: burn((code) => !ACCESS.includes(code) && code !== DRY),
  },
]);
