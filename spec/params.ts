import { validate } from '../documents/validate.ts';
import type { StateDefinition } from '../runner/types/spec.ts';
import type { Json } from '../runner/types/values.ts';

const PLACE = { file: 'params', line: 0, column: 0 } as const;

/** Names the schema of a state's parameters among those that the build compiled. */
export const stateKey = ({ name }: StateDefinition): string => `state: ${name}`;

/** What is wrong with the parameters of a provider state, one sentence and its remedy each; empty if nothing is. */
export const paramFaults = (state: StateDefinition, params: Json): readonly string[] =>
  validate(state.params, { file: PLACE.file, value: params, placeOf: () => PLACE, keyPlaceOf: () => PLACE }).map(
    ({ pointer, message, remedy }) => `${PLACE.file}${pointer}: ${message}. ${remedy}`,
  );
