import { after, answerInstead, faultsOf, forgive, inStage, refuseAt, remembering, without } from '../changes/change.ts';
import { receive } from '../changes/reading.ts';
import type { Change, StageName } from '../types.ts';
import { isUnknown } from './authentication.ts';

const PLAIN_SPELLINGS = ['authorization', 'Authorization'];

/** Leaves a stage out of one operation. */
const uncheckedIn = (operation: string, stage: StageName): Change =>
  inStage(stage, (next) => (call, provider) => (call.operation.id === operation ? undefined : next(call, provider)));

/** Operations beside the one under test, and what is done with them. */
const NEIGHBOURS = [
  ['list', 'listIpAddresses', 'Addresses are listed'],
  ['show', 'getIpAddress', 'An address is shown'],
  ['release', 'releaseIpAddress', 'An address is released'],
] as const;

const OF_NEIGHBOURS = NEIGHBOURS.flatMap(([id, operation, words]) => [
  {
    id: `capabilities-not-checked-to-${id}`,
    text: `${words} with an invalid capabilities token.`,
    requirement: 'AUTH-4',
    apply: uncheckedIn(operation, 'capabilities'),
  },
  {
    id: `network-of-caller-not-checked-to-${id}`,
    text: `${words} with a token from a network that it is not allowed in.`,
    requirement: 'AUTH-5',
    apply: uncheckedIn(operation, 'caller'),
  },
]);

export const RIGHTS = faultsOf('authentication', [
  ...OF_NEIGHBOURS,
  {
    id: 'capabilities-not-checked',
    text: 'An invalid capabilities token is taken.',
    requirement: 'AUTH-4',
    apply: without('capabilities'),
  },
  {
    id: 'capabilities-called-invalid-token',
    text: 'An invalid capabilities token is answered as an invalid API token.',
    requirement: 'AUTH-4',
    apply: answerInstead('invalid_capabilities_token', 'invalid_api_token'),
  },
  {
    id: 'network-of-caller-not-checked',
    text: 'A token is taken from a network that it is not allowed in.',
    requirement: 'AUTH-5',
    apply: without('caller'),
  },
  {
    id: 'scope-not-checked',
    text: 'A token without the scope is served.',
    requirement: 'AUTH-6',
    apply: without('scope'),
  },
  {
    id: 'network-of-caller-not-checked-if-forwarded',
    text: 'A token is taken from any network if the request says that it was forwarded.',
    requirement: 'AUTH-5',
    apply: forgive('caller', undefined, (call) => call.request.headers['x-forwarded-for'] !== undefined),
  },
  {
    id: 'network-of-caller-not-checked-if-another-is-named',
    text: 'A token is taken from any network if a header that proxies write names an address.',
    requirement: 'AUTH-5',
    apply: forgive(
      'caller',
      undefined,
      ({ request: { headers } }) => headers['x-real-ip'] !== undefined || headers.forwarded !== undefined,
    ),
  },
  {
    id: 'scope-not-checked-to-release',
    text: 'An address is released with a token without the scope.',
    requirement: 'AUTH-6',
    apply: uncheckedIn('releaseIpAddress', 'scope'),
  },
  {
    id: 'scope-called-permission',
    text: 'A missing scope is answered as a missing permission.',
    requirement: 'AUTH-6',
    apply: answerInstead('scope_not_granted', 'permission_denied'),
  },
  {
    id: 'one-token-only',
    text: 'Only one of the valid tokens is served.',
    requirement: 'AUTH-7',
    apply: refuseAt('token', 'invalid_api_token', (call) => call.token?.role === 'second'),
  },
  {
    id: 'refused-after-refusal',
    text: 'The request after one with an unknown token is refused as well.',
    requirement: 'AUTH-7',
    apply: remembering(() => {
      let warned = false;
      return after('token', (outcome, call, provider) => {
        const refuse = warned && outcome === undefined;
        warned = isUnknown(call, provider);
        return refuse ? provider.answers.refuse(call.operation, 'invalid_api_token') : outcome;
      });
    }),
  },
  {
    id: 'organization-of-others-served',
    text: 'Addresses are allocated to an organization that the token may not use.',
    requirement: 'LOOK-5',
    apply: forgive(
      'permission',
      undefined,
      (call) => call.organization?.closed === true && call.token?.trusted === true,
    ),
  },
  {
    id: 'permission-not-checked',
    text: 'Addresses are allocated for somebody who may not allocate.',
    requirement: 'LOOK-5',
    apply: forgive('permission', undefined, (call) => call.token?.trusted === false),
  },
  {
    id: 'header-names-by-spelling',
    text: 'The Authorization header is found in its usual spelling only.',
    requirement: 'PROTO-3',
    apply: receive((request) => {
      const spelt = request.headerNames.some((name) => PLAIN_SPELLINGS.includes(name));
      const { authorization: _, ...headers } = request.headers;
      return spelt ? request : { ...request, headers };
    }),
  },
]);
