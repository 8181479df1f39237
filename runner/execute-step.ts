import { mostHeld } from './budget.ts';
import { AFTERMATH, isAftermath } from './checks/aftermath.ts';
import { doubtOfCount } from './checks/allocates.ts';
import { doubtOfSuccesses } from './checks/answers.ts';
import { blamedOf } from './checks/blame.ts';
import type { StepContext } from './checks/context.ts';
import { doubtOfFalls } from './checks/falls.ts';
import { doubtOfLists } from './checks/lists.ts';
import { type Answered, answeredOf, codeOf, isExcuse } from './checks/match.ts';
import { doubtOfHeaders } from './checks/members.ts';
import { type Count, claimUnknown, counterOf } from './count.ts';
import { valueAt } from './json.ts';
import { judge, judgedBy } from './judge.ts';
import type { Progress } from './progress.ts';
import { namedBy, type Resolve, referencesIn, replaceReferences } from './references.ts';
import { openFailure, type Sent, sendStep } from './send-step.ts';
import type { Exchange } from './types/exchange.ts';
import type { Finding } from './types/finding.ts';
import type { Overlap } from './types/run-event.ts';
import type { Expect, Lot, RequestStep, RequestTemplate, Scenario } from './types/scenario.ts';
import type { RequirementId } from './types/spec.ts';

type Judged = { readonly findings: readonly Finding[]; readonly problem?: string };

/** What became of a step. */
export type StepResult = {
  readonly exchanges: readonly Exchange[];
  readonly findings: readonly Finding[];
  /** Why nobody can say whether the target is right. */
  readonly problem?: string;
  readonly overlap?: Overlap;
  readonly judged: ReadonlySet<RequirementId>;
};

const unsendable = (problem: string): StepResult => ({ exchanges: [], findings: [], judged: new Set(), problem });

/** Resolves references to answers, and remembers those that stand for nothing. */
export const resolver = (answers: Progress['answers']): { readonly resolve: Resolve; readonly missing: string[] } => {
  const missing: string[] = [];
  const resolve: Resolve = (reference) => {
    const named = namedBy(reference);
    if (named?.kind !== 'answer') return undefined;
    const value = valueAt(answers.get(named.step)?.[named.index]?.response?.json, named.pointer);
    if (value === undefined) missing.push(reference);
    return value;
  };
  return { resolve, missing };
};

/** References in a path and in a query that stand for null, which neither can carry. */
const nullsIn = ({ path = '', query }: RequestTemplate, resolve: Resolve): readonly string[] =>
  referencesIn({ path, query }).filter((reference) => resolve(reference) === null);

const expectOf = ({ expect, until }: RequestStep): Expect =>
  until === undefined ? expect : { ...expect, answers: [...expect.answers, ...until] };

/** The lots of a step, what is expected of each resolved: its own request, then those that are sent among them. */
const resolvedLots = (step: RequestStep, resolve: Resolve): readonly [Lot, ...Lot[]] => {
  const resolved = (lot: Lot, expect: Expect): Lot => ({ ...lot, expect: replaceReferences(expect, resolve) });
  return [resolved(step, expectOf(step)), ...(step.among ?? []).map((lot) => resolved(lot, lot.expect))];
};

const unsentOf = ({ until }: RequestStep, { times }: Lot, index: number, { lots, problem }: Sent): number => {
  if (until !== undefined) return problem === undefined ? 0 : Number.POSITIVE_INFINITY;
  return times - (lots[index]?.length ?? 0);
};

type Around = { readonly before: Count; readonly after: Count };

/** A scenario that does not say in which state the target is cannot tell an excuse from a fault. */
const isControlled = ({ given, steps, level }: Scenario): boolean =>
  level === 'draining' || given.length > 0 || steps.some(({ kind }) => kind === 'state');

/** Answers of a lot that the target may have to give at any time, or where the scenario brought it into a state for what was sent before. */
const excusesOf = (exchanges: readonly Exchange[], context: StepContext, scenario: Scenario): readonly Answered[] =>
  answeredOf(exchanges).filter((one) => (isControlled(scenario) ? isAftermath : isExcuse)(one, context));

/** What the checks of a step know of each of its lots. Only with the step's own request goes what is listed. */
const contextsOf = (
  step: RequestStep,
  [own, ...among]: readonly [Lot, ...Lot[]],
  { scenario, world, indexOf }: Progress,
  sent: Sent,
  { before, after }: Around,
): readonly [StepContext, ...StepContext[]] => {
  const { spec, ledger, target, reach } = world;
  const creating = ledger.strays().filter(({ exchange }) => !sent.lots.some((lot) => lot.includes(exchange))).length;
  const strays = { creating, any: reach.strayed() };
  const contextOf = (lot: Lot, index: number) => ({
    spec,
    step: step.id,
    place: step.place,
    indexOf,
    besideOf: ledger.besideOf,
    requirements: blamedOf(scenario, lot, spec),
    expect: lot.expect,
    unsent: unsentOf(step, lot, index, sent),
    strays,
  });
  const beside = among.map((lot, index) => contextOf(lot, index + 1));
  const openOf = (context: StepContext, index: number): number =>
    (context.unsent ?? 0) + excusesOf(sent.lots[index + 1] ?? [], context, scenario).length;
  const others = {
    exchanges: sent.lots.slice(1).flat(),
    unsent: beside.map(openOf).reduce((sum, open) => sum + open, 0),
  };
  const counted = before.listing !== undefined && after.listing !== undefined;
  const listings = counted
    ? { listings: { before: before.listing, after: after.listing, dedicated: target.dedicated } }
    : {};
  return [{ ...contextOf(own, 0), others, ...listings }, ...beside];
};

/** Judges a lot: answers that the target may have to give at any time only by what holds for every answer. */
const judgeLot = (exchanges: readonly Exchange[], context: StepContext, scenario: Scenario): Judged => {
  const excuses = excusesOf(exchanges, context, scenario);
  if (excuses.length === 0) return { findings: judge(exchanges, context) };
  const { expect: _expect, listings: _listings, ...rest } = context;
  const others = exchanges.filter((one) => !excuses.some((excuse) => excuse === one));
  const unsent = (context.unsent ?? 0) + excuses.length;
  const [first] = excuses;
  return {
    findings: [...judge(others, { ...context, unsent }), ...judge(excuses, rest)],
    problem: `the target answered ${first?.response.status} ${first && codeOf(first, context.spec)}${isControlled(scenario) ? `: ${AFTERMATH}` : ', which proves nothing unless it was brought into a state'}`,
  };
};

/** Sends the requests of a step and judges what comes back. */
export const executeStep = async (step: RequestStep, progress: Progress): Promise<StepResult> => {
  const { scenario, world, polite, answers, keep } = progress;
  const { resolve, missing } = resolver(answers);
  const asked = resolvedLots(step, resolve);
  const templates = asked.map(({ request }) => request);
  const requests = templates.map((template) => world.build(template, resolve));
  const [absent] = missing;
  if (absent !== undefined) return unsendable(`no earlier answer has a value for \${${absent}}`);
  const [empty] = templates.flatMap((template) => nullsIn(template, resolve));
  if (empty !== undefined)
    return unsendable(`an earlier answer has null for \${${empty}}, which no path and no query can carry`);
  const counter = counterOf(step, progress);
  const before = await counter.before();
  if (before.problem !== undefined) return unsendable(before.problem);
  const errand = { scenario: scenario.id, polite, keep: keep(step.id), most: mostHeld(scenario, world.target) };
  const sent = await sendStep(step, requests, errand, world);
  const { lots, overlap } = sent;
  const [own = []] = lots;
  const exchanges = lots.flat();
  const after = exchanges.length === 0 ? {} : await counter.after();
  const contexts = contextsOf(step, asked, progress, sent, { before, after });
  claimUnknown(own, contexts[0], progress);
  const judged = contexts.map((context, lot) => judgeLot(lots[lot] ?? [], context, scenario));
  const failures = exchanges.map(openFailure).filter((failure) => failure !== undefined);
  const excuses = judged.flatMap((lot) => lot.problem ?? []);
  const doubts = contexts.flatMap((context, lot) =>
    [doubtOfSuccesses, doubtOfHeaders, doubtOfLists].flatMap((doubtOf) => doubtOf(lots[lot] ?? [], context) ?? []),
  );
  const doubt = doubtOfCount(own, contexts[0]) ?? doubts[0] ?? doubtOfFalls(own, contexts[0]);
  const problem = failures[0] ?? sent.problem ?? after.problem ?? excuses[0] ?? doubt;
  return {
    exchanges: own,
    findings: judged.flatMap(({ findings }) => findings),
    judged: new Set(asked.flatMap(({ expect }, lot) => [...judgedBy(lots[lot] ?? [], expect, world.spec)])),
    ...(problem === undefined ? {} : { problem }),
    ...(overlap === undefined ? {} : { overlap }),
  };
};
