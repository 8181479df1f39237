import { suggest } from '../documents/nearest.ts';
import { validate } from '../documents/validate.ts';
import { own } from '../runner/json.ts';
import type { ProviderState } from '../runner/types/scenario.ts';
import type { JsonObject } from '../runner/types/values.ts';
import type { Scope, StateYaml } from './format.ts';
import type { Whereabouts } from './references.ts';
import { checkReferences } from './references.ts';

/** A provider state with its parameters, checked against the spec's vocabulary; `undefined` if the spec knows no such state. */
export const compileState = (
  written: StateYaml,
  earlier: Whereabouts['earlier'],
  scope: Scope,
): ProviderState | undefined => {
  const { state: name, ...params } = written as { readonly state: string } & Record<string, JsonObject[string]>;
  const { states } = scope.spec;
  const known = own(states, name);
  if (known === undefined) {
    scope.report(`${scope.pointer}/state`, `the spec has no state \`${name}\``, suggest(name, Object.keys(states)));
    return undefined;
  }
  checkReferences(params, { earlier, tokens: false }, scope);
  const at = (pointer: string) => scope.placeOf(`${scope.pointer}${pointer}`);
  for (const { pointer, message, remedy } of validate(known.params, {
    file: '',
    value: params,
    placeOf: at,
    keyPlaceOf: at,
  }))
    scope.report(`${scope.pointer}${pointer}`, `state \`${name}\`: ${message}`, remedy);
  return { name, params };
};
