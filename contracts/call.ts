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

/** An answer that the client does not know; with status 200 an address may have been allocated. */
export type UnknownAnswer = {
  readonly code: 'unknown_answer';
  readonly status: number;
  readonly reason: string;
  /** The beginning of the body, at most 1000 characters. */
  readonly body: string;
};

/**
 * No answer: something may or may not have been created. `reason` is the code of the error, such as `ECONNREFUSED`, or
 * `AbortError` or `TimeoutError` if the signal said so.
 */
export type NoAnswer = { readonly code: 'no_answer'; readonly reason: string };

/** What came of a call: `created` or a documented error with what is read of it, or one of the others. */
export type Called = UnknownAnswer | NoAnswer | { readonly code: string; readonly [member: string]: unknown };

/** An answer as it came. */
type Came = { readonly status: number; readonly contentType: string; readonly text: string };

const unknown = ({ status, text }: Came, reason: string): UnknownAnswer => ({
  code: 'unknown_answer',
  status,
  reason,
  body: text,
});

type Members = { readonly [member: string]: unknown };

/** A body is flat as the page documents it, or wrapped as the service sends it. */
const errorIn = (body: unknown, { wrapped }: Endpoint): unknown =>
  hasShape(body, wrapped) ? (body as Members).error : body;

const errorOf = (came: Came, body: unknown, endpoint: Endpoint): Called => {
  const error = errorIn(body, endpoint);
  if (!hasShape(error, endpoint.error)) return unknown(came, 'the body has no error code');
  const code = String((error as Members).code);
  const known = Object.hasOwn(endpoint.errors, code) ? endpoint.errors[code] : undefined;
  if (known === undefined) return unknown(came, 'the error code is not documented');
  if (known.status !== came.status) return unknown(came, 'the error code belongs to another status');
  return hasShape(error, known.shape)
    ? { ...(pick(error, known.shape) as Members), code }
    : unknown(came, 'the error lacks what its code promises');
};

const resultOf = (came: Came, endpoint: Endpoint): Called => {
  const { status, contentType, text } = came;
  if (!/^application\/json\s*(;|$)/i.test(contentType)) return unknown(came, 'the body is not application/json');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return unknown(came, 'the body is no JSON');
  }
  const { success } = endpoint;
  if (status !== success.status) return errorOf(came, body, endpoint);
  return hasShape(body, success.shape)
    ? { ...(pick(body, success.shape) as Members), code: 'created' }
    : unknown(came, 'the body is no IP address');
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
const withoutToken = ({ code, ...rest }: Called, token: string | undefined): Called =>
  token === undefined || token.length < SHORTEST ? { ...rest, code } : { ...(hidden(rest, token) as Members), code };

/** Longest beginning of a body in a result, in characters. */
const LONGEST_BODY = 1000;

/** The token is taken out first: a part of it might stay at the end. */
const shortened = (result: Called): Called =>
  'body' in result && typeof result.body === 'string'
    ? { ...result, body: result.body.slice(0, LONGEST_BODY) }
    : result;

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'UNKNOWN';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof DOMException ? error.name : 'UNKNOWN';
};

/** Calls an endpoint once. Never rejects; the token (of 8 characters or more) appears in no result. */
export const call = async (
  endpoint: Endpoint,
  { url, token, dispatcher }: Service,
  request: unknown,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Called> => {
  const noAnswer = (error: unknown): NoAnswer => ({
    code: 'no_answer',
    reason: reasonOf(signal?.aborted === true ? signal.reason : error),
  });
  if (signal?.aborted === true) return noAnswer(signal.reason);
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
    const contentType = String(answered['content-type'] ?? '');
    const result = resultOf({ status: statusCode, contentType, text: await body.text() }, endpoint);
    return shortened(withoutToken(result, token));
  } catch (error) {
    return noAnswer(error);
  }
};
