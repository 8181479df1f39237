import type { Exchange, Received } from '../../runner/types/exchange.ts';
import type { Finding, Outcome } from '../../runner/types/finding.ts';
import type { Report } from '../../runner/types/report.ts';
import type { Overlap, PlannedScenario, RunEvent } from '../../runner/types/run-event.ts';
import type { Requirement } from '../../runner/types/spec.ts';
import { HOSTILE } from './hostile.ts';

/** A scenario with all that happened to it. */
type Story = {
  readonly planned: PlannedScenario;
  readonly exchanges: readonly { readonly step: string; readonly exchange: Exchange; readonly code?: string | null }[];
  readonly outcome: Outcome;
  readonly overlap?: Overlap;
};

/** 2026-03-01T12:00:00Z. */
const START = 1_772_366_400_000;
const URL_OF_TARGET = 'http://127.0.0.1:8080/core/v1';
const OVERLAYS = ['stricter.yaml', 'ours/limits.yaml'];
const ADDRESSES = `${URL_OF_TARGET}/organizations/organization/ip_addresses`;

const requirement = (id: string, text: string, level: Requirement['level'] = 'must'): Requirement => ({
  id,
  text,
  level,
  pointer: '/paths',
  place: { file: 'spec/openapi.yaml', line: 10, column: 3 },
  source: 'page',
  universal: ['SHAPE-1', 'FORM-1'].includes(id),
});

const requirements: readonly Requirement[] = [
  requirement('EXCL-1', 'Each member of a lookup names the same thing by itself.'),
  requirement('EXCL-2', 'Two members of one lookup are refused, even if both name the same thing.'),
  requirement('POOL-1', 'No address is handed out twice while it is held, however many requests arrive at one time.'),
  requirement('RATE-1', 'The permitted number of requests passes and the next is refused with rate_limit_reached.'),
  requirement('SHAPE-1', 'An answer has the form that is documented for its status and code.'),
  requirement('HEAD-1', 'An answer past authentication says how many requests are permitted.', 'should'),
  requirement('FORM-1', 'An answer is written as JSON.'),
  requirement('AVAIL-1', 'An unavailable service answers service_unavailable.'),
  requirement('STATE-1', 'A suspended organization is refused with organization_suspended.'),
  requirement('STATE-2', 'What several requests leave behind is known to nobody.', 'unknown'),
];

const planned = (id: string, title: string, named: readonly string[], line: number, skip?: string): PlannedScenario => {
  const suite = id.slice(0, id.indexOf('/'));
  const place = { file: `suites/${suite}.yaml`, line, column: 5 };
  const level = suite === 'pool-exhaustion' ? 'draining' : 'allocating';
  return {
    id,
    suite,
    title,
    requirements: named,
    tags: [],
    level,
    place,
    ...(skip === undefined ? {} : { skip: [skip] }),
  };
};

const headers: Exchange['request']['headers'] = [
  ['Content-Type', 'application/json'],
  ['Authorization', 'Bearer $KATAPULT_TOKEN'],
];

const BODY = '{"organization":{"id":"org_main"},"network":{"id":"netw_main"},"version":"ipv4"}';

const exchange = (at: number, body: string, answer: Partial<Exchange>): Exchange => ({
  operation: 'createIpAddress',
  as: 'valid',
  request: { method: 'POST', url: ADDRESSES, headers, body },
  tokenEchoes: [],
  sentAt: at,
  answeredAt: at + 12,
  ...answer,
});

const json = (status: number, value: Received['json']): { readonly response: Received } => ({
  response: {
    status,
    headers: [['content-type', 'application/json']],
    text: JSON.stringify(value),
    ...(value === undefined ? {} : { json: value }),
  },
});

const allocated = (at: number, id: string, address: string) => ({
  step: '1',
  exchange: exchange(at, BODY, json(200, { ip_address: { id, address, address_with_mask: `${address}/24` } })),
  code: null,
});

const refused = (at: number, status: number, code: string) => ({
  step: '1',
  exchange: exchange(at, BODY, json(status, { code, description: 'Refused.', detail: {} })),
  code,
});

const finding = (check: string, named: readonly string[], at: string, rest: Partial<Finding>): Finding => ({
  check,
  requirements: named,
  severity: 'failure',
  message: '',
  expected: '',
  actual: '',
  step: '1',
  place: {
    file: `suites/${at.slice(0, at.indexOf(':'))}.yaml`,
    line: Number(at.slice(at.indexOf(':') + 1)),
    column: 9,
  },
  ...rest,
});

const rateHeaders = finding('headers', ['HEAD-1'], 'success:12', {
  severity: 'warning',
  message: 'The answer has no header x-ratelimit-permitted.',
  expected: 'header x-ratelimit-permitted',
  actual: 'absent',
  exchange: 0,
  rule: { file: 'spec/live.overlay.yaml', line: 40, column: 9 },
});

const passing: readonly Story[] = [
  {
    planned: planned('success/ipv4', 'An IPv4 address is allocated', ['EXCL-1', 'SHAPE-1'], 8),
    exchanges: [allocated(START + 20, 'ip_1', '203.0.113.1')],
    outcome: { status: 'passed', warnings: [rateHeaders] },
  },
  {
    planned: planned('success/ipv6', 'An IPv6 address is allocated', ['EXCL-1'], 20),
    exchanges: [allocated(START + 40, 'ip_2', '2001:db8::1')],
    outcome: { status: 'passed', warnings: [rateHeaders] },
  },
  {
    planned: planned('rate-limit/exactly', 'The permitted number passes, the next is refused', ['RATE-1'], 6),
    exchanges: [
      allocated(START + 60, 'ip_3', '203.0.113.2'),
      allocated(START + 61, 'ip_4', '203.0.113.3'),
      refused(START + 62, 429, 'rate_limit_reached'),
    ],
    outcome: { status: 'passed', warnings: [] },
    overlap: { requests: 3, inFlight: 3, spreadMs: 1.4 },
  },
];

const TWICE = Array.from({ length: 7 }, (_, index) => `203.0.113.${10 + Math.floor(index / 2)}`);

const failing: readonly Story[] = [
  {
    planned: planned(
      'mutual-exclusivity/organization-both-agree',
      'Both members of organization naming the same thing are refused',
      ['EXCL-2'],
      31,
    ),
    exchanges: [
      {
        step: 'both',
        exchange: exchange(
          START + 100,
          '{"organization":{"id":"org_main","sub_domain":"it\'s"},"network":{"id":"netw_main"},"version":"ipv4"}',
          json(200, { ip_address: { id: 'ip_5', address: '203.0.113.4' } }),
        ),
        code: null,
      },
    ],
    outcome: {
      status: 'failed',
      findings: [
        finding('answer', ['EXCL-2'], 'mutual-exclusivity:34', {
          message: 'The answer is 200 (success), which is none of those that organization-ambiguous permits.',
          expected: '400 invalid_argument with detail.issue "ambiguous_lookup_values"',
          actual: '200 (success)',
          step: 'both',
          exchange: 0,
          rule: { file: 'spec/openapi.yaml', line: 512, column: 5 },
        }),
        finding('schema', ['SHAPE-1'], 'mutual-exclusivity:34', {
          message: 'ip_address has no member address_with_mask.',
          expected: 'a member address_with_mask',
          actual: '{"id":"ip_5","address":"203.0.113.4"}',
          step: 'both',
          exchange: 0,
          rule: { file: 'spec/openapi.yaml', line: 230, column: 11 },
        }),
        { ...rateHeaders, step: 'both' },
      ],
    },
  },
  {
    planned: planned('pool-exhaustion/together', 'No two requests get one address', ['POOL-1'], 50),
    exchanges: TWICE.map((address, index) => allocated(START + 200 + index, `ip_${index + 10}`, address)),
    outcome: {
      status: 'failed',
      findings: TWICE.flatMap((address, index) =>
        index === 0
          ? []
          : [
              finding('unique', ['POOL-1'], 'pool-exhaustion:58', {
                message: 'An address is held twice.',
                expected: 'an address that nobody holds',
                actual: index < 4 ? address : `${address} again`,
                exchange: index,
              }),
            ],
      ),
      problems: ["provider state 'free addresses in a pool': teardown was answered with 500: <busy>"],
    },
    overlap: { requests: 7, inFlight: 6, spreadMs: 0.8 },
  },
  {
    planned: planned('protocol/anything', `A title from a suite with <, & and ]]>`, ['SHAPE-1', 'EXCL-1'], 90),
    exchanges: [
      {
        step: 'raw',
        exchange: exchange(START + 300, `@\u0000'$HOME\`id\`\n`, {
          response: {
            status: 500,
            headers: [
              ['content-type', 'text/html'],
              ['x-hostile', '\u001b[31m'],
            ],
            text: HOSTILE,
            problem: 'no JSON',
          },
        }),
        code: 'unhandled_exception',
      },
      {
        step: 'cut',
        exchange: exchange(START + 320, BODY, {
          failure: { kind: 'broken', message: 'The body ended after 10 of 200 bytes.' },
        }),
      },
    ],
    outcome: {
      status: 'failed',
      findings: [
        finding('content-type', ['SHAPE-1'], 'protocol:95', {
          message: `The body is no JSON: ${HOSTILE}`,
          expected: 'application/json',
          actual: HOSTILE.repeat(3),
          step: 'raw',
          exchange: 0,
        }),
        finding('complete', ['SHAPE-1', 'GONE-9'], 'protocol:99', {
          message: 'The answer is incomplete.',
          expected: '200 bytes',
          actual: '10 bytes',
          step: 'cut',
          exchange: 1,
        }),
      ],
    },
  },
];

const REFUSED =
  'No connection to 127.0.0.1:8080: ECONNREFUSED. Is the server running, and is url in target.yaml right?';

const erroring: readonly Story[] = [
  {
    planned: planned('availability/unavailable', 'An unavailable service says so', ['AVAIL-1'], 4),
    exchanges: [
      {
        step: '1',
        exchange: exchange(START + 400, BODY, {
          failure: { kind: 'timeout', message: 'No headers within 10000 ms.' },
          answeredAt: START + 10_400,
        }),
      },
    ],
    outcome: {
      status: 'errored',
      reason: 'No headers within 10000 ms. If the target is slow, raise timeouts.headersMs in target.yaml.',
    },
  },
  ...['availability/again', 'availability/other'].map(
    (id): Story => ({
      planned: planned(id, 'Another request', ['AVAIL-1'], 30),
      exchanges: [],
      outcome: { status: 'errored', reason: REFUSED },
    }),
  ),
];

const SUSPENDED = "needs organization 'suspended' (target.yaml: organizations.suspended.id)";
const STATES = 'needs the state "free addresses in a pool" (target.yaml: states.url)';

const skipping: readonly Story[] = [
  ['lookups/suspended', SUSPENDED],
  ['lookups/suspended-by-name', SUSPENDED],
  ['pool-exhaustion/ipv4', STATES],
].map(([id = '', reason = '']) => ({
  planned: planned(id, 'What this target cannot show', ['STATE-1'], 70, reason),
  exchanges: [],
  outcome: { status: 'skipped', reason },
}));

const stories = [...passing, ...failing, ...erroring, ...skipping];

const TOOL = { name: 'katapult-conformance', version: '0.1.0' };
const LEAK = {
  scenario: 'pool-exhaustion/together',
  resource: 'ip_12',
  reason: 'DELETE answered 500; it may still be allocated',
};
const WAITS = [
  { ms: 41_000, reason: 'rate limit of the token valid' },
  { ms: 19_500, reason: 'rate limit of the token valid' },
];
const documented: Report['answers'] = [
  { status: 200, code: null, documented: true, count: 12 },
  { status: 400, code: 'missing_api_token', documented: true, count: 0 },
  { status: 429, code: 'rate_limit_reached', documented: true, count: 1 },
  { status: 503, code: 'no_available_addresses', documented: true, count: 0 },
];

const storyEvents = ({ planned: { id, skip }, exchanges, outcome, overlap }: Story): readonly RunEvent[] => {
  const from = exchanges[0]?.exchange.sentAt ?? START + 10_450;
  const to = exchanges.at(-1)?.exchange.answeredAt ?? from;
  const judged = outcome.status === 'passed' ? { judged: ['SHAPE-1', 'FORM-1'] } : {};
  const together = overlap === undefined ? {} : { overlap };
  const finished = { type: 'scenario-finished', scenario: id, outcome, ...together, ...judged };
  return [
    ...(skip === undefined ? [{ at: from, type: 'scenario-started', scenario: id } as const] : []),
    ...exchanges.map((one) => ({ at: one.exchange.answeredAt, type: 'exchange', scenario: id, ...one }) as const),
    { at: to, ...finished } as RunEvent,
  ];
};

/** The event log of a run in which everything happened once. */
export const events: readonly RunEvent[] = [
  {
    at: START,
    type: 'run-started',
    tool: TOOL,
    target: URL_OF_TARGET,
    profile: 'live',
    overlays: OVERLAYS,
    seed: '42',
    requirements,
    scenarios: stories.map((story) => story.planned),
    documented: documented.map(({ status, code }) => ({ status, code })),
  },
  ...stories.flatMap(storyEvents),
  ...WAITS.map((wait): RunEvent => ({ at: START + 10_460, type: 'waited', ...wait })),
  { at: START + 10_470, type: 'leaked', ...LEAK },
  { at: START + 72_345, type: 'run-finished', interrupted: false, created: 12, released: 11 },
];

const statusOf = (id: string): Report['requirements'][number]['status'] => {
  if (['EXCL-2', 'POOL-1', 'SHAPE-1', 'HEAD-1'].includes(id)) return 'broken';
  return ['EXCL-1', 'RATE-1', 'FORM-1'].includes(id) ? 'proved' : 'uncovered';
};

const reportOf = (told: readonly Story[]): Report => {
  const number = (status: Outcome['status']) => told.filter(({ outcome }) => outcome.status === status).length;
  return {
    tool: TOOL,
    target: URL_OF_TARGET,
    profile: 'live',
    seed: '42',
    startedAt: START,
    durationMs: 72_345,
    scenarios: told.map(({ planned: plan, exchanges, outcome, overlap }) => ({
      ...plan,
      outcome,
      durationMs: (exchanges.at(-1)?.exchange.answeredAt ?? 0) - (exchanges[0]?.exchange.sentAt ?? 0),
      exchanges: exchanges.map((one) => ({ step: one.step, exchange: one.exchange })),
      ...(overlap === undefined ? {} : { overlap }),
    })),
    requirements: requirements.map((one) => ({
      ...one,
      status: statusOf(one.id),
      scenarios: told
        .filter(({ planned: plan }) => plan.requirements.includes(one.id))
        .map(({ planned: { id } }) => id),
    })),
    answers: [...documented, { status: 500, code: 'unhandled_exception', documented: false, count: 1 }],
    leaks: [LEAK],
    waits: WAITS,
    created: 12,
    released: 11,
    ending: 'complete',
    counts: {
      passed: number('passed'),
      failed: number('failed'),
      errored: number('errored'),
      skipped: number('skipped'),
    },
    verdict: 'broken',
  };
};

const clean = { leaks: [], waits: [], created: 4, released: 4, answers: documented.slice(0, 3) };
const unproved = (report: Report): Report => ({
  ...report,
  requirements: report.requirements.map((one) => ({ ...one, status: 'uncovered' })),
});

/** Reports by how they end; `everything` is what collecting `events` gives. */
export const reports = {
  everything: { ...reportOf(stories), overlays: OVERLAYS },
  conformant: { ...reportOf(passing), ...clean, verdict: 'conformant' },
  embedded: { ...reportOf(passing), ...clean, embedded: true, verdict: 'conformant' },
  skipped: { ...reportOf([...passing, ...skipping]), ...clean, verdict: 'undetermined' },
  nothing: unproved({ ...reportOf(skipping), ...clean, verdict: 'undetermined' }),
  interrupted: { ...reportOf(passing), ...clean, ending: 'interrupted', verdict: 'undetermined' },
  incomplete: { ...reportOf([...passing, ...erroring]), ...clean, ending: 'incomplete', verdict: 'undetermined' },
} as const satisfies Record<string, Report>;
