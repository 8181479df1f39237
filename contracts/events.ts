import type { Place, PlannedScenario, RunEvent, Target } from '../runner/types.ts';
import type { Attempt, Session } from './attempts.ts';
import { outcomeOf, STEP } from './outcomes.ts';
import type { PactFile } from './pact-input.ts';
import type { Verified, VerifierReport } from './verifier-report.ts';
import { verifiedIn } from './verifier-report.ts';

/** What a report says of a run besides its results. */
export type Circumstances = {
  readonly tool: { readonly name: string; readonly version: string };
  readonly target: Target;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};

const NOWHERE: Place = { file: 'pact', line: 1, column: 1 };

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** Ids that differ, in whatever words interactions are described. */
const distinct = (ids: readonly string[]): readonly string[] =>
  ids.map((id, index) => {
    const before = ids.slice(0, index).filter((other) => other === id).length;
    return before === 0 ? id : `${id}-${before + 1}`;
  });

const placeOf = ({ consumer, provider, description }: Verified, files: readonly PactFile[]): Place =>
  files.find((file) => file.consumer === consumer && file.provider === provider)?.placeOf(description) ?? {
    ...NOWHERE,
    file: `pact between ${consumer} and ${provider}`,
  };

const planned = (id: string, suite: string, title: string, place: Place): PlannedScenario => ({
  id,
  suite,
  title,
  requirements: [],
  tags: ['pact'],
  level: 'allocating',
  place,
});

const started = ({ tool, target }: Circumstances, at: number, scenarios: readonly PlannedScenario[]): RunEvent => ({
  at,
  type: 'run-started',
  tool,
  target: target.url,
  profile: target.profile,
  seed: '-',
  requirements: [],
  scenarios,
  documented: [],
});

/** The events of a verification that came to no interaction. */
export const undetermined = (circumstances: Circumstances, reason: string): readonly RunEvent[] => {
  const at = circumstances.now();
  const scenario = planned('verification/pacts', 'verification', 'Pacts are verified', NOWHERE);
  return [
    started(circumstances, at, [scenario]),
    { at, type: 'scenario-started', scenario: scenario.id },
    { at, type: 'scenario-finished', scenario: scenario.id, outcome: { status: 'errored', reason } },
    { at, type: 'run-finished', interrupted: false, created: 0, released: 0 },
  ];
};

type Row = { readonly scenario: PlannedScenario; readonly verified: Verified; readonly attempt?: Attempt };

const rowEvents = ({ scenario, verified, attempt }: Row, fallback: number): readonly RunEvent[] => {
  const exchange = attempt?.exchange;
  const [from, to] = [exchange?.sentAt ?? fallback, exchange?.answeredAt ?? fallback];
  const outcome = outcomeOf(verified, attempt, scenario.place);
  return [
    { at: from, type: 'scenario-started', scenario: scenario.id },
    ...(exchange === undefined
      ? []
      : [{ at: to, type: 'exchange', scenario: scenario.id, step: STEP, exchange } as const]),
    { at: to, type: 'scenario-finished', scenario: scenario.id, outcome },
  ];
};

/** What the Verifier reported, and why the Broker did not take it. */
export type Reported = { readonly report: VerifierReport; readonly unpublished?: string };

const rowsOf = (report: VerifierReport, attempts: readonly Attempt[], files: readonly PactFile[]): readonly Row[] => {
  const verified = verifiedIn(report);
  // Every interaction is asked exactly once; otherwise nobody knows which exchange belongs to which.
  const known = attempts.length === verified.length ? attempts : [];
  const ids = distinct(verified.map(({ consumer, description }) => `${slug(consumer)}/${slug(description)}`));
  return verified.map((one, index) => {
    const attempt = known[index];
    const scenario = planned(ids[index] ?? '', one.consumer, one.description, placeOf(one, files));
    return { scenario, verified: one, ...(attempt === undefined ? {} : { attempt }) };
  });
};

const PUBLISHING = planned('verification/publishing', 'verification', 'Results are published', NOWHERE);

const publishingEvents = (unpublished: string | undefined, at: number): readonly RunEvent[] =>
  unpublished === undefined
    ? []
    : [
        { at, type: 'scenario-started', scenario: PUBLISHING.id },
        { at, type: 'scenario-finished', scenario: PUBLISHING.id, outcome: { status: 'errored', reason: unpublished } },
      ];

/** The events of a verification, from the Verifier's report and what its door kept. */
export const eventsOf = (
  { report, unpublished }: Reported,
  { attempts, leaks, counts }: Session,
  circumstances: Circumstances,
  files: readonly PactFile[],
): readonly RunEvent[] => {
  const rows = rowsOf(report, attempts, files);
  const end = circumstances.now();
  const begin = attempts[0]?.exchange?.sentAt ?? end;
  const scenarios = [...rows.map(({ scenario }) => scenario), ...(unpublished === undefined ? [] : [PUBLISHING])];
  return [
    started(circumstances, begin, scenarios),
    ...rows.flatMap((row) => rowEvents(row, begin)),
    ...publishingEvents(unpublished, end),
    ...leaks.map(({ attempt, resource, reason }): RunEvent => {
      const scenario = rows[attempt]?.scenario.id ?? '';
      return { at: end, type: 'leaked', scenario, resource, reason };
    }),
    { at: end, type: 'run-finished', interrupted: false, ...counts },
  ];
};
