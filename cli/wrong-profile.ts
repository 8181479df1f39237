import type { Finding } from '../runner/types/finding.ts';
import type { Report, ScenarioResult } from '../runner/types/report.ts';
import { profiles } from '../spec/profiles.ts';
import { meaningOf } from './profiles.ts';

/** Is the exchange that a scenario's finding is about, or else its first, an answer with an error? */
const isError = ({ exchanges }: ScenarioResult, exchange = 0): boolean =>
  (exchanges[exchange]?.exchange.response?.status ?? 0) >= 400;

/** Scenarios that failed by an error of which something was found. */
const failedBy = ({ scenarios }: Report, strange: (finding: Finding) => boolean): number =>
  scenarios.filter(
    (scenario) =>
      scenario.outcome.status === 'failed' &&
      scenario.outcome.findings.some((finding) => strange(finding) && isError(scenario, finding.exchange ?? -1)),
  ).length;

const hinting = (report: Report, fact: string, condition: (other: string) => string): Report => {
  const others = profiles.filter((other) => other !== report.profile);
  const remedies = others.map((other) => `${condition(other)}, add \`--profile ${other}\``);
  return { ...report, hint: `${fact} \`${report.profile}\`: ${remedies.join('; ')}.` };
};

/**
 * The same report, which asks whether the server was held to the wrong profile if most scenarios saw errors of another form: that is
 * what profiles differ in everywhere. It says more than a hint at the target's url and token, which comes of the same answers.
 */
export const withProfileHint = (report: Report): Report => {
  if (report.spec !== undefined) return report;
  const { passed, failed } = report.counts;
  const strange = failedBy(report, ({ check }) => check === 'schema');
  return strange * 2 <= passed + failed
    ? report
    : hinting(report, 'it was judged as', (other) => `if this server sends ${meaningOf(other)}`);
};

/**
 * The same report of a verification against the embedded provider, which asks whether that is of the wrong profile if the outermost
 * members of most errors are not those that the pacts have.
 */
export const withPactHint = (report: Report): Report => {
  const errors = report.scenarios.filter((scenario) => isError(scenario)).length;
  const strange = failedBy(report, ({ check, message }) => check === 'pact' && message.startsWith('$: '));
  return strange * 2 <= errors
    ? report
    : hinting(report, 'the embedded provider answered as', (other) => `if the pacts expect ${meaningOf(other)}`);
};
