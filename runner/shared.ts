import { releases } from './budget.ts';
import { own } from './json.ts';
import { type AnswerReference, namedBy, referencesIn } from './references.ts';
import { statesOf } from './states.ts';
import type { RequestStep, Scenario } from './types/scenario.ts';
import type { Spec } from './types/spec.ts';

/** The values in earlier answers that data refers to. */
const answersIn = (data: object): readonly AnswerReference[] =>
  referencesIn(data)
    .map(namedBy)
    .filter((named) => named?.kind === 'answer');

const requestsOf = ({ steps }: Scenario): readonly RequestStep[] => steps.filter((step) => step.kind === 'request');

/** Does a scenario expect of a list what another list told before? Whoever shares the organization may change it meanwhile. */
export const comparesLists = (scenario: Scenario, { operations }: Spec): boolean => {
  const lists = requestsOf(scenario).filter(({ request }) => operations[request.operation]?.pagination !== undefined);
  return lists.some(({ request, expect }) =>
    answersIn({ request, expect }).some(({ step }) => lists.some(({ id }) => id === step)),
  );
};

const answerOf = ({ step, index }: AnswerReference): string => `${step}.${index}`;

/** Does a scenario look for what it released? The address, and its id if that is made of it, may be somebody else's meanwhile. */
export const seeksReleased = (scenario: Scenario, spec: Spec): boolean => {
  const released = new Set<string>();
  return requestsOf(scenario).some(({ request, expect: { answers, unlisted = [] } }) => {
    const asked = answersIn(request).map(answerOf);
    const seeks = asked.some((one) => released.has(one));
    if (releases({ request }, spec) && answers.some(({ code }) => code === null))
      for (const one of asked) released.add(one);
    return seeks || answersIn(unlisted).some((one) => released.has(answerOf(one)));
  });
};

/** Names of the provider states of a scenario that others may change meanwhile. */
export const sharedStates = (scenario: Scenario, { states }: Spec): readonly string[] =>
  statesOf(scenario)
    .map(({ name }) => name)
    .filter((name) => own(states, name)?.shared === true);
