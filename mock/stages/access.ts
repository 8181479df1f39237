import type { Token } from '../things.ts';
import type { Call, Provider, Stage } from '../types.ts';

const BEARER = /^Bearer( +)(\S.*)$/i;

const headerOf = (call: Call, name: string): string | undefined => {
  const value = call.request.headers[name];
  return typeof value === 'string' ? value : value?.[0];
};

/** The operation under test, and it alone, can be made unavailable. */
export const availability: Stage = (call, { world, answers }) =>
  world.state.unavailable && call.operation.id === answers.subject.id
    ? answers.refuse(call.operation, 'service_unavailable')
    : undefined;

/** The bearer token of a request as it was sent; `undefined` if there is none. */
export const bearerOf = (call: Call): string | undefined => {
  const [, , secret] = BEARER.exec(headerOf(call, 'authorization') ?? '') ?? [];
  return secret;
};

/** Whoever holds this secret. */
export const holderOf = (secret: string, { world }: Provider): Token | undefined =>
  Object.values(world.tokens).find((token) => token.secret === secret);

/** A token must be there, exist and not have expired. */
export const token: Stage = (call, provider) => {
  const { answers } = provider;
  const header = headerOf(call, 'authorization');
  if (header === undefined) return answers.refuse(call.operation, 'missing_api_token');
  const secret = bearerOf(call);
  if (secret === undefined) return answers.refuseCase(call.operation, 'authorization-unreadable', {});
  if (!/^Bearer \S/.test(header)) {
    const refusal = answers.refuseCase(call.operation, 'bearer-spelling', {});
    if (refusal !== undefined) return refusal;
  }
  const holder = holderOf(secret, provider);
  if (holder === undefined || holder.flaw === 'invalid_api_token')
    return answers.refuse(call.operation, 'invalid_api_token');
  call.token = holder;
  return undefined;
};

/** A capabilities token must be valid. */
export const capabilities: Stage = (call, { answers }) =>
  call.token?.flaw === 'invalid_capabilities_token' ? answers.refuse(call.operation, call.token.flaw) : undefined;

/** The token must be allowed in the caller's network. */
export const caller: Stage = (call, { answers }) =>
  call.token?.flaw === 'unauthorized_network_for_api_token'
    ? answers.refuse(call.operation, call.token.flaw, { ip_address: call.request.caller })
    : undefined;

/** Every request of a token counts, whatever its operation. */
export const limit: Stage = (call, { world, answers, behaviour }) => {
  call.rate = behaviour.count(world.state.limiter, call.token?.role ?? '', world.now());
  return call.rate.passes
    ? undefined
    : answers.refuse(call.operation, 'rate_limit_reached', { total_permitted: call.rate.permitted });
};

/** The token must have the operation's scopes. */
export const scope: Stage = (call, { answers }) =>
  call.token?.scoped === true
    ? undefined
    : answers.refuse(call.operation, 'scope_not_granted', { scopes: call.operation.scopes });
