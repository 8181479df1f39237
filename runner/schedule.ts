import type { Scenario } from './types/scenario.ts';
import type { Target } from './types/target.ts';

/** Lets scenarios in as long as together they stay within a budget, in the order in which they come. */
type Budget = { readonly take: (amount: number) => Promise<void>; readonly give: (amount: number) => void };

/** What is lost is never given back; who asks for more than can ever be had is let in, to be told so. */
const createBudget = (total: number, lost: () => number): Budget => {
  const queue: { readonly amount: number; readonly enter: () => void }[] = [];
  let left = total;
  const fits = (amount: number): boolean => amount <= left - lost() || amount > total - lost();
  const admit = (): void => {
    for (let next = queue[0]; next !== undefined && fits(next.amount); next = queue[0]) {
      queue.shift();
      left -= next.amount;
      next.enter();
    }
  };
  return {
    take: (amount) =>
      new Promise((enter) => {
        queue.push({ amount, enter });
        admit();
      }),
    give: (amount) => {
      left += amount;
      admit();
    },
  };
};

/** What scenarios hold. */
export type Holdings = {
  /** Most resources that a scenario holds at one time, even if the target is wrong once. */
  readonly riskOf: (scenario: Scenario) => number;
  /** Resources that will not be given back any more. */
  readonly lost: () => number;
};

/**
 * Runs scenarios: those that may, side by side, as many as the target's concurrency allows and never holding more together than
 * `limits.allocations`, less what is lost; then the others, each by itself. Begins nothing more once `signal` is aborted.
 */
export const schedule = async (
  scenarios: readonly Scenario[],
  { concurrency, allocations }: Target['limits'],
  { riskOf, lost }: Holdings,
  signal: AbortSignal,
  execute: (scenario: Scenario) => Promise<void>,
): Promise<void> => {
  const beside = scenarios.filter(({ alone }) => !alone).values();
  const budget = createBudget(allocations, lost);
  const work = async (): Promise<void> => {
    for (const scenario of beside) {
      const risk = riskOf(scenario);
      await budget.take(risk);
      if (!signal.aborted) await execute(scenario);
      budget.give(risk);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, work));
  for (const scenario of scenarios) if (scenario.alone && !signal.aborted) await execute(scenario);
};
