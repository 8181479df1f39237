import { isObject } from '../../runner/json.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import { all, faultsOf, inStage, isRefusal, remembering } from '../changes/change.ts';
import { latestReleasedFirst } from '../changes/released.ts';
import { jsonOf, onReply, withJson } from '../changes/replies.ts';
import type { Address } from '../things.ts';
import type { Call, Change } from '../types.ts';
import { CLASS } from './stored.ts';

const SHOW = 'getIpAddress';

/** What a request names an address by. */
const namedBy = ({ input }: Call, member: 'id' | 'address'): Json | undefined =>
  isObject(input.ip_address) ? input.ip_address[member] : undefined;

/** Finds an address by a text that only begins with its id, in one operation. */
const byLongerId = (operation: string): Change =>
  inStage('findAddress', (next) => async (call, provider) => {
    const outcome = await next(call, provider);
    const id = namedBy(call, 'id');
    if (!isRefusal(outcome) || call.operation.id !== operation || typeof id !== 'string') return outcome;
    const found = [...provider.world.state.addresses.values()].find((one) => id.startsWith(one.id));
    if (found === undefined) return outcome;
    call.address = found;
    return undefined;
  });

/** Servers that find the wrong address, or none, where one is named in a way that is not the usual one. */
export const FOUND = faultsOf(CLASS, [
  {
    id: 'shown-by-longer-id',
    text: 'An address is shown to whoever names a text that only begins with its id.',
    requirement: 'REL-3',
    apply: byLongerId(SHOW),
  },
  {
    id: 'released-by-longer-id',
    text: 'An address is released by a text that only begins with its id.',
    requirement: 'REL-3',
    apply: byLongerId('releaseIpAddress'),
  },
  {
    id: 'vip-not-found-by-address',
    text: 'A VIP cannot be found by its address.',
    requirement: 'SUCC-10',
    apply: inStage('findAddress', (next) => async (call, provider) => {
      const outcome = await next(call, provider);
      return call.address?.vip && namedBy(call, 'address') !== undefined
        ? provider.answers.refuse(call.operation, 'ip_address_not_found')
        : outcome;
    }),
  },
  {
    id: 'shown-without-label-by-address',
    text: 'A VIP is shown without its label to whoever names it by its address.',
    requirement: 'SUCC-10',
    apply: onReply((reply, call, outcome) => {
      if (isRefusal(outcome) || call.operation.id !== SHOW || namedBy(call, 'address') === undefined) return reply;
      const { ip_address: ip, ...others } = jsonOf(reply);
      return withJson(reply, { ...others, ip_address: { ...(ip as JsonObject), label: null } });
    }),
  },
  {
    id: 'shown-by-address-as-before',
    text: 'Whoever names an address by itself is shown what it was when it was first shown so.',
    requirement: 'SUCC-10',
    apply: remembering(() => {
      const shown = new Map<Json, Address>();
      const asBefore = inStage('findAddress', (next) => async (call, provider) => {
        const named = call.operation.id === SHOW ? namedBy(call, 'address') : undefined;
        const outcome = await next(call, provider);
        if (named === undefined || call.address === undefined) return outcome;
        const { address } = call;
        call.address = shown.get(named) ?? address;
        shown.set(named, call.address);
        return outcome;
      });
      return all(latestReleasedFirst, asBefore);
    }),
  },
]);
