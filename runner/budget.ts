import { lotsOf } from './lots.ts';
import type { Lot, RequestStep, Scenario } from './types/scenario.ts';
import type { Spec } from './types/spec.ts';
import type { Target } from './types/target.ts';

/** Most requests of a step that succeed if the target is right. */
export const mostSuccesses = ({ until, ...lot }: RequestStep): number =>
  until === undefined ? successesOf(lot) : Number.POSITIVE_INFINITY;

const successesOf = ({ expect, times }: Lot): number =>
  expect.succeed ?? (expect.answers.some(({ code }) => code === null) ? times : 0);

/** Whether requests create resources. */
export const creates = ({ request }: Pick<Lot, 'request'>, { operations }: Spec): boolean =>
  operations[request.operation]?.allocates !== undefined;

/** Most resources that the requests of a step which are sent together create if the target is right. */
export const mostCreated = (step: RequestStep, spec: Spec): number =>
  lotsOf(step)
    .filter((lot) => creates(lot, spec))
    .reduce((sum, lot) => sum + successesOf(lot), 0);

const SPENT = 'by what could not be given back';

/** Why nothing more can be created, even by a fault of the target; `undefined` if it can. */
export const exhausted = (lost: number, need: number, most: number): string | undefined => {
  const needed = Math.max(1, need);
  if (lost === 0 || lost + needed <= most) return undefined;
  return lost >= most
    ? `the budget is used up ${SPENT}: ${lost} of ${most} (target.yaml: limits.allocations)`
    : `it needs ${needed} of the budget of ${most}, of which ${lost} ${lost === 1 ? 'is' : 'are'} used up ${SPENT} (target.yaml: limits.allocations)`;
};

/** Most resources that a scenario may hold at one time; what empties a pool has a budget of its own. */
export const mostHeld = ({ level }: Scenario, { limits }: Target): number =>
  level === 'draining' ? Math.max(limits.allocations, limits.drain) : limits.allocations;

/** Whether requests give resources back. */
export const releases = ({ request }: Pick<Lot, 'request'>, { operations }: Spec): boolean =>
  Object.values(operations).some(({ links }) => links.release?.operation === request.operation);

/** Most resources that a scenario holds at one time if the target is right; what empties a pool has a budget of its own. */
export const needOf = ({ steps }: Scenario, spec: Spec): number => {
  let held = 0;
  let most = 0;
  for (const step of steps) {
    if (step.kind !== 'request' || step.until !== undefined) continue;
    if (releases(step, spec)) held = Math.max(0, held - 1);
    else held += mostCreated(step, spec);
    most = Math.max(most, held);
  }
  return most;
};

/** Does a scenario send anything that creates resources, be it to be refused? */
export const mayCreate = ({ steps }: Scenario, spec: Spec): boolean =>
  steps.flatMap(lotsOf).some((lot) => creates(lot, spec));

/** As many, and one even of a scenario whose requests are all to be refused: the target may be wrong. */
export const riskOf = (scenario: Scenario, spec: Spec): number =>
  Math.max(needOf(scenario, spec), mayCreate(scenario, spec) ? 1 : 0);

/** Why a scenario would hold more than the target allows; that nothing may be created at all the plan has told. */
export const holdingNeeds = (scenario: Scenario, spec: Spec, { limits }: Target): readonly string[] => {
  const need = needOf(scenario, spec);
  if (need <= limits.allocations || (scenario.level === 'allocating' && limits.allocations === 0)) return [];
  return [
    `holds ${need} resource${need === 1 ? '' : 's'} at one time: needs a budget (target.yaml: limits.allocations)`,
  ];
};
