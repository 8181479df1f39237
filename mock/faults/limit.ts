import { setTimeout as pass } from 'node:timers/promises';
import { isObject } from '../../runner/json.ts';
import {
  after,
  all,
  allocateAnyway,
  answerInstead,
  faultsOf,
  forgive,
  inStage,
  isRefusal,
  remembering,
} from '../changes/change.ts';
import { onErrorContent } from '../changes/replies.ts';
import { count } from '../limiter.ts';
import type { Behaviour, Change } from '../types.ts';
import { poolOf } from '../world.ts';

const CLASS = 'rate limit';
const REACHED = 'rate_limit_reached';

/** How long a server takes between reading its counter and writing it, in milliseconds. */
const GAP_MS = 4;

const counting =
  (change: (next: Behaviour['count']) => Behaviour['count']): Change =>
  (behaviour) => ({ ...behaviour, count: change(behaviour.count) });

/** Lets so many more requests pass than are permitted, and says nothing of it. */
const permitMore = (by: number): Change =>
  counting((next) => (limiter, role, now) => {
    const permittedOf = new Map([...limiter.permittedOf].map(([name, permitted]) => [name, permitted + by] as const));
    const rate = next({ ...limiter, permitted: limiter.permitted + by, permittedOf }, role, now);
    return { ...rate, permitted: rate.permitted - by, remaining: Math.max(0, rate.remaining - by) };
  });

const totalIs = (change: (total: number) => number): Change =>
  onErrorContent([REACHED], (content) => {
    const detail = isObject(content.detail) ? content.detail : {};
    return { ...content, detail: { ...detail, total_permitted: change(Number(detail.total_permitted)) } };
  });

export const LIMIT = faultsOf(CLASS, [
  {
    id: 'no-limit',
    text: 'No request is ever refused by the rate limit.',
    requirement: 'RATE-2',
    apply: forgive('limit'),
  },
  {
    id: 'limit-one-short',
    text: 'One request less passes in a minute than is permitted.',
    requirement: 'RATE-1',
    apply: permitMore(-1),
  },
  {
    id: 'limit-one-over',
    text: 'One request more passes in a minute than is permitted.',
    requirement: 'RATE-2',
    apply: permitMore(1),
  },
  {
    id: 'limit-told-as-left',
    text: 'A refusal tells how many requests are left instead of how many are permitted.',
    requirement: 'RATE-2',
    apply: totalIs(() => 0),
  },
  {
    id: 'limit-told-one-more',
    text: 'A refusal tells one request more than is permitted.',
    requirement: 'RATE-2',
    apply: totalIs((total) => total + 1),
  },
  {
    id: 'limit-told-per-hour',
    text: 'A refusal tells how many requests are permitted in an hour.',
    requirement: 'RATE-2',
    apply: totalIs((total) => total * 60),
  },
  {
    id: 'limit-shared-by-tokens',
    text: 'All tokens are counted as one.',
    requirement: 'RATE-4',
    apply: counting((next) => (limiter, role, now) => {
      const permitted = limiter.permittedOf.get(role) ?? limiter.permitted;
      return next({ ...limiter, permitted, permittedOf: new Map() }, 'everybody', now);
    }),
  },
  {
    id: 'limit-for-good',
    text: 'A minute in which a token was counted never ends.',
    requirement: 'RATE-5',
    apply: counting((next) => (limiter, role, now) => next(limiter, role, limiter.windows.get(role)?.start ?? now)),
  },
  {
    id: 'minute-of-thirty-seconds',
    text: 'The limit counts what passes in half a minute.',
    requirement: 'RATE-2',
    apply: counting((next) => (limiter, role, now) => next(limiter, role, now * 2)),
  },
  {
    id: 'refusals-count-next-minute',
    text: 'Requests that the limit refuses are counted in the next minute.',
    requirement: 'RATE-5',
    apply: remembering(() => {
      const owed = new Map<string, number>();
      return counting((next) => (limiter, role, now) => {
        const before = limiter.windows.get(role);
        const rate = next(limiter, role, now);
        const window = limiter.windows.get(role);
        const debt = owed.get(role) ?? 0;
        owed.set(role, rate.passes ? 0 : debt + 1);
        if (rate.passes && before !== undefined && window !== undefined && window.start !== before.start)
          limiter.windows.set(role, { ...window, count: window.count + debt });
        return rate;
      });
    }),
  },
  {
    id: 'limited-request-allocates',
    text: 'A request that the limit refuses allocates an address.',
    requirement: 'RATE-3',
    apply: after('limit', (outcome, call, provider) => {
      if (isRefusal(outcome)) allocateAnyway(call, provider);
      return outcome;
    }),
  },
  {
    id: 'limited-request-burns-ipv6',
    text: 'A request that the limit refuses uses up an IPv6 address.',
    requirement: 'RATE-3',
    apply: after('limit', (outcome, _call, { world }) => {
      const pool = poolOf(world, world.networks.main?.id ?? '', 'ipv6');
      if (isRefusal(outcome) && pool !== undefined) pool.state.withheld += 1;
      return outcome;
    }),
  },
  {
    id: 'limit-called-unavailable',
    text: 'A limit that is reached is answered as an unavailable service.',
    requirement: 'RATE-2',
    apply: answerInstead(REACHED, 'service_unavailable'),
  },
  {
    id: 'limit-after-lookups',
    text: 'A request that the limit refuses is refused after what it names was looked up.',
    requirement: 'ERR-3',
    apply: all(
      forgive('limit'),
      inStage(
        'validation',
        (next) => (call, provider) =>
          call.rate?.passes === false
            ? provider.answers.refuse(call.operation, REACHED, { total_permitted: call.rate.permitted })
            : next(call, provider),
      ),
    ),
  },
  {
    id: 'race-past-the-limit',
    text: 'Of requests that come at once more pass than are permitted.',
    requirement: 'RATE-2',
    deterministic: false,
    apply: inStage('limit', (next) => async (call, provider) => {
      const { limiter } = provider.world.state;
      const copy = { ...limiter, windows: new Map(limiter.windows) };
      const seen = count(copy, call.token?.role ?? '', provider.world.now());
      await pass(GAP_MS);
      const outcome = await next(call, provider);
      return seen.passes ? undefined : outcome;
    }),
  },
]);
