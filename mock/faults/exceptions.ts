import { isObject } from '../../runner/json.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import { after, faultsOf, forgive, inStage, isRefusal } from '../changes/change.ts';
import { asSent } from '../changes/reading.ts';
import { bearerOf, holderOf } from '../stages/access.ts';
import type { Network } from '../things.ts';
import type { Call, Change, Fault, Provider } from '../types.ts';
import { isUnknown } from './authentication.ts';

const bodyOf = (call: Call): JsonObject => {
  try {
    const body = JSON.parse(asSent(call)) as Json;
    return isObject(body) ? body : {};
  } catch {
    return {};
  }
};

const namesByPermalink = (network: Json | undefined): boolean => isObject(network) && 'permalink' in network;

const isOther = (name: Json | undefined, other: Network | undefined): boolean =>
  name !== undefined && (name === other?.id || name === other?.permalink);

const namesOther = (network: Json | undefined, { world }: Provider): boolean =>
  isObject(network) && network.id === world.networks.other?.id;

const namesBySubDomain = (organization: Json | undefined): boolean =>
  isObject(organization) && 'sub_domain' in organization;

const elsewhere = (network: Json | undefined, { world }: Provider): boolean =>
  isObject(network) && [network.id, network.permalink].some((name) => isOther(name, world.networks.other));

type When = (call: Call, provider: Provider) => boolean;

/** Requests for which a server may have forgotten a check. */
const SORTS: readonly (readonly [id: string, words: string, when: When])[] = [
  ['ipv6', 'if ipv6 is asked for', (call) => bodyOf(call).version === 'ipv6'],
  ['permalink', 'if the network is named by permalink', (call) => namesByPermalink(bodyOf(call).network)],
  ['vip', 'if a VIP is asked for', (call) => bodyOf(call).vip === true],
  [
    'another-network',
    'if another network than the first is asked for',
    (call, provider) => namesOther(bodyOf(call).network, provider),
  ],
  [
    'vip-elsewhere',
    'if a VIP in another network than the first is asked for',
    (call, provider) => bodyOf(call).vip === true && elsewhere(bodyOf(call).network, provider),
  ],
  [
    'vip-by-sub-domain',
    'if a VIP is asked for, and the organization named by sub domain',
    (call) => bodyOf(call).vip === true && namesBySubDomain(bodyOf(call).organization),
  ],
];

const holder = (call: Call, provider: Provider) => holderOf(bearerOf(call) ?? '', provider);

const enterAsValid = (call: Call, { world }: Provider): void => {
  const { valid } = world.tokens;
  if (valid !== undefined) call.token = valid;
};

const expired = (call: Call, provider: Provider): boolean => holder(call, provider)?.flaw === 'invalid_api_token';

const servedDespite =
  (code: string) =>
  (when: When): Change =>
    after('organizationStatus', (outcome, call, provider) =>
      isRefusal(outcome) && outcome.refused === code && when(call, provider) ? undefined : outcome,
    );

/** Checks of which a server may make exceptions. */
const CHECKS: readonly (readonly [id: string, words: string, requirement: string, except: (when: When) => Change])[] = [
  [
    'expired-token-taken',
    'An expired token is taken',
    'AUTH-3',
    (when) => forgive('token', enterAsValid, (call, provider) => expired(call, provider) && when(call, provider)),
  ],
  ['scope-not-checked', 'The scope is not looked at', 'AUTH-6', (when) => forgive('scope', undefined, when)],
  [
    'suspended-organization-served',
    'A suspended organization is served',
    'LOOK-3',
    servedDespite('organization_suspended'),
  ],
  [
    'inactive-organization-served',
    'An organization that was not activated is served',
    'LOOK-4',
    servedDespite('organization_not_activated'),
  ],
  [
    'permission-not-checked',
    'The permission is not looked at',
    'LOOK-5',
    (when) => forgive('permission', undefined, when),
  ],
];

const OF_CREATION = CHECKS.flatMap(([id, words, requirement, except]) =>
  SORTS.map(([sort, reason, when]) => ({
    id: `${id}-for-${sort}`,
    text: `${words} ${reason}.`,
    requirement,
    apply: except(when),
  })),
);

type Check = (typeof CHECKS)[number];

const ABOUT_TOKENS: readonly Check[] = [
  ...CHECKS.filter(([, , requirement]) => requirement.startsWith('AUTH-')),
  [
    'no-token-needed',
    'A request without a token is served',
    'AUTH-1',
    (when) =>
      forgive(
        'token',
        enterAsValid,
        (call, provider) => call.request.headers.authorization === undefined && when(call, provider),
      ),
  ],
  [
    'unknown-token-taken',
    'A token that does not exist is taken',
    'AUTH-3',
    (when) => forgive('token', enterAsValid, (call, provider) => isUnknown(call, provider) && when(call, provider)),
  ],
  [
    'capabilities-not-checked',
    'An invalid capabilities token is taken',
    'AUTH-4',
    (when) => forgive('capabilities', undefined, when),
  ],
  [
    'network-of-caller-not-checked',
    'A token is taken from any network',
    'AUTH-5',
    (when) => forgive('caller', undefined, when),
  ],
];

const namesOtherOrganization = (call: Call, { world }: Provider): boolean => {
  const { organization } = bodyOf(call);
  return isObject(organization) && organization.id === world.organizations.other?.id;
};

const FOR_ANOTHER_ORGANIZATION = ABOUT_TOKENS.map(([id, words, requirement, except]) => ({
  id: `${id}-for-another-organization`,
  text: `${words} if another organization than the first is named.`,
  requirement,
  apply: except(namesOtherOrganization),
}));

/** Operations beside the one under test, and what they do. */
const NEIGHBOURS = [
  ['list', 'listIpAddresses', 'lists addresses'],
  ['show', 'getIpAddress', 'shows an address'],
  ['release', 'releaseIpAddress', 'releases an address'],
] as const;

const STALE: readonly (readonly [id: string, words: string, when: When])[] = [
  ['expired', 'An expired token', expired],
  ['unknown', 'A token that does not exist', isUnknown],
];

const OF_NEIGHBOURS = STALE.flatMap(([sort, token, when]) =>
  NEIGHBOURS.map(([id, operation, words]) => ({
    id: `${sort}-token-taken-to-${id}`,
    text: `${token} ${words}.`,
    requirement: 'AUTH-3',
    apply: inStage('token', (next) => async (call, provider) => {
      const outcome = await next(call, provider);
      if (call.operation.id !== operation || !when(call, provider)) return outcome;
      enterAsValid(call, provider);
      return undefined;
    }),
  })),
);

/** Servers that check what they should, but not for every request. */
export const EXCEPTIONS: readonly Fault[] = faultsOf('authentication', [
  ...OF_CREATION,
  ...FOR_ANOTHER_ORGANIZATION,
  ...OF_NEIGHBOURS,
]);
