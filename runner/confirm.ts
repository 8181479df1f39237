import { creates, releases } from './budget.ts';
import { blamedOf } from './checks/blame.ts';
import { answeredOf, codeOf, successesIn } from './checks/match.ts';
import { checkSameAs, type Repeats } from './checks/same-as.ts';
import { resolver, type StepResult } from './execute-step.ts';
import type { Progress } from './progress.ts';
import { lossOf } from './reach.ts';
import type { Exchange } from './types/exchange.ts';
import type { Finding } from './types/finding.ts';
import type { RequestStep } from './types/scenario.ts';
import type { Spec } from './types/spec.ts';

/** What comparing answers came to; `problem`: why nobody can say. */
type Compared = { readonly findings: readonly Finding[]; readonly problem?: string };

/** So often a difference has to come again: by chance a header of two values differs as often in one of 2^16 cases. */
const ROUNDS = 8;

/** May these requests be sent again without creating or releasing anything? */
const isRepeatable = (step: RequestStep, exchanges: readonly Exchange[], spec: Spec): boolean =>
  !(creates(step, spec) || releases(step, spec)) || successesIn(exchanges, spec).length === 0;

const kindsOf = (exchanges: readonly Exchange[], spec: Spec): readonly string[] =>
  answeredOf(exchanges).map((one) => `${one.response.status} ${codeOf(one, spec) ?? ''}`.trim());

/** Sends a step's request once more; a text says why nothing can be learnt of the answer, such as that it is quite another one. */
const repeat = async (
  step: RequestStep,
  known: readonly Exchange[],
  { scenario, world, polite, answers, keep }: Progress,
): Promise<Exchange | string> => {
  const { courier, build, spec } = world;
  const request = build(step.request, resolver(answers).resolve);
  const delivery = await courier.deliver(request, { scenario: scenario.id, polite, keep: keep(step.id) });
  if ('halted' in delivery) return delivery.halted;
  const loss = lossOf(delivery.exchange);
  if (loss !== undefined) return loss;
  const [answer] = kindsOf([delivery.exchange], spec);
  return kindsOf(known, spec).includes(answer ?? '')
    ? delivery.exchange
    : `asked again the target answered ${answer}, which can be compared with nothing`;
};

/**
 * Compares answers with those of an earlier step. What differs may differ by chance, as the name of the machine does that answered:
 * both requests are sent again in turn, and only a difference that comes every time is a finding.
 */
export const compareWithEarlier = async (
  step: RequestStep,
  { exchanges }: Pick<StepResult, 'exchanges'>,
  progress: Progress,
): Promise<Compared> => {
  const { scenario, world, answers, indexOf } = progress;
  const { spec } = world;
  const earlier = scenario.steps.find(
    (one): one is RequestStep => one.id === step.expect.sameAs && one.kind === 'request',
  );
  if (earlier === undefined) return { findings: [] };
  const before = answers.get(earlier.id) ?? [];
  const requirements = blamedOf(scenario, step, spec);
  const context = { spec, step: step.id, place: step.place, requirements, expect: step.expect, indexOf };
  const compare = (repeats: Repeats) => checkSameAs(exchanges, before, context, repeats);
  const repeats = { own: [] as Exchange[], earlier: [] as Exchange[] };
  let findings = compare(repeats);
  if (!isRepeatable(step, exchanges, spec) || !isRepeatable(earlier, before, spec)) return { findings };
  for (let round = 0; round < ROUNDS && findings.length > 0; round++) {
    const pair = [
      [earlier, before, repeats.earlier],
      [step, exchanges, repeats.own],
    ] as const;
    // Now the one, now the other first: two machines may take turns.
    for (const [one, known, into] of round % 2 === 0 ? pair : pair.toReversed()) {
      const exchange = await repeat(one, known, progress);
      if (typeof exchange === 'string') return { findings: [], problem: exchange };
      into.push(exchange);
    }
    findings = compare(repeats);
  }
  return { findings };
};
