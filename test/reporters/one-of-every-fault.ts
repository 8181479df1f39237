import type { FaultRow, Matrix, ScenarioRow, Untried } from '../../reporters/matrix-types.ts';
import { HOSTILE } from './hostile.ts';

const fault = (id: string, rest: Partial<FaultRow>): FaultRow => ({
  id,
  class: 'authentication',
  text: 'A request without a token is served.',
  requirement: 'AUTH-1',
  profile: 'documented',
  expected: 'failed',
  deterministic: true,
  trials: 1,
  detected: 1,
  attributed: 1,
  killers: ['authentication/none'],
  killed: true,
  ...rest,
});

const scenario = (id: string, requests: number, kills: readonly string[], coveredBy?: string): ScenarioRow => ({
  id,
  profiles: ['documented', 'live'],
  requests,
  kills,
  ...(coveredBy === undefined ? {} : { coveredBy }),
});

const untried = (id: string, ...needs: readonly string[]): Untried => ({ scenario: id, profile: 'documented', needs });

const killed: readonly FaultRow[] = [
  fault('token-ignored', { killers: ['authentication/none', 'authentication/empty', 'precedence/token-first'] }),
  fault('token-ignored', { profile: 'live' }),
  fault('connection-reset', {
    class: 'protocol',
    text: 'The connection is reset before the answer.',
    requirement: 'PROTO-3',
    expected: 'errored',
    killers: ['success/ipv4'],
  }),
  fault('duplicates-when-together', {
    class: 'pool',
    text: 'Requests that arrive together get one address.',
    requirement: 'POOL-1',
    deterministic: false,
    trials: 20,
    detected: 18,
    attributed: 18,
    inFlight: 12,
    killers: ['pool-exhaustion/together'],
  }),
];

const survived: readonly FaultRow[] = [
  fault('pool-off-by-one', {
    class: 'pool',
    text: 'One address more than there are is handed out.',
    requirement: 'POOL-2',
    profile: 'live',
    detected: 0,
    attributed: 0,
    killers: [],
    killed: false,
  }),
  fault('label-leaks', {
    class: 'state',
    text: 'The label of one request stands in the answer of the next.',
    requirement: 'STATE-4',
    attributed: 0,
    killers: ['success/vip'],
    killed: false,
  }),
  fault('sometimes', {
    class: 'state',
    text: `Nobody knows. ${HOSTILE} <script>alert(1)</script>`,
    trials: 3,
    detected: 2,
    attributed: 2,
    killers: ['success/vip'],
    killed: false,
  }),
  fault('untried', { class: 'state', trials: 0, detected: 0, attributed: 0, killers: [], killed: false }),
];

const scenarios: readonly ScenarioRow[] = [
  scenario('authentication/none', 1, ['documented/token-ignored', 'live/token-ignored']),
  scenario('authentication/empty', 1, ['documented/token-ignored'], 'authentication/none'),
  scenario('precedence/token-first', 2, ['documented/token-ignored'], 'authentication/none'),
  scenario('success/ipv4', 3, ['documented/connection-reset']),
  scenario('pool-exhaustion/together', 41, ['documented/duplicates-when-together']),
];

const base = {
  tool: { name: 'katapult-conformance', version: '0.1.0' },
  seed: '42',
  profiles: ['documented', 'live'],
  tried: 5,
  untried: [],
  smallest: [
    { scenario: 'authentication/none', requests: 1, killed: 2 },
    { scenario: 'success/ipv4', requests: 4, killed: 3 },
    { scenario: 'pool-exhaustion/together', requests: 45, killed: 4 },
  ],
};

const right = [
  { id: 'chunked', text: 'The answer comes in chunks.', profile: 'documented', trials: 1, accusers: [] },
  { id: 'chunked', text: 'The answer comes in chunks.', profile: 'live', trials: 1, accusers: [] },
];

/** Matrices by how the proof ended. */
export const matrices = {
  proved: { ...base, faults: killed, variations: right, scenarios, proved: true },
  everything: {
    ...base,
    faults: [...killed, ...survived],
    variations: [
      ...right,
      {
        id: 'unicode-escapes',
        text: 'Characters are written as \\u003c.',
        profile: 'live',
        trials: 1,
        accusers: [{ scenario: 'success/ipv4', reason: `The body is not what was expected: ${HOSTILE}` }],
      },
    ],
    scenarios: [...scenarios, scenario('protocol/nothing', 2, [])],
    tried: 6,
    untried: [
      ...Array.from({ length: 9 }, (_, index) => untried(`success/${index + 1}`, 'needs a token (target.yaml: a.b)')),
      untried('pool-exhaustion/full', 'needs a token (target.yaml: a.b)', `needs ${HOSTILE}`),
      { ...untried('success/1', 'needs a token (target.yaml: a.b)'), profile: 'live' },
    ],
    proved: false,
  },
  nothing: { ...base, faults: [], variations: [], scenarios: [], tried: 0, smallest: [], proved: false },
} as const satisfies Record<string, Matrix>;
