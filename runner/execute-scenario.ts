import { exhausted, mayCreate, mostHeld, needOf } from './budget.ts';
import { compareWithEarlier } from './confirm.ts';
import { executeStep, type StepResult } from './execute-step.ts';
import { faultOf } from './fault.ts';
import { own } from './json.ts';
import { lotsOf } from './lots.ts';
import { type Pace, paced, paceOf } from './pace.ts';
import type { Progress } from './progress.ts';
import { INTERRUPTED } from './stages.ts';
import { amid, statesOf } from './states.ts';
import type { Exchange } from './types/exchange.ts';
import type { Finding, Outcome } from './types/finding.ts';
import type { Overlap } from './types/run-event.ts';
import type { ProviderState, RequestStep, Scenario } from './types/scenario.ts';
import type { Answer, RequirementId, Spec } from './types/spec.ts';
import type { World } from './world.ts';

/** A step that may answer 429 among others, as every operation may, does not ask for it. */
const asksForRefusal = (answers: readonly Answer[]): boolean =>
  answers.length > 0 && answers.every(({ status }) => status === 429);

/** Is a 429 something that the scenario did not ask for? */
const isPolite = (scenario: Scenario, spec: Spec): boolean => {
  const { steps } = scenario;
  const refused =
    steps.flatMap(lotsOf).some(({ expect }) => asksForRefusal(expect.answers)) ||
    steps.some((step) => step.kind === 'request' && asksForRefusal(step.until ?? []));
  return !statesOf(scenario).some(({ name }) => own(spec.states, name)?.limiting !== undefined) && !refused;
};

const DERAILING = ['answer', 'succeed', 'complete', 'allocates'];

/** Is this a finding after which the steps that follow would only repeat what is known? */
const isDerailing = ({ check }: Finding): boolean => DERAILING.includes(check);

const isDerailed = ({ findings, problem }: StepResult): boolean => problem !== undefined || findings.some(isDerailing);

/** What is known of a scenario so far. */
type Story = {
  readonly findings: Finding[];
  readonly problems: string[];
  readonly judged: Set<RequirementId>;
  readonly overlaps: Overlap[];
  /** States that have to be torn down, the latest last. */
  readonly states: ProviderState[];
  readonly log: Exchange[];
  /** Why the target may have come into another state than that which the scenario set up. */
  unsettled?: string | undefined;
  pace?: Pace | undefined;
};

/** A warning that it never came to what a server should do proves nothing of that. */
const outcomeOf = ({ findings, problems, log, unsettled }: Story): Outcome => {
  const failure = findings.find(({ severity }) => severity === 'failure');
  if (failure !== undefined && unsettled !== undefined)
    return { status: 'errored', reason: amid(unsettled, failure.message) };
  if (failure !== undefined) return { status: 'failed', findings, ...(problems.length === 0 ? {} : { problems }) };
  const derailed = findings.filter(isDerailing).map(({ step, message }) => `step '${step}': ${message}`);
  const [reason] = log.length === 0 ? [...problems, 'nothing was sent'] : [...problems, ...derailed];
  return reason === undefined ? { status: 'passed', warnings: findings } : { status: 'errored', reason };
};

/** The overlap that proves least. */
const weakest = (overlaps: readonly Overlap[]): Overlap | undefined =>
  overlaps.toSorted((one, other) => one.inFlight / one.requests - other.inFlight / other.requests)[0];

/** Sets a state up; false if that failed. */
const setUp = async (state: ProviderState, story: Story, world: World): Promise<boolean> => {
  const { states, stopping, spec, clock } = world;
  if (stopping.aborted) {
    story.problems.push(INTERRUPTED);
    return false;
  }
  const result = await states.setUp(state);
  const failed = 'reason' in result;
  if (!failed || !result.refused) story.states.push(state);
  if (failed) story.problems.push(result.reason);
  story.pace = paceOf(state, spec, story.pace, { now: clock.now(), after: story.log.length });
  return !failed;
};

const runRequest = async (step: RequestStep, progress: Progress, story: Story): Promise<StepResult> => {
  const executed = await executeStep(step, progress);
  const { spec } = progress.world;
  const result = asksForRefusal(step.expect.answers) ? paced(executed, story.pace, story.log, spec) : executed;
  const compared = await compareWithEarlier(step, result, progress);
  story.findings.push(...result.findings, ...compared.findings);
  for (const id of result.judged) story.judged.add(id);
  for (const { problem } of [result, compared])
    if (problem !== undefined) story.problems.push(`step '${step.id}': ${problem}`);
  if (result.overlap !== undefined) story.overlaps.push(result.overlap);
  return result;
};

/** What empties a pool is refused, too, once the budget of all is used up. */
const unaffordable = (scenario: Scenario, { spec, target, ledger }: World): string | undefined => {
  if (!mayCreate(scenario, spec)) return undefined;
  const lost = ledger.lost();
  const { allocations } = target.limits;
  const most = lost >= allocations ? allocations : mostHeld(scenario, target);
  return exhausted(lost, needOf(scenario, spec), most);
};

const runSteps = async (scenario: Scenario, world: World, story: Story, keep: Progress['keep']): Promise<void> => {
  const answers = new Map<string, readonly Exchange[]>();
  const indexes = new Map<Exchange, number>();
  const indexOf = (exchange: Exchange): number => {
    for (let next = indexes.size; next < story.log.length; next++) {
      const one = story.log[next];
      if (one !== undefined) indexes.set(one, next);
    }
    return indexes.get(exchange) ?? -1;
  };
  const progress = { scenario, world, polite: isPolite(scenario, world.spec), answers, keep, indexOf };
  const reason = (await world.states.recover()) ?? unaffordable(scenario, world);
  if (reason !== undefined) {
    story.problems.push(reason);
    return;
  }
  story.unsettled = world.states.unsettled();
  for (const state of scenario.given) if (!(await setUp(state, story, world))) return;
  for (const step of scenario.steps) {
    if (step.kind === 'state') {
      if (!(await setUp(step.state, story, world))) return;
    } else {
      const result = await runRequest(step, progress, story);
      answers.set(step.id, result.exchanges);
      if (isDerailed(result)) return;
    }
  }
};

type Part = (scenario: Scenario, world: World, story: Story, keep: Progress['keep']) => Promise<void>;

const leaveStates: Part = async (_, { states }, story) => {
  const stuck = await states.takeBack(story.states);
  if (stuck !== undefined) story.problems.push(stuck.reason);
};

/**
 * A scenario in parts: whatever becomes of one, the next follows. What it holds is released, as far as the target lets it in the state
 * it is in, then that state is left, then the rest is released.
 */
const PARTS: readonly Part[] = [
  runSteps,
  ({ id }, { releaser }, _, keep) => releaser.tryAll(id, keep('release')),
  leaveStates,
  ({ id }, { releaser }, _, keep) => releaser.finish(id, keep('release')),
];

const codeOf = ({ operation, response, failure }: Exchange, { spec }: World): { readonly code?: string | null } => {
  if (operation !== spec.subject || response === undefined || failure !== undefined) return {};
  const code = spec.codeOf(operation, response);
  return code === undefined ? {} : { code };
};

/** Runs one scenario from its states to its clean-up; never rejects. */
export const executeScenario = async (scenario: Scenario, world: World): Promise<void> => {
  const { emit } = world;
  const story: Story = { findings: [], problems: [], judged: new Set(), overlaps: [], states: [], log: [] };
  const keep: Progress['keep'] = (step) => (exchange) => {
    story.log.push(exchange);
    emit({ type: 'exchange', scenario: scenario.id, step, exchange, ...codeOf(exchange, world) });
  };
  emit({ type: 'scenario-started', scenario: scenario.id });
  for (const part of PARTS) {
    const fault = await faultOf(() => part(scenario, world, story, keep));
    if (fault !== undefined) story.problems.push(fault);
  }
  const overlap = weakest(story.overlaps);
  emit({
    type: 'scenario-finished',
    scenario: scenario.id,
    outcome: outcomeOf(story),
    judged: [...story.judged].sort(),
    ...(overlap === undefined ? {} : { overlap }),
  });
};
