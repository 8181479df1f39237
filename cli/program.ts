import type { Option } from 'commander';
import { Command } from 'commander';
import { commands } from './commands.ts';
import { refuseEmpty } from './empty.ts';
import { tool } from './tool.ts';

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

/** The command line with all its commands, of which the one that `args` ask for is ready to run. */
export const programFor = async (args: readonly string[]): Promise<Command> => {
  const program = new Command(tool.name)
    .description("Conformance suite for Katapult's createIpAddress endpoint.")
    .version(tool.version)
    .addHelpText('after', EXIT_CODES)
    .configureHelp({ optionDescription })
    .exitOverride()
    .hook('preAction', (_, command) => refuseEmpty(command));
  const name = asked(args);
  for (const { name: of, summary, load } of commands) {
    const command = program
      .command(of)
      .summary(summary)
      .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`);
    if (of === name) (await load()).configure(command);
  }
  return program;
};
