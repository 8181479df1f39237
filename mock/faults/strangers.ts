import { allBefore, faultsOf, isRefusal, judgedBefore, onOutcome } from '../changes/change.ts';
import { asSent } from '../changes/reading.ts';
import { bearerOf, holderOf } from '../stages/access.ts';
import type { Call, Provider } from '../types.ts';

/** Does the request name a network that does not exist? Nobody but whoever may know it should be told. */
const namesNoNetwork = (call: Call, { world }: Provider): boolean => {
  const text = asSent(call);
  return !Object.values(world.networks).some(
    ({ id, permalink }) => text.includes(id) || text.includes(`"${permalink}"`),
  );
};

/** Servers that tell something to holders of tokens that they do not take. */
export const STRANGERS = faultsOf('precedence', [
  {
    id: 'json-before-capabilities',
    text: 'A body that is no JSON is refused before a capabilities token is checked.',
    requirement: 'AUTH-9',
    apply: judgedBefore('syntax', 'capabilities'),
  },
  {
    id: 'json-before-network-of-caller',
    text: "A body that is no JSON is refused before the caller's network is checked.",
    requirement: 'AUTH-9',
    apply: judgedBefore('syntax', 'caller'),
  },
  {
    id: 'network-before-network-of-caller',
    text: "The lookup of the network is judged before the caller's network is checked.",
    requirement: 'AUTH-9',
    apply: allBefore(['syntax', 'network'], 'caller'),
  },
  {
    id: 'network-told-to-expired-token',
    text: 'Whoever sends an expired token is told that a network does not exist.',
    requirement: 'AUTH-9',
    apply: onOutcome((outcome, call, provider) => {
      const expired = holderOf(bearerOf(call) ?? '', provider)?.flaw === 'invalid_api_token';
      const told = isRefusal(outcome) && expired && call.request.body.length > 0 && namesNoNetwork(call, provider);
      return told ? provider.answers.refuse(provider.answers.subject, 'network_not_found') : outcome;
    }),
  },
]);
