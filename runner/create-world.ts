import { doubtIn, type LedgerEntry, type Maybe } from './book.ts';
import type { Clock } from './clock.ts';
import { createCourier } from './courier.ts';
import { createLedger } from './ledger.ts';
import { createLimiter } from './limiter.ts';
import { createReach } from './reach.ts';
import { createReleaser } from './release.ts';
import { createRequestBuilder } from './request.ts';
import type { Sender } from './send.ts';
import { createSighting } from './sighting.ts';
import type { Signals } from './stages.ts';
import { createStates } from './states.ts';
import type { Spec } from './types/spec.ts';
import type { Target } from './types/target.ts';
import type { World } from './world.ts';

const SPARED = 'an answer named it as new, and it was there before the run';

/** What a log needs to know of the door, so that one that breaks off still says what is held. */
const tell = (entry: LedgerEntry, emit: World['emit']): void => {
  if (entry.type === 'held') emit({ type: 'held', scenario: entry.scenario, resource: entry.id });
  if (entry.type === 'released') emit({ type: 'released', resource: entry.id });
  if (entry.type === 'stranger')
    emit({ type: 'leaked', scenario: entry.scenario, resource: entry.id, reason: SPARED, fate: 'theirs' });
};

/** Tells what requests may have created, and that it is explained when it is. */
const createDoubts = (emit: World['emit']) => {
  const told = new Map<number, { readonly scenario: string; readonly reason: string }>();
  return {
    tell: (maybe: Maybe): void => {
      const doubt = { scenario: maybe.scenario, reason: doubtIn(maybe) };
      told.set(maybe.intent, doubt);
      emit({ type: 'doubted', ...doubt });
    },
    explain: (entry: LedgerEntry): void => {
      const doubt = entry.type === 'refused' ? told.get(entry.intent) : undefined;
      if (doubt !== undefined) emit({ type: 'explained', ...doubt });
    },
  };
};

export type WorldOptions = {
  readonly sender: Sender;
  readonly clock: Clock;
  /** Told of everything at the door of allocating requests, at once and in order: an intent before its request is sent. */
  readonly record?: (entry: LedgerEntry) => void;
};

/** Puts together what requests to one target have to pass, and what gives back what they create. */
export const createWorld = (
  spec: Spec,
  target: Target,
  { clock, record, ...options }: WorldOptions,
  signals: Signals,
  emit: World['emit'],
): World => {
  const doubts = createDoubts(emit);
  const ledger = createLedger(spec, (entry) => {
    record?.(entry);
    tell(entry, emit);
    doubts.explain(entry);
  });
  const waited = (ms: number, reason: string): void => emit({ type: 'waited', ms, reason });
  const limiter = createLimiter(clock, target.limits.rateWaitMs, waited);
  const reach = createReach();
  const { sighting, sender } = createSighting(options.sender);
  const courier = createCourier({ spec, sender, ledger, limiter, reach, ...signals });
  const build = createRequestBuilder(spec, target);
  const leaked = (scenario: string, resource: string, reason: string): void =>
    emit({ type: 'leaked', scenario, resource, reason });
  const { renew } = limiter;
  const doubted = doubts.tell;
  const releaser = createReleaser({ spec, target, build, courier, ledger, clock, ...signals, renew, leaked, doubted });
  const states = createStates({ spec, target, sender, clock, ...signals, waited });
  const { stopping, leaving } = signals;
  return { spec, target, clock, build, courier, ledger, releaser, reach, states, sighting, emit, stopping, leaving };
};
