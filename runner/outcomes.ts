import { nested, valueAt } from './json.ts';
import { segmentsOf } from './links.ts';
import { operationOf } from './operations.ts';
import type { Outgoing } from './outgoing.ts';
import { legible } from './partial.ts';
import { encoded } from './references.ts';
import type { Exchange, Received } from './types/exchange.ts';
import type { Spec } from './types/spec.ts';

/** Methods that change nothing (RFC 9110 section 9.2.1). */
const SAFE = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

/** Where an answer to this request would name what it created; `undefined` if it cannot create anything. */
export const idPointerOf = (spec: Spec, { operation, method }: Outgoing): string | undefined => {
  if (operation !== '') return spec.operations[operation]?.allocates?.id;
  return SAFE.includes(method) ? undefined : spec.operations[spec.subject]?.allocates?.id;
};

/** What an answer, even one that broke off, says was created. */
export const createdId = (response: Received | undefined, pointer: string): string | undefined => {
  const id = response === undefined ? undefined : valueAt(legible(response).json, pointer);
  return typeof id === 'string' && id !== '' ? id : undefined;
};

/**
 * Statuses that also follow a request that was carried out: 302 and 303 lead on to what it made (RFC 9110 sections 15.4.3, 15.4.4); with
 * 408 and 499 something between gave up waiting.
 */
const OPEN = [302, 303, 408, 499];

/** Of a server's faults the only one that says that nothing was done: it has no such method (RFC 9110 section 15.6.2). */
const isUnknownMethod = ({ operations }: Spec, { operation, request }: Exchange, status: number): boolean =>
  operation === '' && status === 501 && Object.values(operations).every(({ method }) => method !== request.method);

/** Why a request may have created something although no answer says so. */
export const doubtOf = (spec: Spec, exchange: Exchange): string | undefined => {
  const { failure, response } = exchange;
  if (failure !== undefined || response === undefined) return `no answer: ${failure?.message ?? 'none came'}`;
  const { status } = response;
  const known = operationOf(exchange, spec);
  const code = known === undefined ? undefined : spec.codeOf(known.id, response);
  if (known?.errors.some((error) => error.code === code) === true) return undefined;
  if (status < 300) return `the answer ${status} does not say what it created`;
  return (status < 500 && !OPEN.includes(status)) || isUnknownMethod(spec, exchange, status)
    ? undefined
    : `the answer ${status} does not say that nothing was created`;
};

/** A segment of a release's path in which its link puts the id of what is released: as the link has it, and as it was sent. */
type IdSegment = { readonly template: string; readonly expression: string; readonly given: string | undefined };

/** Those segments, by each link that leads to the release; empty if the id stands elsewhere. */
const idSegments = ({ operations }: Spec, { operation, path }: Outgoing): readonly IdSegment[] =>
  Object.values(operations).flatMap(({ allocates, links: { release } }) => {
    if (allocates === undefined || release?.operation !== operation || release.path === undefined) return [];
    const wanted = segmentsOf(release.path);
    const given = segmentsOf(path.replace(/[?#].*$/, '')).slice(-wanted.length);
    const expression = `{$response.body#${allocates.id}}`;
    return wanted.flatMap((template, index) =>
      template.includes(expression) ? [{ template, expression, given: given[index] }] : [],
    );
  });

/** Does a request name this id where a release names what it releases, or else anywhere in its path, its query or its body? */
export const mentions = (spec: Spec, request: Outgoing, id: string): boolean => {
  const { path, body } = request;
  const segments = idSegments(spec, request);
  const named =
    segments.length === 0
      ? path.split(/[/?&=]/).includes(encoded(id))
      : segments.some(({ template, expression, given }) => given === template.replace(expression, () => encoded(id)));
  return named || (body?.includes(JSON.stringify(id)) ?? false);
};

/** An exchange as if its answer had named what it created. */
export const naming = (exchange: Exchange, pointer: string, id: string): Exchange => ({
  ...exchange,
  response: { status: 0, headers: [], text: '', ...exchange.response, json: nested(pointer, id) },
});

/** Does an answer to a release say that it was done? */
export const saysReleased = (spec: Spec, { operation, response, failure }: Exchange): boolean =>
  response !== undefined &&
  failure === undefined &&
  response.status < 300 &&
  typeof spec.codeOf(operation, response) !== 'string';

/** Does an answer to a release say that there is no such resource? It may be gone by an earlier attempt, or never have been. */
export const saysAbsent = (spec: Spec, { operation, response, failure }: Exchange): boolean => {
  if (response?.status !== 404 || failure !== undefined) return false;
  const code = spec.codeOf(operation, response);
  const known = spec.operations[operation]?.errors.filter(({ status }) => status === 404) ?? [];
  // Without a code it is one that the description has without one.
  if (known.length === 0) return code === undefined && spec.judge(operation, response).length === 0;
  return known.some((error) => error.code === code);
};

/** Is the answer to a release a refusal that the spec knows how to read? */
export const saysRefused = (spec: Spec, { operation, response, failure }: Exchange): boolean =>
  response !== undefined && failure === undefined && typeof spec.codeOf(operation, response) === 'string';
