import { describe, expect, it } from 'vitest';
import { renderConsole } from '../../reporters/console.ts';
import { renderJunit } from '../../reporters/junit.ts';
import { parseLog, toLine } from '../../reporters/ndjson.ts';
import { collect } from '../../runner/collect.ts';
import type { Report } from '../../runner/types/report.ts';
import { events, reports } from './one-of-everything.ts';

const LINES = events.map(toLine);

/** The report that is made of a log. */
const replayed = (log: string): Report => {
  const { events: read, problems } = parseLog(log);
  expect(problems).toEqual([]);
  return collect(read);
};

describe('a log that is read again', () => {
  it('gives the report that the run gave', () => {
    expect(replayed(LINES.join(''))).toEqual(reports.everything);
  });

  it('gives the same texts, byte for byte', () => {
    const again = replayed(LINES.join(''));
    expect(renderJunit(again)).toBe(renderJunit(reports.everything));
    expect(renderConsole(again, { colour: false })).toBe(renderConsole(reports.everything, { colour: false }));
  });
});

describe('a log that was cut', () => {
  const conformant = LINES.filter((_line, index) => {
    const event = events[index];
    if (event === undefined || event.type === 'leaked') return false;
    return !('scenario' in event) || reports.conformant.scenarios.some(({ id }) => id === event.scenario);
  });

  it.each(Array.from({ length: conformant.length - 1 }, (_, index) => index + 1))(
    'after %i lines is incomplete, and no report of it is green',
    (kept) => {
      const next = conformant[kept] ?? '';
      const report = replayed(conformant.slice(0, kept).join('') + next.slice(0, next.length / 2));
      expect(report.ending).toBe('incomplete');
      expect(renderConsole(report, { colour: false })).toMatch(
        /\nUNDETERMINED: .*the event log has no end.* Exit code 2\.\n$/i,
      );
      expect(renderJunit(report)).toContain('name="the run came to its end"');
    },
  );
});
