import type { RequirementId } from './spec.ts';
import type { Place } from './values.ts';

/** A rule that the target broke, with all a reader needs to believe it. */
export type Finding = {
  /** Name of the check: `schema`, `answer`, `unique` ... */
  readonly check: string;
  readonly requirements: readonly RequirementId[];
  readonly severity: 'failure' | 'warning';
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
  /** Step id and index of the exchange within the scenario, if one exchange shows it. */
  readonly step: string;
  readonly exchange?: number;
  /** Place in the suite of the step, and in the spec of the rule. */
  readonly place: Place;
  readonly rule?: Place;
};

/** What became of a scenario. `failed`: the target broke a rule. `errored`: it could not be found out. */
export type Outcome =
  | { readonly status: 'passed'; readonly warnings: readonly Finding[] }
  | {
      readonly status: 'failed';
      readonly findings: readonly Finding[];
      /** What went wrong besides, and would alone have left the scenario errored; absent if nothing did. */
      readonly problems?: readonly string[];
    }
  | { readonly status: 'errored'; readonly reason: string }
  | { readonly status: 'skipped'; readonly reason: string };

/** Failures and warnings of a scenario. */
export const findingsOf = ({ outcome }: { readonly outcome: Outcome }): readonly Finding[] => {
  if (outcome.status === 'failed') return outcome.findings;
  return outcome.status === 'passed' ? outcome.warnings : [];
};
