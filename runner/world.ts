import type { Clock } from './clock.ts';
import type { Courier } from './courier.ts';
import type { Ledger } from './ledger.ts';
import type { Reach } from './reach.ts';
import type { Releaser } from './release.ts';
import type { RequestBuilder } from './request.ts';
import type { Sighting } from './sighting.ts';
import type { States } from './states.ts';
import type { RunEvent } from './types/run-event.ts';
import type { Spec } from './types/spec.ts';
import type { Target } from './types/target.ts';

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'at'> : never;

/** An event before it is given its time. */
export type Happening = WithoutTime<RunEvent>;

/** All that scenarios of one run share. */
export type World = {
  readonly spec: Spec;
  readonly target: Target;
  readonly clock: Clock;
  readonly build: RequestBuilder;
  readonly courier: Courier;
  readonly ledger: Ledger;
  readonly releaser: Releaser;
  readonly reach: Reach;
  readonly states: States;
  readonly sighting: Sighting;
  readonly emit: (happening: Happening) => void;
  /** Aborted when nothing new may be begun. */
  readonly stopping: AbortSignal;
  /** Aborted when cleaning up has to end. */
  readonly leaving: AbortSignal;
};
