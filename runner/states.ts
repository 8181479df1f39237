import { brief, isObject, own } from './json.ts';
import type { Sender } from './send.ts';
import type { Signals } from './stages.ts';
import type { Exchange, JsonObject, ProviderState, Scenario, Spec, Target } from './types.ts';

/** Brings the target into provider states, and back. */
export type States = {
  /** Sets a state up. Gives the values that it was answered with, or why it failed; the target may then be in the state or not. */
  readonly setUp: (state: ProviderState) => Promise<StateFailure | StateValues>;
  readonly tearDown: (state: ProviderState) => Promise<StateFailure | undefined>;
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

const failureOf = (name: string, action: string, { response, failure }: Exchange): StateFailure | undefined => {
  const about = `provider state '${name}': ${action}`;
  if (failure !== undefined || response === undefined)
    return {
      reason: `${about} got no answer: ${failure?.message ?? 'none came'}`,
      refused: failure?.kind === 'connect',
    };
  if (response.status >= 200 && response.status < 300) return undefined;
  const text = response.text === '' ? '' : `: ${brief(response.text)}`;
  return { reason: `${about} was answered with ${response.status}${text}`, refused: true };
};

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

/** A client of Pact's provider state protocol: `POST {"state", "params", "action"}`, done when the answer is 2xx. */
export const createStates = (
  spec: Spec,
  { states }: Target,
  sender: Sender,
  { ending, leaving }: Omit<Signals, 'stopping'>,
): States => {
  const change = async (
    state: ProviderState,
    action: string,
    signal: AbortSignal,
  ): Promise<StateFailure | StateValues> => {
    const { name, params } = state;
    if (states === undefined)
      return { reason: `provider state '${name}': the target has no states.url`, refused: true };
    const { origin, pathname, search } = new URL(states.url);
    const headers = Object.entries({ 'Content-Type': 'application/json', ...states.headers });
    const body = JSON.stringify({ state: name, params, action });
    const request = { operation: '', as: '', method: 'POST', origin, path: `${pathname}${search}`, headers, body };
    const exchange = await sender.send(request, { signal, patienceMs: patienceMs(state, spec) });
    const given = exchange.response?.json;
    return failureOf(name, action, exchange) ?? { values: isObject(given) ? given : {} };
  };
  let used = false;
  return {
    setUp: (state) => {
      used = true;
      return change(state, 'setup', ending);
    },
    tearDown: async (state) => {
      const result = await change(state, 'teardown', leaving);
      return 'reason' in result ? result : undefined;
    },
    used: () => used,
  };
};
