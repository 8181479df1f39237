import { faultlessText, mostText, shareCell, shareText, summaryOf } from './matrix-summary.ts';
import type { Matrix } from './matrix-types.ts';
import { count } from './text.ts';
import { visibleLine } from './visible.ts';

/** Text in a cell of a table of GitHub-flavoured Markdown. */
const cell = (text: string): string => visibleLine(text).replace(/[\\|`*_<>&[\]]/g, (character) => `\\${character}`);

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A summary for a README: what is proved in two sentences, and the faults by class and profile. */
export const renderMatrixMarkdown = (matrix: Matrix): string => {
  const summary = summaryOf(matrix);
  const { faults, classes, totals, all, variations, lucky } = summary;
  const luck = lucky.length === 0 ? '' : ` Seen only by chance: ${lucky.length}.`;
  return [
    `${count(faults, 'fault')} in ${count(classes.length, 'class', 'classes')}, each in every profile it applies to: ` +
      `**${shareText(all)} killed**.${mostText(summary, ' ', ' of them.')}${luck} Correct servers that differ: **${shareText(variations)} accused**.${faultlessText(summary)}`,
    '',
    row(['class', ...matrix.profiles.map(cell)]),
    row(['---', ...matrix.profiles.map(() => '---:')]),
    ...classes.map(({ name, shares }) => row([cell(name), ...shares.map(shareCell)])),
    row(['**all**', ...totals.map((share) => `**${shareCell(share)}**`)]),
    '',
  ].join('\n');
};
