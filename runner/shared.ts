import { replaceReferences } from './references.ts';
import type { Scenario, Spec, Step } from './types.ts';

const STEP = /^steps\.([^.]+)\./;

/** The steps to whose answers a step refers. */
const referredTo = (step: Extract<Step, { readonly kind: 'request' }>): readonly string[] => {
  const found: string[] = [];
  replaceReferences({ request: step.request, expect: step.expect }, (reference) => {
    found.push(STEP.exec(reference)?.[1] ?? '');
    return undefined;
  });
  return found;
};

/** Does a scenario expect of a list what another list told before? Whoever shares the organization may change it meanwhile. */
export const comparesLists = ({ steps }: Scenario, { operations }: Spec): boolean => {
  const lists = steps.filter(
    (step) => step.kind === 'request' && operations[step.request.operation]?.pagination !== undefined,
  );
  return lists.some(
    (step) => step.kind === 'request' && referredTo(step).some((id) => lists.some((other) => other.id === id)),
  );
};
