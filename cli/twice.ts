import type { Command } from 'commander';
import { InputError } from '../documents/problems.ts';
import { optionProblem } from './exit.ts';

/**
 * Counts how often each option with a value is given to a command. What it returns throws an `InputError` with every one that was
 * given several times and takes one value: the last would count, and the others be ignored without a word.
 */
export const countingOptions = (command: Command): (() => void) => {
  const counts = new Map<string, number>();
  for (const option of command.options)
    if (option.required)
      command.on(`option:${option.name()}`, () => counts.set(option.name(), (counts.get(option.name()) ?? 0) + 1));
  return () => {
    const problems = command.options
      .filter((option) => !Array.isArray(command.getOptionValue(option.attributeName())))
      .filter((option) => (counts.get(option.name()) ?? 0) > 1)
      .map(({ long }) =>
        optionProblem(long ?? '', 'it is given several times, and takes one value', 'Leave one of them.'),
      );
    if (problems.length > 0) throw new InputError(problems);
  };
};
