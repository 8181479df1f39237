import type { Json, JsonObject } from '../../runner/types/values.ts';
import { creating, DOCUMENTED, forgive, inStage, isRefusal, LIVE, minuteAnew } from '../changes/change.ts';
import { readText, receive } from '../changes/reading.ts';
import { jsonOf, onErrorContent, onReply, withHeader, withJson } from '../changes/replies.ts';
import { variationsOf } from '../changes/variation.ts';
import type { Reply } from '../replies.ts';
import type { Call, Change } from '../types.ts';

/** Changes the items that a page of a list shows. */
const onListed = (change: (items: readonly Json[]) => readonly Json[]): Change =>
  onReply((reply, call, outcome) => {
    if (isRefusal(outcome) || call.operation.pagination === undefined) return reply;
    const { ip_addresses: items, ...rest } = jsonOf(reply);
    return withJson(reply, { ...rest, ip_addresses: change(Array.isArray(items) ? items : []) });
  });

const shuffled = (items: readonly Json[], random: () => number): readonly Json[] =>
  items
    .map((item) => [random(), item] as const)
    .toSorted(([one], [other]) => one - other)
    .map(([, item]) => item);

/** A number that grows with every answer. */
const counted = (change: (reply: Reply, count: number, failed: boolean) => Reply): Change => {
  let count = 0;
  return onReply((reply, _, outcome) => {
    count += 1;
    return change(reply, count, isRefusal(outcome));
  });
};

/** Milliseconds. */
const MINUTE_MS = 60_000;
const HALF_MS = 30_000;

const isBlank = ({ vip, label }: Call): boolean => vip && (label === null || label.trim() === '');

const LISTS = variationsOf([
  {
    id: 'list-in-no-order',
    text: 'Every page of a list shows its addresses in another order each time.',
    apply: (behaviour, random) => onListed((items) => shuffled(items, random))(behaviour, random),
  },
  {
    id: 'list-tells-the-time',
    text: 'Listed addresses have a member that is not documented and changes from answer to answer.',
    apply: (behaviour, random) =>
      onListed((items) => items.map((item) => ({ ...(item as JsonObject), checked_at: random() })))(behaviour, random),
  },
  {
    id: 'lists-not-counted',
    text: 'Every list counts as a large set, and does not say how many addresses or pages it has.',
    apply: onReply((reply, call, outcome) => {
      if (isRefusal(outcome) || call.operation.pagination === undefined) return reply;
      const { pagination, ...rest } = jsonOf(reply);
      const uncounted = { ...(pagination as JsonObject), large_set: true, total_pages: null, total: null };
      return withJson(reply, { ...rest, pagination: uncounted });
    }),
  },
]);

const PEOPLE = variationsOf([
  {
    id: 'may-look-and-release',
    text: 'Whoever may not allocate may list, show and release all the same.',
    apply: inStage(
      'permission',
      (next) => (call, provider) => (creating(call) || call.organization?.closed ? next(call, provider) : undefined),
    ),
  },
  {
    id: 'forwarded-address-told',
    text: "The caller's address is told as a proxy before the server forwarded it.",
    apply: onErrorContent(['unauthorized_network_for_api_token'], (content, call) => {
      const { 'x-forwarded-for': forwarded } = call.request.headers;
      return typeof forwarded === 'string' ? { ...content, detail: { ip_address: forwarded } } : content;
    }),
  },
  {
    id: 'scopes-in-both-spellings',
    text: 'A refusal for a missing scope names the scope as tokens and as OAuth2 spell it.',
    apply: onErrorContent(['scope_not_granted'], (content) => ({
      ...content,
      detail: { scopes: ['api.katapult.io/core/v1/ip_addresses', 'ip_addresses'] },
    })),
  },
  {
    id: 'answers-have-numbers',
    text: 'Every answer tells its number, how long it took and what is left, and an error has the number in its body.',
    apply: (behaviour, random) =>
      counted((reply, count, failed) => {
        const numbered = withHeader(reply, 'X-Request-Id', `request-${count}`);
        const timed = withHeader(numbered, 'X-Runtime', (count % 3).toString());
        const left = withHeader(timed, 'X-Quota-Remaining', String(1_000_000 - Math.floor(count / 4)));
        return failed ? withJson(left, { ...jsonOf(left), request_id: `request-${count}` }) : left;
      })(behaviour, random),
  },
]);

const READING = variationsOf([
  {
    id: 'blank-label-replaced',
    text: 'A VIP without a label, or with an empty one, gets a label by default.',
    profiles: DOCUMENTED,
    apply: forgive(
      'validation',
      (call) => {
        call.label = 'VIP';
      },
      isBlank,
    ),
  },
  {
    id: 'comments-read-over',
    text: 'Comments in a body are read over, as RFC 8259 section 9 lets a parser do.',
    apply: readText((text) => text.replace(/\/\*.*?\*\//gs, '')),
  },
  {
    id: 'media-type-by-letters',
    text: 'Only a media type in small letters is taken for JSON.',
    profiles: LIVE,
    apply: receive((request) =>
      String(request.headers['content-type'] ?? 'application/json').startsWith('application/json')
        ? request
        : { ...request, headers: { ...request.headers, 'content-type': 'text/plain' } },
    ),
  },
  {
    id: 'limit-slides',
    text: 'Every minute has as many requests as are permitted, whenever it begins.',
    apply: (behaviour) => {
      const passed = new Map<string, readonly number[]>();
      return {
        ...behaviour,
        count: (limiter, role, now) => {
          const permitted = limiter.permittedOf.get(role) ?? limiter.permitted;
          const known = limiter.windows.has(role) ? (passed.get(role) ?? []) : [];
          const last = known.filter((at) => at > now - MINUTE_MS);
          const passes = last.length < permitted;
          const counted = passes ? [...last, now] : last;
          passed.set(role, counted);
          limiter.windows.set(role, { start: now, count: 0 });
          return { permitted, remaining: permitted - counted.length, passes };
        },
      };
    },
  },
  {
    id: 'limit-by-the-clock',
    text: 'Minutes end on the clock, whatever was sent when: the first of a token half a minute after its first request.',
    apply: (behaviour) => {
      const begun = new Map<string, number>();
      return {
        ...behaviour,
        count: (limiter, role, now) => {
          const known = limiter.windows.get(role);
          const origin = (known === undefined ? undefined : begun.get(role)) ?? now - HALF_MS;
          begun.set(role, origin);
          const start = origin + Math.floor((now - origin) / MINUTE_MS) * MINUTE_MS;
          if (known?.start !== start) limiter.windows.set(role, { start, count: 0 });
          return behaviour.count(limiter, role, now);
        },
      };
    },
  },
  {
    id: 'limit-counts-what-it-refuses',
    text: 'The minute of a token begins anew with every request that the limit refuses.',
    apply: minuteAnew(({ passes }) => !passes),
  },
  {
    id: 'limit-refills-steadily',
    text: 'What a token may still send grows steadily, up to what is permitted in a minute.',
    apply: (behaviour) => {
      const levels = new Map<string, { readonly left: number; readonly at: number; readonly permitted: number }>();
      return {
        ...behaviour,
        count: (limiter, role, now) => {
          const permitted = limiter.permittedOf.get(role) ?? limiter.permitted;
          const known = levels.get(role);
          const last = limiter.windows.has(role) && known?.permitted === permitted ? known : undefined;
          const { left, at } = last ?? { left: permitted, at: now };
          const level = Math.min(permitted, left + (Math.max(0, now - at) * permitted) / MINUTE_MS);
          const passes = level >= 1;
          levels.set(role, { left: passes ? level - 1 : level, at: now, permitted });
          limiter.windows.set(role, { start: now, count: 0 });
          return { permitted, remaining: Math.floor(passes ? level - 1 : level), passes };
        },
      };
    },
  },
]);

export const LEEWAY = [...LISTS, ...PEOPLE, ...READING];
