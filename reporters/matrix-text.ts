import type { ConsoleOptions } from './console.ts';
import type { Layout } from './layout.ts';
import {
  distinct,
  keyOf,
  killedText,
  luckText,
  mostText,
  proofText,
  shareCell,
  shareText,
  summaryOf,
  survivalReason,
} from './matrix-summary.ts';
import { scenarioPart, type TextPart, untriedPart } from './matrix-text-scenarios.ts';
import type { Matrix } from './matrix-types.ts';
import { styleFor } from './style.ts';
import { count, idList, indent, rows, table, wrap } from './text.ts';
import { visible, visibleLine } from './visible.ts';

/** Cells below each other, the first column to the left, the others to the right. */
const columns = (table: readonly (readonly string[])[]): readonly string[] => {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  '),
  );
};

const survivorPart: TextPart = (_matrix, { survivors }, { style, width }) =>
  survivors.length === 0
    ? []
    : [
        style.strong(style.bad(`SURVIVED: ${count(survivors.length, 'fault')}`)),
        ...survivors.flatMap((row) => [
          '',
          `  ${style.strong(visibleLine(keyOf(row)))}`,
          ...indent(
            rows(
              [
                ['does', visibleLine(row.text)],
                ['breaks', visibleLine(row.requirement)],
                ['survived', survivalReason(row)],
                ...(row.killers.length === 0 ? [] : [['shown by', idList(row.killers)] as const]),
              ],
              width - 4,
            ),
            4,
          ),
        ]),
      ];

const accusedPart: TextPart = (_matrix, { accused }, { style, width }) =>
  accused.length === 0
    ? []
    : [
        style.strong(style.bad(`ACCUSED: ${count(distinct(accused), 'correct server')}`)),
        ...accused.flatMap((row) => [
          '',
          `  ${style.strong(visibleLine(keyOf(row)))}`,
          ...indent(wrap(visibleLine(row.text), width - 4), 4),
          ...row.accusers.flatMap(({ scenario, reason }) =>
            indent(wrap(visible(`${scenario}: ${reason}`), width - 6), 6).map(style.faint),
          ),
        ]),
      ];

const luckPart: TextPart = (_matrix, { lucky }, { style, width }) =>
  lucky.length === 0
    ? []
    : [
        style.strong(`LUCK: ${count(lucky.length, 'fault')} that a run may miss`),
        ...lucky.flatMap((luck) => indent(wrap(`${visibleLine(keyOf(luck.row))}: ${luckText(luck)}`, width - 2), 2)),
      ];

const smallestPart: TextPart = ({ smallest, scenarios, faults }, summary, { style }) => {
  if (smallest.length === 0) return [];
  return [
    style.strong(
      `SMALLEST SET: ${smallest.length} of ${count(scenarios.length, 'scenario')}${mostText(summary, '; ', '')}`,
    ),
    ...indent(
      columns([
        ['scenario', 'requests so far', 'killed so far'],
        ...smallest.map(({ scenario, requests, killed }) => [
          visibleLine(scenario),
          String(requests),
          `${killed} of ${faults.length}`,
        ]),
      ]),
      2,
    ),
  ];
};

const classPart: TextPart = ({ profiles }, { classes, totals, faults }, { style }) => [
  style.strong(`KILLED: ${count(faults, 'fault')} in ${count(classes.length, 'class', 'classes')}`),
  ...indent(
    columns([
      ['class', ...profiles.map(visibleLine)],
      ...classes.map(({ name, shares }) => [visibleLine(name), ...shares.map(shareCell)]),
      ['all', ...totals.map(shareCell)],
    ]),
    2,
  ),
];

const verdictPart: TextPart = (matrix, summary, { style, width }) => [
  ...rows(
    [
      ['faults', `${shareText(summary.all)} killed`],
      ['variations', `${shareText(summary.variations)} accused`],
      ...(matrix.partial
        ? [['scenarios', `${matrix.scenarios.length} of ${matrix.tried} showed a fault`] as const]
        : []),
      ['seed', visibleLine(matrix.seed)],
    ],
    width,
  ),
  '',
  ...wrap(`${proofText(matrix, summary)}.`, width).map(matrix.proved ? style.good : style.bad),
];

const PARTS: readonly TextPart[] = [
  smallestPart,
  classPart,
  luckPart,
  untriedPart,
  scenarioPart,
  accusedPart,
  survivorPart,
  verdictPart,
];

/** What a proof found, for people; what is wrong stands at the end, where a reader of a terminal looks. */
export const renderMatrixSummary = (matrix: Matrix, { colour, width }: ConsoleOptions): string => {
  const layout: Layout = { style: styleFor(colour), width: width ?? Number.POSITIVE_INFINITY };
  const summary = summaryOf(matrix);
  const parts = PARTS.map((part) => part(matrix, summary, layout)).filter((lines) => lines.length > 0);
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
};

/** Every fault in every profile with every scenario that shows it, a line each. */
export const renderMatrixTable = ({ faults }: Matrix): string => {
  const cells = faults.map((row) => [
    row.killed ? killedText(row) : 'SURVIVED',
    visibleLine(row.profile),
    visibleLine(row.class),
    visibleLine(row.id),
    visibleLine(row.requirement),
    visibleLine(row.killers.join(' ')),
  ]);
  return table([['result', 'profile', 'class', 'fault', 'requirement', 'shown by'], ...cells]);
};
