import { type Answered, isRateLimited } from './checks/match.ts';
import type { Ledger } from './ledger.ts';
import type { Limiter } from './limiter.ts';
import type { Outgoing } from './outgoing.ts';
import type { Reach } from './reach.ts';
import type { Sender } from './send.ts';
import { INTERRUPTED, type Signals } from './stages.ts';
import type { Exchange } from './types/exchange.ts';
import type { Overlap } from './types/run-event.ts';
import type { Spec } from './types/spec.ts';

/** On whose behalf a request is sent. */
export type Errand = {
  readonly scenario: string;
  /** A 429 is waited out, and the request sent again. */
  readonly polite: boolean;
  /** Sent even after the run was stopped or the target given up: it cleans up. */
  readonly cleaning?: boolean;
  /** Told of every exchange, those that are repeated included. */
  readonly keep: (exchange: Exchange) => void;
};

/** An exchange, or why the request was not sent. */
export type Delivery = { readonly exchange: Exchange } | { readonly halted: string };

/** What became of requests that were sent at one moment; without `overlap` they were not. */
type Together = { readonly deliveries: readonly Delivery[]; readonly overlap?: Overlap };

/** Sends requests past the door, the limiter and whatever stops a run. */
export type Courier = {
  readonly deliver: (request: Outgoing, errand: Errand) => Promise<Delivery>;
  /**
   * Sends requests to one origin at one moment, over connections that are already open; each has its delivery at its own index.
   * Those that the rate limit refuses are sent together again.
   */
  readonly deliverTogether: (requests: readonly Outgoing[], errand: Errand) => Promise<Together>;
};

export type Parts = Signals & {
  readonly spec: Spec;
  readonly sender: Sender;
  readonly ledger: Ledger;
  readonly limiter: Limiter;
  readonly reach: Reach;
};

/** Counts requests that are under way. */
const gauge = () => {
  let now = 0;
  let most = 0;
  return {
    begin: () => {
      now++;
      most = Math.max(most, now);
    },
    end: () => {
      now--;
    },
    most: () => most,
  };
};

const overlapOf = (exchanges: readonly Exchange[], inFlight: number): Overlap => {
  const times = exchanges.map(({ sentAt }) => sentAt);
  return { requests: exchanges.length, inFlight, spreadMs: Math.max(...times) - Math.min(...times) };
};

const haltedBy = (
  { stopping, leaving, reach, limiter, ledger }: Parts,
  { cleaning }: Errand,
  requests: readonly Outgoing[],
): string | undefined => {
  for (const request of requests) {
    const forbidden = ledger.forbids(request);
    if (forbidden !== undefined) return forbidden;
  }
  if (cleaning === true) return leaving.aborted ? 'the time for cleaning up is over' : undefined;
  return stopping.aborted ? INTERRUPTED : (reach.lost() ?? limiter.givenUp());
};

const once = async (parts: Parts, request: Outgoing, errand: Errand, onSent = () => {}): Promise<Exchange> => {
  const settle = parts.ledger.pass(errand.scenario, request);
  let sent = false;
  const exchange = await parts.sender.send(request, {
    signal: errand.cleaning === true ? parts.leaving : parts.ending,
    onSent: () => {
      sent = true;
      onSent();
    },
  });
  settle(exchange, sent);
  return exchange;
};

/** Aborted when the rate limit is not waited for any more. */
const patienceOf = ({ hurrying, stopping }: Parts, { cleaning }: Errand): AbortSignal =>
  cleaning === true ? hurrying : stopping;

const attempt = async (parts: Parts, request: Outgoing, errand: Errand): Promise<Delivery> => {
  const patience = parts.limiter.gate(patienceOf(parts, errand));
  if (patience !== undefined) await patience;
  const reason = haltedBy(parts, errand, [request]);
  if (reason !== undefined) return { halted: reason };
  const exchange = await once(parts, request, errand);
  parts.reach.note([exchange]);
  errand.keep(exchange);
  return { exchange };
};

const deliver = async (parts: Parts, request: Outgoing, errand: Errand): Promise<Delivery> => {
  const { spec, limiter, hurrying } = parts;
  let delivery = await attempt(parts, request, errand);
  let refusedAt: number | undefined;
  while (errand.polite && 'exchange' in delivery && isRateLimited(delivery.exchange, spec)) {
    if (hurrying.aborted) return delivery;
    const { response, answeredAt } = delivery.exchange;
    refusedAt ??= answeredAt;
    const again = await limiter.waitOut(response, refusedAt, patienceOf(parts, errand), errand.cleaning);
    if (!again) return { halted: limiter.givenUp() ?? '' };
    delivery = await attempt(parts, request, errand);
  }
  return delivery;
};

const allAtOnce = async (parts: Parts, requests: readonly Outgoing[], errand: Errand) => {
  await parts.sender.warm(requests[0]?.origin ?? '', requests.length);
  const { begin, end, most } = gauge();
  const send = async (request: Outgoing): Promise<Exchange> => {
    let begun = false;
    const exchange = await once(parts, request, errand, () => {
      begun = true;
      begin();
    });
    if (begun) end();
    return exchange;
  };
  const exchanges = await Promise.all(requests.map(send));
  parts.reach.note(exchanges);
  for (const exchange of exchanges) errand.keep(exchange);
  return { exchanges, overlap: overlapOf(exchanges, most()) };
};

/** The overlap of the greatest number, of requests that were sent in several goes. */
const greater = (one: Overlap | undefined, other: Overlap): Overlap =>
  one === undefined || other.inFlight > one.inFlight ? other : one;

const deliverTogether = async (parts: Parts, requests: readonly Outgoing[], errand: Errand): Promise<Together> => {
  const { spec, limiter, stopping } = parts;
  const done = new Map<number, Delivery>();
  let open = [...requests.keys()];
  let overlap: Overlap | undefined;
  let refusedAt: number | undefined;
  const end = (halted: string): Together => ({
    deliveries: requests.map((_, index) => done.get(index) ?? { halted }),
    ...(overlap === undefined ? {} : { overlap: { ...overlap, requests: requests.length } }),
  });
  for (;;) {
    await limiter.gate(stopping);
    const reason = haltedBy(parts, errand, requests);
    if (reason !== undefined) return end(reason);
    const sent = open.flatMap((index) => requests[index] ?? []);
    const { exchanges, overlap: now } = await allAtOnce(parts, sent, errand);
    overlap = greater(overlap, now);
    const refusals = errand.polite ? exchanges.filter((one): one is Answered => isRateLimited(one, spec)) : [];
    const [refused] = refusals;
    const settled = exchanges.map((exchange) => !refusals.some((refusal) => refusal === exchange));
    for (const [at, index] of open.entries())
      if (settled[at] === true && exchanges[at] !== undefined) done.set(index, { exchange: exchanges[at] });
    open = open.filter((_, at) => settled[at] !== true);
    if (refused === undefined) return end('');
    refusedAt ??= refused.answeredAt;
    if (!(await limiter.waitOut(refused.response, refusedAt, stopping))) return end(limiter.givenUp() ?? '');
  }
};

export const createCourier = (parts: Parts): Courier => ({
  deliver: (request, errand) => deliver(parts, request, errand),
  deliverTogether: (requests, errand) => deliverTogether(parts, requests, errand),
});
