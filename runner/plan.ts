import { createHash } from 'node:crypto';
import { brief, own } from './json.ts';
import { lotsOf } from './lots.ts';
import { namedBy, type Resolve, replaceInPath, replaceReferences } from './references.ts';
import { statesOf } from './states.ts';
import { tokenNeed, tokenText } from './tokens.ts';
import type { Lot, RequestTemplate, Scenario, Step } from './types/scenario.ts';
import { NOBODY, type Target } from './types/target.ts';

/** A scenario with its references to the target replaced. */
export type PlannedEntry = {
  readonly scenario: Scenario;
  /** Why it cannot run on this target, and what to provide, each need by itself; absent if it can. */
  readonly skip?: readonly string[];
};

/** What a run will do, in this order. */
export type Plan = { readonly seed: string; readonly entries: readonly PlannedEntry[] };

/** A text that is the same for the same seed, and hardly ever for another. */
const runIdOf = (seed: string): string => createHash('sha256').update(seed).digest('hex').slice(0, 12);

const templatesOf = ({ steps, observe }: Scenario): readonly RequestTemplate[] => [
  ...steps.flatMap(lotsOf).map(({ request }) => request),
  ...(observe === undefined ? [] : [observe]),
];

const tokenNeeds = (scenario: Scenario, target: Target): readonly string[] =>
  templatesOf(scenario)
    .map(({ as }) => as)
    .filter((role) => role !== NOBODY && own(target.tokens, role) === undefined)
    .map((role) => tokenNeed(role));

const stateNeeds = (scenario: Scenario, target: Target): readonly string[] =>
  target.states === undefined
    ? statesOf(scenario).map(({ name }) => `needs provider state '${name}' (target.yaml: states.url)`)
    : [];

const budgetNeeds = ({ level }: Scenario, { limits }: Target): readonly string[] => {
  if (level === 'draining' && limits.drain === 0) return ['drains a pool: needs a budget (target.yaml: limits.drain)'];
  return level === 'allocating' && limits.allocations === 0
    ? ['creates resources: needs a budget (target.yaml: limits.allocations)']
    : [];
};

/** What must name nothing, and names a role of the target. */
const knownToTarget = (unknown: Readonly<Record<string, string>>, { roles }: Target): readonly string[] =>
  Object.entries(unknown).flatMap(([key, value]) => {
    const [kind = '', attribute = ''] = key.split('.');
    return Object.entries(roles[kind] ?? {}).flatMap(([role, attributes]) =>
      attributes[attribute] === value
        ? [`needs an unknown ${kind}: "${brief(value)}" is the ${attribute} of ${kind} '${role}' (target.yaml)`]
        : [],
    );
  });

const located = (request: RequestTemplate, resolve: Resolve): RequestTemplate => {
  const { path } = request;
  return path === undefined ? request : { ...request, path: replaceInPath(path, resolve) };
};

const locatedLot = <T extends Pick<Lot, 'request'>>(lot: T, resolve: Resolve): T => ({
  ...lot,
  request: located(lot.request, resolve),
});

const locatedStep = (step: Step, resolve: Resolve): Step => {
  if (step.kind !== 'request') return step;
  const { among } = step;
  const beside = among === undefined ? {} : { among: among.map((lot) => locatedLot(lot, resolve)) };
  return { ...locatedLot(step, resolve), ...beside };
};

const planOne = (scenario: Scenario, target: Target, runId: string): PlannedEntry => {
  const missing: string[] = [];
  const resolve = (reference: string): string | undefined => {
    const named = namedBy(reference);
    if (named?.kind === 'run') return runId;
    if (named?.kind === 'token' && tokenText(named, target) === undefined)
      missing.push(tokenNeed(named.role, named.likeness));
    if (named?.kind !== 'role') return undefined;
    const { of, role, attribute } = named;
    const value = own(own(own(target.roles, of), role), attribute);
    const at = own(target.rolesAt, `${of}.${attribute}`) ?? `things.${of}`;
    if (value === undefined) missing.push(`needs ${of} '${role}' (target.yaml: ${at}.${role}.${attribute})`);
    return value;
  };
  const { given, steps, observe, unknown, ...rest } = scenario;
  const replaced = {
    given: replaceReferences(given, resolve),
    steps: replaceReferences(
      steps.map((step) => locatedStep(step, resolve)),
      resolve,
    ),
    ...(observe === undefined ? {} : { observe: replaceReferences(located(observe, resolve), resolve) }),
    ...(unknown === undefined ? {} : { unknown: replaceReferences(unknown, resolve) }),
  };
  const needs = [
    ...missing,
    ...tokenNeeds(scenario, target),
    ...stateNeeds(scenario, target),
    ...budgetNeeds(scenario, target),
    ...knownToTarget(replaced.unknown ?? {}, target),
  ];
  const planned = { ...rest, ...replaced };
  return needs.length === 0 ? { scenario: planned } : { scenario: planned, skip: [...new Set(needs)] };
};

/**
 * Fits scenarios to a target: `${organization.main.id}` and the like, and `${run.id}`, which follows from the seed, are
 * replaced; a scenario that needs what the target does not provide is skipped with the reason. References to tokens and
 * to earlier answers stay until the request is sent.
 */
export const plan = (scenarios: readonly Scenario[], target: Target, seed: string): Plan => {
  const runId = runIdOf(seed);
  return { seed, entries: scenarios.map((scenario) => planOne(scenario, target, runId)) };
};
