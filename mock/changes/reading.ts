import type { Json } from '../../runner/types/values.ts';
import type { Call, Change, Incoming, Provider } from '../types.ts';
import { inStage } from './change.ts';

/** The text of a request's body. */
export const asSent = ({ request }: Pick<Call, 'request'>): string => Buffer.from(request.body).toString();

/** Reads an argument as if something else had been sent. */
export const readAs = (
  member: 'organization' | 'network' | 'version' | 'vip' | 'label',
  change: (value: Json | undefined, provider: Provider, call: Call) => Json | undefined,
): Change =>
  inStage(member, (next) => (call, provider) => {
    const { [member]: value, ...others } = call.input;
    const read = change(value, provider, call);
    if (read !== value) call.input = read === undefined ? others : { ...others, [member]: read };
    return next(call, provider);
  });

/** Takes requests as if something else had arrived. */
export const receive = (change: (request: Incoming, call: Call, provider: Provider) => Incoming): Change =>
  inStage('availability', (next) => (call, provider) => {
    call.request = change(call.request, call, provider);
    return next(call, provider);
  });

/** Takes bodies as if another text had arrived. */
export const readText = (change: (text: string) => string): Change =>
  receive((request) => {
    const text = asSent({ request });
    const read = change(text);
    return read === text ? request : { ...request, body: Buffer.from(read) };
  });
