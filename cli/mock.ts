import type { Command } from 'commander';
import { meant } from '../documents/nearest.ts';
import { InputError } from '../documents/problems.ts';
import type { Mock, MockOptions } from '../mock/start.ts';
import { startMock } from '../mock/start.ts';
import { STANDARD } from '../spec/profiles.ts';
import { environmentOf } from '../target/variables.ts';
import type { Gathering } from './exit.ts';
import { DONE, gathering, optionProblem } from './exit.ts';
import type { SpecFlags } from './inputs.ts';
import { addSpecOptions, given, profileProblems, wholeNumber } from './inputs.ts';
import { stopSignal } from './signals.ts';
import { print } from './terminal.ts';

type Flags = SpecFlags & {
  readonly port: number;
  readonly host: string;
  readonly seed?: string;
  readonly permitted: number;
  readonly fault?: readonly string[];
  readonly variation?: readonly string[];
};

/** What the errors of listening mean, by their code, and which option they are about. */
const LISTENING: Readonly<Record<string, readonly [option: '--host' | '--port', reason: string]>> = {
  EADDRINUSE: ['--port', 'something else listens there already'],
  EACCES: ['--port', 'permission denied'],
  EADDRNOTAVAIL: ['--host', 'this machine has no such address'],
  ENOTFOUND: ['--host', 'there is no such host'],
  EAI_AGAIN: ['--host', 'nobody can be asked for its address'],
};

const REMEDIES = { '--host': 'Name an address of this machine, such as 127.0.0.1.', '--port': 'Choose another port.' };

type Change = { readonly id: string; readonly profiles: readonly string[] };

/** The entries of a catalogue with these ids. What is unknown, or does not apply to the profile, is gathered as a problem. */
const chosen = <T extends Change>(
  option: string,
  ids: readonly string[],
  catalogue: readonly T[],
  profile: string,
  gather: Gathering,
): readonly T[] =>
  ids.flatMap((id) => {
    const entry = catalogue.find((one) => one.id === id);
    if (entry?.profiles.includes(profile) === true) return [entry];
    const known = catalogue.map((one) => one.id);
    const remedy = meant(id, known, `\`list ${option.slice(2)}s\` shows them.`);
    gather.add([
      entry === undefined
        ? optionProblem(option, `there is no \`${id}\``, remedy)
        : optionProblem(
            option,
            `\`${id}\` does not apply to profile ${profile}`,
            `Choose profile ${entry.profiles.join(' or ')}.`,
          ),
    ]);
    return [];
  });

const changes = async (
  { fault = [], variation = [] }: Flags,
  profile: string,
): Promise<Pick<MockOptions, 'faults' | 'variations'>> => {
  if (fault.length + variation.length === 0) return {};
  const [{ FAULTS }, { VARIATIONS }] = await Promise.all([
    import('../mock/faults/catalogue.ts'),
    import('../mock/variations.ts'),
  ]);
  const gather = gathering();
  const faults = chosen('--fault', fault, FAULTS, profile, gather);
  const variations = chosen('--variation', variation, VARIATIONS, profile, gather);
  return gather.settle({ faults, variations });
};

const start = async (options: MockOptions): Promise<Mock> => {
  try {
    return await startMock(options);
  } catch (error) {
    const known = LISTENING[(error as NodeJS.ErrnoException).code ?? ''];
    if (known === undefined) throw error;
    const [option, reason] = known;
    const place = option === '--host' ? options.host : `${options.host}:${options.port}`;
    throw new InputError([optionProblem(option, `cannot listen at ${place}: ${reason}`, REMEDIES[option])]);
  }
};

const introduction = async ({ url, statesUrl, target }: Mock): Promise<string> => {
  const lines = Object.entries(await environmentOf(target)).map(([name, value]) => `export ${name}=${value}`);
  return [
    `Reference provider, profile ${target.profile}: ${url}`,
    `Provider states: ${statesUrl}`,
    `To run against it, set what it knows, then: katapult-conformance run --profile ${target.profile} --target ${url}`,
    '',
    ...lines,
    '',
  ].join('\n');
};

const serve = async (flags: Flags): Promise<void> => {
  const { port, host, seed, permitted, profile = STANDARD, overlay } = flags;
  const unknown = profileProblems(flags);
  if (unknown.length > 0) throw new InputError(unknown);
  const signal = stopSignal('Stopping.');
  const mock = await start({
    ...(await changes(flags, profile)),
    profile,
    port,
    host,
    ...given('overlays', overlay),
    ...given('seed', seed),
    permitted,
  });
  await print(await introduction(mock));
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  await mock.close();
};

/** Nobody meets this limit, however many runs a minute sees. */
const PLENTY = 1_000_000;

/** `mock`: the reference provider, until the process is told to stop. */
export const configure = (command: Command): void => {
  addSpecOptions(command)
    .option('--port <number>', 'port to listen at; 0 takes any free one', wholeNumber(0, 65_535), 0)
    .option('--host <address>', 'address to listen at', '127.0.0.1')
    .option('--seed <text>', 'what its ids and tokens follow from')
    .option('--fault <id...>', 'break the contract in these ways (several may follow; repeatable)')
    .option('--variation <id...>', 'differ in these ways, and keep it (several may follow; repeatable)')
    .option(
      '--permitted <number>',
      'requests per minute and token; the real service was seen to permit 1000',
      wholeNumber(1, 999_999_999),
      PLENTY,
    )
    .action(async (flags: Flags) => {
      await serve(flags);
      process.exitCode = DONE;
    });
};
