import type { Clock } from './clock.ts';
import { brief, isObject, own } from './json.ts';
import { repeated } from './repeat.ts';
import type { Sender } from './send.ts';
import type { Signals } from './stages.ts';
import { isStray } from './stray.ts';
import type { Exchange } from './types/exchange.ts';
import type { ProviderState, Scenario } from './types/scenario.ts';
import type { Spec } from './types/spec.ts';
import type { Target } from './types/target.ts';
import type { JsonObject } from './types/values.ts';

/** Brings the target into provider states, and back. */
export type States = {
  /** Sets a state up. Gives the values that it was answered with, or why it failed; the target may then be in the state or not. */
  readonly setUp: (state: ProviderState) => Promise<StateFailure | StateValues>;
  /**
   * Takes states back, the latest first, with patience. Ends at one that cannot be: what an earlier state found may be what that one
   * left, so the order is kept. The target may then be in the rest.
   */
  readonly takeBack: (states: readonly ProviderState[]) => Promise<StuckState | undefined>;
  /** Tries once more to take back what could not be; gives why the target may still be in a state that is over. */
  readonly recover: () => Promise<string | undefined>;
  /** Takes back whatever can be, once nothing is judged any more. */
  readonly abandon: () => Promise<void>;
  /** Why the target may come into another state at any time: a request to the handler got no answer; `undefined` if each got one. */
  readonly unsettled: () => string | undefined;
  /** Was the target brought into a state? What it has then, the state may have created. */
  readonly used: () => boolean;
};

/** What a state gave for requests. */
export type StateValues = { readonly values: JsonObject };

/** Why a state could not be changed. */
export type StateFailure = {
  readonly reason: string;
  /** The handler refused: nothing was changed. Otherwise nobody knows. */
  readonly refused: boolean;
};

/** A state that could not be taken back, and why. */
export type StuckState = { readonly state: ProviderState; readonly reason: string };

export type Parts = Signals & {
  readonly spec: Spec;
  readonly target: Target;
  readonly sender: Sender;
  readonly clock: Clock;
  /** Told of each wait for the handler before it begins. */
  readonly waited: (ms: number, reason: string) => void;
};

/** What is tried once more before each scenario takes so long in all, in milliseconds; then it is not tried any more. */
const RECOVERY_MS = 60_000;

const TOO_MANY = 429;

const isDone = ({ response, failure }: Exchange): boolean =>
  failure === undefined && response !== undefined && response.status >= 200 && response.status < 300;

const isRefused = (exchange: Exchange): boolean => {
  const { response, failure } = exchange;
  if (failure !== undefined || response === undefined) return failure?.kind === 'connect';
  return response.status < 500 && response.status !== TOO_MANY && !isStray(exchange);
};

/** What came of a request that did not succeed. */
const troubleOf = (action: string, { response, failure }: Exchange): string => {
  if (failure !== undefined || response === undefined)
    return `${action} got no answer: ${failure?.message ?? 'none came'}`;
  return `${action} was answered with ${response.status}${response.text === '' ? '' : `: ${brief(response.text)}`}`;
};

const about = ({ name }: ProviderState, trouble: string): string => `provider state '${name}': ${trouble}`;

/** What came of requests proves nothing while the target may come into another state at any time. */
export const amid = (unsettled: string, what: string): string =>
  `${unsettled}, and may have its effect at any time; what came then: ${what}`;

/** Every state of a scenario, in the order in which they are set up. */
export const statesOf = ({ given, steps }: Scenario): readonly ProviderState[] => [
  ...given,
  ...steps.flatMap((step) => (step.kind === 'state' ? [step.state] : [])),
];

/** A provider may wait until the time is over that a state says has passed. */
const patienceMs = ({ name, params }: ProviderState, { states }: Spec): number => {
  const seconds = params[own(states, name)?.waits ?? ''];
  return typeof seconds === 'number' ? seconds * 1000 : 0;
};

/** `strayed` is told what came of each request that may yet have its effect. */
type Watched = Parts & { readonly strayed: (trouble: string) => void };

type Handler = { readonly url: string; readonly headers: Readonly<Record<string, string>> };

/** Asks the handler once. */
const ask = async (
  state: ProviderState,
  action: string,
  signal: AbortSignal,
  { url, headers: wanted }: Handler,
  { spec, sender, strayed }: Watched,
): Promise<Exchange> => {
  const { name, params } = state;
  const { origin, pathname, search } = new URL(url);
  const headers = Object.entries({ 'Content-Type': 'application/json', ...wanted });
  const body = JSON.stringify({ state: name, params, action });
  const request = { operation: '', as: '', method: 'POST', origin, path: `${pathname}${search}`, headers, body };
  const exchange = await sender.send(request, { signal, patienceMs: patienceMs(state, spec) });
  if (isStray(exchange)) strayed(about(state, troubleOf(action, exchange)));
  return exchange;
};

const setUp = async (state: ProviderState, parts: Watched): Promise<StateFailure | StateValues> => {
  const { target, clock, stopping, ending, waited } = parts;
  const handler = target.states;
  if (handler === undefined) return { reason: about(state, 'the target has no states.url'), refused: true };
  const exchange = await repeated(() => ask(state, 'setup', ending, handler, parts), {
    again: ({ response, failure }) => failure === undefined && response?.status === TOO_MANY,
    clock,
    signal: stopping,
    pausing: (ms, refusal) => waited(ms, about(state, troubleOf('setup', refusal))),
  });
  if (!isDone(exchange)) return { reason: about(state, troubleOf('setup', exchange)), refused: isRefused(exchange) };
  const given = exchange.response?.json;
  return { values: isObject(given) ? given : {} };
};

/** Gives why the state could not be taken back. */
const tearDown = async (state: ProviderState, parts: Watched, patient: boolean): Promise<string | undefined> => {
  const { target, clock, hurrying, leaving, waited } = parts;
  const handler = target.states;
  if (handler === undefined) return 'the target has no states.url';
  const exchange = await repeated(() => ask(state, 'teardown', leaving, handler, parts), {
    again: (one) => patient && !isDone(one),
    clock,
    signal: hurrying,
    pausing: (ms, failed) => waited(ms, about(state, troubleOf('teardown', failed))),
  });
  return isDone(exchange) ? undefined : troubleOf('teardown', exchange);
};

/** A client of Pact's provider state protocol: `POST {"state", "params", "action"}`, done when the answer is 2xx. */
export const createStates = (options: Parts): States => {
  const { clock } = options;
  let stray: string | undefined;
  const strayed = (trouble: string): void => {
    stray ??= trouble;
  };
  const parts = { ...options, strayed };
  /** States that are over, and may be in force, the latest last. */
  const lingering: ProviderState[] = [];
  let why = '';
  let used = false;
  let spentMs = 0;
  const takeBack = async (states: readonly ProviderState[], patient: boolean): Promise<StuckState | undefined> => {
    const open = [...states];
    for (let state = open.at(-1); state !== undefined; state = open.at(-1)) {
      const trouble = await tearDown(state, parts, patient);
      if (trouble !== undefined) {
        lingering.push(...open);
        why = `the target may still be in provider state '${state.name}', which could not be taken back: ${trouble}`;
        return { state, reason: about(state, trouble) };
      }
      open.pop();
    }
    return undefined;
  };
  return {
    setUp: (state) => {
      used = true;
      return setUp(state, parts);
    },
    takeBack: (states) => takeBack(states, true),
    recover: async () => {
      if (lingering.length === 0) return undefined;
      if (spentMs >= RECOVERY_MS) return why;
      const begun = clock.now();
      const stuck = await takeBack(lingering.splice(0), false);
      spentMs += clock.now() - begun;
      return stuck === undefined ? undefined : why;
    },
    abandon: async () => {
      for (const state of lingering.splice(0).toReversed()) await tearDown(state, parts, false);
    },
    unsettled: () => stray,
    used: () => used,
  };
};
