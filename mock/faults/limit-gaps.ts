import {
  after,
  allocateAnyway,
  faultsOf,
  forgive,
  inStage,
  isRefusal,
  LIVE,
  minuteAnew,
  onOutcome,
  remembering,
} from '../changes/change.ts';
import { asSent } from '../changes/reading.ts';
import type { Window } from '../limiter.ts';
import type { Behaviour, Call, Change, Provider } from '../types.ts';

const CLASS = 'rate limit';

const REQUIREMENT = 'RATE-2';

const header =
  (name: string) =>
  ({ request }: Call): string =>
    String(request.headers[name] ?? '');

/** Counts requests of one token apart from each other that have another key. */
const countedApart = (keyOf: (call: Call) => string): Change =>
  remembering(() => {
    const windowsOf = new Map<string, Map<string, Window>>();
    return inStage('limit', (next) => (call, provider) => {
      const count: Behaviour['count'] = (limiter, role, now) => {
        const windows = (limiter.windows.has(role) ? windowsOf.get(role) : undefined) ?? new Map<string, Window>();
        windowsOf.set(role, windows);
        limiter.windows.set(role, { start: now, count: 0 });
        const permitted = limiter.permittedOf.get(role) ?? limiter.permitted;
        const own = { permitted, permittedOf: new Map(), windows };
        return provider.behaviour.count(own, keyOf(call), now);
      };
      return next(call, { ...provider, behaviour: { ...provider.behaviour, count } });
    });
  });

const APART: readonly (readonly [id: string, words: string, keyOf: (call: Call) => string])[] = [
  ['network', 'each network', (call) => /"network":\{"id":"[^"]*"/.exec(asSent(call))?.[0] ?? ''],
  ['organization', 'each organization', (call) => /"organization":\{"id":"[^"]*"/.exec(asSent(call))?.[0] ?? ''],
  ['vip', 'VIPs and for other addresses', (call) => String(asSent(call).includes('"vip":true'))],
  ['user-agent', 'each User-Agent', header('user-agent')],
  ['forwarded-address', 'each address that a request says it was forwarded for', header('x-forwarded-for')],
];

const UNLIMITED: readonly (readonly [id: string, words: string, text: string])[] = [
  ['ipv6', 'requests for ipv6', '"ipv6"'],
  ['permalink', 'requests that name a network by permalink', '"permalink"'],
  ['sub-domain', 'requests that name an organization by sub domain', '"sub_domain"'],
];

/** A minute that is as long as it should be on a clock that goes faster by this factor. */
const hasty =
  (factor: number): Change =>
  (behaviour) => ({ ...behaviour, count: (limiter, role, now) => behaviour.count(limiter, role, now * factor) });

const UNCOUNTED: readonly (readonly [id: string, words: string, when: (call: Call, provider: Provider) => boolean])[] =
  [
    ['vips', 'requests for VIPs', (call) => asSent(call).includes('"vip":true')],
    [
      'other-networks',
      'requests for another network than the main one',
      (call, { world }) => asSent(call).includes(world.networks.other?.id ?? ''),
    ],
    [
      'other-organizations',
      'requests for another organization than the main one',
      (call, { world }) => asSent(call).includes(world.organizations.other?.id ?? ''),
    ],
  ];

/** Counts such a request so many times. */
const countedTimes = (times: number, when: (call: Call, provider: Provider) => boolean): Change =>
  inStage('limit', (next) => (call, provider) => {
    if (!when(call, provider)) return next(call, provider);
    const count: Behaviour['count'] = (limiter, role, now) => {
      const before = limiter.windows.get(role);
      const rate = provider.behaviour.count(limiter, role, now);
      const window = limiter.windows.get(role);
      if (window !== undefined) limiter.windows.set(role, { ...window, count: (before?.count ?? 0) + times });
      return rate;
    };
    return next(call, { ...provider, behaviour: { ...provider.behaviour, count } });
  });

/** Refusals of a request for its body or an argument. */
const ARGUMENTS = ['invalid_json_body', 'missing_required_argument', 'invalid_argument'];

/** Allocates an address to an organization although the limit refuses a request that has this text. */
const despiteLimit = (
  id: string,
  words: string,
  role: string,
  text: (provider: Provider) => string,
): Parameters<typeof faultsOf>[1][number] => ({
  id: `limited-request-for-${id}-allocates`,
  text: `A request for ${words} that the limit refuses allocates an address.`,
  requirement: 'RATE-3',
  apply: after('limit', (outcome, call, provider) => {
    const picked = isRefusal(outcome) && asSent(call).includes(text(provider));
    if (picked) allocateAnyway(call, provider, provider.world.organizations[role]);
    return outcome;
  }),
});

/** Rate limits with gaps. */
export const LIMIT_GAPS = faultsOf(CLASS, [
  ...APART.map(([id, words, keyOf]) => ({
    id: `limit-for-each-${id}`,
    text: `What a token sends is counted for ${words} apart.`,
    requirement: REQUIREMENT,
    apply: countedApart(keyOf),
  })),
  ...UNLIMITED.map(([id, words, text]) => ({
    id: `no-limit-for-${id}`,
    text: `The rate limit never refuses ${words}.`,
    requirement: REQUIREMENT,
    apply: forgive('limit', undefined, (call) => asSent(call).includes(text)),
  })),
  ...UNCOUNTED.map(([id, words, when]) => ({
    id: `limit-without-${id}`,
    text: `The rate limit does not count ${words}.`,
    requirement: REQUIREMENT,
    apply: countedTimes(0, when),
  })),
  {
    id: 'ipv6-counts-twice',
    text: 'The rate limit counts a request for ipv6 as two.',
    requirement: 'RATE-1',
    apply: countedTimes(2, (call) => asSent(call).includes('"ipv6"')),
  },
  {
    id: 'minute-of-forty-five-seconds',
    text: 'The limit counts what passes in three quarters of a minute.',
    requirement: REQUIREMENT,
    apply: hasty(60 / 45),
  },
  despiteLimit('vip', 'a VIP', 'main', () => '"vip":true'),
  despiteLimit(
    'other-organization',
    'another organization',
    'other',
    ({ world }) => world.organizations.other?.id ?? '',
  ),
  {
    id: 'limit-without-refused-arguments',
    text: 'The rate limit does not count requests that are refused for their body or an argument.',
    requirement: 'RATE-6',
    profiles: LIVE,
    apply: onOutcome((outcome, { token }, { world }) => {
      const { windows } = world.state.limiter;
      const window = windows.get(token?.role ?? '');
      if (isRefusal(outcome) && ARGUMENTS.includes(outcome.refused) && window !== undefined)
        windows.set(token?.role ?? '', { ...window, count: window.count - 1 });
      return outcome;
    }),
  },
  {
    id: 'minute-begins-anew',
    text: 'The minute that the limit counts begins anew with every request that passes.',
    requirement: 'RATE-1',
    apply: minuteAnew(({ passes }) => passes),
  },
]);
