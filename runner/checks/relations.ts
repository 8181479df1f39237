import { isIP } from 'node:net';
import { own, parsed, same, shown, valueAt } from '../json.ts';
import type { Exchange, Received } from '../types/exchange.ts';
import type { Operation, Relation } from '../types/spec.ts';
import type { Json } from '../types/values.ts';
import { type Check, finder } from './context.ts';
import { type Answered, successesIn } from './match.ts';
import { canonical } from './spelling.ts';

type Facts = { readonly expected: string; readonly actual: string };
type Of<Kind extends Relation['kind']> = Extract<Relation, { readonly kind: Kind }>;

const STRINGS_AND_BLANKS = /("(?:[^"\\]|\\.)*")|\s+/g;

/**
 * The JSON body of a request, if it can be read in one way only: a text that does not survive being parsed and written again
 * may name a member twice (RFC 8259 section 4), and nobody knows which of the two the server took.
 */
const bodyOf = ({ request }: Exchange): Json | undefined => {
  const body = parsed(request.body);
  if (body === undefined) return undefined;
  const plain = JSON.stringify(body);
  const isPlain = plain === request.body || plain.length === request.body?.replace(STRINGS_AND_BLANKS, '$1').length;
  return isPlain ? body : undefined;
};

/** A success, and what was asked for: its body, if that is plain, and whether the operation's schema allows it. */
type Granted = { readonly response: Received; readonly asked: Json | undefined; readonly valid: boolean };

/** Is the answer to a request with this body judged by a relation? */
export const holdsWhen = ({ when = {}, unless = {} }: Of<'equals'>, body: Json): boolean =>
  Object.entries(when).every(([pointer, value]) => same(valueAt(body, pointer) ?? null, value)) &&
  !Object.entries(unless).some(([pointer, value]) => same(valueAt(body, pointer), value));

/** Judged only for a request that the operation's schema allows: of any other nobody knows what the server made of its values. */
const equals = (relation: Of<'equals'>, { response, asked, valid }: Granted): Facts | undefined => {
  if (asked === undefined || !valid || !holdsWhen(relation, asked)) return undefined;
  const wanted = valueAt(asked, relation.request) ?? relation.otherwise;
  const actual = valueAt(response.json, relation.response);
  if (wanted === undefined || actual === undefined || same(wanted, actual)) return undefined;
  return { expected: shown(wanted), actual: shown(actual) };
};

const value = ({ response: pointer, value: wanted }: Of<'value'>, { response }: Granted): Facts | undefined => {
  const actual = valueAt(response.json, pointer);
  return actual === undefined || same(actual, wanted) ? undefined : { expected: shown(wanted), actual: shown(actual) };
};

const FAMILIES: Readonly<Record<string, number>> = { ipv4: 4, ipv6: 6 };

const family = ({ response: pointer, request }: Of<'family'>, { response, asked }: Granted): Facts | undefined => {
  const version = valueAt(asked, request);
  const address = valueAt(response.json, pointer);
  if (typeof version !== 'string' || typeof address !== 'string' || isIP(address) === 0) return undefined;
  const wanted = own(FAMILIES, version);
  return wanted === undefined || isIP(address) === wanted
    ? undefined
    : { expected: `an ${version} address`, actual: address };
};

const LONGEST_PREFIX: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

const cidr = ({ response: pointer, address: of }: Of<'cidr'>, { response }: Granted): Facts | undefined => {
  const actual = valueAt(response.json, pointer);
  const address = valueAt(response.json, of);
  if (typeof actual !== 'string' || typeof address !== 'string' || isIP(address) === 0) return undefined;
  const longest = LONGEST_PREFIX[isIP(address)] ?? 0;
  const [, written = '', prefix = ''] = /^([^/]*)\/(0|[1-9]\d*)$/.exec(actual) ?? [];
  const right = prefix !== '' && canonical(written) === canonical(address) && Number(prefix) <= longest;
  return right ? undefined : { expected: `${address}/0 to ${address}/${longest}`, actual };
};

const pages = ({ response: pointer, total, size }: Of<'pages'>, { response }: Granted): Facts | undefined => {
  const [actual, all, each] = [pointer, total, size].map((at) => valueAt(response.json, at));
  if (typeof actual !== 'number' || typeof all !== 'number' || typeof each !== 'number') return undefined;
  const wanted = Math.ceil(all / each);
  // A list of nothing may count as one page or as none.
  return all <= 0 || each <= 0 || actual === wanted ? undefined : { expected: shown(wanted), actual: shown(actual) };
};

const unique = (
  { response: pointer }: Of<'unique'>,
  { response }: Granted,
  beside: readonly Exchange[],
): Facts | undefined => {
  const actual = valueAt(response.json, pointer);
  if (typeof actual !== 'string') return undefined;
  const holds = (other: Json | undefined): boolean =>
    typeof other === 'string' && canonical(other) === canonical(actual);
  return beside.some((other) => holds(valueAt(other.response?.json, pointer)))
    ? { expected: 'a value that nothing else has that is held', actual: `${actual}, which is held already` }
    : undefined;
};

const judgeOne = (relation: Relation, granted: Granted, beside: readonly Exchange[]): Facts | undefined => {
  switch (relation.kind) {
    case 'equals':
      return equals(relation, granted);
    case 'value':
      return value(relation, granted);
    case 'family':
      return family(relation, granted);
    case 'cidr':
      return cidr(relation, granted);
    case 'pages':
      return pages(relation, granted);
    case 'unique':
      return unique(relation, granted, beside);
  }
};

const grantedBy = (exchange: Answered, { validRequest }: Operation): Granted => {
  const asked = bodyOf(exchange);
  return { response: exchange.response, asked, valid: asked !== undefined && validRequest(asked) };
};

/** Is what is shown now something else than what was created: not what was asked for then, or of another value that nothing shares? */
export const isAnother = (created: Exchange, { response: now }: Answered, operation: Operation): boolean => {
  const { response: then } = created;
  if (then === undefined) return false;
  const before = grantedBy({ ...created, response: then }, operation);
  const after = { ...before, response: now };
  return operation.relations.some((relation) =>
    relation.kind === 'unique'
      ? [then, now].every(({ json }) => typeof valueAt(json, relation.response) === 'string') &&
        unique(relation, after, [created]) === undefined
      : judgeOne(relation, before, []) === undefined && judgeOne(relation, after, []) !== undefined,
  );
};

/** Each success fits its request, and what is held beside it. */
export const checkRelations: Check = (exchanges, context) =>
  successesIn(exchanges, context.spec).flatMap((exchange) => {
    const operation = context.spec.operations[exchange.operation];
    if (operation === undefined || operation.relations.length === 0) return [];
    const granted = grantedBy(exchange, operation);
    const beside = context.besideOf?.(exchange) ?? [];
    return operation.relations.flatMap((relation) => {
      const facts = judgeOne(relation, granted, beside);
      if (facts === undefined) return [];
      const message = `${relation.text} ${relation.response} is ${facts.actual}; expected ${facts.expected}.`;
      return [finder(relation.kind, exchanges, context)([relation.requirement], { message, ...facts, exchange })];
    });
  });
