import type { StateFailure, States, StateValues } from '../runner/states.ts';
import type { ProviderState, Target } from '../runner/types.ts';
import { absentIn, withRoles } from './roles.ts';

/** A state that could not be taken back, and may still be in force. */
export type Stuck = { readonly state: string; readonly reason: string };

/** Brings a target into the states of pacts, whose parameters may refer to its roles. */
export type PactStates = Pick<States, 'setUp'> & {
  /** Takes states back, the latest first. Gives those that could not be. */
  readonly takeBack: (states: readonly ProviderState[]) => Promise<readonly Stuck[]>;
};

/** The states of a run, for pacts. */
export const statesOfPacts = (states: States, target: Target): PactStates => {
  const own = (state: ProviderState): ProviderState => ({ ...state, params: withRoles(state.params, target) });
  const unasked = ({ name, params }: ProviderState): StateFailure | undefined => {
    const absent = target.states === undefined ? 'states.url' : absentIn(JSON.stringify(params));
    return absent === undefined
      ? undefined
      : { reason: `provider state '${name}' needs ${absent} (target.yaml)`, refused: true };
  };
  return {
    setUp: async (state): Promise<StateFailure | StateValues> => unasked(own(state)) ?? states.setUp(own(state)),
    takeBack: async (taken) => {
      const stuck: Stuck[] = [];
      for (const state of taken.toReversed()) {
        const failure = await states.tearDown(own(state));
        if (failure !== undefined) stuck.push({ state: state.name, reason: failure.reason });
      }
      return stuck;
    },
  };
};
