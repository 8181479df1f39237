import {
  createdId,
  doubtOf,
  idPointerOf,
  mentions,
  naming,
  saysAbsent,
  saysRefused,
  saysReleased,
} from './outcomes.ts';
import { legible } from './partial.ts';
import type { Outgoing } from './send.ts';
import type { Exchange, Spec } from './types.ts';

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

/** The one door of allocating requests: it knows what the run holds. */
export type Ledger = {
  /** Notes a request before it is sent. What it gives back takes note of the outcome; `sent` is false if nothing was written. */
  readonly pass: (scenario: string, request: Outgoing) => (exchange: Exchange, sent: boolean) => void;
  /**
   * Takes note of resources that were there before the run: none of them is ever taken for one that the run created. `theirs`: nobody
   * else releases them, so that an answer that names one as new is wrong.
   */
  readonly spare: (ids: readonly string[], theirs: boolean) => void;
  /** Why a request must not be sent: it would release what was there before the run. */
  readonly forbids: (request: Outgoing) => string | undefined;
  /** Takes note of a resource that was found in a list, and that this exchange may have created: nobody else can have. */
  readonly claim: (id: string, scenario: string, exchange: Exchange) => void;
  /** Takes note that a request is known to have created nothing. */
  readonly clear: (maybe: Maybe) => void;
  readonly leak: (held: Held, reason: string) => void;
  /** What a scenario still holds, or may hold. */
  readonly heldBy: (scenario: string) => readonly Held[];
  readonly maybesOf: (scenario: string) => readonly Maybe[];
  /** Exchanges that created what was held when this one created something. */
  readonly besideOf: (exchange: Exchange) => readonly Exchange[];
  /** Is this resource held, or known to be left behind? */
  readonly holds: (id: string) => boolean;
  /** The scenario that created a resource which was released since. */
  readonly releasedOf: (id: string) => string | undefined;
  /** Resources that cannot be given back, and requests that may have created one: they take up the budget for good. */
  readonly lost: () => number;
  readonly counts: () => { readonly created: number; readonly released: number };
};

type Mutable = { -readonly [Member in keyof Held]: Held[Member] };

/** Instead of the number of an intent: the resource was found in a list. */
const FOUND = 0;

const NOTHING = (): void => {};

/** All that a ledger knows. */
type Book = {
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
  intents: number;
  created: number;
  released: number;
};

/**
 * Why an answer that names this as new does not say what was created; `undefined` if it does. What is being released may be gone
 * already, and its id given to something else.
 */
const misnamed = (book: Book, id: string): string | undefined => {
  if (book.strangers.has(id)) return `its answer names ${id}, which was there before the run`;
  return [...book.live].some((one) => one.id === id && one.state === 'held')
    ? `its answer names ${id}, which the run holds already`
    : undefined;
};

const doubt = ({ maybes, record }: Book, { scenario, intent, exchange, reason }: Maybe): void => {
  maybes.add({ scenario, intent, exchange, reason });
  record({ type: 'maybe', intent, reason });
};

/** What is held; what was there before is none of it, even if an answer names it as if it were new. */
const hold = (book: Book, id: string, { scenario, intent, exchange }: Omit<Maybe, 'reason'>, pointer: string): void => {
  const others = [...book.live].filter(({ state }) => state === 'held').map((other) => other.exchange);
  const stranger = book.strangers.get(id);
  book.beside.set(exchange, stranger === true ? [...others, naming(exchange, pointer, id)] : others);
  const reason = misnamed(book, id);
  if (reason !== undefined) doubt(book, { scenario, intent, exchange, reason });
  if (stranger !== undefined) {
    book.record({ type: 'stranger', intent, scenario, id });
    return;
  }
  book.gone.delete(id);
  const response = exchange.response === undefined ? {} : { response: legible(exchange.response) };
  book.live.add({ id, scenario, exchange: { ...exchange, ...response }, state: 'held' });
  book.created++;
  book.record({ type: 'held', intent, scenario, id });
};

type Settle = (exchange: Exchange, sent: boolean) => void;

const passAllocating = (book: Book, scenario: string, request: Outgoing, pointer: string): Settle => {
  const { record, spec } = book;
  const intent = ++book.intents;
  const { as, method, origin, path } = request;
  record({ type: 'intent', intent, scenario, as, method, url: `${origin}${path}` });
  return (exchange, sent) => {
    const id = createdId(exchange.response, pointer);
    const reason = sent ? doubtOf(spec, exchange) : undefined;
    if (id !== undefined) hold(book, id, { scenario, intent, exchange }, pointer);
    else if (reason === undefined) record({ type: 'refused', intent });
    else doubt(book, { scenario, intent, exchange, reason });
  };
};

const passReleasing = (book: Book, request: Outgoing): Settle => {
  const { live, spec, record } = book;
  const named = [...live].filter(({ id }) => mentions(request, id)).map((one) => ({ one, before: one.state }));
  for (const { one } of named) one.state = 'doubtful';
  return (exchange, sent) => {
    // Another request may have released it meanwhile.
    for (const { one, before } of named.filter((still) => live.has(still.one)))
      if (saysReleased(spec, exchange) || (before === 'doubtful' && saysAbsent(spec, exchange))) {
        one.state = 'released';
        live.delete(one);
        book.released++;
        book.gone.set(one.id, one.scenario);
        record({ type: 'released', id: one.id });
      } else if (!sent || saysRefused(spec, exchange)) one.state = before;
  };
};

const releasesOf = ({ operations }: Spec): ReadonlySet<string> =>
  new Set(Object.values(operations).flatMap(({ links }) => links.release?.operation ?? []));

/** An empty ledger; `record` is told of every entry at once. */
export const createLedger = (spec: Spec, record: (entry: LedgerEntry) => void = NOTHING): Ledger => {
  const counts = { intents: 0, created: 0, released: 0 };
  const sets = { live: new Set<Mutable>(), maybes: new Set<Maybe>(), strangers: new Map<string, boolean>() };
  const book: Book = { spec, record, ...sets, beside: new WeakMap(), gone: new Map(), leaks: new Set(), ...counts };
  const { live, maybes, beside, gone, leaks, strangers } = book;
  const releases = releasesOf(spec);
  return {
    pass: (scenario, request) => {
      if (releases.has(request.operation)) return passReleasing(book, request);
      const pointer = idPointerOf(spec, request);
      return pointer === undefined ? NOTHING : passAllocating(book, scenario, request, pointer);
    },
    spare: (ids, theirs) => {
      for (const id of ids) strangers.set(id, theirs);
    },
    forbids: (request) => {
      if (!releases.has(request.operation)) return undefined;
      const id = [...strangers.keys()].find((one) => mentions(request, one));
      return id === undefined ? undefined : `${id} was there before the run, and is not the run's to release`;
    },
    claim: (id, scenario, exchange) => {
      const { operations, subject } = spec;
      const pointer = (operations[exchange.operation]?.allocates ?? operations[subject]?.allocates)?.id ?? '';
      hold(book, id, { scenario, intent: FOUND, exchange: naming(exchange, pointer, id) }, pointer);
    },
    clear: (maybe) => {
      maybes.delete(maybe);
      record({ type: 'refused', intent: maybe.intent });
    },
    leak: (held, reason) => {
      for (const one of live) if (one === held) live.delete(one);
      leaks.add(held.id);
      record({ type: 'leaked', id: held.id, reason });
    },
    heldBy: (scenario) => [...live].filter((one) => one.scenario === scenario),
    maybesOf: (scenario) => [...maybes].filter((one) => one.scenario === scenario),
    besideOf: (exchange) => beside.get(exchange) ?? [],
    holds: (id) => leaks.has(id) || [...live].some((one) => one.id === id),
    releasedOf: (id) => gone.get(id),
    lost: () => leaks.size + maybes.size,
    counts: () => ({ created: book.created, released: book.released }),
  };
};
