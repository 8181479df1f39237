import { needOf, riskOf } from './budget.ts';
import type { Clock } from './clock.ts';
import { createCourier } from './courier.ts';
import { executeScenario } from './execute-scenario.ts';
import { createInventory } from './inventory.ts';
import { createLedger, type LedgerEntry } from './ledger.ts';
import { createLimiter } from './limiter.ts';
import type { Plan, PlannedEntry } from './plan.ts';
import { createQueue } from './queue.ts';
import { createReach } from './reach.ts';
import { createReleaser } from './release.ts';
import { createRequestBuilder } from './request.ts';
import { schedule } from './schedule.ts';
import type { Sender } from './send.ts';
import { createSighting } from './sighting.ts';
import { createStates } from './states.ts';
import type { PlannedScenario, RunEvent, Spec, Target } from './types.ts';
import type { Happening, World } from './world.ts';

export type RunOptions = {
  readonly sender: Sender;
  readonly clock: Clock;
  readonly tool: { readonly name: string; readonly version: string };
  /** Ends the run early: nothing new is begun, what was created is given back. */
  readonly signal?: AbortSignal;
  /** Told of everything at the door of allocating requests, at once and in order: an intent before its request is sent. */
  readonly record?: (entry: LedgerEntry) => void;
};

/** After an interruption, what is under way has so long to end by itself, in milliseconds. */
const GRACE_MS = 3000;

/** After that, cleaning up has so long, in milliseconds. */
const CLEAN_UP_MS = 15_000;

type Signals = { readonly stopping: AbortSignal; readonly ending: AbortSignal; readonly leaving: AbortSignal };

/** From one signal the three stages of ending a run; `over` lets go of what waits for them. */
const stages = (clock: Clock, outer: AbortSignal | undefined) => {
  const stopping = new AbortController();
  const ending = new AbortController();
  const leaving = new AbortController();
  const over = new AbortController();
  const stop = async (): Promise<void> => {
    stopping.abort();
    await clock.sleep(GRACE_MS, over.signal);
    if (!over.signal.aborted) ending.abort();
    await clock.sleep(CLEAN_UP_MS, over.signal);
    if (!over.signal.aborted) leaving.abort();
  };
  const begin = (): void => {
    if (!stopping.signal.aborted) void stop();
  };
  if (outer?.aborted === true) begin();
  outer?.addEventListener('abort', begin, { signal: over.signal });
  const signals: Signals = { stopping: stopping.signal, ending: ending.signal, leaving: leaving.signal };
  return { signals, stop: begin, over: () => over.abort() };
};

/** Skips a scenario that would hold more than the target allows, even if the target is right. */
const withinBudget = (entry: PlannedEntry, spec: Spec, { limits }: Target): PlannedEntry => {
  const need = needOf(entry.scenario, spec);
  if (entry.skip !== undefined || need <= limits.allocations) return entry;
  return { ...entry, skip: `holds ${need} addresses at one time: needs a budget (target.yaml: limits.allocations)` };
};

const plannedOf = ({ scenario, skip }: PlannedEntry): PlannedScenario => {
  const { id, suite, title, requirements, tags, level, place } = scenario;
  return { id, suite, title, requirements, tags, level, place, ...(skip === undefined ? {} : { skip }) };
};

const documentedOf = ({ operations, subject }: Spec) => {
  const operation = operations[subject];
  if (operation === undefined) return [];
  return [{ status: operation.success, code: null }, ...operation.errors.map(({ status, code }) => ({ status, code }))];
};

const SPARED = 'an answer named it as new, and it was there before the run';

/** What a log needs to know of the door, so that one that breaks off still says what is held. */
const tell = (entry: LedgerEntry, emit: World['emit']): void => {
  if (entry.type === 'held') emit({ type: 'held', scenario: entry.scenario, resource: entry.id });
  if (entry.type === 'released') emit({ type: 'released', resource: entry.id });
  if (entry.type === 'stranger')
    emit({ type: 'leaked', scenario: entry.scenario, resource: entry.id, reason: SPARED, fate: 'theirs' });
};

const createWorld = (
  spec: Spec,
  target: Target,
  { clock, record, ...options }: RunOptions,
  { stopping, ending, leaving }: Signals,
  emit: World['emit'],
): World => {
  const ledger = createLedger(spec, (entry) => {
    record?.(entry);
    tell(entry, emit);
  });
  const waited = (ms: number, reason: string): void => emit({ type: 'waited', ms, reason });
  const limiter = createLimiter(clock, target.limits.rateWaitMs, waited);
  const reach = createReach();
  const { sighting, sender } = createSighting(options.sender);
  const courier = createCourier({ spec, sender, ledger, limiter, reach, stopping, ending, leaving });
  const build = createRequestBuilder(spec, target);
  const leaked = (scenario: string, resource: string, reason: string): void =>
    emit({ type: 'leaked', scenario, resource, reason });
  const releaser = createReleaser({ spec, target, build, courier, ledger, clock, leaving, leaked });
  const states = createStates(target, sender, { ending, leaving });
  return { spec, target, clock, build, courier, ledger, releaser, states, sighting, emit, stopping };
};

/**
 * Runs a plan against a target. Never throws: what goes wrong in the runner is an errored scenario. When the signal is aborted, or
 * the caller stops iterating, it gives back what it holds, within bounds of its own, before it ends. The sender stays open.
 */
export async function* run(
  plan: Plan,
  spec: Spec,
  target: Target,
  options: RunOptions,
): AsyncGenerator<RunEvent, void> {
  const { clock, tool, signal } = options;
  const queue = createQueue<RunEvent>();
  const emit = (happening: Happening): void => queue.push({ at: clock.now(), ...happening });
  const { signals, stop, over } = stages(clock, signal);
  const world = createWorld(spec, target, options, signals, emit);
  const { seed } = plan;
  const entries = plan.entries.map((entry) => withinBudget(entry, spec, target));
  emit({
    type: 'run-started',
    tool,
    target: target.url,
    profile: spec.profile,
    seed,
    requirements: spec.requirements,
    scenarios: entries.map(plannedOf),
    documented: documentedOf(spec),
  });
  const scenarios = entries.filter(({ skip }) => skip === undefined).map(({ scenario }) => scenario);
  const inventory = createInventory(scenarios, world);
  const finished = inventory
    .open()
    .then(() =>
      schedule(
        scenarios,
        target.limits,
        { riskOf: (one) => riskOf(one, spec), lost: world.ledger.lost },
        signals.stopping,
        (one) => executeScenario(one, world),
      ),
    )
    .then(inventory.close)
    .then(() => {
      emit({ type: 'run-finished', interrupted: signals.stopping.aborted, ...world.ledger.counts() });
      queue.end();
    });
  try {
    for (let events = await queue.take(); events.length > 0; events = await queue.take())
      for (const event of events) yield event;
  } finally {
    stop();
    await finished;
    over();
  }
}
