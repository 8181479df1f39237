import { isArray, isObject, valueAt } from '../documents/pointer.ts';
import type { Exchange, Json, Operation, Received, Spec, Target } from '../runner/types.ts';

/** A request as it goes over the wire, secrets included. */
export type Outgoing = {
  readonly operation: string;
  readonly as: string;
  readonly method: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string;
};

/** The header that says where a redirect leads to. */
export const LOCATION = 'location';

/** Does an answer send its reader to another place (RFC 9110, section 15.4)? */
export const isRedirect = ({ status }: Pick<Received, 'status'>): boolean => status >= 300 && status <= 399;

/** One HTTP exchange. Never rejects. */
export type Send = (request: Outgoing) => Promise<Exchange>;

/** What requests are sent to, and with what. */
export type Reach = { readonly target: Target; readonly spec: Spec; readonly send: Send };

/** A URL as the parts that a request is sent with; the path without a slash at its end. */
export const partsOf = (url: string): { readonly origin: string; readonly path: string } => {
  const { origin, pathname, search } = new URL(url);
  return { origin, path: `${pathname.replace(/\/+$/, '')}${search}` };
};

/** The operation that a method and a path below the base URL belong to. */
export const operationFor = (spec: Spec, method: string, path: string): Operation | undefined => {
  const [bare] = path.split('?');
  return Object.values(spec.operations).find((operation) => operation.method === method && operation.path === bare);
};

const RESPONSE_BODY = '$response.body#';

const evaluated = (value: Json, body: Json): Json => {
  if (typeof value === 'string')
    return value.startsWith(RESPONSE_BODY) ? (valueAt(body, value.slice(RESPONSE_BODY.length)) ?? value) : value;
  if (isArray(value)) return value.map((item) => evaluated(item, body));
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, evaluated(member, body)]))
    : value;
};

/** The id of the resource that an exchange created. */
export const createdBy = ({ operation, response }: Exchange, spec: Spec): string | undefined => {
  const at = spec.operations[operation]?.allocates?.id;
  const id = at === undefined ? undefined : valueAt(response?.json ?? null, at);
  return typeof id === 'string' ? id : undefined;
};

const isGone = (status: number | undefined): boolean => status === 404 || (status !== undefined && status < 300);

/** Gives back what an exchange created. Returns why it could not, or nothing. */
export const release = async (exchange: Exchange, authorization: string, reach: Reach): Promise<string | undefined> => {
  const link = reach.spec.operations[exchange.operation]?.links.release;
  const operation = link === undefined ? undefined : reach.spec.operations[link.operation];
  if (link === undefined || operation === undefined) return 'the spec does not say how to release it';
  const answer = exchange.response?.json ?? null;
  const query = new URLSearchParams(
    Object.entries(link.query).map(([name, value]): [string, string] => [name, String(evaluated(value, answer))]),
  ).toString();
  const base = partsOf(reach.target.url);
  const { response, failure } = await reach.send({
    operation: operation.id,
    as: exchange.as,
    method: operation.method,
    origin: base.origin,
    path: `${base.path}${operation.path}${query === '' ? '' : `?${query}`}`,
    headers: [
      ['authorization', authorization],
      ['content-type', 'application/json'],
    ],
    ...(link.body === undefined ? {} : { body: JSON.stringify(evaluated(link.body, answer)) }),
  });
  return isGone(response?.status) ? undefined : (failure?.message ?? `the server answered ${response?.status}`);
};
