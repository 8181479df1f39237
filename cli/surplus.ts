import { existsSync } from 'node:fs';
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

/** A server, or the file that describes one, without the option that names it: whoever left it out would judge the embedded server. */
const isTarget = (argument: string, command: Command): boolean =>
  command.options.some(({ long }) => long === '--target') &&
  command.getOptionValue('target') === undefined &&
  (/^https?:\/\//i.test(argument) || existsSync(argument));

const remedyFor = (argument: string, args: readonly string[], command: Command): string => {
  const option = repeatableBefore(argument, args, command);
  if (option !== undefined) return `If it is a value of ${option}, repeat the option: ${option} ${argument}.`;
  return isTarget(argument, command) ? `Write --target ${argument}.` : 'Leave it out.';
};

/** Throws an `InputError` with every argument that is more than the command takes; `args` is the command line. */
export const refuseSurplus = (command: Command, args: readonly string[]): void => {
  const { registeredArguments: known } = command;
  if (known.at(-1)?.variadic === true || command.args.length <= known.length) return;
  const takes = known.length === 0 ? 'no argument' : count(known.length, 'argument');
  const fact = `it is one too many, for \`${command.name()}\` takes ${takes}`;
  const problems = command.args
    .slice(known.length)
    .map((argument) => optionProblem(argument, fact, remedyFor(argument, args, command)));
  throw new InputError(problems);
};
