import type { Clock } from '../runner/clock.ts';
import { tlsUseOf } from '../runner/tls-use.ts';
import type { PlannedScenario, RunEvent } from '../runner/types/run-event.ts';
import type { Requirement, Spec } from '../runner/types/spec.ts';
import type { Target } from '../runner/types/target.ts';
import type { Custody } from './custody.ts';
import { STEP } from './outcomes.ts';
import { NOWHERE, PACTS, planned, type Verdict } from './verdicts.ts';

/** What a report says of a run besides its results. */
export type Circumstances = {
  readonly tool: { readonly name: string; readonly version: string };
  readonly target: Target;
  readonly clock: Pick<Clock, 'now'>;
};

const started = (
  { tool, target }: Circumstances,
  at: number,
  scenarios: readonly PlannedScenario[],
  requirements: readonly Requirement[] = [],
): RunEvent => ({
  at,
  type: 'run-started',
  tool,
  target: target.url,
  profile: target.profile,
  seed: '-',
  ...tlsUseOf(target),
  requirements,
  scenarios,
  documented: [],
});

type Kept = Pick<Custody, 'leaks' | 'counts'>;

/** What a verification created, and what of it may be left behind. */
const endOf = (at: number, kept: Kept | undefined, idOf: (interaction: string) => string): readonly RunEvent[] => [
  ...(kept?.leaks() ?? []).map((leak): RunEvent => ({ at, ...leak, scenario: idOf(leak.scenario) })),
  { at, type: 'run-finished', interrupted: false, ...(kept?.counts() ?? { created: 0, released: 0 }) },
];

/** The events of a verification that came to no verdict on any interaction; `kept` if it came to requests. */
export const undetermined = (circumstances: Circumstances, reason: string, kept?: Kept): readonly RunEvent[] => {
  const at = circumstances.clock.now();
  const scenario = planned(PACTS, NOWHERE);
  return [
    started(circumstances, at, [scenario]),
    { at, type: 'scenario-started', scenario: scenario.id },
    { at, type: 'scenario-finished', scenario: scenario.id, outcome: { status: 'errored', reason } },
    ...endOf(at, kept, () => scenario.id),
  ];
};

const eventsOfOne = ({ scenario, outcome, attempt }: Verdict, fallback: number): readonly RunEvent[] => {
  const exchange = attempt?.exchange;
  const [from, to] = [exchange?.sentAt ?? fallback, exchange?.answeredAt ?? fallback];
  return [
    { at: from, type: 'scenario-started', scenario: scenario.id },
    ...(exchange === undefined
      ? []
      : [{ at: to, type: 'exchange', scenario: scenario.id, step: STEP, exchange } as const]),
    { at: to, type: 'scenario-finished', scenario: scenario.id, outcome },
  ];
};

/** The requirements that the interactions are about; of the others a verification says nothing. */
const concerned = ({ requirements }: Spec, verdicts: readonly Verdict[]): readonly Requirement[] => {
  const named = new Set(
    verdicts.flatMap(({ scenario, outcome }) => [
      ...scenario.requirements,
      ...(outcome.status === 'failed' ? outcome.findings.flatMap((finding) => finding.requirements) : []),
    ]),
  );
  return requirements.filter(({ id }) => named.has(id));
};

const PUBLISHING = planned(
  { id: 'verification/publishing', suite: 'verification', title: 'Results are published' },
  NOWHERE,
);

const publishingEvents = (unpublished: string | undefined, at: number): readonly RunEvent[] =>
  unpublished === undefined
    ? []
    : [
        { at, type: 'scenario-started', scenario: PUBLISHING.id },
        { at, type: 'scenario-finished', scenario: PUBLISHING.id, outcome: { status: 'errored', reason: unpublished } },
      ];

/** The events of a verification; `unpublished` says why the Broker did not get the results. */
export const eventsOf = (
  verdicts: readonly Verdict[],
  unpublished: string | undefined,
  kept: Kept,
  spec: Spec,
  circumstances: Circumstances,
): readonly RunEvent[] => {
  const end = circumstances.clock.now();
  const begin = Math.min(end, ...verdicts.flatMap(({ attempt }) => attempt?.exchange?.sentAt ?? []));
  const scenarios = [...verdicts.map(({ scenario }) => scenario), ...(unpublished === undefined ? [] : [PUBLISHING])];
  const idOf = (interaction: string): string =>
    interaction === '' ? '' : (verdicts[Number(interaction)]?.scenario.id ?? '');
  return [
    started(circumstances, begin, scenarios, concerned(spec, verdicts)),
    ...verdicts.flatMap((verdict) => eventsOfOne(verdict, begin)),
    ...publishingEvents(unpublished, end),
    ...endOf(end, kept, idOf),
  ];
};
