import type { Exchange } from './exchange.ts';
import type { Outcome } from './finding.ts';
import type { Leak, Overlap, PlannedScenario, Setting } from './run-event.ts';
import type { Requirement } from './spec.ts';

/** A scenario, what became of it, and the exchanges that show it. */
export type ScenarioResult = PlannedScenario & {
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly exchanges: readonly { readonly step: string; readonly exchange: Exchange }[];
  readonly overlap?: Overlap;
};

/** A requirement, and what the run says of it. */
export type RequirementResult = Requirement & {
  /** `proved`: a scenario naming it passed and none broke it. `uncovered`: no scenario that names it came to a verdict. */
  readonly status: 'proved' | 'broken' | 'uncovered';
  readonly scenarios: readonly string[];
};

/** What a run came to: all that a reporter needs. */
export type Report = Setting & {
  readonly startedAt: number;
  readonly durationMs: number;
  readonly scenarios: readonly ScenarioResult[];
  readonly requirements: readonly RequirementResult[];
  /** How often each documented answer was produced; answers outside the documentation follow the documented ones. */
  readonly answers: readonly {
    readonly status: number;
    readonly code: string | null;
    readonly documented: boolean;
    readonly count: number;
  }[];
  readonly leaks: readonly Leak[];
  readonly waits: readonly { readonly ms: number; readonly reason: string }[];
  readonly created: number;
  readonly released: number;
  /** Why the log ended early: `incomplete` has no last event, `interrupted` was stopped by a signal. */
  readonly ending: 'complete' | 'interrupted' | 'incomplete';
  readonly counts: {
    readonly passed: number;
    readonly failed: number;
    readonly errored: number;
    readonly skipped: number;
  };
  /** Why the target's description may be wrong rather than the target. */
  readonly hint?: string;
  /** `conformant` needs at least one pass, no failure, no error, no leak, and no skip where all were required. */
  readonly verdict: 'conformant' | 'broken' | 'undetermined';
};
