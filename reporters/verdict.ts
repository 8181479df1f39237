import type { Report } from '../runner/types.ts';
import { count } from './text.ts';

/** What the process of a run returns for each verdict; 3 is bad input, which has no report. */
export const exitCodes: Readonly<Record<Report['verdict'], 0 | 1 | 2>> = { conformant: 0, broken: 1, undetermined: 2 };

const ENDINGS: Readonly<Record<Report['ending'], string | undefined>> = {
  complete: undefined,
  interrupted: 'the run was interrupted',
  incomplete: 'the event log has no end: the run was killed, or the file was cut',
};

/** Why less is known than a whole run would tell, one clause each; empty if nothing is in doubt. */
export const doubts = (report: Report): readonly string[] => {
  const { passed, failed, errored, skipped } = report.counts;
  const ending = ENDINGS[report.ending];
  const found = [
    ...(ending === undefined ? [] : [ending]),
    ...(errored === 0 ? [] : [`${count(errored, 'scenario')} could not be judged`]),
    ...(report.leaks.length === 0
      ? []
      : [`${count(report.leaks.length, 'resource')} may be left behind at the target`]),
    ...(passed + failed === 0 ? ['nothing was proved, for no scenario came to a verdict'] : []),
  ];
  const onlySkips = found.length === 0 && report.verdict === 'undetermined' && skipped > 0;
  return onlySkips ? [`${count(skipped, 'scenario')} did not run, and all were required`] : found;
};

const sentence = (clauses: readonly string[]): string => {
  const text = clauses.join('; ');
  return text === '' ? '' : `${text[0]?.toUpperCase()}${text.slice(1)}.`;
};

const REASONS: Readonly<Record<Report['verdict'], (report: Report) => string>> = {
  conformant: ({ counts }) =>
    `${count(counts.passed, 'scenario')} ran and passed.${
      counts.skipped === 0 ? '' : ` Nothing is said about the ${counts.skipped} that did not run.`
    }`,
  broken: ({ counts }) => `${count(counts.failed, 'scenario')} showed that a rule is broken.`,
  undetermined: () => 'It is not known whether the target keeps the contract.',
};

/** The verdict with its reasons and what the exit code says: the last words of a report. */
export const verdictText = (report: Report): { readonly word: string; readonly reasons: string } => ({
  word: report.verdict.toUpperCase(),
  reasons: [REASONS[report.verdict](report), sentence(doubts(report)), `Exit code ${exitCodes[report.verdict]}.`]
    .filter((part) => part !== '')
    .join(' '),
});
