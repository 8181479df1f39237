import { releases } from './budget.ts';
import { own } from './json.ts';
import { type AnswerReference, namedBy, referencesIn } from './references.ts';
import { statesOf } from './states.ts';
import type { RequestStep, Scenario } from './types/scenario.ts';
import type { Spec } from './types/spec.ts';
import type { Target } from './types/target.ts';

/** The values in earlier answers that data refers to. */
const answersIn = (data: object): readonly AnswerReference[] =>
  referencesIn(data)
    .map(namedBy)
    .filter((named) => named?.kind === 'answer');

const requestsOf = ({ steps }: Scenario): readonly RequestStep[] => steps.filter((step) => step.kind === 'request');

/** Does a scenario expect of a list what another list told before? Whoever shares the organization may change it meanwhile. */
const comparesLists = (scenario: Scenario, { operations }: Spec): boolean => {
  const lists = requestsOf(scenario).filter(({ request }) => operations[request.operation]?.pagination !== undefined);
  return lists.some(({ request, expect }) =>
    answersIn({ request, expect }).some(({ step }) => lists.some(({ id }) => id === step)),
  );
};

const answerOf = ({ step, index }: AnswerReference): string => `${step}.${index}`;

/** Does a scenario look for what it released? The address, and its id if that is made of it, may be somebody else's meanwhile. */
const seeksReleased = (scenario: Scenario, spec: Spec): boolean => {
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
const sharedStates = (scenario: Scenario, { states }: Spec): readonly string[] =>
  statesOf(scenario)
    .map(({ name }) => name)
    .filter((name) => own(states, name)?.shared === true);

const SHARED =
  'compares lists, which others may change meanwhile: needs an organization of its own (target.yaml: dedicated)';

const GIVEN_AGAIN =
  'asks for what it released, which somebody else may have been given since: needs an organization of its own (target.yaml: dedicated)';

const REFILLED = 'empties a pool, which others may fill meanwhile: needs a pool of its own (target.yaml: dedicated)';

const CHANGED_AGAIN = (state: string): string =>
  `needs provider state '${state}' to last, which others may change meanwhile: needs a target of its own (target.yaml: dedicated)`;

/** Why a scenario would prove nothing where others change meanwhile what it is about. */
export const sharedNeeds = (scenario: Scenario, spec: Spec, { dedicated }: Target): readonly string[] => {
  if (dedicated) return [];
  if (scenario.level === 'draining') return [REFILLED];
  const [state] = sharedStates(scenario, spec);
  if (state !== undefined) return [CHANGED_AGAIN(state)];
  if (comparesLists(scenario, spec)) return [SHARED];
  return seeksReleased(scenario, spec) ? [GIVEN_AGAIN] : [];
};
