import type { Setting } from '../runner/types/run-event.ts';
import type { Place } from '../runner/types/values.ts';
import { visible, visibleLine } from './visible.ts';

/** `1 request`, `2 requests`. */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`;

/** The server that was judged. */
export const targetText = ({ target, embedded = false }: Pick<Setting, 'target' | 'embedded'>): string =>
  embedded ? `embedded reference server (${target})` : target;

/** A duration in the unit that reads best: `1.4 ms`, `12 ms`, `1.2 s`, `2 min 5 s`. */
export const duration = (ms: number): string => {
  if (ms < 9.95) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

/** `file:line:column`, as editors and terminals link it. */
export const placeText = ({ file, line, column }: Place): string => `${visibleLine(file)}:${line}:${column}`;

export const indent = (lines: readonly string[], by: number): readonly string[] =>
  lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));

/** At most `limit` UTF-16 units of a text; no character is cut in two. */
export const beginning = (text: string, limit: number): string =>
  text.length <= limit ? text : text.slice(0, limit).replace(/[\ud800-\udbff]$/, '');

/** At most `limit` UTF-16 units of a text of unknown origin, made visible, saying how much is missing. */
export const excerpt = (text: string, limit: number): string => {
  if (text.length <= limit) return visible(text);
  const kept = beginning(text, limit);
  return `${visible(kept)} ... (${text.length - kept.length} more characters)`;
};

const wrapLine = (line: string, width: number): readonly string[] => {
  const [first = '', ...words] = line.split(' ');
  const lines: string[] = [];
  let current = first;
  for (const word of words) {
    if (current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else {
      current = `${current} ${word}`;
    }
  }
  return [...lines, current];
};

/** The lines of a text, none longer than `width` unless a single word is. */
export const wrap = (text: string, width: number): readonly string[] =>
  text.split('\n').flatMap((line) => (line.length <= width ? [line] : wrapLine(line, width)));

/** Labelled texts in two columns; further lines of a text stand below its first. */
export const rows = (pairs: readonly (readonly [string, string])[], width: number): readonly string[] => {
  const column = Math.max(...pairs.map(([label]) => label.length)) + 2;
  return pairs.flatMap(([label, text]) =>
    wrap(text, width - column).map((line, index) => (index === 0 ? label : '').padEnd(column) + line),
  );
};

/** Groups in the order in which their keys first appear. */
export const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
};

/** `a, b, c`, or the first of many and how many more there are. */
export const list = (names: readonly string[], most: number): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;

/** Scenarios that are named in one place before the rest is only counted. */
const MOST_NAMES = 8;

/** Ids of scenarios in one line. */
export const idList = (ids: readonly string[]): string => list(ids.map(visibleLine), MOST_NAMES);

/** Rows of cells below each other, a line each. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
};
