import { FAULTS } from '../mock/faults/catalogue.ts';
import { EMBEDDED_PERMITTED, startMock } from '../mock/start.ts';
import { KINDS, VARIATIONS } from '../mock/variations.ts';
import type { Matrix } from '../reporters/matrix-types.ts';
import type { Clock } from '../runner/clock.ts';
import { systemClock } from '../runner/clock.ts';
import { collect } from '../runner/collect.ts';
import { plan } from '../runner/plan.ts';
import { run } from '../runner/run.ts';
import { createSend } from '../runner/send.ts';
import type { Scenario } from '../runner/types/scenario.ts';
import type { Spec } from '../runner/types/spec.ts';
import type { Target } from '../runner/types/target.ts';
import type { Description } from '../spec/load.ts';
import { loadDescription } from '../spec/load.ts';
import { loadSuites } from '../suites/load.ts';
import { gather, resultOf } from './trials.ts';
import type { Catalogue, Trial, TrialResult } from './types.ts';

/** One variation of each kind, as long as there are any. */
const TOGETHER = Array.from({ length: Math.max(...KINDS.map(({ length }) => length)) }, (_, index) =>
  KINDS.flatMap((kind) => kind[index]?.id ?? []),
);

/** The faults and variations that come with the package. */
export const EMBEDDED: Catalogue = { faults: FAULTS, variations: VARIATIONS, together: TOGETHER };

/** The embedded server has what every scenario needs: what was not tried on it nevertheless, as sentences. */
export const untriedProblems = ({ untried }: Pick<Matrix, 'untried'>): readonly string[] =>
  untried.map(
    ({ scenario, profile, needs }) => `Nothing tries '${scenario}' in profile ${profile}: it ${needs.join('; ')}.`,
  );

/** What every trial of one profile shares. */
type Ready = { readonly description: Description; readonly scenarios: readonly Scenario[] };

const TOOL = { name: 'katapult-conformance', version: '' };

/** How long a server is waited for that is known to be silent, in milliseconds. */
const SILENCE_MS = 500;

/** The target of a trial. No proof waits for a rate window. */
const provable = (target: Target, { fault }: Trial): Target => {
  const { limits, timeouts } = target;
  const silent = fault?.verdict === 'errored';
  const inTurn = fault?.deterministic === true && !silent;
  return {
    ...target,
    limits: { ...limits, rateWaitMs: 0, ...(inTurn ? { concurrency: 1 } : {}) },
    timeouts: silent ? { ...timeouts, headersMs: SILENCE_MS, bodyMs: SILENCE_MS } : timeouts,
  };
};

/** What a server refused to release it will not release after a pause either. */
const hurried: Clock = { ...systemClock, sleep: async () => {} };

/** Runs scenarios against a target, and says what came of it. */
export const tryTarget = async (
  trial: Trial,
  {
    spec,
    scenarios,
    target,
  }: { readonly spec: Spec; readonly scenarios: readonly Scenario[]; readonly target: Target },
): Promise<TrialResult> => {
  const server = provable(target, trial);
  const sender = createSend(server, systemClock);
  try {
    const { only } = trial;
    const chosen = only === undefined ? scenarios : scenarios.filter(({ id }) => only.includes(id));
    const planned = plan(chosen, server, trial.seed);
    const events = await gather(run(planned, spec, server, { sender, clock: hurried, tool: TOOL }));
    return resultOf(trial, collect(events));
  } finally {
    await sender.close();
  }
};

const tryEmbedded = async (trial: Trial, { description, scenarios }: Ready): Promise<TrialResult> => {
  const { profile, seed, kind, id, beside = [] } = trial;
  const faults = FAULTS.filter((fault) => kind === 'fault' && fault.id === id);
  const variations = VARIATIONS.filter((variation) => kind === 'variation' && [id, ...beside].includes(variation.id));
  const mock = await startMock({ profile, description, seed, faults, variations, permitted: EMBEDDED_PERMITTED });
  try {
    return await tryTarget(trial, { spec: description.spec, scenarios, target: mock.target });
  } finally {
    await mock.close();
  }
};

/** Tries trials against mocks in this process; what a profile needs is loaded once. */
export const embeddedTrials = (): ((trial: Trial) => Promise<TrialResult>) => {
  const ready = new Map<string, Promise<Ready>>();
  const prepare = async (profile: string): Promise<Ready> => {
    const description = await loadDescription({ profile });
    return { description, scenarios: await loadSuites({ spec: description.spec }) };
  };
  return async (trial) => {
    const prepared = ready.get(trial.profile) ?? prepare(trial.profile);
    ready.set(trial.profile, prepared);
    return tryEmbedded(trial, await prepared);
  };
};
