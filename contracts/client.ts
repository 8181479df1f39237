import type { NoAnswer, Service, UnknownAnswer } from './call.ts';
import { call } from './call.ts';
import { endpoint } from './endpoint.generated.ts';
import type { Read } from './reading.ts';

/** What to allocate. Each lookup names its object by exactly one member. */
export type CreateIpAddress = Read<typeof endpoint.request>;

/** The address that was allocated, as far as this client reads it. */
export type IpAddress = Read<typeof endpoint.success.shape>['ip_address'];

type Errors = typeof endpoint.errors;

/** An error as the API documents it; `code` tells which, and thereby the type of `detail`. */
export type DocumentedError = { [Code in keyof Errors]: Read<Errors[Code]['shape']> }[keyof Errors];

/** What came of a request; `code` tells the results apart. */
export type CreateIpAddressResult =
  | { readonly code: 'created'; readonly ip_address: IpAddress }
  | DocumentedError
  | UnknownAnswer
  | NoAnswer;

/**
 * Allocates an IP address. One request is sent, never a second. Never rejects: what went wrong is a result, told by `code`.
 * The token (of 8 characters or more) appears in no result, even if the server repeats it.
 */
export const createIpAddress = async (
  service: Service,
  request: CreateIpAddress,
  options: { readonly signal?: AbortSignal } = {},
): Promise<CreateIpAddressResult> => (await call(endpoint, service, request, options)) as CreateIpAddressResult;
