import { decoded } from '../runner/links.ts';
import type { Outgoing } from '../runner/outgoing.ts';
import type { Exchange, Received } from '../runner/types/exchange.ts';
import type { Operation, Spec } from '../runner/types/spec.ts';
import type { Target } from '../runner/types/target.ts';

/** The header that says where a redirect leads to. */
export const LOCATION = 'location';

/** Does an answer send its reader to another place (RFC 9110, section 15.4)? */
export const isRedirect = ({ status }: Pick<Received, 'status'>): boolean => status >= 300 && status <= 399;

/** Values of headers that the Verifier can read; of others it sees nothing, which every rule of a pact accepts. */
const READABLE = /^[\t -~]*$/;

/** Is there a header by this name, in small letters, that the Verifier cannot read? */
export const isUnreadable = ({ headers }: Received, name: string): boolean =>
  headers.some(([one, value]) => one === name && !READABLE.test(value));

/**
 * A 304 has no body, and may tell the length of the one that was not sent (RFC 9110 section 15.4.5), which the client of HTTP waits
 * for in vain: its head is all of it.
 */
export const completed = ({ failure, ...exchange }: Exchange): Exchange =>
  failure === undefined || (failure.kind === 'broken' && exchange.response?.status === 304)
    ? exchange
    : { ...exchange, failure };

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
  const [bare = ''] = path.split('?');
  const operations = Object.values(spec.operations).filter((operation) => operation.method === method);
  return operations.find((operation) => operation.path === bare) ?? operations.find(({ isAt }) => isAt(bare));
};

/** Instead of an operation's id: the request is for another endpoint, and what it creates is none of the spec's resources. */
const ELSEWHERE = '-';

const segmentsOf = (path: string): readonly string[] =>
  (path.split('?')[0] ?? '').split('/').filter(Boolean).map(decoded);

/**
 * May a server take a path for that of an operation? The segment that names one of the things before it (`organization` after
 * `organizations`) stands where others have an id, or `_`; the thing itself is named in the body.
 */
const leadsTo = (known: string, path: string): boolean => {
  const [wanted, asked] = [segmentsOf(known), segmentsOf(path)];
  return (
    wanted.length === asked.length &&
    wanted.every((segment, index) => segment === asked[index] || wanted[index - 1]?.startsWith(segment) === true)
  );
};

/**
 * What a request is sent as: the operation that it may lead to, in whatever spelling of its path; `''` where the spec has the path of
 * the operation under test, and not this method.
 */
export const operationNamed = (spec: Spec, method: string, path: string): string => {
  const akin = Object.values(spec.operations).filter((operation) => leadsTo(operation.path, path));
  const known = operationFor(spec, method, path) ?? akin.find((operation) => operation.method === method);
  if (known !== undefined) return known.id;
  return akin.some(({ path: one }) => one === spec.operations[spec.subject]?.path) ? '' : ELSEWHERE;
};
