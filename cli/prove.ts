import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { suggest } from '../documents/nearest.ts';
import { InputError } from '../documents/problems.ts';
import { tryAll } from '../proof/parallel.ts';
import { prove } from '../proof/rounds.ts';
import type { Catalogue, Trial, TrialResult } from '../proof/types.ts';
import type { Matrix } from '../reporters/matrix-types.ts';
import type { ExitCode } from './exit.ts';
import { gathering, optionProblem } from './exit.ts';
import type { OutputFile } from './files.ts';
import { openOutput } from './files.ts';
import { given, wholeNumber } from './inputs.ts';
import { unwritable } from './refusals.ts';
import { drawing, print } from './terminal.ts';
import { tool } from './tool.ts';

type Flags = {
  readonly profile?: string;
  readonly seed: string;
  readonly threads: number;
  readonly full: boolean;
  readonly catalogue?: string;
  readonly target?: string;
  readonly suiteFile?: readonly string[];
  readonly json?: string;
  readonly html?: string;
  readonly markdown?: string;
};

/** How a proof is carried out: what is tried, in which profiles, and how one goes about it. */
type Proof = {
  readonly catalogue: Catalogue;
  readonly profiles: readonly string[];
  readonly lanes: readonly ((trial: Trial) => Promise<TrialResult>)[];
  readonly close: () => Promise<void>;
  /** What else must hold, as sentences about what does not. */
  readonly faults: (matrix: Matrix) => readonly string[];
};

const progressTo =
  (trials: number) =>
  (done: number): void => {
    if (process.stderr.isTTY === true)
      process.stderr.write(`\r${done} of ${trials} trials${done === trials ? '\n' : ''}`);
  };

const chosenProfiles = (known: readonly string[], name: string | undefined): readonly string[] => {
  if (name === undefined) return known;
  if (known.includes(name)) return [name];
  throw new InputError([optionProblem('--profile', `there is no profile \`${name}\``, suggest(name, known))]);
};

const embeddedProof = async (flags: Flags): Promise<Proof> => {
  const [{ EMBEDDED }, { startThreads }, { profiles }, { smokeSet }, { smokeProblems }] = await Promise.all([
    import('../proof/embedded.ts'),
    import('../proof/parallel.ts'),
    import('../spec/profiles.ts'),
    import('../suites/smoke.ts'),
    import('../proof/smoke.ts'),
  ]);
  const chosen = chosenProfiles(profiles, flags.profile);
  return {
    catalogue: EMBEDDED,
    profiles: chosen,
    ...startThreads(flags.threads),
    faults: (matrix) => smokeProblems(matrix, chosen === profiles ? smokeSet : []),
  };
};

const ownProof = async (flags: Flags, catalogueFile: string, targetFile: string): Promise<Proof> => {
  const [{ loadCatalogue }, { tryOwn }, { loadTarget }, { readContract }] = await Promise.all([
    import('../proof/catalogue.ts'),
    import('../proof/own.ts'),
    import('../target/load.ts'),
    import('./inputs.ts'),
  ]);
  const targetFor = (env: Readonly<Record<string, string | undefined>>) =>
    loadTarget({ file: targetFile, env, ...given('profile', flags.profile) });
  const { profile } = await targetFor({ ...process.env, PORT: '1' });
  const { description, scenarios } = await readContract({ profile, ...given('suiteFile', flags.suiteFile) });
  const catalogue = await loadCatalogue(catalogueFile, description.spec);
  const { command } = catalogue;
  const lane = tryOwn({ command, env: process.env, spec: description.spec, scenarios, targetFor });
  return {
    catalogue,
    profiles: [profile],
    lanes: Array.from({ length: flags.threads }, () => lane),
    close: async () => {},
    faults: () => [],
  };
};

type Sheet = { readonly file: OutputFile; readonly path: string; readonly render: (matrix: Matrix) => Promise<string> };

const renderers: Readonly<Record<'json' | 'html' | 'markdown', Sheet['render']>> = {
  json: async (matrix) => (await import('../reporters/matrix-json.ts')).renderMatrixJson(matrix),
  html: async (matrix) => (await import('../reporters/matrix-html.ts')).renderMatrixHtml(matrix),
  markdown: async (matrix) => (await import('../reporters/matrix-markdown.ts')).renderMatrixMarkdown(matrix),
};

const FORMATS = ['json', 'html', 'markdown'] as const;

/** Opens every file that is asked for before anything is tried. */
const openSheets = (flags: Flags): readonly Sheet[] => {
  const sheets = FORMATS.flatMap((format) => {
    const path = flags[format];
    return path === undefined ? [] : [{ format, path, file: openOutput(path), render: renderers[format] }];
  });
  process.once('exit', () => {
    for (const { file } of sheets) file.discard();
  });
  const gather = gathering();
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

const chosenProof = async (flags: Flags): Promise<Proof> => {
  const { catalogue, target } = flags;
  const gather = gathering();
  if (catalogue !== undefined && target !== undefined) return ownProof(flags, catalogue, target);
  if (catalogue !== undefined)
    gather.add([optionProblem('--catalogue', 'no target is named', 'Add --target FILE, with $PORT in its url.')]);
  if (target !== undefined)
    gather.add([optionProblem('--target', 'no catalogue is named', 'Add --catalogue FILE, or leave --target away.')]);
  return gather.settle(catalogue === undefined && target === undefined ? await embeddedProof(flags) : undefined);
};

const write = async (sheets: readonly Sheet[], matrix: Matrix): Promise<void> => {
  for (const { file, render } of sheets) {
    file.write(await render(matrix));
    file.publish();
    file.close();
  }
};

const execute = async (flags: Flags): Promise<ExitCode> => {
  const sheets = openSheets(flags);
  const { catalogue, profiles, lanes, close, faults } = await chosenProof(flags);
  const about = { tool, seed: flags.seed, profiles };
  const tryThem = (trials: readonly Trial[]) => tryAll(trials, lanes, progressTo(trials.length));
  const matrix = await prove({ catalogue, about, tryAll: tryThem, full: flags.full }).finally(close);
  await write(sheets, matrix);
  const { renderMatrixSummary } = await import('../reporters/matrix-text.ts');
  const others = faults(matrix);
  const summary = renderMatrixSummary(matrix, drawing(process.stdout, process.env));
  await print([summary, ...others.map((fault) => `${fault}\n`)].join(''));
  return matrix.proved && others.length === 0 ? 0 : 1;
};

/** `prove`: the suites against servers with one fault each, and against right ones that differ. */
export const configure = (command: Command): void => {
  command
    .option('--profile <name>', 'only this profile (default: every profile)')
    .option('--seed <text>', 'what random choices follow from', 'proof')
    .option('--threads <number>', 'trials at one time', wholeNumber(1, 64), availableParallelism())
    .option('--full', 'every scenario against every fault, also where it is known that the fault is caught', false)
    .option('--catalogue <file>', 'faults and variations of a server of your own, with the command that starts it')
    .option('--target <file>', 'that server as a target; its url has ${PORT}')
    .option('--suite-file <file...>', 'suites of your own, with --catalogue')
    .option('--json <file>', 'write the matrix as JSON')
    .option('--html <file>', 'write the matrix as a page')
    .option('--markdown <file>', 'write a summary for a README')
    .action(async (flags: Flags) => {
      process.exitCode = await execute(flags);
    });
};
