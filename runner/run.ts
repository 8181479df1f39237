import { holdingNeeds, riskOf } from './budget.ts';
import { createWorld, type WorldOptions } from './create-world.ts';
import { executeScenario } from './execute-scenario.ts';
import { faultOf } from './fault.ts';
import { createInventory, type Inventory, listsOf } from './inventory.ts';
import { NOBODYS } from './list-reader.ts';
import type { Plan, PlannedEntry } from './plan.ts';
import { createQueue } from './queue.ts';
import { schedule } from './schedule.ts';
import { sharedNeeds } from './shared.ts';
import { stages } from './stages.ts';
import { tlsUseOf } from './tls-use.ts';
import type { PlannedScenario, RunEvent } from './types/run-event.ts';
import type { Scenario } from './types/scenario.ts';
import type { Spec } from './types/spec.ts';
import type { Target } from './types/target.ts';
import type { Happening, World } from './world.ts';

export type RunOptions = WorldOptions & {
  readonly tool: { readonly name: string; readonly version: string };
  /** Ends the run early: nothing new is begun, what was created is given back. */
  readonly signal?: AbortSignal;
};

/** Everything that a scenario needs and the target does not provide is told at once. */
const withReason = (entry: PlannedEntry, spec: Spec, target: Target): PlannedEntry => {
  const { scenario, skip } = entry;
  const more = [...holdingNeeds(scenario, spec, target), ...sharedNeeds(scenario, spec, target)];
  const needs = [...(skip ?? []), ...more];
  return needs.length === 0 ? entry : { scenario, skip: needs };
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

/** Lists what there is, runs scenarios, gives back what is left, and lists what there is then. Never rejects: what could not be run, or listed, is told. */
const work = async (scenarios: readonly Scenario[], world: World, stopping: AbortSignal): Promise<void> => {
  const { spec, target, ledger, releaser, emit } = world;
  let inventory: Inventory | undefined;
  const ended = new Set<Scenario>();
  const execute = async (scenario: Scenario): Promise<void> => {
    await executeScenario(scenario, world);
    ended.add(scenario);
  };
  const holdings = { riskOf: (one: Scenario) => riskOf(one, spec), lost: ledger.lost };
  const unlisted = await faultOf(async () => {
    inventory = createInventory(listsOf(scenarios, world), world);
    await inventory.open();
  });
  const reason = unlisted ?? (await faultOf(() => schedule(scenarios, target.limits, holdings, stopping, execute)));
  if (reason !== undefined)
    for (const { id } of scenarios.filter((one) => !ended.has(one)))
      emit({ type: 'scenario-finished', scenario: id, outcome: { status: 'errored', reason } });
  await faultOf(world.states.abandon);
  for (const part of [releaser.settle, async () => inventory?.close()]) {
    const fault = await faultOf(part);
    if (fault !== undefined) emit({ type: 'leaked', scenario: NOBODYS, resource: 'unknown', reason: fault });
  }
};

/**
 * Runs a plan against a target, whose profile has to be that of the spec and of the scenarios. Never throws: what goes wrong in the runner is an errored scenario. When the signal is aborted, or
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
  const entries = plan.entries.map((entry) => withReason(entry, spec, target));
  emit({
    type: 'run-started',
    tool,
    target: target.url,
    profile: spec.profile,
    seed,
    ...tlsUseOf(target),
    requirements: spec.requirements,
    scenarios: entries.map(plannedOf),
    documented: documentedOf(spec),
  });
  const scenarios = entries.filter(({ skip }) => skip === undefined).map(({ scenario }) => scenario);
  const finished = work(scenarios, world, signals.stopping).then(() => {
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
