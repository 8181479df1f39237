import { doubtOfCount } from './checks/allocates.ts';
import type { StepContext } from './checks/context.ts';
import { type Count, claimUnknown, counterOf } from './count.ts';
import { valueAt } from './json.ts';
import { judge, judgedBy } from './judge.ts';
import type { Progress } from './progress.ts';
import { type Resolve, replaceReferences } from './references.ts';
import { openFailure, type RequestStep, type Sent, sendStep } from './send-step.ts';
import type { Exchange, Expect, Finding, Overlap, RequirementId } from './types.ts';

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

const REFERENCE = /^steps\.([^.]+)(?:\.(\d+))?\.response\.body#(.*)$/;

/** Resolves references to answers, and remembers those that stand for nothing. */
const resolver = (answers: Progress['answers']): { readonly resolve: Resolve; readonly missing: string[] } => {
  const missing: string[] = [];
  const resolve: Resolve = (reference) => {
    const [, step, index = '0', pointer = ''] = REFERENCE.exec(reference) ?? [];
    if (step === undefined) return undefined;
    const value = valueAt(answers.get(step)?.[Number(index)]?.response?.json, pointer);
    if (value === undefined) missing.push(reference);
    return value;
  };
  return { resolve, missing };
};

const expectOf = ({ expect, until }: RequestStep): Expect =>
  until === undefined ? expect : { ...expect, answers: [...expect.answers, ...until] };

const unsentOf = ({ times, until }: RequestStep, { exchanges, problem }: Sent): number => {
  if (until === undefined) return times - exchanges.length;
  return problem === undefined ? 0 : Number.POSITIVE_INFINITY;
};

type Around = { readonly before: Count; readonly after: Count };

const contextOf = (
  step: RequestStep,
  { scenario, world, indexOf }: Progress,
  sent: Sent,
  { before, after }: Around,
): StepContext => {
  const counted = before.listing !== undefined && after.listing !== undefined;
  return {
    spec: world.spec,
    step: step.id,
    place: step.place,
    requirements: scenario.requirements,
    indexOf,
    besideOf: world.ledger.besideOf,
    unsent: unsentOf(step, sent),
    ...(counted
      ? { listings: { before: before.listing, after: after.listing, dedicated: world.target.dedicated } }
      : {}),
  };
};

/** Sends the requests of a step and judges what comes back. */
export const executeStep = async (step: RequestStep, progress: Progress): Promise<StepResult> => {
  const { scenario, world, polite, answers, keep } = progress;
  const { resolve, missing } = resolver(answers);
  const request = world.build(step.request, resolve);
  const expect = replaceReferences(expectOf(step), resolve);
  if (missing.length > 0) return unsendable(`no earlier answer has \${${missing[0]}}`);
  const count = counterOf(step, progress);
  const before = await count();
  if (before.problem !== undefined) return unsendable(before.problem);
  const sent = await sendStep(step, request, { scenario: scenario.id, polite, keep: keep(step.id) }, world);
  const { exchanges, overlap } = sent;
  const after = exchanges.length === 0 ? {} : await count();
  const context = { ...contextOf(step, progress, sent, { before, after }), expect };
  claimUnknown(exchanges, context, progress);
  const failures = exchanges.map(openFailure).filter((failure) => failure !== undefined);
  const problem = failures[0] ?? sent.problem ?? after.problem ?? doubtOfCount(exchanges, context);
  return {
    exchanges,
    findings: judge(exchanges, context),
    judged: judgedBy(exchanges, expect, world.spec),
    ...(problem === undefined ? {} : { problem }),
    ...(overlap === undefined ? {} : { overlap }),
  };
};
