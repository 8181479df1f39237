import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';

/** 0 conformant, 1 a rule is broken, 2 undetermined, 3 bad input (nothing was sent). */
export type ExitCode = 0 | 1 | 2 | 3;

/** What a command that judges nothing returns when it did what it was asked. */
export const DONE: ExitCode = 0;
export const UNDETERMINED: ExitCode = 2;
export const BAD_INPUT: ExitCode = 3;

/** A problem with an option or an argument of the command line. */
export const optionProblem = (option: string, message: string, remedy: string): Problem => ({
  place: { file: option, line: 0, column: 0 },
  pointer: '',
  message,
  remedy,
});

/** Gathers the problems of several pieces of input, so that all of them are told at once. */
export type Gathering = {
  /** The result of `work`, or `undefined` if it threw an `InputError`, whose problems are kept. */
  readonly attempt: <T>(work: () => T | Promise<T>) => Promise<T | undefined>;
  readonly add: (problems: readonly Problem[]) => void;
  /** Throws one `InputError` if there is any problem; otherwise passes on what an attempt gave. */
  readonly settle: <T>(result: T | undefined) => T;
};

export const gathering = (): Gathering => {
  const problems: Problem[] = [];
  return {
    attempt: async (work) => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        problems.push(...error.problems);
        return undefined;
      }
    },
    add: (more) => {
      problems.push(...more);
    },
    settle: (result) => {
      if (problems.length > 0 || result === undefined) throw new InputError(problems);
      return result;
    },
  };
};
