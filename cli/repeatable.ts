import type { Command } from 'commander';

/**
 * Adds an option that may be given several times, with one value each. One that takes several values at once would take what
 * stands after it as well: the arguments of the command.
 */
export const addRepeatable = (
  command: Command,
  flags: string,
  description: string,
  standard?: readonly string[],
): Command =>
  command.option<readonly string[] | undefined>(
    flags,
    `${description} (repeatable)`,
    (value, before) => [...(before === standard ? [] : (before ?? [])), value],
    standard,
  );
