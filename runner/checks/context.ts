import type { Listing } from '../observe.ts';
import type { Exchange } from '../types/exchange.ts';
import type { Finding } from '../types/finding.ts';
import type { Expect } from '../types/scenario.ts';
import type { RequirementId, Spec } from '../types/spec.ts';
import type { Place } from '../types/values.ts';

/** What checks know besides the exchanges of a step. */
export type StepContext = {
  readonly spec: Spec;
  readonly step: string;
  readonly place: Place;
  /** Requirements that a step breaks whose answers are not what it expects: see `blamedOf`. */
  readonly requirements: readonly RequirementId[];
  /** Absent: only the rules that hold for every exchange. */
  readonly expect?: Expect;
  /** Index of an exchange in the scenario; its index in the step if absent. */
  readonly indexOf?: (exchange: Exchange) => number;
  /** Exchanges that created what was held when this one created something; without it nothing is known of what is held. */
  readonly besideOf?: (exchange: Exchange) => readonly Exchange[];
  /** Requests of the step that were not sent after all: what they would have done is not known. */
  readonly unsent?: number;
  /** What was sent among the requests that are judged here: what they created is listed too. */
  readonly others?: { readonly exchanges: readonly Exchange[]; readonly unsent: number };
  /** Earlier requests that may have had their effect only now: how many may have created something, and whether there are any at all. */
  readonly strays?: { readonly creating: number; readonly any: boolean };
  /** The resources listed before and after the step, if they were counted. */
  readonly listings?: { readonly before: Listing; readonly after: Listing; readonly dedicated: boolean };
};

/** Breaking what a server only should do is a warning; breaking anything else a failure. */
export const severityOf = (requirements: readonly RequirementId[], spec: Spec): Finding['severity'] => {
  const levels = requirements.map((id) => spec.requirements.find((known) => known.id === id)?.level);
  return levels.length > 0 && levels.every((level) => level === 'should') ? 'warning' : 'failure';
};

/** Judges the exchanges of a step; pure, and never throws. */
export type Check = (exchanges: readonly Exchange[], context: StepContext) => readonly Finding[];

type Facts = Pick<Finding, 'message' | 'expected' | 'actual' | 'rule'> & { readonly exchange?: Exchange };

/** Builds the findings of one check in one step. */
export const finder = (check: string, exchanges: readonly Exchange[], context: StepContext) => {
  const { spec, step, place, indexOf = (exchange) => exchanges.indexOf(exchange) } = context;
  return (requirements: readonly RequirementId[], { exchange, ...facts }: Facts): Finding => ({
    check,
    requirements,
    severity: severityOf(requirements, spec),
    step,
    place,
    ...(exchange === undefined ? {} : { exchange: indexOf(exchange) }),
    ...facts,
  });
};
