import { type Finding, findingsOf } from '../runner/types/finding.ts';
import type { Report, RequirementResult, ScenarioResult } from '../runner/types/report.ts';
import type { Layout, Section } from './layout.ts';
import { count, duration, groupBy, idList, indent, rows, wrap } from './text.ts';
import { verdictText } from './verdict.ts';
import { visible, visibleLine } from './visible.ts';

/** `not kept`: only warnings speak against it. */
type Standing = 'proved' | 'broken' | 'not kept' | 'not covered';

const against = (report: Report, id: string, severity: Finding['severity']): readonly ScenarioResult[] =>
  report.scenarios.filter((result) =>
    findingsOf(result).some((finding) => finding.severity === severity && finding.requirements.includes(id)),
  );

const standingOf = (report: Report, { id, status }: RequirementResult): Standing => {
  if (status !== 'broken') return status === 'proved' ? 'proved' : 'not covered';
  return against(report, id, 'failure').length > 0 ? 'broken' : 'not kept';
};

const names = (results: readonly { readonly id: string }[]): string => idList(results.map(({ id }) => id));

const isUnnamed = (report: Report, { scenarios, universal }: RequirementResult): boolean =>
  !universal && !report.scenarios.some(({ id }) => scenarios.includes(id));

/** Who found it broken, or why nobody could judge it. */
const reasonOf = (report: Report, requirement: RequirementResult, standing: Standing): string => {
  const { id, scenarios, universal } = requirement;
  if (standing === 'broken') return `failed: ${names(against(report, id, 'failure'))}`;
  if (standing === 'not kept') return `warned: ${names(against(report, id, 'warning'))}`;
  const named = report.scenarios.filter((result) => scenarios.includes(result.id));
  if (named.length === 0) return universal ? 'no answer was judged by it' : 'no scenario names it';
  return [...groupBy(named, ({ outcome }) => outcome.status)]
    .map(([status, results]) => `${status}: ${names(results)}`)
    .join('; ');
};

const NOT_COVERED = 'not covered'.length;

/** A run of a few scenarios has nothing to say of most requirements, and says so once. */
const unnamedLines = (unnamed: readonly RequirementResult[], { style, width }: Layout): readonly string[] => {
  const text = `${count(unnamed.length, 'requirement')} that no scenario of this run names: ${names(unnamed)}`;
  const [first = '', ...more] = rows([['not covered', text]], width - 2);
  return indent([style.doubtful('not covered') + first.slice(NOT_COVERED), ...more], 2);
};

/** Requirements proved, broken and not covered. */
export const requirementSection: Section = (report, layout) => {
  const { style, width } = layout;
  const standings = groupBy(report.requirements, (requirement) => standingOf(report, requirement));
  const of = (standing: Standing): readonly RequirementResult[] => standings.get(standing) ?? [];
  const unnamed = of('not covered').filter((requirement) => isUnnamed(report, requirement));
  const summed = unnamed.length > 1 ? unnamed : [];
  const told = (standing: Standing, colour: (text: string) => string) =>
    of(standing)
      .filter((one) => !summed.includes(one))
      .flatMap((requirement) => {
        const label = standing.padEnd(NOT_COVERED);
        const text = visibleLine(`${requirement.id}: ${requirement.text}`);
        const [first = '', ...more] = rows([[label, text]], width - 2);
        const reasons = rows([[''.padEnd(label.length), reasonOf(report, requirement, standing)]], width - 2);
        return indent([colour(label) + first.slice(label.length), ...more, ...reasons.map(style.faint)], 2);
      });
  const number = (standing: Standing): string => `${of(standing).length} ${standing}`;
  const proved = of('proved').map(({ id }) => visibleLine(id));
  return [
    style.strong(`REQUIREMENTS: ${(['proved', 'broken', 'not kept', 'not covered'] as const).map(number).join(', ')}`),
    ...told('broken', style.bad),
    ...told('not kept', style.doubtful),
    ...told('not covered', style.doubtful),
    ...(summed.length === 0 ? [] : unnamedLines(summed, layout)),
    ...(proved.length === 0 ? [] : indent(rows([['proved     ', proved.join(', ')]], width - 2), 2)),
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

/** The last event of a log counts resources; without it nobody knows. */
const resourceText = ({ ending, created, released }: Report): string =>
  ending === 'incomplete'
    ? 'not known: what the run created may still exist at the target'
    : `${created} created, ${released} released`;

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
        ['resources', resourceText(report)],
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
