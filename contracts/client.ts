import type { Dispatcher } from 'undici';
import { request as send } from 'undici';
import { endpoint } from './endpoint.generated.ts';
import type { Read, Shape } from './reading.ts';
import { hasShape, pick } from './reading.ts';

/** Where the API is, and who asks. */
export type Service = {
  /** Base URL, as in `https://api.katapult.io/core/v1`. */
  readonly url: string;
  /** Sent as bearer; without it the request carries no Authorization header. */
  readonly token?: string;
  /** Connections to use instead of undici's own: a proxy, a client certificate, other timeouts. */
  readonly dispatcher?: Dispatcher;
};

/** What to allocate. Each lookup names its object by exactly one member. */
export type CreateIpAddress = Read<typeof endpoint.request>;

/** The address that was allocated, as far as this client reads it. */
export type IpAddress = Read<typeof endpoint.success.shape>['ip_address'];

type Errors = typeof endpoint.errors;

/** An error as the API documents it; `code` tells which, and thereby the type of `detail`. */
export type DocumentedError = { [Code in keyof Errors]: Read<Errors[Code]['shape']> }[keyof Errors];

export type CreateIpAddressResult =
  | { readonly code: 'created'; readonly ip_address: IpAddress }
  | DocumentedError
  /** An answer that this client does not know. */
  | { readonly code: 'unknown_answer'; readonly status: number; readonly reason: string }
  /** No answer: an address may or may not have been allocated. `reason` is the code of the error, such as `ECONNREFUSED`. */
  | { readonly code: 'no_answer'; readonly reason: string };

const unknown = (status: number, reason: string): CreateIpAddressResult => ({ code: 'unknown_answer', status, reason });

/** A body is flat as the page documents it, or wrapped as the service sends it. */
const errorIn = (body: unknown): unknown => (hasShape(body, endpoint.wrapped) ? body.error : body);

const errorOf = (status: number, body: unknown): CreateIpAddressResult => {
  const error = errorIn(body);
  if (!hasShape(error, endpoint.error)) return unknown(status, 'the body has no error code');
  const known = Object.entries(endpoint.errors).find(([code]) => code === error.code)?.[1];
  if (known === undefined) return unknown(status, 'the error code is not documented');
  if (known.status !== status) return unknown(status, 'the error code belongs to another status');
  return hasShape<Shape>(error, known.shape)
    ? (pick<Shape>(error, known.shape) as DocumentedError)
    : unknown(status, 'the error lacks what its code promises');
};

const resultOf = (status: number, contentType: string, text: string): CreateIpAddressResult => {
  if (!/^application\/json\s*(;|$)/i.test(contentType)) return unknown(status, 'the body is not application/json');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return unknown(status, 'the body is no JSON');
  }
  const { success } = endpoint;
  if (status !== success.status) return errorOf(status, body);
  return hasShape(body, success.shape)
    ? { code: 'created', ...pick(body, success.shape) }
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

/** The result with the token taken out of what the server wrote; codes are this client's own words. */
const withoutToken = ({ code, ...rest }: CreateIpAddressResult, token: string): CreateIpAddressResult =>
  ({ code, ...(hidden(rest, token) as object) }) as CreateIpAddressResult;

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';

/**
 * Allocates an IP address. One request is sent, never a second. Never rejects: what went wrong is a result, told by `code`.
 * The token (of 8 characters or more) appears in no result, even if the server repeats it in a text.
 */
export const createIpAddress = async (
  { url, token, dispatcher }: Service,
  request: CreateIpAddress,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<CreateIpAddressResult> => {
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
    const result = resultOf(statusCode, String(answered['content-type'] ?? ''), await body.text());
    return token === undefined || token.length < SHORTEST ? result : withoutToken(result, token);
  } catch (error) {
    return { code: 'no_answer', reason: reasonOf(error) };
  }
};
