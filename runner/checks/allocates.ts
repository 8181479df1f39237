import { valueAt } from '../json.ts';
import { operationOf } from '../operations.ts';
import { unconnected } from '../reach.ts';
import { isStray } from '../stray.ts';
import type { Exchange } from '../types/exchange.ts';
import type { Spec } from '../types/spec.ts';
import { AFTERMATH } from './aftermath.ts';
import { costOfStrays } from './answers.ts';
import { brokenByAnswer, brokenByList } from './blame.ts';
import { type Check, finder, type StepContext } from './context.ts';

type Counted = {
  /** How many resources the answers name. */
  readonly answered: number;
  /** An answer names what another one names. */
  readonly repeated: boolean;
  /** Listed after the step and not before. */
  readonly fresh: readonly string[];
  /** Listed, but in no answer. */
  readonly unknown: readonly string[];
  /** In an answer, but not listed. */
  readonly missing: readonly string[];
  readonly twice: readonly string[];
  /** In an answer, and listed before the step already. */
  readonly again: readonly string[];
  /** Answers that say that something was created, and do not name it. */
  readonly nameless: number;
  /** Requests that may have created something although no answer names it. */
  readonly open: number;
  /** Requests that have no whole answer, were not sent, or left to earlier ones what they wanted: they may have created nothing. */
  readonly unserved: number;
  /** Those that were sent, and whose answer was lost. */
  readonly lost: number;
};

const idIn = (exchange: Exchange, spec: Spec): string | undefined => {
  const pointer = operationOf(exchange, spec)?.allocates?.id;
  const id = pointer === undefined ? undefined : valueAt(exchange.response?.json, pointer);
  return typeof id === 'string' && id !== '' ? id : undefined;
};

const answeredIds = (exchanges: readonly Exchange[], spec: Spec): readonly string[] =>
  exchanges.flatMap((exchange) => idIn(exchange, spec) ?? []);

/** Is it a success that names nothing? What is wrong with that answer is a finding of its own. */
const isNameless = (exchange: Exchange, spec: Spec): boolean => {
  const { allocates, success } = operationOf(exchange, spec) ?? {};
  const { failure, response } = exchange;
  if (allocates === undefined || failure !== undefined || response?.status !== success) return false;
  return idIn(exchange, spec) === undefined;
};

/** Resources that are new in the list although no answer named them. */
export const unknownIds = (exchanges: readonly Exchange[], context: StepContext): readonly string[] =>
  count(exchanges, context)?.unknown ?? [];

const isUnserved = (exchange: Exchange): boolean => exchange.failure !== undefined || isStray(exchange);

const mayHaveCreated = (exchange: Exchange): boolean => isUnserved(exchange) && !unconnected(exchange);

const count = (own: readonly Exchange[], context: StepContext): Counted | undefined => {
  const { spec, listings, unsent = 0, others = { exchanges: [], unsent: 0 } } = context;
  if (listings === undefined) return undefined;
  const exchanges = [...own, ...others.exchanges];
  const before = new Set(listings.before.ids);
  const listed = listings.after.ids.filter((id) => !before.has(id));
  const fresh = [...new Set(listed)];
  const answered = answeredIds(exchanges, spec);
  const lost = exchanges.filter(mayHaveCreated).length;
  const nameless = exchanges.filter((exchange) => isNameless(exchange, spec)).length;
  const unanswered = exchanges.filter(isUnserved).length;
  return {
    answered: new Set(answered).size,
    repeated: new Set(answered).size < answered.length,
    fresh,
    unknown: fresh.filter((id) => !answered.includes(id)),
    missing: answered.filter((id) => !listings.after.ids.includes(id)),
    again: answered.filter((id) => before.has(id)),
    twice: fresh.filter((id) => listed.indexOf(id) !== listed.lastIndexOf(id)),
    nameless,
    open: unsent + others.unsent + lost + nameless,
    unserved: unsent + others.unsent + unanswered + costOfStrays(own, context),
    lost,
  };
};

const named = (ids: readonly string[]): string => (ids.length === 0 ? '' : ` (${ids.join(', ')})`);

/** How many resources are new, and how many of them may be. */
const boundsOf = ({ answered, lost, nameless }: Counted, allocates: number | 'answered') =>
  allocates === 'answered' ? ([answered, answered + lost + nameless] as const) : ([allocates, allocates] as const);

/**
 * May all that is wrong be the work of requests of before? They create no more resources than there are of them, and shift pages while
 * these are read.
 */
const lateIn = (counted: Counted, { expect, listings, strays }: StepContext): string | undefined => {
  const { fresh, unknown, missing, twice, open } = counted;
  const creating = strays?.creating ?? 0;
  const [, most] = boundsOf(counted, expect?.allocates ?? 0);
  const surplus = Math.max(0, unknown.length - open, fresh.length - most);
  const shifted = missing.length + twice.length > 0;
  if (surplus > creating || (shifted && (creating === 0 || listings?.after.pages === 1))) return undefined;
  return surplus > 0 || shifted ? `${AFTERMATH}${named(unknown)}` : undefined;
};

/** Why the lists prove nothing about the step; `undefined` if they do. */
export const doubtOfCount = (exchanges: readonly Exchange[], context: StepContext): string | undefined => {
  const counted = count(exchanges, context);
  if (context.expect?.allocates === undefined || counted === undefined) return undefined;
  if (context.listings?.dedicated === true) return lateIn(counted, context);
  if (counted.unknown.length > 0)
    return `somebody else creates resources at the same time: ${counted.unknown.join(', ')} (target.yaml: dedicated)`;
  if (counted.again.length > 0)
    return `somebody else had, and gave back meanwhile, what an answer names as new: ${counted.again.join(', ')} (target.yaml: dedicated)`;
  return counted.missing.length + counted.twice.length > 0 && (context.listings?.after.pages ?? 0) > 1
    ? 'the list has several pages, which shift while somebody else changes it (target.yaml: dedicated)'
    : undefined;
};

/**
 * Exactly as many resources are new in the list as the step expects, each once, and they are those that were answered. A step
 * that may be taken or refused expects as many as were answered.
 */
export const checkAllocates: Check = (exchanges, context) => {
  const { expect } = context;
  const counted = count(exchanges, context);
  if (expect?.allocates === undefined || counted === undefined) return [];
  if (doubtOfCount(exchanges, context) !== undefined) return [];
  const { answered, repeated, fresh, unknown, missing, twice, nameless, open, unserved } = counted;
  const [wanted, most] = boundsOf(counted, expect.allocates);
  const found = finder('allocates', exchanges, context);
  const miscounted = fresh.length < wanted - unserved || fresh.length > most;
  const contradictions = [
    ...(unknown.length > open ? [`listed but not answered${named(unknown)}`] : []),
    ...(missing.length > 0 ? [`answered but not listed${named(missing)}`] : []),
    ...(twice.length > 0 ? [`listed twice${named(twice)}`] : []),
  ];
  if (!miscounted && contradictions.length === 0) return [];
  const expected = `${wanted} new in the list, each once, and those that were answered`;
  const actual = [...(miscounted ? [`${fresh.length} new in the list${named(fresh)}`] : []), ...contradictions].join(
    '; ',
  );
  // Where the list agrees with the answers it is the answers that are wrong.
  const agree = contradictions.length === 0 && fresh.length === answered + nameless && !repeated;
  const broken = agree ? brokenByAnswer(context) : brokenByList(context);
  return [found(broken, { message: `The step created ${actual}; expected ${expected}.`, expected, actual })];
};

/**
 * The list, read to its end, does not have what the step says is not there. A request that was not answered, or not as it might have
 * been, leaves open what should be gone.
 */
export const checkUnlisted: Check = (exchanges, context) => {
  const { expect, listings, requirements, unsent = 0 } = context;
  if (unsent > 0 || exchanges.some(({ failure }) => failure !== undefined)) return [];
  const listed = (expect?.unlisted ?? []).filter((id) => listings?.after.ids.includes(id));
  if (listed.length === 0) return [];
  const actual = `${listed.join(', ')} in the list`;
  const expected = 'a list without them';
  const message = `The list has ${listed.join(', ')} on one of its pages after the step.`;
  return [finder('unlisted', exchanges, context)(requirements, { message, expected, actual })];
};
