import type { Book, Held, LedgerEntry, Maybe } from './book.ts';
import { hold, passAllocating, passReleasing, settleReleased } from './book.ts';
import { creatorOf } from './operations.ts';
import { idPointerOf, mentions, naming } from './outcomes.ts';
import type { Outgoing } from './outgoing.ts';
import { isStray } from './stray.ts';
import type { Exchange } from './types/exchange.ts';
import type { Spec } from './types/spec.ts';

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
  /** Takes note that a resource is gone, as its release may have had it. */
  readonly gone: (held: Held) => void;
  /** Takes note that a request created nothing that is not known. */
  readonly clear: (maybe: Maybe) => void;
  /** Takes note that a resource could not be given back yet. */
  readonly stick: (held: Held) => void;
  readonly leak: (held: Held, reason: string) => void;
  /** All that is held. */
  readonly held: () => readonly Held[];
  /** What a scenario still holds, or may hold. */
  readonly heldBy: (scenario: string) => readonly Held[];
  readonly maybesOf: (scenario: string) => readonly Maybe[];
  /** Requests that may yet create something, of whatever scenario. */
  readonly strays: () => readonly Maybe[];
  /** All requests that may have created something. */
  readonly maybes: () => readonly Maybe[];
  /** Exchanges that created what was held when this one created something. */
  readonly besideOf: (exchange: Exchange) => readonly Exchange[];
  /** Is this resource held, or known to be left behind? */
  readonly holds: (id: string) => boolean;
  /** The scenario that created a resource which was released since. */
  readonly releasedOf: (id: string) => string | undefined;
  /** Was anything sent that may have created a resource? */
  readonly tried: () => boolean;
  /** Resources that could not be given back, and requests that may have created one: they take up the budget. */
  readonly lost: () => number;
  readonly counts: () => { readonly created: number; readonly released: number };
};

/** Instead of the number of an intent: the resource was found in a list. */
const FOUND = 0;

const NOTHING = (): void => {};

const releasesOf = ({ operations }: Spec): ReadonlySet<string> =>
  new Set(Object.values(operations).flatMap(({ links }) => links.release?.operation ?? []));

/** An empty ledger; `record` is told of every entry at once. */
export const createLedger = (spec: Spec, record: (entry: LedgerEntry) => void = NOTHING): Ledger => {
  const book: Book = {
    spec,
    record,
    live: new Set(),
    maybes: new Set(),
    strangers: new Map(),
    beside: new WeakMap(),
    gone: new Map(),
    leaks: new Set(),
    stuck: new Set(),
    tried: false,
    intents: 0,
    created: 0,
    released: 0,
  };
  const { live, maybes, beside, gone, leaks, strangers, stuck } = book;
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
      const id = [...strangers.keys()].find((one) => mentions(spec, request, one));
      return id === undefined ? undefined : `${id} was there before the run, and is not the run's to release`;
    },
    claim: (id, scenario, exchange) => {
      const pointer = creatorOf(exchange, spec)?.allocates?.id ?? '';
      hold(book, id, { scenario, intent: FOUND, exchange: naming(exchange, pointer, id) }, pointer);
    },
    gone: (held) => {
      for (const one of live) if (one === held) settleReleased(book, one);
    },
    clear: (maybe) => {
      maybes.delete(maybe);
      record({ type: 'refused', intent: maybe.intent });
    },
    stick: (held) => {
      if (held.state !== 'released') stuck.add(held);
    },
    leak: (held, reason) => {
      stuck.delete(held);
      live.delete(held);
      leaks.add(held.id);
      record({ type: 'leaked', id: held.id, reason });
    },
    held: () => [...live],
    heldBy: (scenario) => [...live].filter((one) => one.scenario === scenario),
    maybesOf: (scenario) => [...maybes].filter((one) => one.scenario === scenario),
    strays: () => [...maybes].filter(({ exchange }) => isStray(exchange)),
    maybes: () => [...maybes],
    besideOf: (exchange) => beside.get(exchange) ?? [],
    holds: (id) => leaks.has(id) || [...live].some((one) => one.id === id),
    releasedOf: (id) => gone.get(id),
    tried: () => book.tried,
    lost: () => leaks.size + stuck.size + maybes.size,
    counts: () => ({ created: book.created, released: book.released }),
  };
};
