import type { Fault, Variation } from '../mock/types.ts';
import type { Outcome } from '../runner/types/finding.ts';
import type { RequirementId } from '../runner/types/spec.ts';

/** One run of the suites against one server: right, faulty, or right in another way. */
export type Trial = {
  readonly kind: 'baseline' | 'fault' | 'variation';
  /** Id of the fault or variation; empty for the baseline. */
  readonly id: string;
  readonly profile: string;
  readonly seed: string;
  /**
   * What is known of the fault. One that leaves no answer is not waited for long; one that needs no luck is shown to one scenario
   * after the other, so that the same ones always see it.
   */
  readonly fault?: Pick<FaultEntry, 'deterministic' | 'verdict'>;
  /** Further variations that the server has. */
  readonly beside?: readonly string[];
  /** Ids of the scenarios to run; absent: all of them. */
  readonly only?: readonly string[];
};

/** What one scenario said in a trial. */
export type TrialScenario = {
  readonly id: string;
  readonly status: Outcome['status'];
  /** Requirements it names. */
  readonly requirements: readonly RequirementId[];
  /** Requirements its failures name. */
  readonly broken: readonly RequirementId[];
  /** First finding, or the reason of an error; empty if there is neither. */
  readonly reason: string;
  /** What the target lacks for it; absent if it was tried. */
  readonly skip?: readonly string[];
  readonly requests: number;
};

/** What a trial came to. */
export type TrialResult = Trial & {
  readonly verdict: 'conformant' | 'broken' | 'undetermined';
  readonly scenarios: readonly TrialScenario[];
  /** Most requests in flight at one time among requests sent together; 0 if none were. */
  readonly inFlight: number;
};

/** What is known of a fault before it is tried: an entry of the catalogue, or of a user's own list. */
export type FaultEntry = Omit<Fault, 'apply'>;

/** A correct server that differs. */
export type VariationEntry = Omit<Variation, 'apply'>;

/** All that a proof tries. */
export type Catalogue = {
  readonly faults: readonly FaultEntry[];
  readonly variations: readonly VariationEntry[];
  /** Ids of variations that one server is likely to be able to have at the same time. */
  readonly together?: readonly (readonly string[])[];
  /** It is not meant to have a fault for every scenario: scenarios that show none are left out. */
  readonly partial?: boolean;
};
