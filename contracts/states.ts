import type { StateFailure, States, StateValues } from '../runner/states.ts';
import type { ProviderState } from '../runner/types/scenario.ts';
import type { Target } from '../runner/types/target.ts';
import { absentIn, withRoles } from './roles.ts';

/** Brings a target into the states of pacts, whose parameters may refer to its roles. */
export type PactStates = Omit<States, 'used'>;

/** The states of a run, for pacts. */
export const statesOfPacts = ({ setUp, takeBack, recover, abandon, unsettled }: States, target: Target): PactStates => {
  const own = (state: ProviderState): ProviderState => ({ ...state, params: withRoles(state.params, target) });
  const unasked = ({ name, params }: ProviderState): StateFailure | undefined => {
    const absent = target.states === undefined ? 'states.url (target.yaml)' : absentIn(JSON.stringify(params), target);
    return absent === undefined ? undefined : { reason: `provider state '${name}' needs ${absent}`, refused: true };
  };
  return {
    setUp: async (state): Promise<StateFailure | StateValues> => unasked(own(state)) ?? setUp(own(state)),
    takeBack: (states) => takeBack(states.map(own)),
    recover,
    abandon,
    unsettled,
  };
};
