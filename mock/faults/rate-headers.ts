import { after, faultsOf, inStage, isRefusal, LIVE } from '../changes/change.ts';
import { onError, onReply, withHeader } from '../changes/replies.ts';
import type { Rate, Reply } from '../replies.ts';
import type { Change } from '../types.ts';

const CLASS = 'rate limit';

/** More than any scenario permits. */
const LARGE = 100;

/** Changes what the headers tell. */
const told = (change: (rate: Rate) => Partial<Rate>): Change =>
  after('limit', (outcome, call) => {
    if (call.rate !== undefined) call.rate = { ...call.rate, ...change(call.rate) };
    return outcome;
  });

/** The same where no state has set a limit, as on a server without provider states. */
const toldUnset = (change: (rate: Rate) => Partial<Rate>): Change =>
  told((rate) => (rate.permitted < LARGE ? {} : change(rate)));

/** Tells at requests for another operation what was left before any request. */
const standsStillFor = (operation: string): Change =>
  inStage('limit', (next) => async (call, provider) => {
    const outcome = await next(call, provider);
    if (call.operation.id === operation && call.rate !== undefined)
      call.rate = { ...call.rate, remaining: call.rate.permitted };
    return outcome;
  });

const NEIGHBOURS: readonly (readonly [verb: string, operation: string])[] = [
  ['list', 'listIpAddresses'],
  ['show', 'getIpAddress'],
  ['release', 'releaseIpAddress'],
];

/** Refusals that come before it is known whose request it is. */
const UNCOUNTED: readonly (readonly [id: string, words: string, codes: readonly string[]])[] = [
  ['strangers', 'who has no token, or an unknown one', ['missing_api_token', 'invalid_api_token']],
  ['unknown-routes', 'who asks for a route that there is not', ['route_not_found']],
];

const bare = (reply: Reply): Reply =>
  withHeader(withHeader(reply, 'X-Ratelimit-Permitted', null), 'X-Ratelimit-Remaining', null);

export const RATE_HEADERS = faultsOf(CLASS, [
  {
    id: 'rate-headers-missing',
    text: 'Successes have no rate headers.',
    requirement: 'HEAD-1',
    profiles: LIVE,
    apply: onReply((reply, _, outcome) => (isRefusal(outcome) ? reply : bare(reply))),
  },
  {
    id: 'rate-headers-missing-on-errors',
    text: 'Errors past authentication have no rate headers.',
    requirement: 'HEAD-1',
    profiles: LIVE,
    apply: onReply((reply, _, outcome) => (isRefusal(outcome) ? bare(reply) : reply)),
  },
  ...UNCOUNTED.map(([id, words, codes]) => ({
    id: `rate-headers-for-${id}`,
    text: `The rate headers are told to ${words}.`,
    requirement: 'HEAD-2',
    profiles: LIVE,
    apply: onError(codes, (reply) =>
      withHeader(withHeader(reply, 'X-Ratelimit-Permitted', '1000'), 'X-Ratelimit-Remaining', '999'),
    ),
  })),
  {
    id: 'remaining-as-text',
    text: 'X-Ratelimit-Remaining is no number.',
    requirement: 'HEAD-1',
    profiles: LIVE,
    apply: onReply((reply, call) =>
      call.rate === undefined ? reply : withHeader(reply, 'X-Ratelimit-Remaining', 'many'),
    ),
  },
  {
    id: 'remaining-stands-still',
    text: 'X-Ratelimit-Remaining does not go down.',
    requirement: 'RATE-6',
    profiles: LIVE,
    apply: told(({ permitted }) => ({ remaining: permitted - 1 })),
  },
  ...NEIGHBOURS.map(([verb, operation]) => ({
    id: `remaining-stands-still-at-${verb}`,
    text: `X-Ratelimit-Remaining does not go down at requests that ${verb} addresses, although they count.`,
    requirement: 'RATE-6',
    profiles: LIVE,
    apply: standsStillFor(operation),
  })),
  {
    id: 'remaining-stands-still-at-refusals',
    text: 'X-Ratelimit-Remaining is not less after requests that are refused past the rate limit, although they count.',
    requirement: 'RATE-6',
    profiles: LIVE,
    apply: onReply((reply, { rate }, outcome) =>
      rate?.passes === true && isRefusal(outcome)
        ? withHeader(reply, 'X-Ratelimit-Remaining', String(rate.remaining + 1))
        : reply,
    ),
  },
  {
    id: 'success-marked-as-error',
    text: 'X-Api-Schema marks successes as errors.',
    requirement: 'HEAD-1',
    profiles: LIVE,
    apply: onReply((reply, _, outcome) =>
      isRefusal(outcome) ? reply : withHeader(reply, 'X-Api-Schema', 'json-error'),
    ),
  },
  {
    id: 'remaining-counts-up',
    text: 'X-Ratelimit-Remaining tells how many requests were made.',
    requirement: 'RATE-6',
    profiles: LIVE,
    apply: told(({ permitted, remaining }) => ({ remaining: permitted - remaining })),
  },
  {
    id: 'more-remaining-than-permitted',
    text: 'X-Ratelimit-Remaining is more than X-Ratelimit-Permitted where no limit was set.',
    requirement: 'RATE-6',
    profiles: LIVE,
    apply: toldUnset(({ permitted, remaining }) => ({ remaining: permitted + remaining })),
  },
  {
    id: 'unset-remaining-stands-still',
    text: 'X-Ratelimit-Remaining does not go down where no limit was set.',
    requirement: 'RATE-6',
    profiles: LIVE,
    apply: toldUnset(({ permitted }) => ({ remaining: permitted - 1 })),
  },
  {
    id: 'unset-remaining-counts-up',
    text: 'X-Ratelimit-Remaining tells how many requests were made where no limit was set.',
    requirement: 'RATE-6',
    profiles: LIVE,
    apply: toldUnset(({ permitted, remaining }) => ({ remaining: permitted - remaining })),
  },
  {
    id: 'permitted-header-wrong',
    text: 'X-Ratelimit-Permitted tells the usual number when another one is set.',
    requirement: 'RATE-6',
    profiles: LIVE,
    apply: told(() => ({ permitted: 1000 })),
  },
]);
