import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import type { Finding, Report, ScenarioResult } from '../runner/types.ts';
import { exchangeLines, failureLines, findingsOf } from './finding.ts';
import type { Layout } from './layout.ts';
import { leakText } from './leaks.ts';
import { plainStyle } from './style.ts';
import { excerpt, groupBy, placeText } from './text.ts';
import { doubts } from './verdict.ts';
import { visible, visibleLine } from './visible.ts';

/** A test case as JUnit knows it. `output` becomes its standard output. */
type Case = {
  readonly suite: string;
  readonly name: string;
  readonly ms: number;
  readonly output: readonly string[];
} & (
  | { readonly result: 'passed' }
  | { readonly result: 'failure' | 'error'; readonly type: string; readonly message: string; readonly text: string }
  | { readonly result: 'skipped'; readonly message: string }
);

/** The suite of what went wrong with the run itself; no suite of scenarios can have this name. */
const RUN = '(run)';

const LONGEST_MESSAGE = 500;

const LAYOUT: Layout = { style: plainStyle, width: Number.POSITIVE_INFINITY };

/** xmlbuilder2 leaves alone what looks like an entity (`&#0;`); so that a target cannot write one, every ampersand comes as one. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;');

/** One line of text for an attribute. */
const line = (text: string): string => escaped(visibleLine(text));

/** XML 1.0 reads a line feed in an attribute as a blank, so a message is one line. */
const message = (text: string): string => escaped(excerpt(text, LONGEST_MESSAGE).replace(/\s+/g, ' ').trim());

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

/** A property of a test case in the form that readers look for in its output; the schema allows no `properties` there. */
const property = (name: string, value: string): string =>
  `[[PROPERTY|${name}=${visibleLine(value).replaceAll(']', ')')}]]`;

/** Warnings stand in the output of the test case: readers take `system-err` for the reason of a failure. */
const warningLines = (report: Report, result: ScenarioResult): readonly string[] => {
  const warnings = findingsOf(result).filter(({ severity }) => severity === 'warning');
  return warnings.length === 0 ? [] : ['', 'warnings', '', ...failureLines(report, result, warnings, LAYOUT)];
};

const failedCase = (report: Report, result: ScenarioResult, findings: readonly Finding[]) => {
  const failures = findings.filter(({ severity }) => severity === 'failure');
  return {
    result: 'failure',
    type: failures[0]?.check ?? 'unknown',
    message: failures[0]?.message ?? 'A rule is broken.',
    text: failureLines(report, result, failures, LAYOUT).join('\n'),
  } as const;
};

const erroredCase = (result: ScenarioResult, reason: string) => {
  const exchange = exchangeLines(result, result.exchanges.length - 1, LAYOUT);
  const text = [visible(reason), '', `suite  ${placeText(result.place)}`, '', ...exchange].join('\n').trimEnd();
  return { result: 'error', type: 'errored', message: reason, text } as const;
};

const outcomeOf = (report: Report, result: ScenarioResult) => {
  const { outcome } = result;
  if (outcome.status === 'failed') return failedCase(report, result, outcome.findings);
  if (outcome.status === 'errored') return erroredCase(result, outcome.reason);
  if (outcome.status === 'skipped') return { result: 'skipped', message: outcome.reason } as const;
  return { result: 'passed' } as const;
};

const scenarioCase = (report: Report, result: ScenarioResult): Case => ({
  suite: result.suite,
  name: result.id.startsWith(`${result.suite}/`) ? result.id.slice(result.suite.length + 1) : result.id,
  ms: result.durationMs,
  output: [
    visibleLine(result.title),
    property('requirements', result.requirements.join(',')),
    property('place', placeText(result.place)),
    ...warningLines(report, result),
  ],
  ...outcomeOf(report, result),
});

const runCase = (name: string, type: string, reason: string): Case => ({
  suite: RUN,
  name,
  ms: 0,
  output: [],
  result: 'error',
  type,
  message: reason,
  text: visible(reason),
});

const DOUBTS = {
  ending: 'the run came to its end',
  nothing: 'something was proved',
  skipped: 'every scenario ran',
} as const;

/** What no scenario shows and still must not look green: an early end, what was left behind, and a run that proved nothing. */
const runCases = (report: Report): readonly Case[] => [
  ...doubts(report).flatMap(({ about, text }) =>
    about === 'errored' || about === 'leaks' ? [] : [runCase(DOUBTS[about], about, `${text}.`)],
  ),
  ...report.leaks.map((leak) => runCase(`${leak.resource} is given back`, 'leak', leakText(leak))),
];

const addCase = (parent: XMLBuilder, one: Case): void => {
  const attributes = { classname: line(one.suite), name: line(one.name), time: seconds(one.ms) };
  const element = parent.ele('testcase', attributes);
  if (one.result === 'skipped') element.ele('skipped', { message: message(one.message) });
  if (one.result === 'failure' || one.result === 'error') {
    element.ele(one.result, { message: message(one.message), type: line(one.type) }).txt(escaped(one.text));
  }
  if (one.output.length > 0) element.ele('system-out').txt(escaped(one.output.join('\n')));
};

const addSuite = (parent: XMLBuilder, report: Report, name: string, cases: readonly Case[]): void => {
  const scenarios = report.scenarios.filter(({ suite }) => suite === name);
  const [first] = scenarios;
  const count = (result: Case['result']): string => String(cases.filter((one) => one.result === result).length);
  const suite = parent.ele('testsuite', {
    name: line(name),
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: seconds(cases.reduce((sum, { ms }) => sum + ms, 0)),
    timestamp: new Date(report.startedAt).toISOString(),
    ...(first === undefined ? {} : { file: line(first.place.file) }),
  });
  const properties = suite.ele('properties');
  const values: readonly (readonly [string, string])[] = [
    ['target', report.target],
    ['profile', report.profile],
    ['seed', report.seed],
    ['tool', `${report.tool.name} ${report.tool.version}`],
    ['requirements', [...new Set(scenarios.flatMap(({ requirements }) => requirements))].join(',')],
  ];
  for (const [key, value] of values) properties.ele('property', { name: key, value: line(value) });
  for (const one of cases) addCase(suite, one);
};

/**
 * The report as JUnit XML, valid against the schema of Jenkins' xUnit plug-in (junit-10.xsd). A failed scenario is a `failure`, one
 * that could not be judged an `error`. The root carries no counts: the schema knows none of skipped tests there, and readers would
 * take those for passed.
 */
export const renderJunit = (report: Report): string => {
  const cases = [...report.scenarios.map((result) => scenarioCase(report, result)), ...runCases(report)];
  const document = create({ version: '1.0', encoding: 'UTF-8' });
  const root = document.ele('testsuites', { name: line(report.tool.name), time: seconds(report.durationMs) });
  for (const [name, group] of groupBy(cases, ({ suite }) => suite)) addSuite(root, report, name, group);
  return `${document.end({ prettyPrint: true })}\n`;
};
