import { createdId, doubtOf, mentions, naming, saysAbsent, saysRefused, saysReleased } from './outcomes.ts';
import type { Outgoing } from './outgoing.ts';
import { legible } from './partial.ts';
import type { Exchange } from './types/exchange.ts';
import type { Spec } from './types/spec.ts';

/** What happened at the door that every allocating request passes, in order: enough to clean up after a run that broke off. */
export type LedgerEntry =
  | {
      readonly type: 'intent';
      readonly intent: number;
      readonly scenario: string;
      readonly as: string;
      readonly method: string;
      readonly url: string;
    }
  | { readonly type: 'held'; readonly intent: number; readonly scenario: string; readonly id: string }
  | { readonly type: 'refused'; readonly intent: number }
  | { readonly type: 'maybe'; readonly intent: number; readonly reason: string }
  | { readonly type: 'released'; readonly id: string }
  | { readonly type: 'stranger'; readonly intent: number; readonly scenario: string; readonly id: string }
  | { readonly type: 'leaked'; readonly id: string; readonly reason: string };

/** A resource that the run created. `doubtful`: its release was sent, and nobody knows what became of it. */
export type Held = {
  readonly id: string;
  readonly scenario: string;
  /** The exchange that created it, its body completed as far as it could be read. */
  readonly exchange: Exchange;
  readonly state: 'held' | 'doubtful' | 'released';
};

/** A request that may have created something: nobody knows what. */
export type Maybe = {
  readonly scenario: string;
  readonly intent: number;
  readonly exchange: Exchange;
  readonly reason: string;
};

/** Such a request in words. */
export const doubtIn = ({ exchange: { request }, reason }: Maybe): string =>
  `${request.method} ${request.url} may have created it: ${reason}`;

/** A resource that the book keeps, to be changed by it alone. */
export type Mutable = { -readonly [Member in keyof Held]: Held[Member] };

/** All that a ledger knows. */
export type Book = {
  readonly spec: Spec;
  readonly record: (entry: LedgerEntry) => void;
  readonly live: Set<Mutable>;
  readonly maybes: Set<Maybe>;
  readonly beside: WeakMap<Exchange, readonly Exchange[]>;
  /** What was there before the run, and whether it is certain to be there still. */
  readonly strangers: Map<string, boolean>;
  /** Id of each resource that was released, and the scenario that had created it. */
  readonly gone: Map<string, string>;
  /** Ids of resources that could not be given back. */
  readonly leaks: Set<string>;
  /** Those of `live` that could not be given back yet. */
  readonly stuck: Set<Held>;
  /** Whether anything was sent that may have created a resource. */
  tried: boolean;
  intents: number;
  created: number;
  released: number;
};

/** What is certain to be held: nothing whose release was tried in vain, for that may have had an effect all the same. */
const inHand = ({ live, stuck }: Book): readonly Mutable[] =>
  [...live].filter((one) => one.state === 'held' && !stuck.has(one));

/**
 * Why an answer that names this as new does not say what was created; `undefined` if it does. What is being released may be gone
 * already, and its id given to something else.
 */
const misnamed = (book: Book, id: string): string | undefined => {
  if (book.strangers.has(id)) return `its answer names ${id}, which was there before the run`;
  return inHand(book).some((one) => one.id === id) ? `its answer names ${id}, which the run holds already` : undefined;
};

const doubt = ({ maybes, record }: Book, { scenario, intent, exchange, reason }: Maybe): void => {
  maybes.add({ scenario, intent, exchange, reason });
  record({ type: 'maybe', intent, reason });
};

/** Takes note that a resource was given back. */
export const settleReleased = (book: Book, one: Mutable): void => {
  one.state = 'released';
  book.live.delete(one);
  book.stuck.delete(one);
  book.released++;
  book.gone.set(one.id, one.scenario);
  book.record({ type: 'released', id: one.id });
};

/** What is held; what was there before is none of it, even if an answer names it as if it were new. */
export const hold = (
  book: Book,
  id: string,
  { scenario, intent, exchange }: Omit<Maybe, 'reason'>,
  pointer: string,
): void => {
  const others = inHand(book).map((other) => other.exchange);
  const stranger = book.strangers.get(id);
  book.beside.set(exchange, stranger === true ? [...others, naming(exchange, pointer, id)] : others);
  const reason = misnamed(book, id);
  if (reason !== undefined) doubt(book, { scenario, intent, exchange, reason });
  if (stranger !== undefined) {
    book.record({ type: 'stranger', intent, scenario, id });
    return;
  }
  // An id that is given anew was free: what is being released under it is gone, and must not be released once more.
  for (const one of [...book.live].filter((same) => same.id === id && same.state === 'doubtful'))
    settleReleased(book, one);
  book.gone.delete(id);
  const response = exchange.response === undefined ? {} : { response: legible(exchange.response) };
  book.live.add({ id, scenario, exchange: { ...exchange, ...response }, state: 'held' });
  book.created++;
  book.record({ type: 'held', intent, scenario, id });
};

/** Takes note of what became of a request. */
export type Settle = (exchange: Exchange, sent: boolean) => void;

export const passAllocating = (book: Book, scenario: string, request: Outgoing, pointer: string): Settle => {
  const { record, spec } = book;
  const intent = ++book.intents;
  const { as, method, origin, path } = request;
  record({ type: 'intent', intent, scenario, as, method, url: `${origin}${path}` });
  return (exchange, sent) => {
    const id = createdId(exchange.response, pointer);
    const reason = sent ? doubtOf(spec, exchange) : undefined;
    book.tried ||= sent;
    if (id !== undefined) hold(book, id, { scenario, intent, exchange }, pointer);
    else if (reason === undefined) record({ type: 'refused', intent });
    else doubt(book, { scenario, intent, exchange, reason });
  };
};

export const passReleasing = (book: Book, request: Outgoing): Settle => {
  const { live, spec } = book;
  const named = [...live].filter(({ id }) => mentions(spec, request, id)).map((one) => ({ one, before: one.state }));
  for (const { one } of named) one.state = 'doubtful';
  return (exchange, sent) => {
    // Another request may have released it meanwhile.
    for (const { one, before } of named.filter((still) => live.has(still.one)))
      if (saysReleased(spec, exchange) || (before === 'doubtful' && saysAbsent(spec, exchange))) {
        settleReleased(book, one);
      } else if (!sent || saysRefused(spec, exchange)) one.state = before;
  };
};
