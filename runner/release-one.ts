import { asker } from './ask.ts';
import type { Held } from './book.ts';
import { answeredOf, succeeded } from './checks/match.ts';
import { isAnother } from './checks/relations.ts';
import type { Clock } from './clock.ts';
import type { Courier } from './courier.ts';
import { own } from './json.ts';
import type { Ledger } from './ledger.ts';
import { follow } from './links.ts';
import { creatorOf } from './operations.ts';
import { passing, retryAfter } from './passing.ts';
import type { RequestBuilder } from './request.ts';
import type { Exchange } from './types/exchange.ts';
import type { Spec } from './types/spec.ts';
import { type Target, TRUSTED } from './types/target.ts';

/** What it takes to ask for a release. */
export type Parts = {
  readonly spec: Spec;
  readonly target: Target;
  readonly build: RequestBuilder;
  readonly courier: Courier;
  readonly ledger: Ledger;
  readonly clock: Clock;
};

/** Why a resource was not released, in words, whether that may pass by itself, and how many milliseconds the target asks to wait. */
export type Refusal = { readonly reason: string; readonly passing: boolean; readonly waitMs: number };

export type Keep = (exchange: Exchange) => void;

/** `late`: the resource was created so long ago that its id may be somebody else's by now, whatever became of its release. */
export type Manner = { readonly polite: boolean; readonly keep: Keep; readonly late?: boolean };

export const isHeld = ({ state }: Held): boolean => state !== 'released';

const answerOf = ({ request, response, failure }: Exchange): string =>
  `${request.method} ${request.url} ${failure === undefined ? `was answered with ${response?.status}` : `got no answer: ${failure.message}`}`;

/** Follows a link of the exchange that created a resource, with the token of one role; `undefined` if there is none. */
const ask = async (parts: Parts, held: Held, link: string, as: string, { polite, keep }: Manner) => {
  const known = creatorOf(held.exchange, parts.spec)?.links[link];
  const template = known && follow(known, held.exchange, as);
  if (template === undefined) return undefined;
  const errand = { scenario: held.scenario, polite, cleaning: true, keep };
  return asker(parts, errand)(template);
};

const lasting = (reason: string): Refusal => ({ reason, passing: false, waitMs: 0 });

const halted = (reason: string): Refusal => ({ reason, passing: true, waitMs: 0 });

const refusalOf = (exchange: Exchange, now: number): Refusal => {
  const waitMs = exchange.response === undefined ? undefined : retryAfter(exchange.response, now);
  return { reason: answerOf(exchange), passing: passing(exchange), waitMs: waitMs ?? 0 };
};

/**
 * Where others create too, a release that may have been done, or was tried long ago, is not repeated before it was looked what has that
 * id now: it may have been given to somebody else since. Gives why that could not be seen.
 */
const look = async (parts: Parts, held: Held, as: string, manner: Manner): Promise<Refusal | undefined> => {
  const { spec, ledger, clock } = parts;
  const delivery = await ask(parts, held, 'get', as, manner);
  if (delivery === undefined) return undefined;
  if ('halted' in delivery) return halted(delivery.halted);
  if (passing(delivery.exchange)) return refusalOf(delivery.exchange, clock.now());
  const [shown] = answeredOf([delivery.exchange]);
  const creator = creatorOf(held.exchange, spec);
  if (shown !== undefined && creator !== undefined && succeeded(shown, spec))
    if (isAnother(held.exchange, shown, creator)) ledger.gone(held);
  return undefined;
};

/** Asks for the release with the token of one role; gives what came of it. */
const attempt = async (parts: Parts, held: Held, as: string, manner: Manner): Promise<Refusal> => {
  const unsure = !parts.target.dedicated && (held.state === 'doubtful' || manner.late === true);
  const unseen = unsure ? await look(parts, held, as, manner) : undefined;
  if (unseen !== undefined) return unseen;
  if (!isHeld(held)) return lasting('');
  const delivery = await ask(parts, held, 'release', as, manner);
  if (delivery === undefined) return lasting('the spec does not say how to release it');
  return 'halted' in delivery ? halted(delivery.halted) : refusalOf(delivery.exchange, parts.clock.now());
};

/** Tries to release a resource, with the token that created it first; gives why the last attempt failed, if it did. */
export const release = async (parts: Parts, held: Held, manner: Manner): Promise<Refusal> => {
  const has = (role: string): boolean => own(parts.target.tokens, role) !== undefined;
  // What was created without a token, at a target that has none to give it back with, is given back in the same way.
  const roles = has(TRUSTED) ? [...new Set([held.exchange.as, TRUSTED])].filter(has) : [held.exchange.as];
  let last = lasting('');
  for (const role of roles) {
    if (!isHeld(held)) break;
    const refusal = await attempt(parts, held, role, manner);
    const waitMs = Math.max(last.waitMs, refusal.waitMs);
    last = { reason: refusal.reason, passing: last.passing || refusal.passing, waitMs };
  }
  return last;
};
