import type { Exchange } from './types/exchange.ts';
import type { Scenario } from './types/scenario.ts';
import type { World } from './world.ts';

/** A scenario that is under way. */
export type Progress = {
  readonly scenario: Scenario;
  readonly world: World;
  /** A 429 is waited out: the scenario is not about the target's rate limit. */
  readonly polite: boolean;
  /** Answers of the steps so far, by the step's id. */
  readonly answers: ReadonlyMap<string, readonly Exchange[]>;
  /** Takes the exchanges of a step into the log. */
  readonly keep: (step: string) => (exchange: Exchange) => void;
  /** Index of an exchange in the scenario. */
  readonly indexOf: (exchange: Exchange) => number;
};
