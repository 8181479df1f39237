import { answeredOf, succeeded } from './checks/match.ts';
import { isAnother } from './checks/relations.ts';
import type { Clock } from './clock.ts';
import type { Courier } from './courier.ts';
import { own } from './json.ts';
import type { Held, Ledger, Maybe } from './ledger.ts';
import { follow } from './links.ts';
import type { RequestBuilder } from './request.ts';
import { type Exchange, type Operation, type Spec, type Target, TRUSTED } from './types.ts';

/** Gives back what scenarios created. */
export type Releaser = {
  /** Tries each resource of a scenario once, without patience; what could not be given back stays held. */
  readonly tryAll: (scenario: string, keep: (exchange: Exchange) => void) => Promise<void>;
  /** Gives back what is left, with patience; what cannot be given back, and what may be left without a name, is reported. */
  readonly finish: (scenario: string, keep: (exchange: Exchange) => void) => Promise<void>;
};

export type Parts = {
  readonly spec: Spec;
  readonly target: Target;
  readonly build: RequestBuilder;
  readonly courier: Courier;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Aborted when cleaning up has to end. */
  readonly leaving: AbortSignal;
  readonly leaked: (scenario: string, resource: string, reason: string) => void;
};

/** Pauses between attempts to release one resource, in milliseconds. */
const PAUSES = [250, 1000];

const answerOf = ({ request, response, failure }: Exchange): string =>
  `${request.method} ${request.url} ${failure === undefined ? `was answered with ${response?.status}` : `got no answer: ${failure.message}`}`;

const isHeld = ({ state }: Held): boolean => state !== 'released';

const NO_REFERENCES = (): undefined => undefined;

type Keep = (exchange: Exchange) => void;
type Manner = { readonly polite: boolean; readonly keep: Keep };

/** The operation that created a resource; what is off every route is read as the operation under test. */
const creatorOf = ({ operations, subject }: Spec, { exchange }: Held): Operation | undefined =>
  operations[exchange.operation]?.links.release === undefined ? operations[subject] : operations[exchange.operation];

/** Follows a link of the exchange that created a resource, with the token of one role; `undefined` if there is none. */
const ask = async (parts: Parts, held: Held, link: string, as: string, { polite, keep }: Manner) => {
  const known = creatorOf(parts.spec, held)?.links[link];
  const template = known && follow(known, held.exchange, as);
  if (template === undefined) return undefined;
  const errand = { scenario: held.scenario, polite, cleaning: true, keep };
  return parts.courier.deliver(parts.build(template, NO_REFERENCES), errand);
};

/**
 * Where others create too, a release that may have been done is not repeated before it was looked what has that id now: it may have
 * been given to somebody else since.
 */
const look = async (parts: Parts, held: Held, as: string, manner: Manner): Promise<void> => {
  const { spec, ledger } = parts;
  const { exchange } = held;
  const delivery = await ask(parts, held, 'get', as, manner);
  if (delivery === undefined || 'halted' in delivery) return;
  const [shown] = answeredOf([delivery.exchange]);
  const creator = creatorOf(spec, held);
  if (shown === undefined || creator === undefined) return;
  if (succeeded(shown, spec) && isAnother(exchange, shown, creator)) ledger.gone(held);
};

/** Asks for the release with the token of one role; gives what came of it, in words. */
const attempt = async (parts: Parts, held: Held, as: string, manner: Manner): Promise<string> => {
  if (held.state === 'doubtful' && !parts.target.dedicated) await look(parts, held, as, manner);
  if (!isHeld(held)) return '';
  const delivery = await ask(parts, held, 'release', as, manner);
  if (delivery === undefined) return 'the spec does not say how to release it';
  return 'halted' in delivery ? delivery.halted : answerOf(delivery.exchange);
};

const doubtIn = ({ exchange: { request }, reason }: Maybe): string =>
  `${request.method} ${request.url} may have created it: ${reason}`;

/** Tries the token that created first; gives why the last attempt failed. */
const tryOne = async (parts: Parts, held: Held, manner: Manner): Promise<string> => {
  const roles = [...new Set([held.exchange.as, TRUSTED])].filter(
    (role) => own(parts.target.tokens, role) !== undefined,
  );
  let reason = 'no token may release it';
  for (const role of roles) if (isHeld(held)) reason = await attempt(parts, held, role, manner);
  return reason;
};

export const createReleaser = (parts: Parts): Releaser => {
  const { ledger, clock, leaving, leaked } = parts;
  /** A target that refused after all pauses is not waited for again. */
  let patient = true;
  const persist = async (held: Held, keep: Keep): Promise<void> => {
    let reason = await tryOne(parts, held, { polite: true, keep });
    for (const pause of patient ? PAUSES : []) {
      if (!isHeld(held)) return;
      await clock.sleep(pause, leaving);
      reason = await tryOne(parts, held, { polite: true, keep });
    }
    if (!isHeld(held)) return;
    patient = false;
    ledger.leak(held, reason);
    leaked(held.scenario, held.id, reason);
  };
  return {
    tryAll: async (scenario, keep) => {
      for (const held of ledger.heldBy(scenario)) await tryOne(parts, held, { polite: false, keep });
    },
    finish: async (scenario, keep) => {
      for (const held of ledger.heldBy(scenario)) await persist(held, keep);
      for (const maybe of ledger.maybesOf(scenario)) leaked(scenario, 'unknown', doubtIn(maybe));
    },
  };
};
