import { isObject } from '../runner/json.ts';
import type { Lot, RequestStep, Step } from '../runner/types/scenario.ts';
import type { JsonObject } from '../runner/types/values.ts';
import { acceptable, allowsSuccess } from './cases.ts';
import { answersOf, compileExpect } from './expect.ts';
import type { ExpectationYaml, LotYaml, Scope, StepYaml } from './format.ts';
import { inside } from './format.ts';
import type { Earlier } from './references.ts';
import { releaseSteps } from './release.ts';
import type { Draft } from './request.ts';
import { applied, checkRoute, checkTemplate, completed } from './request.ts';
import { compileState } from './states.ts';

/** What a step is compiled with: the scenario's requirements and request, and the steps before it. */
export type Before = {
  readonly requirements: readonly string[];
  readonly draft: Draft;
  readonly steps: readonly Step[];
};

/** What later steps can refer to. */
export const earlierOf = (steps: readonly Step[]): Earlier =>
  new Map(
    steps.flatMap((step) => {
      if (step.kind !== 'request') return [];
      const { id, times, until, request, expect } = step;
      const succeeds =
        until === undefined && expect.answers.length > 0 && expect.answers.every(({ code }) => code === null);
      const known = {
        ...(until === undefined ? { times } : {}),
        ...(succeeds ? { succeeding: request.operation } : {}),
      };
      return [[id, known] as const];
    }),
  );

const checkSucceed = ({ times = 1, expect }: LotYaml, scope: Scope): void => {
  const succeed = isObject(expect as JsonObject) ? (expect as ExpectationYaml).succeed : undefined;
  if (succeed !== undefined && succeed > times)
    scope.report(
      `${scope.pointer}/expect/succeed`,
      `${succeed} successes are expected of ${times} request${times === 1 ? '' : 's'}`,
      'Raise `times`, or lower `succeed`.',
    );
};

/** A number that may begin anew once is shown to fall by three answers. */
const checkFalling = ({ times = 1, together = false, until, expect }: StepYaml, scope: Scope): void => {
  const falls = isObject(expect as JsonObject) ? (expect as ExpectationYaml).falls : undefined;
  if (falls !== undefined && (times < 3 || together || until !== undefined))
    scope.report(
      `${scope.pointer}/expect/falls`,
      'fewer than three answers in turn do not show that a number falls',
      'Give the step `times: 3`, without `together`.',
    );
};

const checkRepetition = (written: StepYaml, scope: Scope): void => {
  const { times = 1, until, together = false, among = [] } = written;
  if (until !== undefined && (written.times !== undefined || together))
    scope.report(scope.pointer, '`until` repeats by itself', 'Remove `times` and `together`.');
  if (together && times < 2 && among.length === 0)
    scope.report(`${scope.pointer}/together`, 'one request is not together with another', 'Give the step `times`.');
  if (!together && among.length > 0)
    scope.report(`${scope.pointer}/among`, 'requests are among others only if sent at once', 'Add `together: true`.');
  checkFalling(written, scope);
  if (until === undefined) checkSucceed(written, scope);
  among.forEach((lot, index) => {
    checkSucceed(lot, inside(scope, `/among/${index}`));
  });
};

/** The scenario's requirements that a lot narrows down to. */
const narrowed = ({ requirements }: LotYaml, before: Before, scope: Scope): Pick<Lot, 'requirements'> => {
  if (requirements === undefined) return {};
  requirements.forEach((id, index) => {
    if (!before.requirements.includes(id))
      scope.report(
        `${scope.pointer}/requirements/${index}`,
        `\`${id}\` is none of the scenario's requirements`,
        "Name it among the scenario's `requirements` as well.",
      );
  });
  return { requirements };
};

const compileLot = (written: LotYaml, before: Before, scope: Scope): Lot | undefined => {
  const earlier = earlierOf(before.steps);
  const here = inside(scope, '/request');
  const request = completed(applied(before.draft, written.request, here), here);
  if (request === undefined) {
    if (written.expect !== undefined) answersOf(written.expect, inside(scope, '/expect'));
    return undefined;
  }
  checkTemplate(request, earlier, here);
  const expect = compileExpect(written.expect, request.operation, earlier, inside(scope, '/expect'));
  checkRoute(request, expect.answers, here);
  const times = written.times ?? 1;
  if (expect.succeed !== undefined && expect.succeed < times && allowsSuccess(expect.answers))
    scope.report(
      `${scope.pointer}/expect/answer`,
      `${expect.succeed} of ${times} requests succeed, and the others may succeed too`,
      'Expect of them an error code.',
    );
  return { request, times, expect, ...narrowed(written, before, scope) };
};

const compileAmong = (written: readonly LotYaml[], before: Before, scope: Scope): readonly Lot[] =>
  written.flatMap((one, index) => {
    const here = inside(scope, `/among/${index}`);
    const lot = compileLot(one, before, here);
    if (lot?.expect.allocates !== undefined)
      here.report(
        `${here.pointer}/expect/allocates`,
        'what is created is counted for the step as a whole',
        'Give the number to the step.',
      );
    if (lot?.expect.unlisted !== undefined)
      here.report(
        `${here.pointer}/expect/unlisted`,
        'the list is read for the step as a whole',
        'Give `unlisted` to the step.',
      );
    if (lot?.expect.sameAs !== undefined)
      here.report(
        `${here.pointer}/expect/same_as`,
        "only answers to the step's own requests are compared",
        'Compare in a step of its own.',
      );
    return lot ?? [];
  });

const compileRequest = (written: StepYaml, id: string, before: Before, scope: Scope): RequestStep | undefined => {
  checkRepetition(written, scope);
  const lot = compileLot(written, before, scope);
  const { until, together = false, among } = written;
  const others = among === undefined ? {} : { among: compileAmong(among, before, scope) };
  if (lot === undefined) return undefined;
  return {
    kind: 'request',
    id,
    place: scope.placeOf(scope.pointer),
    ...lot,
    ...(until === undefined ? {} : { until: acceptable(until, inside(scope, '/until')).answers }),
    together,
    ...others,
  };
};

const KINDS = ['request', 'state', 'release'] as const;
const OF_ANSWERS = ['expect', 'requirements'] as const;
const OF_REQUESTS = ['request', 'times', 'together', 'among', 'until'] as const;

const checkKind = (written: StepYaml, scope: Scope): void => {
  const kinds = KINDS.filter((kind) => written[kind] !== undefined);
  if (kinds.length > 1)
    scope.report(
      scope.pointer,
      `a step does one thing, not ${kinds.map((kind) => `\`${kind}\``).join(' and ')}`,
      'Make steps of them.',
    );
  if (kinds.length === 0 && written.expect === undefined)
    scope.report(
      scope.pointer,
      'the step proves nothing: it has neither a request nor an `expect`',
      'Add `request: {}` to send the default request, or what to `expect`.',
    );
  const only = kinds.length === 1 && kinds[0] !== 'request' ? kinds[0] : undefined;
  for (const member of only === undefined ? [] : OF_REQUESTS)
    if (written[member] !== undefined)
      scope.report(`${scope.pointer}/${member}`, `\`${member}\` has no meaning beside \`${only}\``, 'Remove it.');
  for (const member of only === 'state' ? OF_ANSWERS : [])
    if (written[member] !== undefined)
      scope.report(`${scope.pointer}/${member}`, 'a change of state has no answer to judge', 'Remove it.');
};

/** The steps that one entry of a scenario stands for: none if it cannot be understood, several for a release of several. */
export const compileStep = (written: StepYaml, index: number, before: Before, scope: Scope): readonly Step[] => {
  checkKind(written, scope);
  const id = written.id ?? `step-${index + 1}`;
  if (before.steps.some((step) => step.id === id))
    scope.report(`${scope.pointer}/id`, `a second step \`${id}\``, 'Give each step an id of its own.');
  const place = scope.placeOf(scope.pointer);
  if (written.state !== undefined) {
    const state = compileState(written.state, earlierOf(before.steps), inside(scope, '/state'));
    return state === undefined ? [] : [{ kind: 'state', id, place, state }];
  }
  if (written.release !== undefined) {
    const expect = compileExpect(written.expect ?? 'success', '', earlierOf(before.steps), inside(scope, '/expect'));
    const shell = { id, place, expect, ...narrowed(written, before, scope) };
    return releaseSteps(written.release, shell, before.steps, inside(scope, '/release'));
  }
  const step = compileRequest(written, id, before, scope);
  return step === undefined ? [] : [step];
};
