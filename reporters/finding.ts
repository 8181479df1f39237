import { isDeepStrictEqual } from 'node:util';
import type { Exchange } from '../runner/types/exchange.ts';
import type { Finding } from '../runner/types/finding.ts';
import type { Report, ScenarioResult } from '../runner/types/report.ts';
import type { RequirementId } from '../runner/types/spec.ts';
import { curlOf } from './curl.ts';
import type { Layout } from './layout.ts';
import { count, duration, excerpt, groupBy, indent, list, placeText, rows, wrap } from './text.ts';
import { visible, visibleLine } from './visible.ts';

/** Longer texts of a target are cut; the event log has them whole. */
const LONGEST_BODY = 1500;
const LONGEST_VALUE = 600;
const LONGEST_COMMAND = 6000;

/** Findings of one scenario that are shown in full. */
const MOST_SHOWN = 5;

/** Ids with their sentences, one a line. */
const requirementText = (report: Report, ids: readonly RequirementId[]): string =>
  ids
    .map((id) => {
      const text = report.requirements.find((requirement) => requirement.id === id)?.text;
      return visibleLine(text === undefined ? id : `${id}: ${text}`);
    })
    .join('\n');

const gutter = (text: string): readonly string[] => text.split('\n').map((line) => `| ${line}`.trimEnd());

const commandLines = (exchange: Exchange, { tls }: Pick<Report, 'tls'>): readonly string[] => {
  const command = curlOf(exchange.request, tls);
  if (command.length <= LONGEST_COMMAND) return command.split('\n');
  const bytes = Buffer.byteLength(exchange.request.body ?? '');
  const { body: _, ...rest } = exchange.request;
  return [
    ...curlOf(rest, tls).split('\n'),
    `# and a body of ${bytes} bytes, too long to show: --report ndjson=FILE keeps it`,
  ];
};

const answerLines = ({ response, failure }: Exchange): readonly string[] => {
  if (response === undefined) return gutter(visible(failure === undefined ? 'nothing' : failure.message));
  const headers = response.headers.map(([name, value]) => visibleLine(`${name}: ${value}`));
  const body = response.text === '' ? '(no body)' : excerpt(response.text, LONGEST_BODY);
  return gutter([`HTTP ${response.status}`, ...headers, '', body].join('\n'));
};

const answeredText = ({ response, failure, sentAt, answeredAt }: Exchange): string =>
  `${response === undefined ? `no answer (${failure?.kind ?? 'unknown'})` : 'answered'} after ${duration(answeredAt - sentAt)}`;

/**
 * The request at this index of a scenario as a command to copy, and what came back. A command that stands at one of the indices
 * `above` is not written again.
 */
export const exchangeLines = (
  report: Pick<Report, 'tls'>,
  { exchanges }: ScenarioResult,
  index: number,
  { style }: Layout,
  above: readonly number[] = [],
): readonly string[] => {
  const exchange = exchanges[index]?.exchange;
  if (exchange === undefined) return [];
  const same = above.find((other) => isDeepStrictEqual(exchanges[other]?.exchange.request, exchange.request));
  const ordinal = exchanges.length === 1 ? '' : ` as request ${index + 1} of ${exchanges.length}`;
  return [
    style.strong(`sent${ordinal}${same === undefined ? '' : `, the same as request ${same + 1}`}`),
    ...(same === undefined ? indent(commandLines(exchange, report), 2) : []),
    style.strong(answeredText(exchange)),
    ...indent(answerLines(exchange), 2),
  ];
};

const requestsText = (result: ScenarioResult, findings: readonly Finding[]): string => {
  const numbers = findings.flatMap(({ exchange }) => (exchange === undefined ? [] : [String(exchange + 1)]));
  const step = visibleLine(findings[0]?.step ?? '');
  if (numbers.length === 0 || result.exchanges.length === 1) return step;
  return `${step}, ${numbers.length > 1 ? 'requests' : 'request'} ${list(numbers, 8)} of ${result.exchanges.length}`;
};

/** What one finding says in labelled texts; equal findings of several requests are given together. */
export const findingPairs = (
  report: Report,
  result: ScenarioResult,
  [finding, ...more]: readonly Finding[],
): readonly (readonly [string, string])[] => {
  if (finding === undefined) return [];
  return [
    [finding.requirements.length > 1 ? 'requirements' : 'requirement', requirementText(report, finding.requirements)],
    ['expected', excerpt(finding.expected, LONGEST_VALUE)],
    ['actual', excerpt(finding.actual, LONGEST_VALUE)],
    ['step', requestsText(result, [finding, ...more])],
    ['suite', placeText(finding.place)],
    ['spec', finding.rule === undefined ? '' : placeText(finding.rule)],
  ];
};

/** The message, and its labelled texts below it. */
export const findingLines = (
  { message }: Finding,
  pairs: readonly (readonly [string, string])[],
  colour: (text: string) => string,
  width: number,
): readonly string[] => {
  const told = pairs.filter(([, text]) => text !== '');
  return [...wrap(excerpt(message, LONGEST_VALUE), width).map(colour), ...indent(rows(told, width - 2), 2)];
};

/** What went wrong with a failed scenario besides. */
export const problemLines = ({ outcome }: ScenarioResult, { style, width }: Layout): readonly string[] =>
  outcome.status === 'failed' && outcome.problems !== undefined
    ? ['', ...outcome.problems.flatMap((problem) => wrap(visible(`besides: ${problem}`), width).map(style.doubtful))]
    : [];

/** Findings that say the same of several requests. */
const alike = (findings: readonly Finding[]): readonly (readonly Finding[])[] => [
  ...groupBy(findings, ({ check, requirements, message, expected, actual, step, place }) =>
    JSON.stringify([check, requirements, message, expected, actual, step, place]),
  ).values(),
];

const shownExchange = (result: ScenarioResult, finding: Finding): number =>
  finding.exchange ?? result.exchanges.findIndex(({ step }) => step === finding.step);

/** Everything that a failed scenario found: each finding, and after the findings of one request that request. */
export const failureLines = (
  report: Report,
  result: ScenarioResult,
  findings: readonly Finding[],
  layout: Layout,
): readonly string[] => {
  const groups = alike(findings);
  const shown = groups.slice(0, MOST_SHOWN);
  const byExchange = groupBy(shown, ([first]) => String(first === undefined ? -1 : shownExchange(result, first)));
  const above: number[] = [];
  const blocks = [...byExchange].flatMap(([key, same]) => {
    const index = Number(key);
    const lines = same.flatMap(([first, ...more]) =>
      first === undefined
        ? []
        : [...findingLines(first, findingPairs(report, result, [first, ...more]), layout.style.bad, layout.width), ''],
    );
    const exchange = exchangeLines(report, result, index, layout, above);
    above.push(index);
    return [...lines, ...exchange, ...(exchange.length === 0 ? [] : [''])];
  });
  const more = groups.length - shown.length;
  return more === 0
    ? blocks.slice(0, -1)
    : [...blocks, `and ${count(more, 'more finding')}; --report ndjson=FILE keeps them all`];
};
