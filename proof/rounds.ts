import type { Matrix } from '../reporters/matrix-types.ts';
import { killersOf, matrixOf } from './matrix.ts';
import { accuses, trialsOf, wasTried } from './trials.ts';
import type { Catalogue, Trial, TrialResult } from './types.ts';

/** What a proof is about, and how it tries a number of trials. */
export type Rounds = {
  readonly catalogue: Catalogue;
  readonly about: Pick<Matrix, 'tool' | 'seed' | 'profiles'>;
  readonly tryAll: (trials: readonly Trial[]) => Promise<readonly TrialResult[]>;
  /** Run every scenario against every fault, also where it is known already that the fault is caught. */
  readonly full: boolean;
};

/** Scenarios that name the requirement that a fault breaks; all of them if none does. */
const first = (trial: Trial, catalogue: Catalogue, baselines: readonly TrialResult[]): Trial => {
  const requirement = catalogue.faults.find(({ id }) => id === trial.id)?.requirement ?? '';
  const only = baselines
    .filter(({ profile }) => profile === trial.profile)
    .flatMap(({ scenarios }) => scenarios.filter(({ requirements }) => requirements.includes(requirement)))
    .map(({ id }) => id);
  return only.length === 0 ? trial : { ...trial, only };
};

/** Trials of variations in groups that are tried on one server; each that has no group by itself. */
const groupsOf = (trials: readonly Trial[], { together = [] }: Catalogue): readonly (readonly Trial[])[] => {
  const groups = new Map<string, Trial[]>();
  for (const trial of trials) {
    const group = together.findIndex((ids) => ids.includes(trial.id));
    const key = JSON.stringify([trial.profile, group < 0 ? trial.id : group]);
    groups.set(key, [...(groups.get(key) ?? []), trial]);
  }
  return [...groups.values()];
};

/** Tries several variations on one server at a time; if that is accused, each of them on a server of its own. */
const tryGroups = async (
  { catalogue, tryAll, full }: Rounds,
  trials: readonly Trial[],
): Promise<readonly TrialResult[]> => {
  if (full) return tryAll(trials);
  const groups = groupsOf(trials, catalogue);
  const firsts = groups.flatMap(([first, ...rest]) =>
    first === undefined ? [] : [{ ...first, beside: rest.map(({ id }) => id) }],
  );
  const tried = await tryAll(firsts);
  const isClear = (index: number): boolean =>
    groups[index]?.length === 1 || tried[index]?.scenarios.some(accuses) === false;
  const clear = groups.flatMap((group, index) => {
    const result = tried[index];
    return isClear(index) && result !== undefined ? group.map((trial) => ({ ...result, ...trial })) : [];
  });
  return [...clear, ...(await tryAll(groups.flatMap((group, index) => (isClear(index) ? [] : group))))];
};

/** So many trials are carried out before one looks again which scenarios are still idle. */
const WAVE = 16;

/** Scenarios that can be tried and have shown no fault so far. */
const idleAfter = (catalogue: Catalogue, baselines: readonly TrialResult[], tried: readonly TrialResult[]) => {
  const faults = new Map(catalogue.faults.map((fault) => [fault.id, fault]));
  const busy = new Set(
    tried.flatMap((trial) => {
      const fault = faults.get(trial.id);
      return fault === undefined ? [] : [...killersOf(fault, [trial])];
    }),
  );
  const all = new Set(baselines.flatMap(({ scenarios }) => scenarios.filter(wasTried).map(({ id }) => id)));
  return [...all].filter((id) => !busy.has(id));
};

/** Faults that many scenarios show come first: they are the likeliest to show in a scenario that is idle. */
const likeliestFirst = (trials: readonly Trial[], { faults }: Matrix): readonly Trial[] => {
  const shownBy = (trial: Trial): number =>
    faults.find(({ id, profile }) => id === trial.id && profile === trial.profile)?.killers.length ?? 0;
  return trials.toSorted((one, other) => shownBy(other) - shownBy(one));
};

/** Lets idle scenarios meet fault after fault, until they show one. */
const employ = async (
  { catalogue, tryAll }: Rounds,
  trials: readonly Trial[],
  baselines: readonly TrialResult[],
  tried: readonly TrialResult[],
): Promise<readonly TrialResult[]> => {
  const results: TrialResult[] = [];
  if (catalogue.partial === true) return results;
  for (let next = 0; next < trials.length; next += WAVE) {
    const only = idleAfter(catalogue, baselines, [...tried, ...results]);
    if (only.length === 0) break;
    results.push(...(await tryAll(trials.slice(next, next + WAVE).map((trial) => ({ ...trial, only })))));
  }
  return results;
};

/**
 * Tries the right server and the variations with every scenario, the variations several at a time, then every fault: first with the scenarios that name the
 * requirement it breaks, which must catch it; what survives them meets every scenario; and what is idle then meets fault after
 * fault. So a fault that survives has met every scenario, and a scenario that stays idle has met every fault; who else catches a
 * fault is known only if `full`, which also gives each variation a server of its own.
 */
export const prove = async (rounds: Rounds): Promise<Matrix> => {
  const { catalogue, about, tryAll, full } = rounds;
  const trials = trialsOf(catalogue, about.profiles, about.seed);
  const baselines = await tryAll(trials.filter(({ kind }) => kind === 'baseline'));
  const variations = await tryGroups(
    rounds,
    trials.filter(({ kind }) => kind === 'variation'),
  );
  const right = [...baselines, ...variations];
  const faults = trials.filter(({ kind }) => kind === 'fault');
  const one = await tryAll(full ? faults : faults.map((trial) => first(trial, catalogue, baselines)));
  const matrix = matrixOf(catalogue, [...right, ...one], about);
  if (full) return matrix;
  const survives = ({ id, profile }: Trial): boolean =>
    matrix.faults.some((fault) => fault.id === id && fault.profile === profile && !fault.killed);
  const two = await tryAll(faults.filter(survives));
  const rest = likeliestFirst(
    faults.filter((trial) => !survives(trial)),
    matrix,
  );
  const three = await employ(rounds, rest, baselines, [...one, ...two]);
  return matrixOf(catalogue, [...right, ...one, ...two, ...three], about);
};
