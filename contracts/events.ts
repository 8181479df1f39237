import type { Clock } from '../runner/clock.ts';
import { tlsUseOf } from '../runner/tls-use.ts';
import type {
  Outcome,
  Place,
  PlannedScenario,
  Requirement,
  RequirementId,
  RunEvent,
  Spec,
  Target,
} from '../runner/types.ts';
import type { Attempt, Session } from './attempts.ts';
import type { Custody } from './custody.ts';
import { outcomeOf, STEP } from './outcomes.ts';
import type { PactFile } from './pact-input.ts';
import { promisedBy } from './promised.ts';
import type { Source } from './verifier-command.ts';
import type { Verified, VerifierReport } from './verifier-report.ts';
import { verifiedIn } from './verifier-report.ts';

/** What a report says of a run besides its results. */
export type Circumstances = {
  readonly tool: { readonly name: string; readonly version: string };
  readonly target: Target;
  readonly clock: Pick<Clock, 'now'>;
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

/** A consumer may have several files; one that does not describe the interaction gives its first line. */
const placeOf = ({ consumer, provider, description }: Verified, files: readonly PactFile[]): Place => {
  const places = files
    .filter((file) => file.consumer === consumer && file.provider === provider)
    .map((file) => file.placeOf(description));
  const nowhere = { ...NOWHERE, file: `pact between ${consumer} and ${provider}` };
  return places.find(({ line }) => line > 1) ?? places[0] ?? nowhere;
};

type Named = Pick<PlannedScenario, 'id' | 'suite' | 'title'>;

const planned = (named: Named, place: Place, requirements: readonly RequirementId[] = []): PlannedScenario => ({
  ...named,
  requirements,
  tags: ['pact'],
  level: 'allocating',
  place,
});

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
  const scenario = planned({ id: 'verification/pacts', suite: 'verification', title: 'Pacts are verified' }, NOWHERE);
  return [
    started(circumstances, at, [scenario]),
    { at, type: 'scenario-started', scenario: scenario.id },
    { at, type: 'scenario-finished', scenario: scenario.id, outcome: { status: 'errored', reason } },
    ...endOf(at, kept, () => scenario.id),
  ];
};

type Row = { readonly scenario: PlannedScenario; readonly outcome: Outcome; readonly attempt?: Attempt };

const rowEvents = ({ scenario, outcome, attempt }: Row, fallback: number): readonly RunEvent[] => {
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

export type Reported = {
  readonly report: VerifierReport;
  /** Why the Broker did not take the results. */
  readonly unpublished?: string;
  /** What the Verifier reports if nothing answers; needed if something was not kept. */
  readonly unanswered?: VerifierReport;
};

/** The interactions of both reports, each with its like: the Broker may have given fewer the second time. */
const paired = (verified: readonly Verified[], others: readonly Verified[]): readonly (Verified | undefined)[] => {
  const keyOf = ({ consumer, provider, description }: Verified): string =>
    JSON.stringify([consumer, provider, description]);
  const left = [...others];
  return verified.map((one) => {
    const at = left.findIndex((other) => keyOf(other) === keyOf(one));
    return at < 0 ? undefined : left.splice(at, 1)[0];
  });
};

const rowsOf = ({ report, unanswered }: Reported, { attempts, reach }: Session, source: Source): readonly Row[] => {
  const files = source.from === 'files' ? source.files : [];
  const provider = source.from === 'files' ? (files[0]?.provider ?? '') : source.provider;
  const verified = verifiedIn(report, provider);
  const silent = paired(verified, unanswered === undefined ? [] : verifiedIn(unanswered, provider));
  // Every interaction is left exactly once; otherwise nobody knows which exchange belongs to which.
  const known = attempts.length === verified.length ? attempts : [];
  const ids = distinct(verified.map(({ consumer, description }) => `${slug(consumer)}/${slug(description)}`));
  return verified.map((one, index) => {
    const attempt = known[index];
    const place = placeOf(one, files);
    const promised = promisedBy(one, attempt, silent[index], reach.spec);
    const named = { id: ids[index] ?? '', suite: one.consumer, title: one.description };
    return {
      scenario: planned(named, place, promised.requirements),
      outcome: outcomeOf(one, attempt, place, promised),
      ...(attempt === undefined ? {} : { attempt }),
    };
  });
};

/** The requirements that the interactions are about; of the others a verification says nothing. */
const concerned = ({ requirements }: Spec, rows: readonly Row[]): readonly Requirement[] => {
  const named = new Set(
    rows.flatMap(({ scenario, outcome }) => [
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

/** The events of a verification, from the Verifier's report and what its door kept. */
export const eventsOf = (
  reported: Reported,
  session: Session,
  kept: Kept,
  circumstances: Circumstances,
  source: Source,
): readonly RunEvent[] => {
  const { attempts, reach } = session;
  const { unpublished } = reported;
  const rows = rowsOf(reported, session, source);
  const end = circumstances.clock.now();
  const begin = Math.min(end, ...attempts.flatMap((attempt) => attempt?.exchange?.sentAt ?? []));
  const scenarios = [...rows.map(({ scenario }) => scenario), ...(unpublished === undefined ? [] : [PUBLISHING])];
  return [
    started(circumstances, begin, scenarios, concerned(reach.spec, rows)),
    ...rows.flatMap((row) => rowEvents(row, begin)),
    ...publishingEvents(unpublished, end),
    ...endOf(end, kept, (interaction) => (interaction === '' ? '' : (rows[Number(interaction)]?.scenario.id ?? ''))),
  ];
};
