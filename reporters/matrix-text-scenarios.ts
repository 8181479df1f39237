import type { Layout } from './layout.ts';
import type { MatrixSummary } from './matrix-summary.ts';
import type { Matrix } from './matrix-types.ts';
import { count, groupBy, indent, list, wrap } from './text.ts';
import { visible, visibleLine } from './visible.ts';

/** A part of what is said on the console; no lines if it has nothing to say. */
export type TextPart = (matrix: Matrix, summary: MatrixSummary, layout: Layout) => readonly string[];

/** Scenarios that are named for each thing that they need, before the rest is only counted. */
const MOST_NAMES = 3;

/** Scenarios of the package are only counted: nobody looks for those by name who did not write them. */
const namesOf = ({ partial }: Matrix, ids: readonly string[]): string =>
  partial ? count(ids.length, 'scenario') : list(ids, MOST_NAMES);

const lacksOf = ({ untried }: Matrix) =>
  untried.flatMap(({ scenario, needs }) => needs.map((need) => ({ id: visibleLine(scenario), need })));

const idsOf = (lacks: readonly { readonly id: string }[]): readonly string[] => [...new Set(lacks.map(({ id }) => id))];

/** What was not tried, by what the target lacks, what most scenarios need first. */
export const untriedPart: TextPart = (matrix, _summary, { style, width }) => {
  const lacks = lacksOf(matrix);
  if (lacks.length === 0) return [];
  const needs = [...groupBy(lacks, ({ need }) => need)]
    .map(([need, those]) => ({ need, ids: idsOf(those) }))
    .toSorted((one, other) => other.ids.length - one.ids.length);
  return [
    style.strong(
      style.doubtful(`NOT TRIED: ${count(idsOf(lacks).length, 'scenario')} for which the target lacks something`),
    ),
    ...needs.flatMap(({ need, ids }) => indent(wrap(visible(`${need}: ${namesOf(matrix, ids)}`), width - 2), 2)),
  ];
};

/** Scenarios that are worth nothing, or no more than others. */
export const scenarioPart: TextPart = (_matrix, { idle, redundant }, { style }) => [
  ...(idle.length === 0
    ? []
    : [style.strong(style.bad(`IDLE: ${count(idle.length, 'scenario')} without a fault that it shows`))]),
  ...idle.map(({ id }) => `  ${visibleLine(id)}`),
  ...(idle.length > 0 && redundant.length > 0 ? [''] : []),
  ...(redundant.length === 0
    ? []
    : [
        style.strong(
          `REDUNDANT: ${count(redundant.length, 'scenario')} with nothing that another does not show as well`,
        ),
      ]),
  ...redundant.map(({ id, coveredBy }) => `  ${visibleLine(`${id}, covered by ${coveredBy ?? ''}`)}`),
];
