import type { Report } from '../runner/types/report.ts';
import type { Section } from './layout.ts';
import { count, groupBy, idList, indent, wrap } from './text.ts';
import { visible } from './visible.ts';

/** A scenario that did not run, one of the things that it needs, and whether that is all it needs. */
type Lack = { readonly id: string; readonly need: string; readonly only: boolean };

/** The line of target.yaml that a need names, or else the need itself. */
const lineOf = (need: string): string => /\(target\.yaml: ([^)]*)\)$/.exec(need)?.[1] ?? need;

const lacksOf = ({ scenarios }: Report): readonly Lack[] =>
  scenarios.flatMap(({ id, outcome, skip }) => {
    if (outcome.status !== 'skipped') return [];
    const needs = skip ?? [outcome.reason];
    const only = new Set(needs.map(lineOf)).size === 1;
    return needs.map((need) => ({ id, need, only }));
  });

const namesOf = (lacks: readonly Lack[]): string => idList(lacks.map(({ id }) => id));

const scenariosText = (lacks: readonly Lack[]): string => {
  const enabled = lacks.filter(({ only }) => only);
  if (enabled.length === lacks.length) return namesOf(lacks);
  const all = count(lacks.length, 'scenario');
  const each = lacks.length === 1 ? 'which' : 'each of which';
  return enabled.length === 0
    ? `${all}, ${each} needs something else too: ${namesOf(lacks)}`
    : `${all}, ${enabled.length} of which ${enabled.length === 1 ? 'needs' : 'need'} nothing else: ${namesOf(enabled)}`;
};

/** Where to learn what a named line of target.yaml means; of an endpoint of one's own `init` knows nothing. */
const HINT = '`init` writes a target.yaml that explains each of these lines and names its environment variable.';

/** What has to be provided, what most scenarios need first, and which scenarios it would let run. */
export const skippedSection: Section = (report, { style, width }) => {
  const needs = [...groupBy(lacksOf(report), ({ need }) => need)].toSorted(([, a], [, b]) => b.length - a.length);
  if (needs.length === 0) return [];
  const explained = report.spec === undefined && needs.some(([need]) => need.includes('target.yaml: '));
  return [
    style.strong(style.doubtful(`SKIPPED: ${count(report.counts.skipped, 'scenario')} did not run`)),
    ...needs.flatMap(([need, lacks]) => [
      '',
      ...indent(wrap(visible(need), width - 2), 2),
      ...indent(wrap(scenariosText(lacks), width - 4), 4),
    ]),
    ...(explained ? ['', ...indent(wrap(HINT, width - 2), 2)] : []),
  ];
};
