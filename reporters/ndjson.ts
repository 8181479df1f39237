import type { RunEvent } from '../runner/types/run-event.ts';
import { eventProblems, isEvent } from './event-shape.ts';
import { isObject } from './shape.ts';
import { beginning } from './text.ts';
import { visibleLine } from './visible.ts';

/** Version of the event log; raised when an event changes its meaning, not when a member is added. */
const LOG_VERSION = 2;

/** What is wrong with an event log. Lines count from 1. */
export type LogProblem = { readonly line: number; readonly message: string; readonly remedy: string };

/** The events of a log. With problems, `events` are those that could be read, and no report can be made of them. */
export type ParsedLog = { readonly events: readonly RunEvent[]; readonly problems: readonly LogProblem[] };

/** One event as one line of JSON, its line feed included; every line names the version of the format as `v`. */
export const toLine = (event: RunEvent): string => `${JSON.stringify({ v: LOG_VERSION, ...event })}\n`;

const DAMAGED = 'The file was changed or damaged after the run; run again to get a new one.';
const NOT_A_LOG = 'Name a file that was written by --report ndjson=FILE.';

const OTHER = 'Read it with the version of the program that wrote it, or with a newer one.';

type Line = { readonly number: number; readonly text: string };

/** `trim` takes a byte order mark off as well. */
const linesOf = (text: string): readonly Line[] =>
  text
    .split('\n')
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '');

const parseJson = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

/** How every line of a log begins, also one that was cut. */
const BEGINNING = /^\{\s*"v"/;

const readLine = ({ number, text }: Line): RunEvent | LogProblem => {
  const problem = (message: string, remedy: string): LogProblem => ({
    line: number,
    message: visibleLine(message),
    remedy,
  });
  const parsed = parseJson(text);
  if (parsed === undefined) return problem(`This is no JSON: ${beginning(text, 60)}`, DAMAGED);
  const { value } = parsed;
  const version = isObject(value) ? value.v : undefined;
  if (version === undefined) return problem('This is no event: it has no version (member "v").', NOT_A_LOG);
  if (version !== LOG_VERSION) {
    const found = JSON.stringify(version);
    return problem(`The event has version ${found} of the format; this program reads version ${LOG_VERSION}.`, OTHER);
  }
  if (isEvent(value)) return value;
  return problem(`This is no event: ${eventProblems(value).join('; ')}.`, DAMAGED);
};

const isProblem = (read: RunEvent | LogProblem): read is LogProblem => !('type' in read);

/** A log begins with `run-started`, has it once, and ends with `run-finished` if it ends at all. */
const orderProblem = (event: RunEvent, index: number, before: RunEvent | undefined): string | undefined => {
  if (index === 0 && event.type !== 'run-started')
    return `The log begins with ${event.type}; its first lines are missing.`;
  if (index > 0 && event.type === 'run-started') return 'A second run begins here; one file holds one run.';
  if (before?.type === 'run-finished') return `The event ${event.type} follows the end of the run.`;
  return undefined;
};

const orderProblems = (read: readonly { readonly line: number; readonly event: RunEvent }[]): readonly LogProblem[] =>
  read.flatMap(({ line, event }, index) => {
    const message = orderProblem(event, index, read[index - 1]?.event);
    return message === undefined ? [] : [{ line, message, remedy: DAMAGED }];
  });

/** What is wrong with a file as a whole; `cut` if its last line was. */
const problemOfAll = (lines: readonly Line[], cut: boolean): string | undefined => {
  if (lines.length === 0) return 'The log is empty.';
  if (!lines.some(({ text }) => BEGINNING.test(text))) return 'This is no event log.';
  return cut && lines.length === 1 ? 'The log was cut in its first line; nothing can be told from it.' : undefined;
};

/** Without the version, which belongs to the line and not to the event. */
const bare = (event: RunEvent): RunEvent => {
  const { v: _, ...rest } = event as RunEvent & { readonly v?: unknown };
  return rest;
};

/**
 * Reads an event log, and finds every problem in it. A last line that was cut (no line feed, no whole JSON) is no problem: the log
 * is read up to there, and the report that is made of it says that it has no end.
 */
export const parseLog = (text: string): ParsedLog => {
  const lines = linesOf(text);
  const last = lines.at(-1);
  const cut = last !== undefined && !text.endsWith('\n') && parseJson(last.text) === undefined;
  const message = problemOfAll(lines, cut);
  if (message !== undefined) return { events: [], problems: [{ line: 1, message, remedy: NOT_A_LOG }] };
  const whole = cut ? lines.slice(0, -1) : lines;
  const read = whole.map((line) => ({ line: line.number, result: readLine(line) }));
  const events = read.flatMap(({ line, result }) => (isProblem(result) ? [] : [{ line, event: result }]));
  const damaged = read.flatMap(({ result }) => (isProblem(result) ? [result] : []));
  const problems = damaged.length > 0 ? damaged : orderProblems(events);
  return { events: events.map(({ event }) => bare(event)), problems };
};
