import { createdId, doubtOf, idPointerOf, mentions, naming, saysGone, saysRefused } from './outcomes.ts';
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
  | { readonly type: 'held'; readonly intent: number; readonly id: string }
  | { readonly type: 'refused'; readonly intent: number }
  | { readonly type: 'maybe'; readonly intent: number; readonly reason: string }
  | { readonly type: 'released'; readonly id: string }
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
  intents: number;
  created: number;
  released: number;
};

const hold = (book: Book, id: string, scenario: string, intent: number, exchange: Exchange): void => {
  const others = [...book.live].filter(({ state }) => state === 'held');
  book.beside.set(
    exchange,
    others.map((other) => other.exchange),
  );
  const response = exchange.response === undefined ? {} : { response: legible(exchange.response) };
  book.live.add({ id, scenario, exchange: { ...exchange, ...response }, state: 'held' });
  book.created++;
  book.record({ type: 'held', intent, id });
};

type Settle = (exchange: Exchange, sent: boolean) => void;

const passAllocating = (book: Book, scenario: string, request: Outgoing, pointer: string): Settle => {
  const { record, spec, maybes } = book;
  const intent = ++book.intents;
  const { as, method, origin, path } = request;
  record({ type: 'intent', intent, scenario, as, method, url: `${origin}${path}` });
  return (exchange, sent) => {
    const id = createdId(exchange.response, pointer);
    const reason = sent ? doubtOf(spec, exchange) : undefined;
    if (id !== undefined) hold(book, id, scenario, intent, exchange);
    else if (reason === undefined) record({ type: 'refused', intent });
    else {
      maybes.add({ scenario, intent, exchange, reason });
      record({ type: 'maybe', intent, reason });
    }
  };
};

const passReleasing = (book: Book, request: Outgoing): Settle => {
  const { live, spec, record } = book;
  const named = [...live].filter(({ id }) => mentions(request, id));
  for (const one of named) one.state = 'doubtful';
  return (exchange, sent) => {
    // Another request may have released it meanwhile.
    for (const one of named.filter((still) => live.has(still)))
      if (saysGone(spec, exchange)) {
        one.state = 'released';
        live.delete(one);
        book.released++;
        record({ type: 'released', id: one.id });
      } else if (!sent || saysRefused(spec, exchange)) one.state = 'held';
  };
};

const releasesOf = ({ operations }: Spec): ReadonlySet<string> =>
  new Set(Object.values(operations).flatMap(({ links }) => links.release?.operation ?? []));

/** An empty ledger; `record` is told of every entry at once. */
export const createLedger = (spec: Spec, record: (entry: LedgerEntry) => void = NOTHING): Ledger => {
  const counts = { intents: 0, created: 0, released: 0 };
  const book: Book = { spec, record, live: new Set(), maybes: new Set(), beside: new WeakMap(), ...counts };
  const { live, maybes, beside } = book;
  const releases = releasesOf(spec);
  return {
    pass: (scenario, request) => {
      if (releases.has(request.operation)) return passReleasing(book, request);
      const pointer = idPointerOf(spec, request);
      return pointer === undefined ? NOTHING : passAllocating(book, scenario, request, pointer);
    },
    claim: (id, scenario, exchange) => {
      const { operations, subject } = spec;
      const pointer = (operations[exchange.operation]?.allocates ?? operations[subject]?.allocates)?.id ?? '';
      hold(book, id, scenario, FOUND, naming(exchange, pointer, id));
    },
    clear: (maybe) => {
      maybes.delete(maybe);
      record({ type: 'refused', intent: maybe.intent });
    },
    leak: (held, reason) => {
      for (const one of live) if (one === held) live.delete(one);
      record({ type: 'leaked', id: held.id, reason });
    },
    heldBy: (scenario) => [...live].filter((one) => one.scenario === scenario),
    maybesOf: (scenario) => [...maybes].filter((one) => one.scenario === scenario),
    besideOf: (exchange) => beside.get(exchange) ?? [],
    counts: () => ({ created: book.created, released: book.released }),
  };
};
