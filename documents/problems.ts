import type { Place } from '../runner/types/values.ts';

/** One thing that is wrong in a file a user wrote: where, what is the fact, and what to do about it. */
export type Problem = {
  readonly place: Place;
  /** JSON Pointer (RFC 6901) to the value in the document; `""` if the file as a whole is meant. */
  readonly pointer: string;
  readonly message: string;
  readonly remedy: string;
};

const compare = <T extends number | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

const byPlace = (a: Problem, b: Problem): number =>
  compare(a.place.file, b.place.file) ||
  compare(a.place.line, b.place.line) ||
  compare(a.place.column, b.place.column) ||
  compare(a.message, b.message);

/** `file:line:column`, or the name alone of what has no lines (line 0), such as an option of the command line. */
export const formatPlace = ({ file, line, column }: Place): string => (line === 0 ? file : `${file}:${line}:${column}`);

/** Problems as text, `file:line:column: fact` and the remedy below it, each once, sorted by file, line and column. */
export const formatProblems = (problems: readonly Problem[]): string => {
  const texts = [...problems]
    .sort(byPlace)
    .map(({ place, message, remedy }) => `${formatPlace(place)}: ${message}\n    ${remedy}`);
  return [...new Set(texts)].join('\n');
};

/** Input that cannot be used; carries every problem of every file that was read. */
export class InputError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(formatProblems(problems));
    this.name = 'InputError';
    this.problems = problems;
  }
}
