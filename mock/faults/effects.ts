import { isObject } from '../../runner/json.ts';
import { after, allocateAnyway, creating, faultsOf, isRefusal, onOutcome } from '../changes/change.ts';
import { asSent } from '../changes/reading.ts';
import { saysJson } from '../stages/syntax.ts';
import type { Call, Change, Provider, StageName } from '../types.ts';

const CLASS = 'side effects';

/** Allocates an address although a request is refused with this code. */
const despiteCode = (code: string, when: (call: Call) => boolean = () => true): Change =>
  onOutcome((outcome, call, provider) => {
    if (isRefusal(outcome) && creating(call) && outcome.refused === code && when(call)) allocateAnyway(call, provider);
    return outcome;
  });

/** Allocates an address to an organization although it is refused as suspended. */
const despiteSuspension = (when: (call: Call) => boolean): Change =>
  onOutcome((outcome, call, provider) => {
    if (isRefusal(outcome) && creating(call) && outcome.refused === 'organization_suspended' && when(call))
      allocateAnyway(call, provider, call.organization);
    return outcome;
  });

/** Allocates an address although a stage refuses the request. */
const despiteStage = (name: StageName, when: (call: Call) => boolean = () => true): Change =>
  after(name, (outcome, call, provider) => {
    if (isRefusal(outcome) && when(call)) allocateAnyway(call, provider);
    return outcome;
  });

/** Refusals after which a hasty server has created the address already. */
const HASTY: readonly (readonly [code: string, words: string])[] = [
  ['missing_api_token', 'has no token'],
  ['invalid_api_token', 'has an invalid token'],
  ['scope_not_granted', 'lacks the scope'],
  ['permission_denied', 'lacks the permission'],
  ['organization_not_found', 'names an organization that does not exist'],
  ['network_not_found', 'names a network that does not exist'],
];

/** Lookups that find nothing, and requests of which a server may think by a branch of its own. */
const UNFOUND = ['organization', 'network'] as const;
const KINDS: readonly (readonly [id: string, words: string, when: (call: Call) => boolean])[] = [
  ['with-label', 'with a label', ({ label }) => label !== null],
  ['for-ipv6', 'for ipv6', ({ version }) => version === 'ipv6'],
];

/** Requests for which a server allocates one address more. */
const DOUBLED: readonly (readonly [id: string, words: string, when: (call: Call, provider: Provider) => boolean])[] = [
  ['vip-by-other-token', 'a VIP by a token that is not the first', ({ vip, token }) => vip && token?.role === 'second'],
  [
    'ipv6-elsewhere',
    'ipv6 in a network that is not the main one',
    ({ version, network }, { world }) => version === 'ipv6' && network !== world.networks.main,
  ],
];

export const EFFECTS = faultsOf(CLASS, [
  ...HASTY.map(([code, words]) => ({
    id: `${code.replaceAll('_', '-')}-allocates`,
    text: `A request that ${words} is refused and allocates an address.`,
    requirement: 'SIDE-1',
    apply: despiteCode(code),
  })),
  ...UNFOUND.flatMap((of) =>
    KINDS.map(([id, words, when]) => ({
      id: `${of}-not-found-${id}-allocates`,
      text: `A request ${words} that names a${of === 'network' ? '' : 'n'} ${of} that does not exist is refused and allocates an address.`,
      requirement: 'SIDE-1',
      apply: despiteCode(`${of}_not_found`, when),
    })),
  ),
  {
    id: 'scope-refused-for-ipv6-allocates',
    text: 'A request for ipv6 that lacks the scope is refused and allocates an address.',
    requirement: 'SIDE-1',
    apply: despiteCode('scope_not_granted', (call) => asSent(call).includes('"ipv6"')),
  },
  {
    id: 'two-members-allocate',
    text: 'A request with two members in a lookup is refused and allocates an address.',
    requirement: 'SIDE-1',
    apply: despiteStage(
      'organization',
      ({ input: { organization } }) => isObject(organization) && Object.keys(organization).length === 2,
    ),
  },
  {
    id: 'two-members-allocate-to-second',
    text: 'A request whose lookup names two organizations is refused and allocates an address to the one that is not the first.',
    requirement: 'SIDE-1',
    apply: after('organization', (outcome, call, provider) => {
      const { main, other } = provider.world.organizations;
      const { id, sub_domain: name } = isObject(call.input.organization) ? call.input.organization : {};
      const differ = id === main?.id && name === other?.sub_domain;
      if (isRefusal(outcome) && differ) allocateAnyway(call, provider, other);
      return outcome;
    }),
  },
  {
    id: 'wrong-version-allocates',
    text: 'A request with an unknown version is refused and allocates an address.',
    requirement: 'SIDE-1',
    apply: despiteStage('version'),
  },
  {
    id: 'broken-body-allocates',
    text: 'A request whose body is no JSON is refused and allocates an address.',
    requirement: 'SIDE-1',
    apply: despiteStage('syntax'),
  },
  {
    id: 'unreadable-vip-allocates',
    text: 'A request whose vip cannot be read is refused and allocates an address.',
    requirement: 'SIDE-1',
    apply: despiteStage('vip'),
  },
  {
    id: 'label-of-wrong-type-allocates',
    text: 'A request whose label is no text is refused and allocates an address.',
    requirement: 'SIDE-1',
    apply: despiteStage('label'),
  },
  {
    id: 'other-media-type-allocates',
    text: 'A request whose body is of another media type is answered and allocates one address more.',
    requirement: 'SIDE-1',
    apply: onOutcome((outcome, call, provider) => {
      if (creating(call) && call.request.body.length > 0 && !saysJson(call)) allocateAnyway(call, provider);
      return outcome;
    }),
  },
  {
    id: 'null-member-allocates',
    text: 'A request with a member that is null in a lookup is answered and allocates one address more.',
    requirement: 'SIDE-2',
    apply: onOutcome((outcome, call, provider) => {
      const lookups = [call.input.organization, call.input.network];
      const holdsNull = lookups.some((one) => isObject(one) && Object.values(one).includes(null));
      if (!isRefusal(outcome) && creating(call) && holdsNull) allocateAnyway(call, provider);
      return outcome;
    }),
  },
  ...DOUBLED.map(([id, words, when]) => ({
    id: `two-for-one-${id}`,
    text: `A request for ${words} allocates two addresses.`,
    requirement: 'SIDE-2',
    apply: after('allocation', (outcome, call, provider) => {
      if (outcome === undefined && when(call, provider))
        allocateAnyway(call, provider, call.organization, call.network);
      return outcome;
    }),
  })),
  {
    id: 'vip-without-label-allocates',
    text: 'A VIP without a label is refused and allocates an address.',
    requirement: 'SIDE-1',
    apply: despiteStage('validation', ({ label }) => label === null),
  },
  {
    id: 'blank-label-allocates',
    text: 'A VIP with an empty label is refused and allocates an address.',
    requirement: 'SIDE-1',
    apply: despiteStage('validation'),
  },
  {
    id: 'suspended-organization-gets-address',
    text: 'A suspended organization is refused and gets an address.',
    requirement: 'SIDE-1',
    apply: despiteSuspension(() => true),
  },
  {
    id: 'suspended-organization-gets-vip',
    text: 'A suspended organization is refused and gets an address if it asks for a VIP.',
    requirement: 'SIDE-1',
    apply: despiteSuspension(({ vip }) => vip),
  },
  {
    id: 'unavailable-service-allocates',
    text: 'An unavailable service allocates an address all the same.',
    requirement: 'SIDE-1',
    apply: despiteCode('service_unavailable'),
  },
]);
