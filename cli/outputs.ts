import type { Command } from 'commander';
import { suggest } from '../documents/nearest.ts';
import type { Problem } from '../documents/problems.ts';
import type { Reporter } from '../reporters/names.ts';
import { reporterNamed, reporters } from '../reporters/names.ts';
import { EMBEDDED, exitCodes } from '../reporters/verdict.ts';
import { own } from '../runner/json.ts';
import type { Report } from '../runner/types/report.ts';
import type { RunEvent } from '../runner/types/run-event.ts';
import type { ExitCode } from './exit.ts';
import { optionProblem, UNDETERMINED } from './exit.ts';
import type { OutputFile } from './files.ts';
import { openOutput } from './files.ts';
import type { Named } from './overwritten.ts';
import { named, overwritten, realPlace } from './overwritten.ts';
import { NOT_GREEN, unwritable } from './refusals.ts';
import { addRepeatable } from './repeatable.ts';
import { atEnd } from './signals.ts';
import { drawing, print } from './terminal.ts';
import { withProfileHint } from './wrong-profile.ts';

/** Where the reports of a run go. */
export type Outputs = {
  /** Some report is for standard output. */
  readonly onScreen: boolean;
  /** Passes an event on to the reports that are written while the run goes on. */
  readonly event: (event: RunEvent) => void;
  /** Writes all others. Returns what could not be written, as sentences. */
  readonly report: (report: Report) => Promise<readonly string[]>;
  /** Leaves every old file as it was. */
  readonly discard: () => void;
};

type Output = { readonly reporter: Reporter; readonly path?: string; readonly file?: OutputFile };

const OPTION = '--report';

const reportHelp = `report to write: ${Object.entries(reporters)
  .map(([name, { medium }]) => (medium === 'file' ? `${name}=FILE` : name))
  .join(', ')}`;

export const addReportOption = (command: Command): Command =>
  addRepeatable(command, `${OPTION} <name=file>`, reportHelp, ['console']);

const RENDERED_TO_FILE = { colour: false };

/** Reports by the ends of their files. */
const BY_END: Readonly<Record<string, string>> = { xml: 'junit', ndjson: 'ndjson', txt: 'console' };

/** A file alone, or a file after something else than `=`. */
const unknownRemedy = (value: string, name: string): string => {
  const names = Object.keys(reporters);
  const [, before = '', path = ''] = /^(\w+):(.+)$/s.exec(value) ?? [];
  if (names.includes(before)) return `Did you mean \`${before}=${path}\`?`;
  const report = own(BY_END, value.split('.').at(-1) ?? '');
  return report === undefined || value !== name ? suggest(name, names) : `Did you mean \`${report}=${value}\`?`;
};

const reporterProblem = (value: string, name: string, path: string | undefined): Problem | undefined => {
  const reporter = reporterNamed(name);
  if (reporter === undefined)
    return optionProblem(OPTION, `there is no report \`${name}\``, unknownRemedy(value, name));
  if (path === '') return optionProblem(OPTION, `\`${value}\` names no file`, `Write ${name}=FILE.`);
  return path === undefined && reporter.medium === 'file'
    ? optionProblem(OPTION, `\`${name}\` needs a file`, `Write ${name}=FILE.`)
    : undefined;
};

const split = (value: string): readonly [name: string, path: string | undefined] => {
  const at = value.indexOf('=');
  return at < 0 ? [value, undefined] : [value.slice(0, at), value.slice(at + 1)];
};

const repeated = (values: readonly string[]): readonly Problem[] => {
  const right = values.filter((value) => reporterProblem(value, ...split(value)) === undefined);
  const places = right.map((value) => split(value)[1] ?? 'standard output');
  const real = right.map((value) => realPlace(split(value)[1] ?? '/dev/stdout'));
  const twice = places.filter((_, index) => real.indexOf(real[index] ?? '') !== index);
  return [...new Set(twice)].map((place) =>
    optionProblem(OPTION, `two reports go to ${place}`, 'Name a file of its own for each.'),
  );
};

const openOne = (value: string): { readonly output?: Output; readonly problem?: Problem } => {
  const [name, path] = split(value);
  const reporter = reporterNamed(name);
  const problem = reporterProblem(value, name, path);
  if (problem !== undefined || reporter === undefined) return problem === undefined ? {} : { problem };
  if (path === undefined) return { output: { reporter } };
  const file = openOutput(path);
  const code = file.failure();
  return code === undefined
    ? { output: { reporter, path, file } }
    : { problem: optionProblem(OPTION, unwritable(`\`${path}\``, code), 'Name a file that can be written.') };
};

const renderTo = async ({ reporter, file }: Output, report: Report): Promise<void> => {
  if (reporter.from === 'events') return;
  const text = await reporter.render(
    report,
    file === undefined ? drawing(process.stdout, process.env) : RENDERED_TO_FILE,
  );
  if (file === undefined) await print(text);
  else {
    file.write(text);
    file.publish();
  }
};

const outputsTo = (outputs: readonly Output[]): Outputs => ({
  onScreen: outputs.some(({ file }) => file === undefined),
  event: (event) => {
    for (const { reporter, file } of outputs) {
      if (reporter.from !== 'events' || file === undefined) continue;
      if (event.type === 'run-started') file.publish();
      file.write(reporter.line(event));
    }
  },
  report: async (report) => {
    const failures: string[] = [];
    for (const output of outputs) {
      await renderTo(output, report);
      output.file?.close();
      const code = output.file?.failure();
      if (code !== undefined) failures.push(`${unwritable(`\`${output.path ?? ''}\``, code)}.`);
    }
    return failures;
  },
  discard: () => {
    for (const { file } of outputs) file?.discard();
  },
});

/** Reports that would replace an input. */
export const reportsOver = (values: readonly string[], inputs: readonly Named[]): readonly Problem[] =>
  overwritten(
    named(
      OPTION,
      values.flatMap((value) => split(value)[1] || []),
    ),
    inputs,
  );

/**
 * Opens what `--report NAME[=FILE]` asks for, each file with its directory, so that a path that cannot be written is
 * known before anything is sent. No report may replace an input. Drafts that were not used are removed when the process ends.
 */
export const openOutputs = (
  values: readonly string[],
  inputs: readonly Named[],
): { readonly outputs: Outputs; readonly problems: readonly Problem[] } => {
  const opened = values.map(openOne);
  const outputs = outputsTo(opened.flatMap(({ output }) => output ?? []));
  atEnd(outputs.discard);
  const problems = [
    ...opened.flatMap(({ problem }) => problem ?? []),
    ...repeated(values),
    ...reportsOver(values, inputs),
  ];
  return { outputs, problems };
};

/** Writes the reports. Returns the exit code of the verdict; a report that could not be written leaves no run conformant. */
export const conclude = async (report: Report, outputs: Outputs): Promise<ExitCode> => {
  const failures = await outputs.report(withProfileHint(report));
  if (report.embedded === true && !outputs.onScreen) process.stderr.write(`${EMBEDDED}\n`);
  for (const failure of failures) process.stderr.write(`${failure}\n`);
  if (failures.length === 0 || report.verdict !== 'conformant') return exitCodes[report.verdict];
  process.stderr.write(`${NOT_GREEN}\n`);
  return UNDETERMINED;
};
