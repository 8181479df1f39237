import type { Exchange } from './exchange.ts';
import type { Outcome } from './finding.ts';
import type { Scenario } from './scenario.ts';
import type { Requirement, RequirementId } from './spec.ts';
import type { TlsUse } from './target.ts';

/** How far requests sent together really overlapped. */
export type Overlap = { readonly requests: number; readonly inFlight: number; readonly spreadMs: number };

/** A scenario as a report needs it. */
export type PlannedScenario = Pick<Scenario, 'id' | 'suite' | 'title' | 'requirements' | 'tags' | 'level' | 'place'> & {
  /** Why it will not run, each thing that it needs by itself; absent if it will. */
  readonly skip?: readonly string[];
};

/** A resource that the run created, or may have created, and that was not given back as it should be. */
export type Leak = {
  /** The scenario that created it; empty if nobody knows which. */
  readonly scenario: string;
  readonly resource: string;
  readonly reason: string;
  /**
   * `found`: no answer had named it, it was listed when the run ended and given back then. `theirs`: an answer named it as new, but it
   * was there before the run, and was left alone. Absent: it may still exist.
   */
  readonly fate?: 'found' | 'theirs';
};

/** What a run judged, and by what: as every report of it says. */
export type Setting = {
  readonly tool: { readonly name: string; readonly version: string };
  readonly target: string;
  /** The target is the reference server that this program brings, for nobody named another; absent: somebody did. */
  readonly embedded?: boolean;
  readonly profile: string;
  /** The OpenAPI file that described the endpoint, as the user named it; absent: the one that this program brings. */
  readonly spec?: string;
  /** Files that changed the description, as the user named them, in the order in which they did; absent if there are none. */
  readonly overlays?: readonly string[];
  readonly seed: string;
  /** Absent if there is nothing to say of it. */
  readonly tls?: TlsUse;
};

/** Everything a report is made of. `at` is milliseconds since the epoch on the run's clock. */
export type RunEvent = { readonly at: number } & (
  | (Setting & {
      readonly type: 'run-started';
      /** A skipped scenario leaves the run undetermined; absent: it does not. */
      readonly requireAll?: boolean;
      readonly requirements: readonly Requirement[];
      readonly scenarios: readonly PlannedScenario[];
      /** Every (status, code) the operation under test documents. */
      readonly documented: readonly { readonly status: number; readonly code: string | null }[];
    })
  | { readonly type: 'scenario-started'; readonly scenario: string }
  | {
      readonly type: 'exchange';
      readonly scenario: string;
      readonly step: string;
      readonly exchange: Exchange;
      /** Error code of the answer, `null` for success, absent if neither; only for the operation under test. */
      readonly code?: string | null;
    }
  | {
      readonly type: 'scenario-finished';
      readonly scenario: string;
      readonly outcome: Outcome;
      readonly overlap?: Overlap;
      /** Universal rules and relations that its answers were really judged by. */
      readonly judged?: readonly RequirementId[];
    }
  | { readonly type: 'waited'; readonly ms: number; readonly reason: string }
  /** The run created a resource, and will give it back. */
  | { readonly type: 'held'; readonly scenario: string; readonly resource: string }
  | { readonly type: 'released'; readonly resource: string }
  /**
   * A request of a scenario may have created something that no answer named: unless the run finds out, and tells so by `explained`,
   * `leaked` tells it in the end.
   */
  | { readonly type: 'doubted'; readonly scenario: string; readonly reason: string }
  | { readonly type: 'explained'; readonly scenario: string; readonly reason: string }
  | ({ readonly type: 'leaked' } & Leak)
  | {
      readonly type: 'run-finished';
      readonly interrupted: boolean;
      readonly created: number;
      readonly released: number;
    }
);
