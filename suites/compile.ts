import { suggest } from '../documents/nearest.ts';
import type { Level, ProviderState, RequestTemplate, Scenario, Step } from '../runner/types/scenario.ts';
import { allowsSuccess } from './cases.ts';
import type { ScenarioYaml, Scope, SuiteYaml } from './format.ts';
import { inside } from './format.ts';
import { checkAttribute, checkReferences, type Earlier } from './references.ts';
import { applied, checkTemplate, completed, EMPTY } from './request.ts';
import { compileState } from './states.ts';
import { compileStep } from './steps.ts';

const NO_STEPS: Earlier = new Map();

const requirementsOf = (suite: SuiteYaml, scenario: ScenarioYaml, scope: Scope): readonly string[] => {
  const own = scenario.requirements !== undefined;
  const named = scenario.requirements ?? suite.requirements ?? [];
  const known = scope.spec.requirements.map(({ id }) => id);
  const at = own ? `${scope.pointer}/requirements` : '/requirements';
  if (named.length === 0)
    scope.report(scope.pointer, 'the scenario names no requirement', 'Give it, or its suite, `requirements`.');
  named.forEach((id, index) => {
    if (!known.includes(id))
      scope.report(
        `${at}/${index}`,
        `the spec has no requirement \`${id}\` in profile ${scope.spec.profile}`,
        suggest(id, known),
      );
  });
  return named;
};

const ID = /^[a-z0-9][a-z0-9_-]*$/;

const idOf = (suite: SuiteYaml, scenario: ScenarioYaml, scope: Scope): string => {
  if (!ID.test(scenario.id))
    scope.report(
      `${scope.pointer}/id`,
      `\`${scenario.id}\` is no scenario id`,
      'Use lower-case letters, digits, `-` and `_`.',
    );
  return `${suite.suite}/${scenario.id}`;
};

const compileSteps = (
  suite: SuiteYaml,
  scenario: ScenarioYaml,
  requirements: readonly string[],
  scope: Scope,
): readonly Step[] => {
  const draft = [
    { change: suite.request, scope: { ...scope, pointer: '/request' } },
    { change: scenario.request, scope: inside(scope, '/request') },
  ].reduce((before, layer) => applied(before, layer.change, layer.scope), EMPTY);
  const steps: Step[] = [];
  scenario.steps.forEach((step, index) => {
    steps.push(...compileStep(step, index, { requirements, draft, steps }, inside(scope, `/steps/${index}`)));
  });
  return steps;
};

const mayCreate = (step: Step, scope: Scope): boolean =>
  step.kind === 'request' &&
  [step, ...(step.among ?? [])].some(
    ({ request, expect }) =>
      scope.spec.operations[request.operation]?.allocates !== undefined &&
      (allowsSuccess(expect.answers) || (expect.succeed ?? 0) > 0),
  );

const checkLevel = (level: Level, steps: readonly Step[], scope: Scope): void => {
  const creating = steps.find((step) => mayCreate(step, scope));
  if (level === 'safe' && creating !== undefined)
    scope.report(
      scope.pointer,
      `the scenario is safe, but its step \`${creating.id}\` may create something`,
      'Give it `level: allocating`.',
    );
  const draining = steps.find((step) => step.kind === 'request' && step.until !== undefined);
  if (level !== 'draining' && draining !== undefined)
    scope.report(
      scope.pointer,
      `the scenario is ${level}, but its step \`${draining.id}\` repeats without end`,
      'Give it `level: draining`.',
    );
};

/** What is new in a list can be compared with what was answered only where the description says which id that is. */
const checkCounted = (steps: readonly Step[], scope: Scope): void => {
  const { operations } = scope.spec;
  for (const step of steps) {
    if (step.kind !== 'request' || (step.expect.allocates ?? 0) === 0) continue;
    const lots = [step, ...(step.among ?? [])];
    if (lots.some(({ request }) => operations[request.operation]?.allocates !== undefined)) continue;
    scope.report(
      scope.pointer,
      `step \`${step.id}\` counts what is new, but the success of \`${step.request.operation}\` has no link \`release\``,
      'Describe the link: it says by which id what was created is known.',
    );
  }
};

/** What a step expects of the list. */
const OF_LISTS = ['allocates', 'unlisted'] as const;

const ofListIn = (step: Step): (typeof OF_LISTS)[number] | undefined =>
  step.kind === 'request' ? OF_LISTS.find((member) => step.expect[member] !== undefined) : undefined;

const observeOf = (
  suite: SuiteYaml,
  scenario: ScenarioYaml,
  steps: readonly Step[],
  scope: Scope,
): RequestTemplate | undefined => {
  const [asked] = steps.flatMap((step) => ofListIn(step) ?? []);
  if (asked === undefined) return undefined;
  const own = scenario.observe !== undefined;
  const written = scenario.observe ?? suite.observe;
  const here = { ...scope, pointer: own ? `${scope.pointer}/observe` : '/observe' };
  if (written === undefined) {
    const what = asked === 'allocates' ? 'how to count' : 'what is listed';
    scope.report(scope.pointer, `\`${asked}\` is expected, but nothing says ${what}`, 'Give the suite `observe`.');
    return undefined;
  }
  const request = completed(applied(EMPTY, written, here), here);
  if (request === undefined) return undefined;
  if (scope.spec.operations[request.operation]?.pagination === undefined)
    scope.report(here.pointer, `\`${request.operation}\` lists nothing`, 'Observe with an operation that lists.');
  checkTemplate(request, NO_STEPS, here);
  return request;
};

const checkUnknown = (unknown: Readonly<Record<string, string>>, scope: Scope): void => {
  for (const key of Object.keys(unknown)) {
    const [kind = '', attribute = ''] = key.split('.');
    checkAttribute(`\`${key}\``, kind, attribute, scope);
  }
  checkReferences(unknown, { earlier: NO_STEPS, tokens: false }, scope);
};

/** Does the scenario share a pool, a limiter or a list with others? */
const isAlone = (level: Level, given: readonly ProviderState[], steps: readonly Step[]): boolean =>
  level === 'draining' ||
  given.length > 0 ||
  steps.some((step) => step.kind === 'state' || step.together || ofListIn(step) !== undefined);

/** A scenario ready to be planned. Whatever is wrong with it is reported; the result is then of no use. */
export const compile = (suite: SuiteYaml, scenario: ScenarioYaml, scope: Scope): Scenario => {
  const level = scenario.level ?? suite.level ?? 'safe';
  const requirements = requirementsOf(suite, scenario, scope);
  const steps = compileSteps(suite, scenario, requirements, scope);
  const given = (scenario.given ?? []).flatMap(
    (state, index) => compileState(state, NO_STEPS, inside(scope, `/given/${index}`)) ?? [],
  );
  const observe = observeOf(suite, scenario, steps, scope);
  const { unknown } = scenario;
  if (unknown !== undefined) checkUnknown(unknown, inside(scope, '/unknown'));
  checkLevel(level, steps, scope);
  checkCounted(steps, scope);
  return {
    id: idOf(suite, scenario, scope),
    suite: suite.suite,
    title: scenario.title,
    requirements,
    tags: [...new Set([...(suite.tags ?? []), ...(scenario.tags ?? [])])],
    level,
    given,
    steps,
    alone: scenario.alone === true || isAlone(level, given, steps),
    ...(observe === undefined ? {} : { observe }),
    ...(unknown === undefined ? {} : { unknown }),
    place: scope.placeOf(scope.pointer),
  };
};
