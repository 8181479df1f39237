import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, inject, it } from 'vitest';
import { command } from './command.ts';

const DISK = '/dev/full';

/** Runs the command with one of its streams on a disk that is full; returns what the other one got. */
const onFullDisk = async (stream: 'stdout' | 'stderr', args: readonly string[]) => {
  const full = openSync(DISK, 'w');
  const stdio = (['stdout', 'stderr'] as const).map((name) => (name === stream ? full : ('pipe' as const)));
  const child = spawn(process.execPath, [inject('command'), ...args], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', ...stdio],
  });
  closeSync(full);
  const other: Readable | null = stream === 'stdout' ? child.stderr : child.stdout;
  const [said, [code]] = await Promise.all([other === null ? '' : text(other), once(child, 'close')]);
  return { code: code as number | null, said };
};

describe.skipIf(!existsSync(DISK))('a disk that is full', () => {
  it('does not end a run whose progress it cannot take', async () => {
    const { code, said } = await onFullDisk('stderr', ['run', '--suite', 'success']);
    expect(said).toMatch(/^resources {2}(\d+) created, \1 released$/m);
    expect(said).toContain('\nCONFORMANT: ');
    expect(code).toBe(0);
  });

  it('takes back the exit code that a report names already', async () => {
    const args = ['run', '--suite', 'lookups', '--report', 'console', '--report', `junit=${DISK}`];
    const { code, stdout, stderr } = await command(args);
    expect(stdout).toMatch(/Exit code 0\.\n$/);
    expect(stderr).toMatch(/(^|\n)`\/dev\/full` cannot be written: no space is left\.\nSo the exit code is 2\.\n$/);
    expect(code).toBe(2);
  });

  it.each([
    ['a report', ['run', '--suite', 'lookups']],
    ['a list', ['list']],
  ])('leaves nothing conformant that it cannot take: %s', async (_what, args) => {
    const { code, said } = await onFullDisk('stdout', args);
    expect(said).toMatch(/(^|\n)Standard output cannot be written: no space is left\.\nSo the exit code is 2\.\n$/);
    expect(code).toBe(2);
  });
});
