import type { Report } from '../runner/types/report.ts';
import { fateOf } from './leaks.ts';
import { count } from './text.ts';

/** What the process of a run returns for each verdict; 3 is bad input, which has no report. */
export const exitCodes: Readonly<Record<Report['verdict'], 0 | 1 | 2>> = { conformant: 0, broken: 1, undetermined: 2 };

const ENDINGS: Readonly<Record<Report['ending'], string | undefined>> = {
  complete: undefined,
  interrupted: 'the run was interrupted',
  incomplete: 'the event log has no end: the run was killed, or the file was cut',
};

/** Why less is known than a whole run would tell. */
export type Doubt = { readonly about: 'ending' | 'errored' | 'leaks' | 'nothing' | 'skipped'; readonly text: string };

const doubt = (about: Doubt['about'], holds: boolean, text: string): readonly Doubt[] =>
  holds ? [{ about, text }] : [];

/** Every reason for doubt, as a clause; empty if there is none. */
export const doubts = (report: Report): readonly Doubt[] => {
  const { passed, failed, errored, skipped } = report.counts;
  const { leaks, verdict } = report;
  const left = leaks.filter((leak) => fateOf(leak) === 'left').length;
  const odd = leaks.length - left;
  const ending = ENDINGS[report.ending];
  const found = [
    ...doubt('ending', ending !== undefined, ending ?? ''),
    ...doubt('errored', errored > 0, `${count(errored, 'scenario')} could not be judged`),
    ...doubt('leaks', left > 0, `${count(left, 'resource')} may be left behind at the target`),
    ...doubt('leaks', odd > 0, `the list of resources does not fit the answers: ${count(odd, 'resource')}`),
    ...doubt('nothing', passed + failed === 0, 'nothing was proved, for no scenario came to a verdict'),
  ];
  const onlySkips = found.length === 0 && verdict === 'undetermined' && skipped > 0;
  return onlySkips ? doubt('skipped', true, `${count(skipped, 'scenario')} did not run, and all were required`) : found;
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

/** In continuous integration a target that was forgotten would be green for ever. */
export const EMBEDDED = 'This was the embedded reference server: name yours by --target.';

/** The verdict with its reasons and what the exit code says: the last words of a report. */
export const verdictText = (report: Report): { readonly word: string; readonly reasons: string } => ({
  word: report.verdict.toUpperCase(),
  reasons: [
    REASONS[report.verdict](report),
    sentence(doubts(report).map(({ text }) => text)),
    report.embedded === true ? EMBEDDED : '',
    report.hint === undefined ? '' : `But ${report.hint}`,
    `Exit code ${exitCodes[report.verdict]}.`,
  ]
    .filter((part) => part !== '')
    .join(' '),
});
