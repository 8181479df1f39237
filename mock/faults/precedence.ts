import { isObject } from '../../runner/json.ts';
import { allBefore, creating, faultsOf, inStage, isRefusal, judgedBefore, LIVE, onOutcome } from '../changes/change.ts';
import { asSent } from '../changes/reading.ts';
import { onError, onErrorContent, withHeader } from '../changes/replies.ts';
import type { Organization } from '../things.ts';
import type { Call, Change, Provider } from '../types.ts';

const CLASS = 'precedence';

const WITHOUT_TOKEN = ['missing_api_token', 'invalid_api_token'];

/** The organization that a request names, whoever sent it. */
const namedIn = (call: Call, { world }: Provider): Organization | undefined => {
  const text = asSent(call);
  const all = Object.values(world.organizations);
  return all.find(({ id, sub_domain }) => text.includes(`"${id}"`) || text.includes(`"${sub_domain}"`));
};

const ARGUMENTS = ['organization', 'network', 'version', 'vip', 'label'] as const;

const isArgument = (name: string): name is (typeof ARGUMENTS)[number] => ARGUMENTS.some((one) => one === name);

/** Judges the arguments that were sent in the order in which they were sent. */
const byMembers: Change = (behaviour) =>
  inStage('organization', (next) => async (call, provider) => {
    const sent = creating(call) ? Object.keys(call.input).filter(isArgument) : [];
    for (const name of sent) {
      const judge = name === 'organization' ? next : behaviour.stages[name];
      const outcome = await judge(call, provider);
      if (outcome !== undefined) return outcome;
    }
    return next(call, provider);
  })(behaviour, () => 0);

const ORDER = faultsOf(CLASS, [
  {
    id: 'json-before-token',
    text: 'A body that is no JSON is refused before the token is looked at.',
    requirement: 'AUTH-9',
    apply: judgedBefore('syntax', 'token'),
  },
  {
    id: 'arguments-before-token',
    text: 'The arguments are judged before the token is looked at.',
    requirement: 'AUTH-9',
    apply: allBefore(['syntax', 'organization', 'network', 'version'], 'token'),
  },
  {
    id: 'lookups-before-token',
    text: 'The organization is looked up before the token is looked at.',
    requirement: 'AUTH-9',
    apply: allBefore(['syntax', 'organization', 'findOrganization'], 'token'),
  },
  {
    id: 'status-before-token',
    text: 'The status of the organization is judged before the token is looked at.',
    requirement: 'AUTH-9',
    apply: onOutcome((outcome, call, provider) => {
      const organization = namedIn(call, provider);
      const status = provider.world.state.statuses.get(organization?.id ?? '');
      const told = isRefusal(outcome) && WITHOUT_TOKEN.includes(outcome.refused) && status === 'suspended';
      return told ? provider.answers.refuse(call.operation, 'organization_suspended') : outcome;
    }),
  },
  {
    id: 'lookups-before-capabilities',
    text: 'The organization is looked up before a capabilities token is checked.',
    requirement: 'AUTH-9',
    apply: allBefore(['syntax', 'organization', 'findOrganization'], 'capabilities'),
  },
  {
    id: 'version-before-network-of-caller',
    text: "The version is judged before the caller's network is checked.",
    requirement: 'AUTH-9',
    apply: allBefore(['syntax', 'version'], 'caller'),
  },
  {
    id: 'scope-after-arguments',
    text: 'The scope is checked after the arguments.',
    requirement: 'ERR-3',
    profiles: LIVE,
    apply: judgedBefore('scope', 'findOrganization'),
  },
  {
    id: 'json-before-scope',
    text: 'A body that is no JSON is refused before the scope is checked.',
    requirement: 'ERR-3',
    profiles: LIVE,
    apply: judgedBefore('syntax', 'scope'),
  },
  {
    id: 'version-before-lookups',
    text: 'The version is judged before the organization and the network.',
    requirement: 'ERR-3',
    profiles: LIVE,
    apply: judgedBefore('version', 'organization'),
  },
  {
    id: 'network-before-organization',
    text: 'The network lookup is judged before that of the organization.',
    requirement: 'ERR-3',
    profiles: LIVE,
    apply: judgedBefore('network', 'organization'),
  },
  {
    id: 'vip-before-version',
    text: 'vip is judged before the version.',
    requirement: 'ERR-3',
    profiles: LIVE,
    apply: judgedBefore('vip', 'version'),
  },
  {
    id: 'label-before-vip',
    text: 'The label is judged before vip.',
    requirement: 'ERR-3',
    profiles: LIVE,
    apply: judgedBefore('label', 'vip'),
  },
  {
    id: 'organization-found-before-arguments',
    text: 'The organization is looked up before the other arguments are judged.',
    requirement: 'ERR-3',
    profiles: LIVE,
    apply: judgedBefore('findOrganization', 'network'),
  },
  {
    id: 'network-found-before-version',
    text: 'The network is looked up before the version is judged.',
    requirement: 'ERR-3',
    profiles: LIVE,
    apply: judgedBefore('findNetwork', 'version'),
  },
  {
    id: 'status-before-arguments',
    text: 'The status of the organization is judged before the other arguments.',
    requirement: 'ERR-3',
    profiles: LIVE,
    apply: allBefore(['findOrganization', 'organizationStatus', 'permission'], 'network'),
  },
  {
    id: 'permission-before-arguments',
    text: 'Whether the token may act at all is judged before the arguments.',
    requirement: 'ERR-3',
    profiles: LIVE,
    apply: inStage(
      'organization',
      (next) => (call, provider) => provider.behaviour.stages.permission(call, provider) ?? next(call, provider),
    ),
  },
  {
    id: 'label-before-lookups',
    text: 'An empty label of a VIP is refused before anything is looked up.',
    requirement: 'ERR-3',
    profiles: LIVE,
    apply: judgedBefore('validation', 'findOrganization'),
  },
  {
    id: 'order-of-members-decides',
    text: 'Of several wrong arguments the one that comes first in the body is answered.',
    requirement: 'ERR-3',
    profiles: LIVE,
    apply: byMembers,
  },
]);

const LEAKS = faultsOf(CLASS, [
  {
    id: 'refusal-names-organization',
    text: 'A refusal for a missing or unknown token names the organization in its detail.',
    requirement: 'AUTH-9',
    apply: onErrorContent(WITHOUT_TOKEN, (content, call, provider) => {
      const organization = namedIn(call, provider);
      const detail = isObject(content.detail) ? content.detail : {};
      return organization === undefined
        ? content
        : { ...content, detail: { ...detail, organization: { ...organization } } };
    }),
  },
  {
    id: 'refusal-greets-organization',
    text: 'A refusal for a missing or unknown token describes itself otherwise if the organization exists.',
    requirement: 'AUTH-9',
    apply: onErrorContent(WITHOUT_TOKEN, (content, call, provider) =>
      namedIn(call, provider) === undefined ? content : { ...content, description: 'Log in to the organization.' },
    ),
  },
  {
    id: 'refusal-knows-organization-in-header',
    text: 'A refusal for a missing or unknown token has a header more if the organization exists.',
    requirement: 'AUTH-9',
    apply: onError(WITHOUT_TOKEN, (reply, call, _, provider) =>
      namedIn(call, provider) === undefined ? reply : withHeader(reply, 'X-Organization-Known', '1'),
    ),
  },
]);

export const PRECEDENCE = [...ORDER, ...LEAKS];
