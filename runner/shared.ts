import { releases } from './budget.ts';
import { type AnswerReference, answerReference, replaceReferences } from './references.ts';
import type { Scenario, Spec, Step } from './types.ts';

type RequestStep = Extract<Step, { readonly kind: 'request' }>;

const referencesIn = (data: object): readonly AnswerReference[] => {
  const found: AnswerReference[] = [];
  replaceReferences(data, (reference) => {
    const named = answerReference(reference);
    if (named !== undefined) found.push(named);
    return undefined;
  });
  return found;
};

const requestsOf = ({ steps }: Scenario): readonly RequestStep[] => steps.filter((step) => step.kind === 'request');

/** Does a scenario expect of a list what another list told before? Whoever shares the organization may change it meanwhile. */
export const comparesLists = (scenario: Scenario, { operations }: Spec): boolean => {
  const lists = requestsOf(scenario).filter(({ request }) => operations[request.operation]?.pagination !== undefined);
  return lists.some(({ request, expect }) =>
    referencesIn({ request, expect }).some(({ step }) => lists.some(({ id }) => id === step)),
  );
};

const answerOf = ({ step, index }: AnswerReference): string => `${step}.${index}`;

/** Does a scenario ask for what it released by anything but its id? That may have been given to somebody else meanwhile. */
export const seeksReleased = (scenario: Scenario, spec: Spec): boolean => {
  const ids = Object.values(spec.operations).flatMap(({ allocates }) => allocates?.id ?? []);
  const released = new Set<string>();
  return requestsOf(scenario).some(({ request }) => {
    const named = referencesIn(request);
    const seeks = named.some((one) => released.has(answerOf(one)) && !ids.includes(one.pointer));
    if (releases({ request }, spec)) for (const one of named) released.add(answerOf(one));
    return seeks;
  });
};
