import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { tryAll } from '../proof/parallel.ts';
import { prove } from '../proof/rounds.ts';
import { ServerError } from '../proof/server-command.ts';
import type { Trial } from '../proof/types.ts';
import type { Matrix } from '../reporters/matrix-types.ts';
import type { ExitCode } from './exit.ts';
import { gathering, optionProblem, UNDETERMINED } from './exit.ts';
import type { OutputFile } from './files.ts';
import { openOutput } from './files.ts';
import { wholeNumber } from './inputs.ts';
import type { Named } from './overwritten.ts';
import { named, overwritten, repeated } from './overwritten.ts';
import type { ProveFlags } from './proofs.ts';
import { chosenProof } from './proofs.ts';
import { unwritable } from './refusals.ts';
import { addRepeatable } from './repeatable.ts';
import { atEnd } from './signals.ts';
import { drawing, print } from './terminal.ts';
import { tool } from './tool.ts';

/** Fewer trials are soon done. */
const MANY = 10;

/** On a terminal one line that changes, elsewhere a line for each tenth of many trials. */
const progressTo =
  (trials: number) =>
  (done: number): void => {
    const text = `${done} of ${trials} trials`;
    const tenths = (count: number): number => Math.floor((count * 10) / trials);
    if (process.stderr.isTTY === true) process.stderr.write(`\r${text}${done === trials ? '\n' : ''}`);
    else if (trials >= MANY && tenths(done) > tenths(done - 1)) process.stderr.write(`${text}\n`);
  };

type Sheet = { readonly file: OutputFile; readonly path: string; readonly render: (matrix: Matrix) => Promise<string> };

const renderers: Readonly<Record<'table' | 'json' | 'html' | 'markdown', Sheet['render']>> = {
  table: async (matrix) => (await import('../reporters/matrix-text.ts')).renderMatrixTable(matrix),
  json: async (matrix) => (await import('../reporters/matrix-json.ts')).renderMatrixJson(matrix),
  html: async (matrix) => (await import('../reporters/matrix-html.ts')).renderMatrixHtml(matrix),
  markdown: async (matrix) => (await import('../reporters/matrix-markdown.ts')).renderMatrixMarkdown(matrix),
};

const FORMATS = ['table', 'json', 'html', 'markdown'] as const;

const inputsOf = ({ catalogue, target, spec, suiteFile }: ProveFlags): readonly Named[] => [
  ...named('--catalogue', catalogue),
  ...named('--target', target),
  ...named('--spec', spec),
  ...named('--suite-file', suiteFile),
];

/** Opens every file that is asked for before anything is tried. */
const openSheets = (flags: ProveFlags): readonly Sheet[] => {
  const sheets = FORMATS.flatMap((format) => {
    const path = flags[format];
    return path === undefined ? [] : [{ format, path, file: openOutput(path), render: renderers[format] }];
  });
  atEnd(() => {
    for (const { file } of sheets) file.discard();
  });
  const files = sheets.map(({ format, path }) => ({ by: `--${format}`, path }));
  const gather = gathering();
  gather.add([...repeated(files), ...overwritten(files, inputsOf(flags))]);
  gather.add(
    sheets.flatMap(({ format, path, file }) => {
      const code = file.failure();
      const problem = (why: string) =>
        optionProblem(`--${format}`, unwritable(`\`${path}\``, why), 'Name a file that can be written.');
      return code === undefined ? [] : [problem(code)];
    }),
  );
  return gather.settle(sheets);
};

/** Writes the files. Returns what could not be written, as sentences. */
const write = async (sheets: readonly Sheet[], matrix: Matrix): Promise<readonly string[]> => {
  const failures: string[] = [];
  for (const { file, path, render } of sheets) {
    file.write(await render(matrix));
    file.publish();
    file.close();
    const code = file.failure();
    if (code !== undefined) failures.push(`${unwritable(`\`${path}\``, code)}.\n`);
  }
  return failures;
};

/** The user's own server did not start: whose fault that is, nobody knows. */
const serverTrouble = ({ message, fault, command }: ServerError): string =>
  `${message}\n    Try it by hand: PORT=8080 FAULT=${fault} ${command}\n`;

const carryOut = async (flags: ProveFlags, sheets: readonly Sheet[]): Promise<ExitCode> => {
  const { catalogue, profiles, lanes, close, faults } = await chosenProof(flags);
  const about = { tool, seed: flags.seed, profiles };
  const tryThem = (trials: readonly Trial[]) => tryAll(trials, lanes, progressTo(trials.length));
  const matrix = await prove({ catalogue, about, tryAll: tryThem, full: flags.full }).finally(close);
  const failures = await write(sheets, matrix);
  const { renderMatrixSummary } = await import('../reporters/matrix-text.ts');
  const others = faults(matrix);
  const summary = renderMatrixSummary(matrix, drawing(process.stdout, process.env));
  await print([summary, ...others.map((fault) => `${fault}\n`)].join(''));
  for (const failure of failures) process.stderr.write(failure);
  if (!matrix.proved || others.length > 0) return 1;
  return failures.length === 0 ? 0 : UNDETERMINED;
};

const execute = async (flags: ProveFlags): Promise<ExitCode> => {
  const sheets = openSheets(flags);
  try {
    return await carryOut(flags, sheets);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    process.stderr.write(serverTrouble(error));
    return UNDETERMINED;
  }
};

/** `prove`: the suites against servers with one fault each, and against right ones that differ. */
export const configure = (command: Command): void => {
  addRepeatable(command, '--suite-file <file>', 'suite of your own, with --catalogue')
    .option('--spec <file>', 'OpenAPI description of an endpoint of your own, with --suite-file and --catalogue')
    .option('--profile <name>', 'only this profile (default: every profile; with --target that of the target alone)')
    .option('--seed <text>', 'what random choices follow from', 'proof')
    .option('--threads <number>', 'trials at one time', wholeNumber(1, 64), availableParallelism())
    .option('--full', 'every scenario against every fault, also where it is known that the fault is caught', false)
    .option('--catalogue <file>', 'faults and variations of a server of your own, with the command that starts it')
    .option('--target <file>', 'that server as a target; its url has ${PORT}')
    .option('--table <file>', 'write which scenarios show which fault, a line for each fault')
    .option('--json <file>', 'write the matrix as JSON')
    .option('--html <file>', 'write the matrix as a page')
    .option('--markdown <file>', 'write a summary for a README')
    .action(async (flags: ProveFlags) => {
      process.exitCode = await execute(flags);
    });
};
