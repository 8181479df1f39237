import { expect, it } from 'vitest';
import { renderConsole } from '../../reporters/console.ts';
import { renderJunit } from '../../reporters/junit.ts';
import { reporterNamed } from '../../reporters/names.ts';
import { toLine } from '../../reporters/ndjson.ts';
import { events, reports } from './one-of-everything.ts';

/** What a reporter writes of the run in which everything happened. */
const written = async (name: string): Promise<string> => {
  const reporter = reporterNamed(name);
  if (reporter === undefined) throw new Error(`no reporter ${name}`);
  if (reporter.from === 'events') return events.map(reporter.line).join('');
  return reporter.render(reports.everything, { colour: false });
};

it.each([
  ['console', renderConsole(reports.everything, { colour: false })],
  ['junit', renderJunit(reports.everything)],
  ['ndjson', events.map(toLine).join('')],
])('%s is found by its name', async (name, text) => {
  expect(await written(name)).toBe(text);
});
