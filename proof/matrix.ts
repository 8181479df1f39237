import { keyOf } from '../reporters/matrix-summary.ts';
import type { FaultRow, Matrix, ScenarioRow, Untried, VariationRow } from '../reporters/matrix-types.ts';
import { byCodeUnit } from './order.ts';
import { coveredBy, smallestSet } from './smallest.ts';
import { accuses, wasTried } from './trials.ts';
import type { Catalogue, FaultEntry, TrialResult, TrialScenario, VariationEntry } from './types.ts';

/** Does a scenario show the fault? Where a client can know no more than that there was no answer, by coming to no verdict. */
const shows = ({ verdict }: Pick<FaultEntry, 'verdict'>, { status }: TrialScenario): boolean =>
  status === 'failed' || (verdict === 'errored' && status === 'errored');

/** Ids of the scenarios that showed the fault in any of its trials. */
export const killersOf = (
  fault: Pick<FaultEntry, 'verdict'>,
  trials: readonly Pick<TrialResult, 'scenarios'>[],
): ReadonlySet<string> =>
  new Set(trials.flatMap(({ scenarios }) => scenarios.filter((one) => shows(fault, one)).map(({ id }) => id)));

const detects = (fault: FaultEntry, trial: TrialResult): boolean =>
  fault.verdict === 'failed' ? trial.verdict === 'broken' : trial.verdict !== 'conformant';

const attributes = (fault: FaultEntry, trial: TrialResult): boolean =>
  fault.verdict === 'failed'
    ? trial.scenarios.some((scenario) => scenario.status === 'failed' && scenario.broken.includes(fault.requirement))
    : trial.scenarios.some((scenario) => shows(fault, scenario));

const faultRow = (fault: FaultEntry, profile: string, trials: readonly TrialResult[]): FaultRow => {
  const detected = trials.filter((trial) => detects(fault, trial)).length;
  const attributed = trials.filter((trial) => attributes(fault, trial)).length;
  const needed = fault.deterministic ? trials.length : 1;
  const inFlight = Math.max(0, ...trials.map((trial) => trial.inFlight));
  return {
    id: fault.id,
    class: fault.class,
    text: fault.text,
    requirement: fault.requirement,
    profile,
    expected: fault.verdict,
    deterministic: fault.deterministic,
    trials: trials.length,
    detected,
    attributed,
    killers: [...killersOf(fault, trials)].sort(byCodeUnit),
    ...(fault.deterministic ? {} : { inFlight }),
    killed: trials.length > 0 && detected >= needed && attributed >= needed,
  };
};

const variationRow = (variation: VariationEntry, profile: string, trials: readonly TrialResult[]): VariationRow => ({
  id: variation.id,
  text: variation.text,
  profile,
  trials: trials.length,
  accusers: trials
    .flatMap((trial) => trial.scenarios)
    .filter(accuses)
    .map((scenario) => ({ scenario: scenario.id, reason: scenario.reason })),
});

/** What there is of a trial without the scenarios that were skipped. */
const triedIn = (trial: TrialResult): TrialResult => ({ ...trial, scenarios: trial.scenarios.filter(wasTried) });

const untriedIn = ({ profile, scenarios }: TrialResult): readonly Untried[] =>
  scenarios
    .filter((scenario) => !wasTried(scenario))
    .map(({ id, skip = [] }) => ({ scenario: id, profile, needs: skip }))
    .sort((one, other) => byCodeUnit(one.scenario, other.scenario));

const scenarioRows = (baselines: readonly TrialResult[], faults: readonly FaultRow[]): readonly ScenarioRow[] => {
  const ids = [...new Set(baselines.flatMap((trial) => trial.scenarios.map(({ id }) => id)))].sort(byCodeUnit);
  const rows = ids.map((id) => {
    const runs = baselines.filter((trial) => trial.scenarios.some((scenario) => scenario.id === id));
    const requests = runs.flatMap((trial) => trial.scenarios.filter((scenario) => scenario.id === id));
    return {
      id,
      profiles: runs.map((trial) => trial.profile),
      requests: Math.max(...requests.map((scenario) => scenario.requests)),
      kills: faults
        .filter((fault) => fault.killers.includes(id))
        .map(keyOf)
        .sort(byCodeUnit),
    };
  });
  return rows.map((row) => {
    const cover = row.kills.length === 0 ? undefined : coveredBy(row, rows);
    return cover === undefined ? row : { ...row, coveredBy: cover };
  });
};

/** What shows faults without killing them would count for more than was proved. */
const smallestOf = (scenarios: readonly ScenarioRow[], faults: readonly FaultRow[]): Matrix['smallest'] => {
  const killed = new Map(faults.filter((fault) => fault.killed).map((fault) => [keyOf(fault), fault]));
  const rows = scenarios.map((row) => ({ ...row, kills: row.kills.filter((kill) => killed.has(kill)) }));
  return smallestSet(rows, (kill) => killed.get(kill)?.deterministic === false);
};

const VERDICTS = ['conformant', 'undetermined', 'broken'] as const;

/** A trial that was carried out in parts, as one. */
const joined = (one: TrialResult, other: TrialResult): TrialResult => {
  const known = new Set(one.scenarios.map(({ id }) => id));
  return {
    ...one,
    verdict: VERDICTS[Math.max(VERDICTS.indexOf(one.verdict), VERDICTS.indexOf(other.verdict))] ?? one.verdict,
    scenarios: [...one.scenarios, ...other.scenarios.filter(({ id }) => !known.has(id))],
    inFlight: Math.max(one.inFlight, other.inFlight),
  };
};

const joinedAll = (results: readonly TrialResult[]): readonly TrialResult[] => {
  const trials = new Map<string, TrialResult>();
  for (const result of results) {
    const key = JSON.stringify([result.kind, result.id, result.profile, result.seed]);
    const before = trials.get(key);
    trials.set(key, before === undefined ? result : joined(before, result));
  }
  return [...trials.values()];
};

const FAULTLESS = { id: 'faultless', text: 'The server without any fault.', profiles: [] };

/** The right server itself, where it is accused: in a row as variations have. */
const accusedBaselines = (baselines: readonly TrialResult[]): readonly VariationRow[] =>
  baselines
    .map((trial) => ({ ...variationRow(FAULTLESS, trial.profile, [trial]), faultless: true as const }))
    .filter(({ accusers }) => accusers.length > 0);

const isProved = (matrix: Omit<Matrix, 'proved'>, baselines: number): boolean =>
  baselines === matrix.profiles.length &&
  matrix.faults.every((fault) => fault.killed) &&
  matrix.variations.every((variation) => variation.trials > 0 && variation.accusers.length === 0) &&
  matrix.scenarios.every((scenario) => scenario.kills.length > 0);

/**
 * The matrix of a proof from the results of its trials; a trial may have been carried out in parts. A fault or variation of the catalogue that has no trial in a
 * profile it applies to counts as not proved, and a trial in which every scenario was skipped as none.
 */
export const matrixOf = (
  catalogue: Catalogue,
  parts: readonly TrialResult[],
  about: Pick<Matrix, 'tool' | 'seed' | 'profiles'>,
): Matrix => {
  const results = joinedAll(parts);
  const judged = results.map(triedIn).filter(({ scenarios }) => scenarios.length > 0);
  const of = (kind: TrialResult['kind'], id: string, profile: string) =>
    judged.filter((trial) => trial.kind === kind && trial.id === id && trial.profile === profile);
  const perProfile = <Entry extends { readonly profiles: readonly string[] }>(entries: readonly Entry[]) =>
    entries.flatMap((entry) =>
      about.profiles.filter((profile) => entry.profiles.includes(profile)).map((profile) => ({ entry, profile })),
    );
  const faults = perProfile(catalogue.faults).map(({ entry, profile }) =>
    faultRow(entry, profile, of('fault', entry.id, profile)),
  );
  const isBaseline = ({ kind }: TrialResult): boolean => kind === 'baseline';
  const baselines = judged.filter(isBaseline);
  const variations = [
    ...accusedBaselines(baselines),
    ...perProfile(catalogue.variations).map(({ entry, profile }) =>
      variationRow(entry, profile, of('variation', entry.id, profile)),
    ),
  ];
  const partial = catalogue.partial === true;
  const tried = scenarioRows(baselines, faults);
  const scenarios = tried.filter(({ kills }) => !partial || kills.length > 0);
  const matrix = {
    ...about,
    ...(partial ? { partial } : {}),
    faults,
    variations,
    tried: tried.length,
    untried: results.filter(isBaseline).flatMap(untriedIn),
    scenarios,
    smallest: smallestOf(scenarios, faults),
  };
  return { ...matrix, proved: isProved(matrix, baselines.length) };
};
