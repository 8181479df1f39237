import { type Finding, findingsOf } from '../runner/types/finding.ts';
import type { Report, ScenarioResult } from '../runner/types/report.ts';
import type { Leak } from '../runner/types/run-event.ts';
import { exchangeLines, failureLines, findingLines, findingPairs, problemLines } from './finding.ts';
import type { Layout, Section } from './layout.ts';
import { fateOf } from './leaks.ts';
import { count, groupBy, idList, indent, wrap } from './text.ts';
import { visible, visibleLine } from './visible.ts';

const title = (text: string, colour: (text: string) => string, { style }: Layout): string => style.strong(colour(text));

const scenarioLines = ({ id, title }: ScenarioResult, { style }: Layout): readonly string[] => [
  style.strong(visibleLine(id)),
  style.faint(visibleLine(title)),
];

const failureOf = (report: Report, result: ScenarioResult, failures: readonly Finding[], layout: Layout) => [
  ...scenarioLines(result, layout),
  '',
  ...indent([...failureLines(report, result, failures, layout), ...problemLines(result, layout)], 2),
];

const failuresOf = ({ outcome }: ScenarioResult): readonly Finding[] =>
  outcome.status === 'failed' ? outcome.findings.filter(({ severity }) => severity === 'failure') : [];

/** Scenarios that found the same wrong are told by the first of them. */
const alike = (result: ScenarioResult): string =>
  JSON.stringify([
    failuresOf(result).map(({ check, message }) => [check, message]),
    'problems' in result.outcome ? result.outcome.problems : [],
  ]);

const likewise = (others: readonly ScenarioResult[], { style, width }: Layout): readonly string[] => {
  if (others.length === 0) return [];
  const text = `The same in ${count(others.length, 'more scenario')}: ${idList(others.map(({ id }) => id))}`;
  return ['', ...indent(wrap(text, width).map(style.faint), 2)];
};

/** Every rule that was seen to be broken: one scenario that shows it in full, and the names of those that show just the same. */
export const failedSection: Section = (report, layout) => {
  const narrower = { ...layout, width: layout.width - 4 };
  const failed = report.scenarios.filter(({ outcome }) => outcome.status === 'failed');
  if (failed.length === 0) return [];
  const told = [...groupBy(failed, alike).values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [[...failureOf(report, first, failuresOf(first), narrower), ...likewise(others, narrower)]],
  );
  return [
    title(`FAILED: ${count(failed.length, 'scenario')}`, layout.style.bad, layout),
    ...told.flatMap((lines) => ['', ...indent(lines, 2)]),
  ];
};

/** Scenarios of one reason: the reason once, then who has it. */
const reasonLines = (reason: string, results: readonly ScenarioResult[], { width }: Layout): readonly string[] => [
  ...indent(wrap(visible(reason), width - 2), 2),
  ...indent(wrap(idList(results.map(({ id }) => id)), width - 4), 4),
];

/** A reason without the step that it begins with (`runner/execute-scenario.ts`): a suite's steps have names of their own. */
const causeOf = (reason: string): string => reason.replace(/^step '.*?': /s, '');

const erroredReason = ({ outcome }: ScenarioResult): string => ('reason' in outcome ? outcome.reason : '');

/** Scenarios that could not be judged for one cause, under the reason that they have in common. */
const erroredByReason = (report: Report): ReadonlyMap<string, readonly ScenarioResult[]> => {
  const errored = report.scenarios.filter(({ outcome }) => outcome.status === 'errored');
  const causes = groupBy(errored, (result) => causeOf(erroredReason(result)));
  return new Map(
    [...causes].map(([cause, results]) => {
      const [reason = cause, ...others] = new Set(results.map(erroredReason));
      return [others.length === 0 ? reason : cause, results];
    }),
  );
};

const lastExchangeLines = (report: Report, [first]: readonly ScenarioResult[], layout: Layout): readonly string[] => {
  const last = first?.exchanges.at(-1)?.exchange;
  if (first === undefined || last?.failure === undefined) return [];
  return ['', ...indent(exchangeLines(report, first, first.exchanges.length - 1, layout), 4)];
};

/** Scenarios that came to no verdict, by reason, with the request that got no answer. */
export const erroredSection: Section = (report, layout) => {
  const groups = erroredByReason(report);
  if (groups.size === 0) return [];
  return [
    title(`ERRORED: ${count(report.counts.errored, 'scenario')} could not be judged`, layout.style.doubtful, layout),
    ...[...groups].flatMap(([reason, results]) => [
      '',
      ...reasonLines(reason, results, layout),
      ...lastExchangeLines(report, results, layout),
    ]),
  ];
};

/** Resources of one reason: each with its id, or who may have created them if nobody knows what. */
const leakLines = (leaks: readonly Leak[], { width, style }: Layout): readonly string[] =>
  [...groupBy(leaks, ({ resource, reason }) => `${resource}: ${reason}`)].flatMap(([text, alike]) => {
    const scenarios = [...new Set(alike.map(({ scenario }) => scenario).filter((scenario) => scenario !== ''))];
    const times = alike.length === 1 ? '' : ` (${alike.length} times)`;
    return [
      ...indent(wrap(visible(`${text}${times}`), width - 2), 2),
      ...indent(wrap(idList(scenarios), width - 4).map(style.faint), 4),
    ];
  });

const LEAKS = {
  left: ['LEFT BEHIND', 'may still exist; release by hand'],
  found: ['FOUND', 'that no answer had named; given back'],
  theirs: ['NOT TOUCHED', "that an answer named as new, and that are somebody else's"],
} as const;

/** What may still exist at the target and cost money, and what was found there that should not be. */
export const leakSection: Section = ({ leaks }, layout) =>
  (['left', 'found', 'theirs'] as const).flatMap((fate) => {
    const some = leaks.filter((leak) => fateOf(leak) === fate);
    const [name, text] = LEAKS[fate];
    const heading = title(`${name}: ${count(some.length, 'resource')} ${text}`, layout.style.bad, layout);
    const before = leaks.some((leak) => fateOf(leak) === 'left') && fate !== 'left' ? [''] : [];
    return some.length === 0 ? [] : [...before, heading, '', ...leakLines(some, layout)];
  });

type Warning = { readonly result: ScenarioResult; readonly finding: Finding };

const warningsOf = ({ scenarios }: Report): readonly Warning[] =>
  scenarios.flatMap((result) =>
    findingsOf(result)
      .filter(({ severity }) => severity === 'warning')
      .map((finding) => ({ result, finding })),
  );

/** Rules that should be kept and were not; the same warning of many scenarios once. */
export const warningSection: Section = (report, layout) => {
  const groups = groupBy(warningsOf(report), ({ finding: { check, requirements, message } }) =>
    JSON.stringify([check, requirements, message]),
  );
  if (groups.size === 0) return [];
  return [
    title(`WARNINGS: ${groups.size}`, layout.style.doubtful, layout),
    ...[...groups.values()].flatMap((warnings) => {
      const [first] = warnings;
      if (first === undefined) return [];
      const ids = [...new Set(warnings.map(({ result }) => result.id))];
      const pairs = findingPairs(report, first.result, [first.finding]).filter(([label]) => label !== 'step');
      const told = [...pairs, ['in', idList(ids)] as const];
      return ['', ...indent(findingLines(first.finding, told, layout.style.doubtful, layout.width - 2), 2)];
    }),
  ];
};
