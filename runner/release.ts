import type { Clock } from './clock.ts';
import type { Courier } from './courier.ts';
import type { Held, Ledger } from './ledger.ts';
import { follow } from './links.ts';
import type { RequestBuilder } from './request.ts';
import type { Exchange, Spec, Target } from './types.ts';

/** Gives back what scenarios created. */
export type Releaser = {
  /** Tries each resource of a scenario once, without patience; what could not be given back stays held. */
  readonly tryAll: (scenario: string, keep: (exchange: Exchange) => void) => Promise<void>;
  /** Gives back what is left, with patience; what cannot be given back is reported. */
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

export const createReleaser = ({ spec, target, build, courier, ledger, clock, leaving, leaked }: Parts): Releaser => {
  /** A target that refused after all pauses is not waited for again. */
  let patient = true;

  const attempt = async (
    held: Held,
    as: string,
    polite: boolean,
    keep: (exchange: Exchange) => void,
  ): Promise<string> => {
    const { operations, subject } = spec;
    const link = operations[held.exchange.operation]?.links.release ?? operations[subject]?.links.release;
    const template = link && follow(link, held.exchange, as);
    if (template === undefined) return 'the spec does not say how to release it';
    const { scenario } = held;
    const delivery = await courier.deliver(build(template, NO_REFERENCES), { scenario, polite, cleaning: true, keep });
    return 'halted' in delivery ? delivery.halted : answerOf(delivery.exchange);
  };

  const rolesFor = ({ exchange }: Held): readonly string[] =>
    [...new Set([exchange.as, FALLBACK])].filter((role) => target.tokens[role] !== undefined);

  const isLive = (held: Held): boolean => held.state === 'held' || held.state === 'doubtful';

  const tryEach = async (held: Held, polite: boolean, keep: (exchange: Exchange) => void): Promise<string> => {
    let reason = 'no token may release it';
    for (const role of rolesFor(held)) if (isLive(held)) reason = await attempt(held, role, polite, keep);
    return reason;
  };

  const persist = async (held: Held, keep: (exchange: Exchange) => void): Promise<void> => {
    let reason = await tryEach(held, true, keep);
    for (const pause of patient ? PAUSES : []) {
      if (!isLive(held)) return;
      await clock.sleep(pause, leaving);
      reason = await tryEach(held, true, keep);
    }
    if (!isLive(held)) return;
    patient = false;
    ledger.leak(held, reason);
    leaked(held.scenario, held.id, reason);
  };

  return {
    tryAll: async (scenario, keep) => {
      for (const held of ledger.heldBy(scenario)) await tryEach(held, false, keep);
    },
    finish: async (scenario, keep) => {
      for (const held of ledger.heldBy(scenario)) await persist(held, keep);
    },
  };
};
