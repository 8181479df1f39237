import { isObject } from '../runner/json.ts';
import type { JsonObject, ProviderState } from '../runner/types.ts';
import type { Reach } from './exchanges.ts';
import { partsOf } from './exchanges.ts';
import { absentIn, withRoles } from './roles.ts';

/** What came of asking for a provider state: values for the request, or the reason why the target is not in it. */
export type StateResult = { readonly values: JsonObject } | { readonly trouble: string };

const ask = async ({ name, params }: ProviderState, action: string, { target, send }: Reach): Promise<StateResult> => {
  const { states } = target;
  if (states === undefined) return { trouble: `provider state "${name}" needs states.url (target.yaml)` };
  const body = JSON.stringify({ state: name, params: withRoles(params, target), action });
  const absent = absentIn(body);
  if (absent !== undefined) return { trouble: `provider state "${name}" needs ${absent} (target.yaml)` };
  const { origin, path } = partsOf(states.url);
  const headers = [['content-type', 'application/json'] as const, ...Object.entries(states.headers)];
  const { response, failure } = await send({
    operation: action,
    as: 'states',
    method: 'POST',
    origin,
    path,
    headers,
    body,
  });
  if (response === undefined || failure !== undefined)
    return { trouble: `provider state "${name}": no answer to ${action}: ${failure?.message ?? ''}` };
  if (response.status < 200 || response.status > 299)
    return {
      trouble: `provider state "${name}": ${action} was answered ${response.status} ${response.text}`.trimEnd(),
    };
  return { values: isObject(response.json) ? response.json : {} };
};

/** Brings the target into a provider state, by Pact's protocol. */
export const setUp = (state: ProviderState, reach: Reach): Promise<StateResult> => ask(state, 'setup', reach);

/** Takes provider states back, the latest first. Returns what went wrong. */
export const tearDown = async (states: readonly ProviderState[], reach: Reach): Promise<readonly string[]> => {
  const troubles: string[] = [];
  for (const state of [...states].reverse()) {
    const result = await ask(state, 'teardown', reach);
    if ('trouble' in result) troubles.push(result.trouble);
  }
  return troubles;
};
