import type { Command } from 'commander';
import { InputError } from '../documents/problems.ts';
import { count } from '../reporters/text.ts';
import { optionProblem } from './exit.ts';

/** The repeatable option that stands before an argument, which may have been meant as another value of it. */
const repeatableBefore = (argument: string, args: readonly string[], command: Command): string | undefined => {
  const before = args.slice(0, args.lastIndexOf(argument)).findLast((word) => word.startsWith('--'));
  const option = command.options.find(({ long }) => long === before?.replace(/=.*/s, ''));
  const repeatable = option !== undefined && Array.isArray(command.getOptionValue(option.attributeName()));
  return repeatable ? option.long : undefined;
};

/** Throws an `InputError` with every argument that is more than the command takes; `args` is the command line. */
export const refuseSurplus = (command: Command, args: readonly string[]): void => {
  const { registeredArguments: known } = command;
  if (known.at(-1)?.variadic === true || command.args.length <= known.length) return;
  const takes = known.length === 0 ? 'no argument' : count(known.length, 'argument');
  const problems = command.args.slice(known.length).map((argument) => {
    const option = repeatableBefore(argument, args, command);
    const remedy =
      option === undefined
        ? 'Leave it out.'
        : `If it is a value of ${option}, repeat the option: ${option} ${argument}.`;
    return optionProblem(argument, `it is one too many, for \`${command.name()}\` takes ${takes}`, remedy);
  });
  throw new InputError(problems);
};
