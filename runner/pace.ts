import { successesIn } from './checks/match.ts';
import type { StepResult } from './execute-step.ts';
import { own } from './json.ts';
import { WINDOW_MS } from './passing.ts';
import type { Exchange } from './types/exchange.ts';
import type { ProviderState } from './types/scenario.ts';
import type { Spec } from './types/spec.ts';

/** A limit that a scenario set. */
export type Pace = {
  readonly permittedPerMinute: number;
  readonly setAt: number;
  /** So many exchanges came before it. */
  readonly after: number;
  /** The time that the target was told has passed since, in milliseconds. */
  readonly passedMs: number;
};

/** The limit that is in force once a state is set up. */
export const paceOf = (
  { name, params }: ProviderState,
  { states }: Spec,
  before: Pace | undefined,
  { now, after }: { readonly now: number; readonly after: number },
): Pace | undefined => {
  const { limiting = '', waits = '' } = own(states, name) ?? {};
  const [permitted, seconds] = [params[limiting], params[waits]];
  if (typeof permitted === 'number') return { permittedPerMinute: permitted, setAt: now, after, passedMs: 0 };
  return before === undefined || typeof seconds !== 'number'
    ? before
    : { ...before, passedMs: before.passedMs + seconds * 1000 };
};

/**
 * May a limit that gives requests back little by little have let these pass? So it may if one that was to be refused came so late that
 * no more passed than the limit and what time gave back.
 */
const mayHavePassed = (passed: readonly Exchange[], pace: Pace, log: readonly Exchange[], spec: Spec): boolean => {
  const [first] = passed;
  const { permittedPerMinute, setAt, passedMs, after } = pace;
  const last = Math.max(...passed.map(({ answeredAt }) => answeredAt));
  const back = Math.floor(((last - setAt + passedMs) * permittedPerMinute) / WINDOW_MS);
  const granted = successesIn(log.slice(after), spec).filter(({ as }) => as === first?.as);
  return back > 0 && granted.length <= permittedPerMinute + back;
};

/** What a request tells that passed although it was to be refused. */
const OF_PASSING = ['answer', 'succeed', 'detail', 'allocates'];

/** The result of a step whose requests were to be refused by the limit: where time may have let one pass, it proves nothing. */
export const paced = (result: StepResult, pace: Pace | undefined, log: readonly Exchange[], spec: Spec): StepResult => {
  const passed = successesIn(result.exchanges, spec);
  const findings = result.findings.filter(({ check }) => !OF_PASSING.includes(check));
  if (pace === undefined || passed.length === 0 || findings.length === result.findings.length) return result;
  if (!mayHavePassed(passed, pace, log, spec)) return result;
  return {
    ...result,
    findings,
    problem: `the requests took so long that a limit of ${pace.permittedPerMinute} a minute may have let one more pass`,
  };
};
