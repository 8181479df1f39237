import type { FaultRow, Matrix, ScenarioRow, VariationRow } from './matrix-types.ts';
import { count, groupBy } from './text.ts';

/** How many of how many. */
export type Share = { readonly part: number; readonly all: number };

/** A fault that needs luck, and how likely one run of the suites catches it. */
export type Luck = {
  readonly row: FaultRow;
  /** Lower end of the 95 % confidence interval of the chance, between 0 and 1. */
  readonly atLeast: number;
};

/** What a reader wants to know of a matrix; every renderer says it in its own form. */
export type MatrixSummary = {
  readonly faults: number;
  /** Killed faults of all faults, per profile. */
  readonly classes: readonly { readonly name: string; readonly shares: readonly Share[] }[];
  /** Per profile, in the order of the matrix, then over all of them. */
  readonly totals: readonly Share[];
  readonly all: Share;
  readonly survivors: readonly FaultRow[];
  readonly lucky: readonly Luck[];
  /** Accused variations of all variations, however many profiles they were tried in. */
  readonly variations: Share;
  /** Rows of variations, and of the server without any fault. */
  readonly accused: readonly VariationRow[];
  readonly faultlessAccused: boolean;
  readonly idle: readonly ScenarioRow[];
  /** None where scenarios are not meant to have a fault each: it is not for the reader of such a proof to drop them. */
  readonly redundant: readonly ScenarioRow[];
  /** Requests of the smallest set until it kills nine of ten faults; absent if it never does. */
  readonly requestsForMost?: number;
};

/** The share of faults that `requestsForMost` counts requests for. */
const MOST = 0.9;

const shareOf = (rows: readonly FaultRow[]): Share => ({
  part: rows.filter(({ killed }) => killed).length,
  all: rows.length,
});

/** 97.5 % quantile of the normal distribution. */
const Z = 1.96;

/** Lower end of the Wilson score interval (E. B. Wilson, 1927) for `hits` of `trials`, with 95 % confidence. */
const atLeast = (hits: number, trials: number): number => {
  if (trials === 0) return 0;
  const share = hits / trials;
  const spread = Z * Math.sqrt((share * (1 - share) + (Z * Z) / (4 * trials)) / trials);
  return Math.max(0, (share + (Z * Z) / (2 * trials) - spread) / (1 + (Z * Z) / trials));
};

/** Names a fault or a variation in one profile, as the matrix does everywhere. */
export const keyOf = ({ profile, id }: { readonly profile: string; readonly id: string }): string => `${profile}/${id}`;

/** Why a fault counts as survived. */
export const survivalReason = ({ trials, detected, attributed, deterministic, requirement }: FaultRow): string => {
  const tried = count(trials, 'trial');
  if (trials === 0) return 'it was never tried';
  if (detected === 0) return `no scenario showed it in ${tried}`;
  if (deterministic && detected < trials) return `it needs no luck, and was shown in only ${detected} of ${tried}`;
  const breach = attributed === 0 ? 'never' : `in only ${attributed} of them`;
  return `it was shown in ${detected} of ${tried}, but ${breach} as a breach of ${requirement}`;
};

/** How a killed fault was seen: as a broken rule, or only as a run that could not be judged. */
export const killedText = ({ expected }: FaultRow): string => (expected === 'failed' ? 'killed' : 'killed, as errored');

/** Chances are rounded down, so that they never promise too much. */
export const percent = (share: number): string => `${Math.floor(share * 100)} %`;

export const luckText = ({ row, atLeast: chance }: Luck): string => {
  const overlap = row.inFlight === undefined ? '' : `, up to ${count(row.inFlight, 'request')} in flight at once`;
  return `shown in ${row.detected} of ${count(row.trials, 'trial')}${overlap}; one run shows it with a chance of at least ${percent(chance)}`;
};

const requestsFor = (matrix: Matrix, share: number): { readonly requests?: number } => {
  const step = matrix.smallest.find(({ killed }) => killed >= share * matrix.faults.length);
  return step === undefined ? {} : { requests: step.requests };
};

/** `45 requests kill 90 %`, preceded by `lead` and followed by `rest`; nothing if so many are never killed. */
export const mostText = ({ requestsForMost }: MatrixSummary, lead: string, rest: string): string => {
  if (requestsForMost === undefined) return '';
  const verb = requestsForMost === 1 ? 'kills' : 'kill';
  return `${lead}${count(requestsForMost, 'request')} ${verb} ${percent(MOST)}${rest}`;
};

/** How many there are, however many profiles each was tried in. */
export const distinct = (entries: readonly { readonly id: string }[]): number =>
  new Set(entries.map(({ id }) => id)).size;

/** Counts and lists of a matrix. */
export const summaryOf = (matrix: Matrix): MatrixSummary => {
  const { faults, variations, scenarios, profiles, partial = false } = matrix;
  const sharesOf = (rows: readonly FaultRow[]) =>
    profiles.map((profile) => shareOf(rows.filter((row) => row.profile === profile)));
  const accused = variations.filter(({ accusers }) => accusers.length > 0);
  const differing = (rows: readonly VariationRow[]): number =>
    distinct(rows.filter(({ faultless }) => faultless !== true));
  const most = requestsFor(matrix, MOST).requests;
  return {
    faults: distinct(faults),
    classes: [...groupBy(faults, (row) => row.class)].map(([name, rows]) => ({ name, shares: sharesOf(rows) })),
    totals: sharesOf(faults),
    all: shareOf(faults),
    survivors: faults.filter(({ killed }) => !killed),
    lucky: faults
      .filter(({ deterministic }) => !deterministic)
      .map((row) => ({ row, atLeast: atLeast(row.detected, row.trials) })),
    variations: { part: differing(accused), all: differing(variations) },
    accused,
    faultlessAccused: accused.some(({ faultless }) => faultless === true),
    idle: scenarios.filter(({ kills }) => kills.length === 0),
    redundant: scenarios.filter((row) => !partial && row.kills.length > 0 && row.coveredBy !== undefined),
    ...(most === undefined ? {} : { requestsForMost: most }),
  };
};

/** The verdict and, if it is bad, why; without a period. */
export const proofText = (matrix: Matrix, summary: MatrixSummary): string => {
  if (matrix.proved && matrix.partial === true)
    return 'PROVED: every fault is killed, and no correct server is accused';
  if (matrix.proved) return 'PROVED: every fault is killed, no correct server is accused, and no scenario is idle';
  const reasons = [
    ...(summary.all.all === 0 ? ['no fault was tried'] : []),
    ...(summary.survivors.length === 0 ? [] : [count(summary.survivors.length, 'surviving fault')]),
    ...(summary.faultlessAccused ? ['the server without any fault is accused'] : []),
    ...(summary.variations.part === 0 ? [] : [count(summary.variations.part, 'accused variation')]),
    ...(summary.idle.length === 0 ? [] : [count(summary.idle.length, 'idle scenario')]),
    ...(matrix.tried === 0 ? ['no scenario was tried'] : []),
  ];
  return `NOT PROVED: ${reasons.length === 0 ? 'the proof did not come to its end' : reasons.join(', ')}`;
};

/** What is said after the variations, beginning with a blank; nothing if the server without any fault is not accused. */
export const faultlessText = ({ faultlessAccused }: MatrixSummary): string =>
  faultlessAccused ? ' The server without any fault is accused.' : '';

export const shareText = ({ part, all }: Share): string => `${part} of ${all}`;

/** For a table: a dash where there is nothing to have a share of. */
export const shareCell = (share: Share): string => (share.all === 0 ? '-' : shareText(share));
