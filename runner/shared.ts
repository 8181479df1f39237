import { replaceReferences } from './references.ts';
import type { RequestTemplate, Scenario, Spec, Step } from './types.ts';

type RequestStep = Extract<Step, { readonly kind: 'request' }>;

/** A reference to an answer: the step, which of its answers, and where in the body. */
type Reference = { readonly step: string; readonly answer: string; readonly pointer: string };

const REFERENCE = /^steps\.([^.]+)\.(?:(\d+)\.)?[^#]*#?(.*)$/;

const referencesIn = (data: object): readonly Reference[] => {
  const found: Reference[] = [];
  replaceReferences(data, (reference) => {
    const [, step, index = '0', pointer = ''] = REFERENCE.exec(reference) ?? [];
    if (step !== undefined) found.push({ step, answer: `${step}.${index}`, pointer });
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

const releasedBy = ({ operation }: RequestTemplate, { operations }: Spec): boolean =>
  Object.values(operations).some(({ links }) => links.release?.operation === operation);

/** Does a scenario ask for what it released by anything but its id? That may have been given to somebody else meanwhile. */
export const seeksReleased = (scenario: Scenario, spec: Spec): boolean => {
  const ids = Object.values(spec.operations).flatMap(({ allocates }) => allocates?.id ?? []);
  const released = new Set<string>();
  return requestsOf(scenario).some(({ request }) => {
    const named = referencesIn(request);
    const seeks = named.some(({ answer, pointer }) => released.has(answer) && !ids.includes(pointer));
    if (releasedBy(request, spec)) for (const { answer } of named) released.add(answer);
    return seeks;
  });
};
