import type { Command } from 'commander';
import { InputError } from '../documents/problems.ts';
import { optionProblem } from './exit.ts';

const isEmpty = (value: unknown): boolean => [value].flat().includes('');

/** Throws an `InputError` with every argument and every option that is empty: none of them means something then. */
export const refuseEmpty = (command: Command): void => {
  const options = command.options
    .filter((option) => isEmpty(command.getOptionValue(option.attributeName())))
    .map(({ long }) => long ?? '');
  const names = command.registeredArguments
    .filter((_, index) => isEmpty(command.processedArgs[index]))
    .map((argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`));
  if (options.length + names.length === 0) return;
  const remedy = 'Give it a value; an environment variable that is not set may be the cause.';
  throw new InputError([...options, ...names].map((name) => optionProblem(name, 'it is empty', remedy)));
};
