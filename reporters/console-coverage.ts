import type { Report, RequirementResult, ScenarioResult } from '../runner/types.ts';
import type { Section } from './layout.ts';
import { duration, groupBy, indent, list, rows, wrap } from './text.ts';
import { verdictText } from './verdict.ts';
import { visible, visibleLine } from './visible.ts';

const MOST_NAMES = 8;

const breaks = ({ outcome }: ScenarioResult, id: string): boolean =>
  outcome.status === 'failed' && outcome.findings.some(({ requirements }) => requirements.includes(id));

/** Who broke it, or why nobody could judge it. */
const reasonOf = (report: Report, { id, status, scenarios }: RequirementResult): string => {
  const concerned = report.scenarios.filter((result) =>
    status === 'broken' ? breaks(result, id) : scenarios.includes(result.id),
  );
  if (concerned.length === 0) return 'no scenario names it';
  return [...groupBy(concerned, ({ outcome }) => outcome.status)]
    .map(
      ([outcome, results]) =>
        `${outcome}: ${list(
          results.map((result) => result.id),
          MOST_NAMES,
        )}`,
    )
    .join('; ');
};

/** Requirements proved, broken and not covered. */
export const requirementSection: Section = (report, { style, width }) => {
  const of = (status: RequirementResult['status']) =>
    report.requirements.filter((requirement) => requirement.status === status);
  const [proved, broken, uncovered] = [of('proved'), of('broken'), of('uncovered')];
  const told = (label: string, requirements: readonly RequirementResult[], colour: (text: string) => string) =>
    requirements.flatMap((requirement) => {
      const text = visibleLine(`${requirement.id}: ${requirement.text}`);
      const [first = '', ...more] = rows([[label, text]], width - 2);
      const reasons = rows([[''.padEnd(label.length), visibleLine(reasonOf(report, requirement))]], width - 2);
      const lines = [colour(label) + first.slice(label.length), ...more, ...reasons.map(style.faint)];
      return indent(lines, 2);
    });
  return [
    style.strong(`REQUIREMENTS: ${proved.length} proved, ${broken.length} broken, ${uncovered.length} not covered`),
    ...told('broken     ', broken, style.bad),
    ...told('not covered', uncovered, style.doubtful),
    ...(proved.length === 0
      ? []
      : indent(rows([['proved     ', proved.map(({ id }) => visibleLine(id)).join(', ')]], width - 2), 2)),
  ];
};

/** How often each answer of the operation under test came. */
export const answerSection: Section = ({ answers }, { style }) => {
  if (answers.length === 0) return [];
  const documented = answers.filter((answer) => answer.documented);
  const seen = documented.filter((answer) => answer.count > 0);
  const names = answers.map(({ status, code }) =>
    visibleLine(`${status} ${code ?? (status < 400 ? 'success' : '(no code)')}`),
  );
  const column = Math.max(...names.map((name) => name.length));
  return [
    style.strong(`ANSWERS: ${seen.length} of ${documented.length} documented answers came`),
    ...answers.map((answer, index) => {
      const line = `  ${(names[index] ?? '').padEnd(column)}  ${String(answer.count).padStart(5)}`;
      if (!answer.documented) return style.bad(`${line}  not documented`);
      return answer.count === 0 ? style.doubtful(`${line}  never came`) : line;
    }),
  ];
};

/** How far requests that were sent together really overlapped. */
export const overlapSection: Section = ({ scenarios }, { style }) => {
  const overlaps = scenarios.flatMap(({ id, overlap }) => (overlap === undefined ? [] : [{ id, ...overlap }]));
  if (overlaps.length === 0) return [];
  return [
    style.strong('SENT TOGETHER'),
    ...overlaps.map(
      ({ id, requests, inFlight, spreadMs }) =>
        `  ${visibleLine(id)}: ${inFlight} of ${requests} requests in flight at once, sent within ${duration(spreadMs)}`,
    ),
  ];
};

const waitText = ({ waits }: Report): readonly (readonly [string, string])[] =>
  [...groupBy(waits, ({ reason }) => reason)].map(([reason, group]) => [
    'waited',
    visible(`${duration(group.reduce((sum, { ms }) => sum + ms, 0))}: ${reason}`),
  ]);

/** The totals and the verdict. */
export const totalSection: Section = (report, { style, width }) => {
  const { passed, failed, errored, skipped } = report.counts;
  const colour = { conformant: style.good, broken: style.bad, undetermined: style.doubtful }[report.verdict];
  const { word, reasons } = verdictText(report);
  const sent = report.scenarios.reduce((sum, { exchanges }) => sum + exchanges.length, 0);
  return [
    ...rows(
      [
        ['scenarios', `${passed} passed, ${failed} failed, ${errored} errored, ${skipped} skipped`],
        ['requests', `${sent} in ${duration(report.durationMs)}`],
        ['resources', `${report.created} created, ${report.released} released`],
        ...waitText(report),
      ],
      width,
    ),
    '',
    ...wrap(`${word}: ${reasons}`, width).map((line, index) =>
      index === 0 ? style.strong(colour(word)) + line.slice(word.length) : line,
    ),
  ];
};
