import { describe, expect, it } from 'vitest';
import { collect } from '../../runner/collect.ts';
import type { Exchange } from '../../runner/types/exchange.ts';
import type { Finding, Outcome } from '../../runner/types/finding.ts';
import type { RunEvent } from '../../runner/types/run-event.ts';
import { PLACE, specOf } from './support.ts';

const planned = (id: string, requirements: readonly string[], skip?: string) => ({
  id,
  suite: 'suite',
  title: id,
  requirements,
  tags: [],
  level: 'safe' as const,
  place: PLACE,
  ...(skip === undefined ? {} : { skip: [skip] }),
});

type Started = Extract<RunEvent, { readonly type: 'run-started' }>;
const started = (...scenarios: readonly ReturnType<typeof planned>[]): Started => ({
  at: 1000,
  type: 'run-started',
  tool: { name: 'test', version: '1' },
  target: 'http://test',
  profile: 'test',
  seed: 'seed',
  requirements: specOf().requirements,
  scenarios,
  documented: [
    { status: 200, code: null },
    { status: 400, code: 'bad' },
  ],
});

const ran = (scenario: string, outcome: Outcome, judged: readonly string[] = []): readonly RunEvent[] => [
  { at: 1001, type: 'scenario-started', scenario },
  { at: 1005, type: 'scenario-finished', scenario, outcome, judged },
];
const ended = (interrupted = false): RunEvent => ({
  at: 1010,
  type: 'run-finished',
  interrupted,
  created: 3,
  released: 2,
});

const passed = (...warnings: readonly Finding[]): Outcome => ({ status: 'passed', warnings });
const finding = (requirement: string, severity: Finding['severity'] = 'failure'): Finding => ({
  check: 'answer',
  requirements: [requirement],
  severity,
  message: 'Wrong.',
  expected: 'a',
  actual: 'b',
  step: 'step-1',
  place: PLACE,
});
const failed = (requirement: string): Outcome => ({ status: 'failed', findings: [finding(requirement)] });
const errored: Outcome = { status: 'errored', reason: 'unknown' };
const leak: RunEvent = { at: 1006, type: 'leaked', scenario: 'a', resource: 'thing-1', reason: 'refused' };

const statusOf = (events: readonly RunEvent[], id: string) =>
  collect(events).requirements.find((one) => one.id === id)?.status;

describe('the verdict', () => {
  const one = started(planned('a', ['ONE']));
  const two = started(planned('a', ['ONE']), planned('b', ['ONE']));
  it.each<[verdict: string, what: string, events: readonly RunEvent[]]>([
    ['conformant', 'everything passed', [one, ...ran('a', passed()), ended()]],
    [
      'conformant',
      'something was skipped',
      [started(planned('a', []), planned('b', [], 'needs x')), ...ran('a', passed()), ended()],
    ],
    [
      'undetermined',
      'something was skipped, and all was required',
      [{ ...started(planned('a', []), planned('b', [], 'needs x')), requireAll: true }, ...ran('a', passed()), ended()],
    ],
    ['broken', 'something failed', [two, ...ran('a', passed()), ...ran('b', failed('ONE')), ended()]],
    ['broken', 'something failed before the interruption', [two, ...ran('a', failed('ONE')), ended(true)]],
    ['broken', 'something failed before the log ends', [two, ...ran('a', failed('ONE'))]],
    ['undetermined', 'something errored', [two, ...ran('a', passed()), ...ran('b', errored), ended()]],
    ['undetermined', 'something leaked', [one, ...ran('a', passed()), leak, ended()]],
    ['undetermined', 'everything was skipped', [started(planned('a', [], 'needs x')), ended()]],
    ['undetermined', 'nothing was planned', [started(), ended()]],
    ['undetermined', 'something never came to an end', [two, ...ran('a', passed()), ended()]],
    ['undetermined', 'the log has no end', [one, ...ran('a', passed())]],
    ['undetermined', 'it was interrupted', [one, ...ran('a', passed()), ended(true)]],
  ])('is %s if %s', (verdict, _, events) => {
    expect(collect(events).verdict).toBe(verdict);
  });
});

describe('a scenario without an end is errored', () => {
  const two = started(planned('a', []), planned('b', []));
  it.each<[what: string, events: readonly RunEvent[], reason: string]>([
    ['that was interrupted', [two, ended(true)], 'the run was interrupted before it came to an end'],
    [
      'whose log was cut',
      [two, { at: 1001, type: 'scenario-started', scenario: 'a' }],
      'the log of the run ends before it does',
    ],
    ['that was forgotten', [two, ended()], 'it was planned, but never came to an end'],
  ])('%s', (_, events, reason) => {
    const { scenarios, counts } = collect(events);
    expect(scenarios.map(({ outcome }) => outcome)).toEqual([
      { status: 'errored', reason },
      { status: 'errored', reason },
    ]);
    expect(counts).toEqual({ passed: 0, failed: 0, errored: 2, skipped: 0 });
  });
});

describe('a requirement', () => {
  const two = started(planned('a', ['ONE']), planned('b', ['ONE', 'TWO']));
  it.each<[status: string, what: string, events: readonly RunEvent[]]>([
    ['proved', 'a scenario that names it passed', [two, ...ran('a', passed()), ...ran('b', errored)]],
    [
      'broken',
      'a finding names it, even if another scenario passed',
      [two, ...ran('a', passed()), ...ran('b', failed('ONE'))],
    ],
    ['broken', 'a warning names it', [two, ...ran('a', passed(finding('ONE', 'warning')))]],
    ['uncovered', 'no scenario that names it came to a verdict', [two, ...ran('a', errored)]],
    ['uncovered', 'the one that names it broke something else', [two, ...ran('a', failed('REL'))]],
  ])('is %s if %s', (status, _, events) => {
    expect(statusOf(events, 'ONE')).toBe(status);
  });

  it('that is universal is proved by what was judged by it, in a scenario that passed', () => {
    expect(statusOf([two, ...ran('a', passed(), ['SHAPE'])], 'SHAPE')).toBe('proved');
    expect(statusOf([two, ...ran('a', passed())], 'SHAPE')).toBe('uncovered');
    expect(statusOf([two, ...ran('a', errored, ['SHAPE'])], 'SHAPE')).toBe('uncovered');
  });

  it('lists the scenarios that name it', () => {
    expect(collect([two]).requirements.find(({ id }) => id === 'ONE')?.scenarios).toEqual(['a', 'b']);
  });
});

describe('the report', () => {
  const exchange = (status: number): Exchange => ({
    operation: 'create',
    as: 'valid',
    request: { method: 'POST', url: 'http://test/things', headers: [] },
    response: { status, headers: [], text: '' },
    tokenEchoes: [],
    sentAt: 1,
    answeredAt: 2,
  });
  const told = (scenario: string, status: number, code?: string | null): RunEvent => ({
    at: 1002,
    type: 'exchange',
    scenario,
    step: 'step-1',
    exchange: exchange(status),
    ...(code === undefined ? {} : { code }),
  });

  it('counts answers: those that are documented, then the others in order', () => {
    const events = [
      started(planned('a', [])),
      told('a', 503, 'x'),
      told('a', 200, null),
      told('a', 500),
      told('a', 500, 'b'),
      told('a', 500, 'a'),
      told('a', 200, null),
    ];
    expect(collect(events).answers).toEqual([
      { status: 200, code: null, documented: true, count: 2 },
      { status: 400, code: 'bad', documented: true, count: 0 },
      { status: 500, code: 'a', documented: false, count: 1 },
      { status: 500, code: 'b', documented: false, count: 1 },
      { status: 503, code: 'x', documented: false, count: 1 },
    ]);
  });

  it('keeps the order of the plan, whatever ended first', () => {
    const overlap = { requests: 2, inFlight: 2, spreadMs: 1 };
    const events: readonly RunEvent[] = [
      started(planned('a', []), planned('b', [])),
      { at: 1001, type: 'scenario-started', scenario: 'a' },
      told('b', 200, null),
      { ...leak, scenario: 'b' },
      leak,
      { at: 1003, type: 'scenario-finished', scenario: 'b', outcome: passed() },
      { at: 1004, type: 'waited', ms: 60_000, reason: 'a limit' },
      { at: 1007, type: 'scenario-finished', scenario: 'a', outcome: passed(), overlap },
      ended(),
    ];
    expect(collect(events)).toMatchObject({
      startedAt: 1000,
      durationMs: 10,
      scenarios: [
        { id: 'a', durationMs: 6, overlap, exchanges: [] },
        { id: 'b', durationMs: 0, exchanges: [{ step: 'step-1', exchange: { response: { status: 200 } } }] },
      ],
      leaks: [{ scenario: 'a' }, { scenario: 'b' }],
      waits: [{ ms: 60_000, reason: 'a limit' }],
      created: 3,
      released: 2,
      ending: 'complete',
    });
  });

  it('of a log that was cut tells what was held then', () => {
    const held = (scenario: string, resource: string): RunEvent => ({ at: 1002, type: 'held', scenario, resource });
    const reason = 'it was created, and the log ends before it is given back';
    const events: readonly RunEvent[] = [
      started(planned('a', []), planned('b', [])),
      held('b', 'thing-0'),
      held('b', 'thing-1'),
      held('a', 'thing-2'),
      held('a', 'thing-3'),
      { at: 1003, type: 'released', resource: 'thing-0' },
      { ...leak, resource: 'thing-3' },
    ];
    expect(collect(events).leaks).toEqual([
      { scenario: 'a', resource: 'thing-3', reason: 'refused' },
      { scenario: 'a', resource: 'thing-2', reason },
      { scenario: 'b', resource: 'thing-1', reason },
    ]);
  });

  it.each([{}, { embedded: true }, { overlays: ['b.yaml', 'a.yaml'] }, { tls: { insecure: true } }])(
    'says what was judged, and by what, just as its log does: %j',
    (told) => {
      const { tool, target, profile, seed } = started();
      const { embedded, overlays, tls, ...report } = collect([{ ...started(), ...told }]);
      expect(report).toMatchObject({ tool, target, profile, seed });
      expect({ embedded, overlays, tls }).toEqual({
        embedded: undefined,
        overlays: undefined,
        tls: undefined,
        ...told,
      });
    },
  );

  it('of a log that was cut tells once what requests may have created', () => {
    const doubted = { at: 1002, type: 'doubted', scenario: 'a', reason: 'POST may have created it' } as const;
    const told = { ...leak, resource: 'unknown', reason: doubted.reason };
    const events: readonly RunEvent[] = [started(planned('a', [])), doubted, doubted, { ...doubted, reason: 'other' }];
    const unknown = (reason: string) => ({ scenario: 'a', resource: 'unknown', reason });
    const explained = { ...doubted, type: 'explained' } as const;
    const twice = [doubted, { ...doubted, scenario: 'b' }, explained, { ...explained, reason: 'other' }];
    expect(collect([started(planned('a', [])), ...twice]).leaks).toMatchObject([{ scenario: 'b' }]);
    for (const log of [events, [...events, told], [...events, told, told]])
      expect(collect(log).leaks.toSorted((one, two) => one.reason.localeCompare(two.reason))).toEqual(
        ['other', doubted.reason, doubted.reason].map(unknown),
      );
    expect(collect([...events, ended()]).leaks).toEqual([]);
  });

  it('cannot be made of a log without its beginning', () => {
    expect(() => collect([ended()])).toThrow('the event log does not begin with run-started');
    expect(() => collect([])).toThrow('the event log does not begin with run-started');
  });
});

describe('a hint that the target is described wrongly', () => {
  type Headers = readonly (readonly [string, string])[];
  const answered = (
    as: string,
    status: number,
    code?: string | null,
    headers: Headers = [],
    scenario = 'suite/a',
  ): RunEvent => ({
    at: 1002,
    type: 'exchange',
    scenario,
    step: 'step-1',
    ...(code === undefined ? {} : { code }),
    exchange: {
      operation: 'create',
      as,
      request: { method: 'POST', url: 'http://test/things', headers: [] },
      response: { status, headers, text: '' },
      tokenEchoes: [],
      sentAt: 1,
      answeredAt: 2,
    },
  });
  const hintOf = (...events: readonly RunEvent[]) =>
    collect([
      started(planned('suite/a', ['ONE']), planned('suite/b', ['ONE'])),
      ...events,
      ...ran('suite/a', failed('ONE')),
      ...ran('suite/b', passed()),
      ended(),
    ]).hint;
  const thrice = (one: RunEvent) => [one, one, one];

  it.each<[what: string, events: readonly RunEvent[], hint: string | undefined]>([
    [
      'if nothing is there',
      thrice(answered('valid', 404)),
      "nothing was granted to the token of 'valid', and where scenarios failed 3 of 3 answers to it were 404: are the target's url and token right?",
    ],
    [
      'if the token is taken for nothing',
      thrice(answered('valid', 403, 'bad')),
      "nothing was granted to the token of 'valid', and where scenarios failed 3 of 3 answers to it were 403 bad: are the target's url and token right?",
    ],
    [
      'with the place that a redirect leads to',
      thrice(answered('valid', 301, undefined, [['location', 'https://test/things']])),
      "nothing was granted to the token of 'valid', and where scenarios failed 3 of 3 answers to it were 301 to https://test/things: are the target's url and token right?",
    ],
    [
      'without that which is none',
      thrice(answered('valid', 404, undefined, [['location', 'https://test/things']])),
      "nothing was granted to the token of 'valid', and where scenarios failed 3 of 3 answers to it were 404: are the target's url and token right?",
    ],
    ['not if errors differ', [...thrice(answered('valid', 403, 'bad')), answered('valid', 404)], undefined],
    [
      'not if the codes of errors differ, though the status is the same',
      [...thrice(answered('valid', 404, 'bad')), answered('valid', 404, 'other')],
      undefined,
    ],
    [
      'by the answers of what failed, not of what passed',
      [...thrice(answered('valid', 404, 'bad')), ...thrice(answered('valid', 404, 'other', [], 'suite/b'))],
      "nothing was granted to the token of 'valid', and where scenarios failed 3 of 3 answers to it were 404 bad: are the target's url and token right?",
    ],
    [
      'not if anything is granted elsewhere',
      [...thrice(answered('valid', 404)), answered('valid', 200, null, [], 'suite/b')],
      undefined,
    ],
    [
      'not if anything is granted',
      [...Array.from({ length: 30 }, () => answered('valid', 404)), answered('valid', 200, null)],
      undefined,
    ],
    ['not if all is granted', thrice(answered('valid', 200, null)), undefined],
    ['not if little was asked', thrice(answered('valid', 404)).slice(1), undefined],
    [
      'whatever others are answered',
      [...thrice(answered('valid', 404)), answered('second', 200, null)],
      expect.any(String),
    ],
    ['not by what is answered to nobody', thrice(answered('nobody', 404)), undefined],
  ])('is given %s', (_, events, hint) => {
    expect(hintOf(...events)).toEqual(hint);
  });

  it('is not given where every scenario passed', () => {
    const events = [
      started(planned('suite/a', ['ONE'])),
      ...thrice(answered('valid', 404)),
      ...ran('suite/a', passed()),
    ];
    expect(collect([...events, ended()])).toMatchObject({ verdict: 'conformant' });
    expect(collect([...events, ended()]).hint).toBeUndefined();
    const all = { ...started(planned('suite/a', ['ONE']), planned('suite/b', ['ONE'], 'not here')), requireAll: true };
    const demanded = collect([all, ...events.slice(1), ended()]);
    expect(demanded.verdict).toBe('undetermined');
    expect(demanded.hint).toBeUndefined();
  });
});
