import type { RequirementId } from '../runner/types/spec.ts';

/** One fault in one profile, and what the suites made of it. */
export type FaultRow = {
  readonly id: string;
  readonly class: string;
  readonly text: string;
  readonly requirement: RequirementId;
  readonly profile: string;
  /** The verdict that a client can reach: `errored` where it cannot know whose fault it was (a hang, a reset). */
  readonly expected: 'failed' | 'errored';
  /** False for faults that need luck; they have several trials. */
  readonly deterministic: boolean;
  readonly trials: number;
  /** Trials in which at least one scenario showed the fault. */
  readonly detected: number;
  /** Trials in which the requirement that the fault breaks was reported broken (for `errored`: the run was undetermined). */
  readonly attributed: number;
  /** Scenarios that showed it in any trial, sorted by code unit. */
  readonly killers: readonly string[];
  /** Most requests in flight at one time, of the scenarios that send requests together. */
  readonly inFlight?: number;
  /** Caught in every trial (or, if it needs luck, in at least one) and attributed to the broken requirement. */
  readonly killed: boolean;
};

/** One correct server in one profile; accused if any scenario failed or was errored. */
export type VariationRow = {
  readonly id: string;
  readonly text: string;
  readonly profile: string;
  readonly trials: number;
  readonly accusers: readonly { readonly scenario: string; readonly reason: string }[];
  /** It is no variation, but the server without any fault, which stands here only where it is accused. */
  readonly faultless?: true;
};

/** A scenario that was skipped, for the target lacks what it needs: no judgement of any server. */
export type Untried = { readonly scenario: string; readonly profile: string; readonly needs: readonly string[] };

/** What one scenario is worth. */
export type ScenarioRow = {
  readonly id: string;
  readonly profiles: readonly string[];
  /** Requests it sends against the right server, clean-up included. */
  readonly requests: number;
  /** `profile/fault` of every fault it shows, sorted by code unit. */
  readonly kills: readonly string[];
  /** A scenario that shows all that this one shows, and more or with fewer requests. */
  readonly coveredBy?: string;
};

/** Fault × scenario: what `prove` found. */
export type Matrix = {
  readonly tool: { readonly name: string; readonly version: string };
  readonly seed: string;
  readonly profiles: readonly string[];
  readonly faults: readonly FaultRow[];
  readonly variations: readonly VariationRow[];
  readonly scenarios: readonly ScenarioRow[];
  /** How many scenarios the server without any fault met, in whichever profile. */
  readonly tried: number;
  readonly untried: readonly Untried[];
  /** The smallest set of scenarios found that shows every fault that is killed, in the order that shows most first. */
  readonly smallest: readonly {
    readonly scenario: string;
    /** Requests of the set so far, and killed faults that it shows so far. */
    readonly requests: number;
    readonly killed: number;
  }[];
  /** Scenarios of the package, and a catalogue that is not meant to have a fault for each: those that show none are left out. */
  readonly partial?: true;
  /** Nothing survived, nobody was accused, and no scenario is idle. */
  readonly proved: boolean;
};
