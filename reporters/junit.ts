import { createRequire } from 'node:module';
import type { XMLBuilder, XmlBuilderOptions } from 'fast-xml-builder';
import { type Finding, findingsOf } from '../runner/types/finding.ts';
import type { Report, ScenarioResult } from '../runner/types/report.ts';
import { exchangeLines, failureLines, problemLines } from './finding.ts';
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

/** XML 1.0 reads a line feed in an attribute as a blank, so a message is one line. */
const message = (text: string): string => excerpt(text, LONGEST_MESSAGE).replace(/\s+/g, ' ').trim();

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
    text: [...failureLines(report, result, failures, LAYOUT), ...problemLines(result, LAYOUT)].join('\n'),
  } as const;
};

const erroredCase = (report: Report, result: ScenarioResult, reason: string) => {
  const exchange = exchangeLines(report, result, result.exchanges.length - 1, LAYOUT);
  const text = [visible(reason), '', `suite  ${placeText(result.place)}`, '', ...exchange].join('\n').trimEnd();
  return { result: 'error', type: 'errored', message: reason, text } as const;
};

const outcomeOf = (report: Report, result: ScenarioResult) => {
  const { outcome } = result;
  if (outcome.status === 'failed') return failedCase(report, result, outcome.findings);
  if (outcome.status === 'errored') return erroredCase(report, result, outcome.reason);
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

/** Content of an element: attributes (`@_name`), text (`#text`) and elements in the order of the members. */
type Element = { readonly [name: string]: string | Element | readonly Element[] };

const attributes = (values: Readonly<Record<string, string>>): Element =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`@_${name}`, visibleLine(value)]));

const caseElement = (one: Case): Element => ({
  ...attributes({ classname: one.suite, name: one.name, time: seconds(one.ms) }),
  ...(one.result === 'skipped' ? { skipped: attributes({ message: message(one.message) }) } : {}),
  ...(one.result === 'failure' || one.result === 'error'
    ? { [one.result]: { ...attributes({ message: message(one.message), type: one.type }), '#text': one.text } }
    : {}),
  ...(one.output.length > 0 ? { 'system-out': one.output.join('\n') } : {}),
});

/** How many of the cases came to this result. */
const counted = (cases: readonly Case[], result: Case['result']): string =>
  String(cases.filter((one) => one.result === result).length);

const suiteElement = (report: Report, name: string, cases: readonly Case[]): Element => {
  const scenarios = report.scenarios.filter(({ suite }) => suite === name);
  const [first] = scenarios;
  const properties = {
    target: report.target,
    ...(report.embedded === true ? { embedded: 'true' } : {}),
    profile: report.profile,
    ...(report.spec === undefined ? {} : { spec: report.spec }),
    ...(report.overlays === undefined ? {} : { overlays: report.overlays.join(',') }),
    seed: report.seed,
    tool: `${report.tool.name} ${report.tool.version}`,
    requirements: [...new Set(scenarios.flatMap(({ requirements }) => requirements))].join(','),
  };
  return {
    ...attributes({
      name,
      tests: String(cases.length),
      failures: counted(cases, 'failure'),
      errors: counted(cases, 'error'),
      skipped: counted(cases, 'skipped'),
      time: seconds(cases.reduce((sum, { ms }) => sum + ms, 0)),
      timestamp: new Date(report.startedAt).toISOString(),
      ...(first === undefined ? {} : { file: first.place.file }),
    }),
    properties: { property: Object.entries(properties).map(([key, value]) => attributes({ name: key, value })) },
    testcase: cases.map(caseElement),
  };
};

/**
 * Totals of all suites. The schema knows none of skipped tests here, and readers would take those for passed: where there are any,
 * there is no total of tests, and readers add up the suites.
 */
const totals = (cases: readonly Case[]): Readonly<Record<string, string>> => ({
  ...(cases.some(({ result }) => result === 'skipped') ? {} : { tests: String(cases.length) }),
  failures: counted(cases, 'failure'),
  errors: counted(cases, 'error'),
});

/** The builder would escape quotation marks in texts too, where a `curl` is to be copied from; those in attributes it escapes anyway. */
const escaped = (_: string, value: unknown): string =>
  String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** What the package exports, which is not what its types say; as CommonJS it is one file, and loads faster. */
type Exported = { readonly default: new (options: XmlBuilderOptions) => XMLBuilder };

const { default: Builder } = createRequire(import.meta.url)('fast-xml-builder') as Exported;

const XML = new Builder({
  ignoreAttributes: false,
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
  format: true,
  processEntities: false,
  tagValueProcessor: escaped,
  attributeValueProcessor: escaped,
});

/**
 * The report as JUnit XML, valid against the schema of Jenkins' xUnit plug-in (junit-10.xsd). A failed scenario is a `failure`, one
 * that could not be judged an `error`.
 */
export const renderJunit = (report: Report): string => {
  const cases = [...report.scenarios.map((result) => scenarioCase(report, result)), ...runCases(report)];
  const suites = [...groupBy(cases, ({ suite }) => suite)].map(([name, group]) => suiteElement(report, name, group));
  const about = { name: report.tool.name, ...totals(cases), time: seconds(report.durationMs) };
  const root = { ...attributes(about), testsuite: suites };
  return XML.build({ '?xml': attributes({ version: '1.0', encoding: 'UTF-8' }), testsuites: root });
};
