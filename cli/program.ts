import type { Option } from 'commander';
import { Command } from 'commander';
import { meant } from '../documents/nearest.ts';
import { InputError } from '../documents/problems.ts';
import { commands } from './commands.ts';
import { refuseEmpty } from './empty.ts';
import { optionProblem } from './exit.ts';
import { refuseSurplus } from './surplus.ts';
import { refuseSwallowed } from './swallowed.ts';
import { tool } from './tool.ts';
import { countingOptions } from './twice.ts';

const EXIT_CODES = `
Exit codes:
  0  conformant
  1  a rule is broken
  2  undetermined: something could not be judged, or nothing was proved
  3  bad input: nothing was sent`;

/** Defaults as people write them; that a flag is off by default goes without saying. */
const optionDescription = ({ description, defaultValue }: Option): string =>
  defaultValue === undefined || defaultValue === false
    ? description
    : `${description} (default: ${[defaultValue].flat().join(', ')})`;

/** The command that the arguments ask for, or ask help about. */
const asked = (args: readonly string[]): string | undefined =>
  args.filter((arg) => !arg.startsWith('-')).find((arg, index) => index > 0 || arg !== 'help');

const refuseUnknown = (name: string | undefined): void => {
  const names = ['help', ...commands.map((command) => command.name)];
  if (name === undefined || names.includes(name)) return;
  const remedy = meant(name, names, '`help` shows what there is.');
  throw new InputError([optionProblem(name, 'there is no such command', remedy)]);
};

/** The command line with all its commands, of which the one that `args` ask for is ready to run. Throws an `InputError` if there is none. */
export const programFor = async (args: readonly string[]): Promise<Command> => {
  let refuseRepeated = (): void => {};
  const program = new Command(tool.name)
    .description("Conformance suite for Katapult's createIpAddress endpoint.")
    .version(tool.version)
    .addHelpText('after', EXIT_CODES)
    .configureHelp({ optionDescription })
    .exitOverride()
    // `--version` after a command is not the program's: a gate that asks for one would end with 0.
    .enablePositionalOptions()
    .showHelpAfterError('(add --help to see what there is)')
    .hook('preAction', (_, command) => {
      refuseSwallowed(command, process.env);
      refuseSurplus(command, args);
      refuseEmpty(command);
      refuseRepeated();
    });
  const name = asked(args);
  refuseUnknown(name);
  for (const { name: of, summary, load } of commands) {
    const command = program
      .command(of)
      .summary(summary)
      .allowExcessArguments()
      .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`);
    if (of !== name) continue;
    (await load()).configure(command);
    refuseRepeated = countingOptions(command);
  }
  return program;
};
