import type { Clock } from './clock.ts';
import type { Courier } from './courier.ts';
import type { Held, Ledger, Maybe } from './ledger.ts';
import { follow } from './links.ts';
import type { RequestBuilder } from './request.ts';
import type { Exchange, Spec, Target } from './types.ts';

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

/** The role that may do what every other may not. */
const FALLBACK = 'valid';

/** Pauses between attempts to release one resource, in milliseconds. */
const PAUSES = [250, 1000];

const answerOf = ({ request, response, failure }: Exchange): string =>
  `${request.method} ${request.url} ${failure === undefined ? `was answered with ${response?.status}` : `got no answer: ${failure.message}`}`;

const NO_REFERENCES = (): undefined => undefined;

type Keep = (exchange: Exchange) => void;
type Manner = { readonly polite: boolean; readonly keep: Keep };

/** Asks for the release with the token of one role; gives what came of it, in words. */
const attempt = async (parts: Parts, held: Held, as: string, { polite, keep }: Manner): Promise<string> => {
  const { operations, subject } = parts.spec;
  const link = operations[held.exchange.operation]?.links.release ?? operations[subject]?.links.release;
  const template = link && follow(link, held.exchange, as);
  if (template === undefined) return 'the spec does not say how to release it';
  const errand = { scenario: held.scenario, polite, cleaning: true, keep };
  const delivery = await parts.courier.deliver(parts.build(template, NO_REFERENCES), errand);
  return 'halted' in delivery ? delivery.halted : answerOf(delivery.exchange);
};

const doubtIn = ({ exchange: { request }, reason }: Maybe): string =>
  `${request.method} ${request.url} may have created it: ${reason}`;

const isHeld = ({ state }: Held): boolean => state !== 'released';

/** Tries the token that created first; gives why the last attempt failed. */
const tryOne = async (parts: Parts, held: Held, manner: Manner): Promise<string> => {
  const roles = [...new Set([held.exchange.as, FALLBACK])].filter((role) => parts.target.tokens[role] !== undefined);
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
