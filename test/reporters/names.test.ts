import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { reporterNamed, reporters } from '../../reporters/names.ts';
import { events, reports } from './one-of-everything.ts';

const GOLDEN = new URL('../golden/', import.meta.url);
const names = Object.keys(reporters);

/** What a reporter writes of the run in which everything happened. */
const written = async (name: string): Promise<string> => {
  const reporter = reporterNamed(name);
  if (reporter === undefined) throw new Error(`no reporter ${name}`);
  if (reporter.from === 'events') return events.map(reporter.line).join('');
  return reporter.render(reports.everything, { colour: false });
};

it.each(names)('%s, found by its name, writes its golden file', async (name) => {
  const golden = readdirSync(GOLDEN).filter((file) => file.startsWith(`${name}.`) || file.endsWith(`.${name}`));
  expect(golden).toHaveLength(1);
  expect(await written(name)).toBe(readFileSync(new URL(golden[0] ?? '', GOLDEN), 'utf8'));
});

it.each(['', 'Console', 'constructor', 'toString', '__proto__'])('%j is the name of none', (name) => {
  expect(reporterNamed(name)).toBeUndefined();
});

it('names all of them in the README', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const row = /^\| `--report NAME` or `NAME=FILE` \| (.*?);/m.exec(readme)?.[1] ?? '';
  expect([...row.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(names);
});
