import { FAULTS } from '../mock/faults/catalogue.ts';
import { EMBEDDED_PERMITTED, startMock } from '../mock/start.ts';
import { VARIATIONS } from '../mock/variations.ts';
import type { Clock } from '../runner/clock.ts';
import { systemClock } from '../runner/clock.ts';
import { collect } from '../runner/collect.ts';
import { plan } from '../runner/plan.ts';
import { run } from '../runner/run.ts';
import { createSend } from '../runner/send.ts';
import type { Scenario, Spec, Target } from '../runner/types.ts';
import type { Description } from '../spec/load.ts';
import { loadDescription } from '../spec/load.ts';
import { loadSuites } from '../suites/load.ts';
import { gather, resultOf } from './trials.ts';
import type { Catalogue, Trial, TrialResult } from './types.ts';

/** The faults and variations that come with the package. */
export const EMBEDDED: Catalogue = { faults: FAULTS, variations: VARIATIONS };

/** What every trial of one profile shares. */
type Ready = { readonly description: Description; readonly scenarios: readonly Scenario[] };

const TOOL = { name: 'katapult-conformance', version: '' };

/** How long a server may be silent that stands on the same machine, in milliseconds. */
const SILENCE_MS = 1000;

/** A faulty server may be silent, or refuse, for ever: a proof waits neither for long, nor for a rate window. */
const impatient = (target: Target, silenceMs: number): Target => ({
  ...target,
  timeouts: { ...target.timeouts, headersMs: silenceMs, bodyMs: silenceMs },
  limits: { ...target.limits, rateWaitMs: 0 },
});

/** What a server refused to release it will not release after a pause either. */
const hurried: Clock = { ...systemClock, sleep: async () => {} };

/** Runs scenarios against a target, and says what came of it. */
export const tryTarget = async (
  trial: Trial,
  {
    spec,
    scenarios,
    target,
    silenceMs = SILENCE_MS,
  }: {
    readonly spec: Spec;
    readonly scenarios: readonly Scenario[];
    readonly target: Target;
    readonly silenceMs?: number;
  },
): Promise<TrialResult> => {
  const server = impatient(target, silenceMs);
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

const tryEmbedded = async (
  trial: Trial,
  { description, scenarios }: Ready,
  silenceMs: number,
): Promise<TrialResult> => {
  const { profile, seed, kind, id } = trial;
  const faults = FAULTS.filter((fault) => kind === 'fault' && fault.id === id);
  const variations = VARIATIONS.filter((variation) => kind === 'variation' && variation.id === id);
  const mock = await startMock({ profile, description, seed, faults, variations, permitted: EMBEDDED_PERMITTED });
  try {
    return await tryTarget(trial, { spec: description.spec, scenarios, target: mock.target, silenceMs });
  } finally {
    await mock.close();
  }
};

/** Tries trials against mocks in this process, which may be silent for so long; what a profile needs is loaded once. */
export const embeddedTrials = (silenceMs = SILENCE_MS): ((trial: Trial) => Promise<TrialResult>) => {
  const ready = new Map<string, Promise<Ready>>();
  const prepare = async (profile: string): Promise<Ready> => {
    const description = await loadDescription({ profile });
    return { description, scenarios: await loadSuites({ spec: description.spec }) };
  };
  return async (trial) => {
    const prepared = ready.get(trial.profile) ?? prepare(trial.profile);
    ready.set(trial.profile, prepared);
    return tryEmbedded(trial, await prepared, silenceMs);
  };
};
