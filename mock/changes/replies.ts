import { isObject } from '../../runner/json.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import type { Outcome, Refusal, Reply } from '../replies.ts';
import type { Call, Change, Provider } from '../types.ts';
import { creating, isRefusal } from './change.ts';

/** Changes answers before they are sent. */
export const onReply =
  (change: (reply: Reply, call: Call, outcome: Outcome, provider: Provider) => Reply): Change =>
  (behaviour) => ({
    ...behaviour,
    render: (outcome, call, provider) => change(behaviour.render(outcome, call, provider), call, outcome, provider),
  });

/** Changes what is answered to creating requests that succeeded. */
export const onCreated = (change: (reply: Reply, call: Call, provider: Provider) => Reply): Change =>
  onReply((reply, call, outcome, provider) =>
    isRefusal(outcome) || !creating(call) ? reply : change(reply, call, provider),
  );

/** Changes errors with one of these codes; with any code if none is named. */
export const onError = (
  codes: readonly string[],
  change: (reply: Reply, call: Call, refusal: Refusal, provider: Provider) => Reply,
): Change =>
  onReply((reply, call, outcome, provider) =>
    isRefusal(outcome) && (codes.length === 0 || codes.includes(outcome.refused))
      ? change(reply, call, outcome, provider)
      : reply,
  );

export const jsonOf = ({ body }: Reply): JsonObject => JSON.parse(Buffer.from(body).toString()) as JsonObject;

export const withJson = (reply: Reply, json: Json): Reply => ({ ...reply, body: JSON.stringify(json) });

/** Replaces a header, or removes it if the value is `null`. */
export const withHeader = (reply: Reply, name: string, value: string | null): Reply => {
  const others = reply.headers.filter(([key]) => key.toLowerCase() !== name.toLowerCase());
  return { ...reply, headers: value === null ? others : [...others, [name, value]] };
};

/** Changes the object of an error that holds `code`, `description` and `detail`. */
export const onErrorContent = (
  codes: readonly string[],
  change: (content: JsonObject, call: Call, provider: Provider) => Json,
): Change =>
  onError(codes, (reply, call, _, provider) => {
    const [wrapper] = call.operation.errorAt.split('/').slice(1);
    const body = jsonOf(reply);
    if (wrapper === undefined) return withJson(reply, change(body, call, provider));
    const content = body[wrapper];
    return withJson(reply, { ...body, [wrapper]: change(isObject(content) ? content : {}, call, provider) });
  });

/** Changes the `ip_address` of a creating request's success. */
export const onIpAddress = (change: (ip: JsonObject, call: Call, provider: Provider) => Json): Change =>
  onCreated((reply, call, provider) => {
    const { ip_address: ip, ...others } = jsonOf(reply);
    return withJson(reply, { ...others, ip_address: change(isObject(ip) ? ip : {}, call, provider) });
  });
