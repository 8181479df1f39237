import type { Scenario, Spec, Step } from './types.ts';

type RequestStep = Extract<Step, { readonly kind: 'request' }>;

/** Most requests of a step that succeed if the target is right. */
export const mostSuccesses = ({ expect, times, until }: RequestStep): number => {
  if (until !== undefined) return Number.POSITIVE_INFINITY;
  return expect.succeed ?? (expect.answers.some(({ code }) => code === null) ? times : 0);
};

/** Whether a step's requests create resources. */
export const creates = ({ request }: RequestStep, { operations }: Spec): boolean =>
  operations[request.operation]?.allocates !== undefined;

const releases = ({ request }: RequestStep, { operations }: Spec): boolean =>
  Object.values(operations).some(({ links }) => links.release?.operation === request.operation);

/** Most resources that a scenario holds at one time if the target is right; what empties a pool has a budget of its own. */
export const needOf = ({ steps }: Scenario, spec: Spec): number => {
  let held = 0;
  let most = 0;
  for (const step of steps) {
    if (step.kind !== 'request' || step.until !== undefined) continue;
    if (creates(step, spec)) held += mostSuccesses(step);
    else if (releases(step, spec)) held = Math.max(0, held - 1);
    most = Math.max(most, held);
  }
  return most;
};
