import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concurrencyBounds } from '../../target/bounds.ts';
import { loadTarget } from '../../target/load.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bounds-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What is said of a target with this line, or nothing. */
const saidOf = async (line: string, env: Readonly<Record<string, string>> = {}): Promise<string> => {
  const file = join(folder, 'target.yaml');
  await writeFile(file, `url: https://example.test\n${line}\n`);
  return loadTarget({ file, env }).then(
    () => '',
    (error: Error) => error.message.replaceAll(file, 'target.yaml'),
  );
};

const LARGEST = [
  ['concurrency', 1000],
  ['allocations', 1_000_000],
  ['drain', 1_000_000],
  ['response_bytes', 268_435_456],
] as const;

describe('a number', () => {
  it.each(LARGEST)('%s may be %d, and not more', async (name, most) => {
    expect(await saidOf(`limits: { ${name}: ${most} }`)).toBe('');
    expect(await saidOf(`limits: { ${name}: ${most + 1} }`)).toBe(
      `target.yaml:2:${'limits: { '.length + name.length + 3}: \`limits.${name}\` must be at most ${most}, but is ${most + 1}\n    Write at most ${most}.`,
    );
    expect(await saidOf(`limits: { ${name}: 1e9 }`)).toContain(`at most ${most}`);
  });

  it('of scenarios at one time has the bounds that the option has', () => {
    expect(concurrencyBounds).toEqual({ minimum: 1, maximum: 1000 });
  });
});

const TIMES = [
  'timeouts: { connect: X }',
  'timeouts: { headers: X }',
  'timeouts: { body: X }',
  'limits: { rate_wait: X }',
];

describe('a duration', () => {
  it.each(['999999ms', '9999s', '99m'])('may be %s', async (text) => {
    for (const line of TIMES) {
      expect(await saidOf(line.replace('X', text))).toBe('');
      expect(await saidOf(line.replace('X', '"${LONG}"'), { LONG: text })).toBe('');
    }
  });

  it.each(['1000000ms', '10000s', '100m', '999999m'])(
    'may not be %s, which is longer than is waited for',
    async (text) => {
      for (const line of TIMES) {
        expect(await saidOf(line.replace('X', text))).toContain(
          `must be a duration of at most 999999ms, 9999s or 99m, such as 5s, but is \`${text}\`\n` +
            '    Write a duration of at most 999999ms, 9999s or 99m, such as 5s.',
        );
        expect(await saidOf(line.replace('X', '"${LONG}"'), { LONG: text })).toContain(
          'is no duration, or too long\n    Write a duration of at most 999999ms, 9999s or 99m, such as 5s.',
        );
      }
    },
  );
});
