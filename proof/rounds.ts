import type { Matrix } from '../reporters/matrix-types.ts';
import { matrixOf } from './matrix.ts';
import { trialsOf } from './trials.ts';
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

/** What the first round left open: a fault that was not caught meets every scenario, every fault the scenarios that are idle so far. */
const second = (trial: Trial, matrix: Matrix): readonly Trial[] => {
  const row = matrix.faults.find(({ id, profile }) => id === trial.id && profile === trial.profile);
  if (row?.killed !== true) return [trial];
  const idle = matrix.scenarios.filter(({ kills, profiles }) => kills.length === 0 && profiles.includes(trial.profile));
  return idle.length === 0 ? [] : [{ ...trial, only: idle.map(({ id }) => id) }];
};

/**
 * Tries the right server and the variations with every scenario, then every fault: first with the scenarios that name the
 * requirement it breaks, which must catch it, then, as far as something is open, with the others. So a fault that survives has
 * met every scenario, and a scenario that is idle has met every fault; who else catches a fault is known only if `full`.
 */
export const prove = async ({ catalogue, about, tryAll, full }: Rounds): Promise<Matrix> => {
  const trials = trialsOf(catalogue, about.profiles, about.seed);
  const right = await tryAll(trials.filter(({ kind }) => kind !== 'fault'));
  const baselines = right.filter(({ kind }) => kind === 'baseline');
  const faults = trials.filter(({ kind }) => kind === 'fault');
  const one = await tryAll(full ? faults : faults.map((trial) => first(trial, catalogue, baselines)));
  const matrix = matrixOf(catalogue, [...right, ...one], about);
  if (full) return matrix;
  const two = await tryAll(faults.flatMap((trial) => second(trial, matrix)));
  return matrixOf(catalogue, [...right, ...one, ...two], about);
};
