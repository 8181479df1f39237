import type { Dispatcher } from 'undici';
import { request as send } from 'undici';
import type { Shape } from './reading.ts';
import { hasShape, pick } from './reading.ts';

/** What a client knows of an endpoint. */
export type Endpoint = {
  readonly method: string;
  readonly path: string;
  readonly request: Shape;
  readonly success: { readonly status: number; readonly shape: Shape };
  /** An error body that holds its error in a member `error`. */
  readonly wrapped: Shape;
  /** What every error has. */
  readonly error: Shape;
  /** Error code to its status, and what is read of it. */
  readonly errors: Readonly<Record<string, { readonly status: number; readonly shape: Shape }>>;
};

/** Where the API is, and who asks. */
export type Service = {
  /** Base URL, as in `https://api.katapult.io/core/v1`. */
  readonly url: string;
  /** Sent as bearer; without it the request carries no Authorization header. */
  readonly token?: string;
  /** Connections to use instead of undici's own: a proxy, a client certificate, other timeouts. */
  readonly dispatcher?: Dispatcher;
};

/** An answer that the client does not know. */
export type UnknownAnswer = { readonly code: 'unknown_answer'; readonly status: number; readonly reason: string };

/** No answer: something may or may not have been created. `reason` is the code of the error, such as `ECONNREFUSED`. */
export type NoAnswer = { readonly code: 'no_answer'; readonly reason: string };

/** What came of a call: `created` or a documented error with what is read of it, or one of the others. */
export type Called = UnknownAnswer | NoAnswer | { readonly code: string; readonly [member: string]: unknown };

const unknown = (status: number, reason: string): UnknownAnswer => ({ code: 'unknown_answer', status, reason });

type Members = { readonly [member: string]: unknown };

/** A body is flat as the page documents it, or wrapped as the service sends it. */
const errorIn = (body: unknown, { wrapped }: Endpoint): unknown =>
  hasShape(body, wrapped) ? (body as Members).error : body;

const errorOf = (status: number, body: unknown, endpoint: Endpoint): Called => {
  const error = errorIn(body, endpoint);
  if (!hasShape(error, endpoint.error)) return unknown(status, 'the body has no error code');
  const code = String((error as Members).code);
  const known = Object.hasOwn(endpoint.errors, code) ? endpoint.errors[code] : undefined;
  if (known === undefined) return unknown(status, 'the error code is not documented');
  if (known.status !== status) return unknown(status, 'the error code belongs to another status');
  return hasShape(error, known.shape)
    ? { ...(pick(error, known.shape) as Members), code }
    : unknown(status, 'the error lacks what its code promises');
};

const resultOf = (status: number, contentType: string, text: string, endpoint: Endpoint): Called => {
  if (!/^application\/json\s*(;|$)/i.test(contentType)) return unknown(status, 'the body is not application/json');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return unknown(status, 'the body is no JSON');
  }
  const { success } = endpoint;
  if (status !== success.status) return errorOf(status, body, endpoint);
  return hasShape(body, success.shape)
    ? { ...(pick(body, success.shape) as Members), code: 'created' }
    : unknown(status, 'the body is no IP address');
};

/** A shorter token would be found in ordinary words. */
const SHORTEST = 8;

const hidden = (value: unknown, token: string): unknown => {
  if (typeof value === 'string') return value.replaceAll(token, '[token]');
  if (Array.isArray(value)) return value.map((item) => hidden(item, token));
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, hidden(member, token)]))
    : value;
};

/** The result with the token taken out of what the server wrote; codes are the client's own words. */
const withoutToken = ({ code, ...rest }: Called, token: string): Called => ({
  ...(hidden(rest, token) as Members),
  code,
});

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';

/** Calls an endpoint once. Never rejects; the token (of 8 characters or more) appears in no result. */
export const call = async (
  endpoint: Endpoint,
  { url, token, dispatcher }: Service,
  request: unknown,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Called> => {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  try {
    const {
      statusCode,
      headers: answered,
      body,
    } = await send(`${url.replace(/\/+$/, '')}${endpoint.path}`, {
      method: endpoint.method,
      headers: token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` },
      body: JSON.stringify(request),
      ...(dispatcher === undefined ? {} : { dispatcher }),
      ...(signal === undefined ? {} : { signal }),
    });
    const result = resultOf(statusCode, String(answered['content-type'] ?? ''), await body.text(), endpoint);
    return token === undefined || token.length < SHORTEST ? result : withoutToken(result, token);
  } catch (error) {
    return { code: 'no_answer', reason: reasonOf(error) };
  }
};
