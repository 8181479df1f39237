import type { Report, ScenarioResult } from '../runner/types/report.ts';
import { profiles } from '../spec/profiles.ts';
import { meaningOf } from './profiles.ts';

/** Did an error come that has not the form which its profile gives to errors? */
const hasStrangeErrors = ({ outcome, exchanges }: ScenarioResult): boolean =>
  outcome.status === 'failed' &&
  outcome.findings.some(({ check, exchange = -1 }) => {
    const status = exchanges[exchange]?.exchange.response?.status ?? 0;
    return check === 'schema' && status >= 400;
  });

/**
 * The same report, which asks whether the server was held to the wrong profile if most scenarios saw errors of another form: that is
 * what profiles differ in everywhere. A hint that it has already comes first.
 */
export const withProfileHint = (report: Report): Report => {
  const { profile, hint, scenarios, counts } = report;
  const others = profiles.filter((other) => other !== profile);
  const strange = scenarios.filter(hasStrangeErrors).length;
  if (hint !== undefined || strange * 2 <= counts.passed + counts.failed) return report;
  const remedies = others.map((other) => `if this server sends ${meaningOf(other)}, add \`--profile ${other}\``);
  return { ...report, hint: `it was judged as \`${profile}\`: ${remedies.join('; ')}.` };
};
