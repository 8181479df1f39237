import { all, creating, DOCUMENTED, inStage, isRefusal, judgedBefore, LIVE } from '../changes/change.ts';
import { onError, onErrorContent, onReply, withHeader } from '../changes/replies.ts';
import { variationsOf } from '../changes/variation.ts';
import type { Reply } from '../replies.ts';
import type { Behaviour, Change } from '../types.ts';

const prefer =
  (choice: Behaviour['prefer']): Change =>
  (behaviour) => ({ ...behaviour, prefer: choice });

const isUnrouted = (code: string): boolean => code === 'route_not_found';

/** Changes the answer to a method that the path of the operation does not have. */
const onUnknownMethod = (change: (reply: Reply) => Reply): Change =>
  onReply((reply, call, outcome) =>
    isRefusal(outcome) && isUnrouted(outcome.refused) && call.request.path === call.operation.path
      ? change(reply)
      : reply,
  );

export const CHOICES = variationsOf([
  {
    id: 'second-answer-where-open',
    text: 'Where several answers are right the second one is given.',
    apply: prefer(([first, second]) => second ?? first),
  },
  {
    id: 'last-answer-where-open',
    text: 'Where several answers are right the last one is given.',
    apply: prefer((answers) => answers.at(-1)),
  },
  {
    id: 'label-kept-without-vip',
    text: 'A label is kept for an address that is no VIP.',
    apply: inStage('validation', (next) => async (call, provider) => {
      const { label } = call;
      const outcome = await next(call, provider);
      call.label = label;
      return outcome;
    }),
  },
  {
    id: 'network-found-first',
    text: 'The network is looked up before the organization.',
    apply: judgedBefore('findNetwork', 'findOrganization'),
  },
  {
    id: 'permission-first',
    text: 'Whether the token may act at all is judged before anything is looked up.',
    apply: inStage(
      'findOrganization',
      (next) => (call, provider) => provider.behaviour.stages.permission(call, provider) ?? next(call, provider),
    ),
  },
  {
    id: 'token-before-availability',
    text: 'A missing or invalid token is refused even if the service is unavailable.',
    apply: judgedBefore('availability', 'scope'),
  },
  {
    id: 'limit-before-network-of-caller',
    text: "The rate limit is judged before the caller's network.",
    apply: judgedBefore('limit', 'capabilities'),
  },
  {
    id: 'scope-after-lookups',
    text: 'The scope is checked after everything was looked up.',
    profiles: DOCUMENTED,
    apply: judgedBefore('scope', 'validation'),
  },
  {
    id: 'arguments-in-other-order',
    text: 'The version is judged first, and the organization last.',
    profiles: DOCUMENTED,
    apply: all(judgedBefore('version', 'organization'), judgedBefore('network', 'organization')),
  },
  {
    id: 'lookups-before-arguments',
    text: 'The organization is looked up before the other arguments are judged.',
    profiles: DOCUMENTED,
    apply: all(judgedBefore('findOrganization', 'network'), judgedBefore('organizationStatus', 'network')),
  },
  {
    id: 'unavailable-altogether',
    text: 'When the operation under test is unavailable every other one is too.',
    apply: inStage(
      'availability',
      () =>
        (call, { world, answers }) =>
          world.state.unavailable ? answers.refuse(call.operation, 'service_unavailable') : undefined,
    ),
  },
  {
    // In the recordings every request counts, whatever it asks for.
    id: 'limit-counts-creating-only',
    text: 'Only requests that create something count for the rate limit.',
    profiles: DOCUMENTED,
    apply: inStage('limit', (next) => (call, provider) => {
      if (creating(call)) return next(call, provider);
      const { limiter } = provider.world.state;
      const role = call.token?.role ?? '';
      const copy = { ...limiter, windows: new Map(limiter.windows) };
      const rate = provider.behaviour.count(copy, role, provider.world.now());
      call.rate = { ...rate, passes: true };
      return undefined;
    }),
  },
  {
    id: 'retry-after',
    text: 'A refusal by the rate limit or by an unavailable service says when to try again.',
    apply: onError(['rate_limit_reached', 'service_unavailable'], (reply) => withHeader(reply, 'Retry-After', '1')),
  },
  {
    id: 'rate-headers-beyond-documentation',
    text: 'Answers have rate headers that the page does not show.',
    profiles: DOCUMENTED,
    apply: onReply((reply, { rate }) =>
      rate === undefined
        ? reply
        : withHeader(
            withHeader(reply, 'X-Ratelimit-Permitted', String(rate.permitted)),
            'X-Ratelimit-Remaining',
            String(rate.remaining),
          ),
    ),
  },
  {
    id: 'rate-headers-on-limit',
    text: 'A refusal by the rate limit has the rate headers too.',
    profiles: LIVE,
    apply: onError(['rate_limit_reached'], (reply, { rate }) =>
      withHeader(
        withHeader(reply, 'X-Ratelimit-Permitted', String(rate?.permitted)),
        'X-Ratelimit-Remaining',
        String(rate?.remaining),
      ),
    ),
  },
  {
    id: 'caller-behind-proxy',
    text: "The caller's address is told as the one of a proxy before it.",
    apply: onErrorContent(['unauthorized_network_for_api_token'], (content) => ({
      ...content,
      detail: { ip_address: '2001:db8:ffff::9' },
    })),
  },
  {
    id: 'unknown-method-405',
    text: 'A method that a path does not have is answered with status 405, with the methods that it has.',
    profiles: DOCUMENTED,
    apply: onUnknownMethod((reply) => withHeader({ ...reply, status: 405 }, 'Allow', 'GET, POST')),
  },
  {
    id: 'unknown-method-501',
    text: 'A method that no operation of a path has is answered with status 501.',
    profiles: DOCUMENTED,
    apply: onUnknownMethod((reply) => ({ ...reply, status: 501 })),
  },
  {
    id: 'unknown-routes-need-token',
    text: 'Somebody without a token is asked for one on every route.',
    profiles: DOCUMENTED,
    apply: (behaviour) => ({
      ...behaviour,
      render: (outcome, call, provider) => {
        const stranger = call.request.headers.authorization === undefined;
        const unrouted = isRefusal(outcome) && isUnrouted(outcome.refused);
        const { answers } = provider;
        const asked = stranger && unrouted ? answers.refuse(call.operation, 'missing_api_token') : outcome;
        return behaviour.render(asked, call, provider);
      },
    }),
  },
]);
