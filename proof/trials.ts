import type { Report, ScenarioResult } from '../runner/types/report.ts';
import type { RunEvent } from '../runner/types/run-event.ts';
import type { Catalogue, FaultEntry, Trial, TrialResult, TrialScenario } from './types.ts';

/** How often a fault that needs luck is tried, each time with another seed. */
export const LUCK_TRIALS = 5;

const seedsOf = ({ deterministic }: FaultEntry, seed: string): readonly string[] =>
  deterministic ? [seed] : Array.from({ length: LUCK_TRIALS }, (_, n) => `${seed}-${n + 1}`);

const trialsOfFault = (fault: FaultEntry, profile: string, seed: string): readonly Trial[] =>
  seedsOf(fault, seed).map((one) => ({
    kind: 'fault',
    id: fault.id,
    profile,
    seed: one,
    fault: { deterministic: fault.deterministic, verdict: fault.verdict },
  }));

/** Every trial of a proof: the right server first, then each fault and each variation, in each profile it applies to. */
export const trialsOf = (catalogue: Catalogue, profiles: readonly string[], seed: string): readonly Trial[] =>
  profiles.flatMap((profile) => {
    const applies = (entry: { readonly profiles: readonly string[] }): boolean => entry.profiles.includes(profile);
    return [
      { kind: 'baseline', id: '', profile, seed } as const,
      ...catalogue.faults.filter(applies).flatMap((fault) => trialsOfFault(fault, profile, seed)),
      ...catalogue.variations.filter(applies).map(({ id }) => ({ kind: 'variation', id, profile, seed }) as const),
    ];
  });

const reasonOf = ({ outcome }: ScenarioResult): string => {
  if (outcome.status === 'failed') return outcome.findings[0]?.message ?? '';
  return outcome.status === 'errored' ? outcome.reason : '';
};

const scenarioOf = (result: ScenarioResult): TrialScenario => ({
  id: result.id,
  status: result.outcome.status,
  requirements: result.requirements,
  broken: result.outcome.status === 'failed' ? result.outcome.findings.flatMap((finding) => finding.requirements) : [],
  reason: reasonOf(result),
  ...(result.skip === undefined ? {} : { skip: result.skip }),
  requests: result.exchanges.length,
});

/** A skipped scenario says what the target lacks, and nothing of the server. */
export const wasTried = ({ status }: Pick<TrialScenario, 'status'>): boolean => status !== 'skipped';

/** Does a scenario say of a right server that it is wrong, or that this could not be found out? */
export const accuses = (scenario: TrialScenario): boolean => wasTried(scenario) && scenario.status !== 'passed';

/** What a run's report says of the server that the trial was about. */
export const resultOf = (trial: Trial, report: Report): TrialResult => ({
  ...trial,
  verdict: report.verdict,
  scenarios: report.scenarios.map(scenarioOf),
  inFlight: Math.max(0, ...report.scenarios.map(({ overlap }) => overlap?.inFlight ?? 0)),
});

/** All events of a run. */
export const gather = async (events: AsyncIterable<RunEvent>): Promise<readonly RunEvent[]> => {
  const gathered: RunEvent[] = [];
  for await (const event of events) gathered.push(event);
  return gathered;
};
