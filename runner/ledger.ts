import { valueAt } from './json.ts';
import { legible } from './partial.ts';
import type { Outgoing } from './send.ts';
import type { Exchange, Json, Received, Spec } from './types.ts';

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
  readonly state: 'held' | 'doubtful' | 'released' | 'leaked';
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

/** Where an answer to this request would name what it created; `undefined` if it cannot create anything. */
const idPointerOf = (spec: Spec, { operation, method }: Outgoing): string | undefined => {
  if (operation !== '') return spec.operations[operation]?.allocates?.id;
  return method === 'GET' || method === 'HEAD' ? undefined : spec.operations[spec.subject]?.allocates?.id;
};

const createdId = (response: Received | undefined, pointer: string): string | undefined => {
  const id = response === undefined ? undefined : valueAt(response.json, pointer);
  return typeof id === 'string' && id !== '' ? id : undefined;
};

/** Why a request may have created something although no answer says so. */
const doubtOf = (spec: Spec, { operation, failure, response }: Exchange): string | undefined => {
  const known = spec.operations[operation];
  if (known === undefined) return undefined;
  if (failure !== undefined || response === undefined) return `no answer: ${failure?.message ?? 'none came'}`;
  const code = spec.codeOf(operation, response);
  if (known.errors.some((error) => error.code === code)) return undefined;
  if (response.status < 300) return `the answer ${response.status} does not say what it created`;
  return response.status < 500 ? undefined : `the answer ${response.status} does not say that nothing was created`;
};

const mentions = ({ path, body }: Outgoing, id: string): boolean =>
  path.split(/[/?&=]/).includes(encodeURIComponent(id)) || (body?.includes(JSON.stringify(id)) ?? false);

/** An exchange as if its answer had named what it created. */
const naming = (exchange: Exchange, pointer: string, id: string): Exchange => {
  const json = pointer
    .split('/')
    .slice(1)
    .reduceRight<Json>((value, name) => ({ [name]: value }), id);
  return { ...exchange, response: { status: 0, headers: [], text: '', ...exchange.response, json } };
};

/** Does an answer to a release say that the resource is gone, by this request or before it? */
const saysGone = (spec: Spec, { operation, response, failure }: Exchange): boolean => {
  if (response === undefined || failure !== undefined) return false;
  const code = spec.codeOf(operation, response);
  if (response.status === 404)
    return spec.operations[operation]?.errors.some((error) => error.status === 404 && error.code === code) ?? false;
  return response.status < 300 && typeof code !== 'string';
};

const saysRefused = (spec: Spec, { operation, response, failure }: Exchange): boolean =>
  response !== undefined && failure === undefined && typeof spec.codeOf(operation, response) === 'string';

export const createLedger = (spec: Spec, record: (entry: LedgerEntry) => void = NOTHING): Ledger => {
  const live = new Set<Mutable>();
  const maybes = new Set<Maybe>();
  const beside = new WeakMap<Exchange, readonly Exchange[]>();
  const releases = new Set(Object.values(spec.operations).flatMap(({ links }) => links.release?.operation ?? []));
  let intents = 0;
  let created = 0;
  let released = 0;

  const hold = (id: string, scenario: string, intent: number, exchange: Exchange): void => {
    const others = [...live].filter(({ state }) => state === 'held');
    beside.set(
      exchange,
      others.map((other) => other.exchange),
    );
    const response = exchange.response === undefined ? {} : { response: legible(exchange.response) };
    live.add({ id, scenario, exchange: { ...exchange, ...response }, state: 'held' });
    created++;
    record({ type: 'held', intent, id });
  };

  const allocating = (scenario: string, request: Outgoing, pointer: string) => {
    const intent = ++intents;
    const { as, method, origin, path } = request;
    record({ type: 'intent', intent, scenario, as, method, url: `${origin}${path}` });
    return (exchange: Exchange, sent: boolean): void => {
      const id = createdId(exchange.response && legible(exchange.response), pointer);
      const reason = sent ? doubtOf(spec, exchange) : undefined;
      if (id !== undefined) hold(id, scenario, intent, exchange);
      else if (reason === undefined) record({ type: 'refused', intent });
      else {
        maybes.add({ scenario, intent, exchange, reason });
        record({ type: 'maybe', intent, reason });
      }
    };
  };

  const releasing = (request: Outgoing) => {
    const named = [...live].filter(({ id }) => mentions(request, id));
    for (const one of named) one.state = 'doubtful';
    return (exchange: Exchange, sent: boolean): void => {
      for (const one of named)
        if (!live.has(one)) {
          // Another request released it meanwhile.
        } else if (saysGone(spec, exchange)) {
          one.state = 'released';
          live.delete(one);
          released++;
          record({ type: 'released', id: one.id });
        } else if (!sent || saysRefused(spec, exchange)) one.state = 'held';
    };
  };

  return {
    pass: (scenario, request) => {
      if (releases.has(request.operation)) return releasing(request);
      const pointer = idPointerOf(spec, request);
      return pointer === undefined ? NOTHING : allocating(scenario, request, pointer);
    },
    claim: (id, scenario, exchange) => {
      const { operations, subject } = spec;
      const pointer = (operations[exchange.operation]?.allocates ?? operations[subject]?.allocates)?.id ?? '';
      hold(id, scenario, FOUND, naming(exchange, pointer, id));
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
    counts: () => ({ created, released }),
  };
};
