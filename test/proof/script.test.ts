import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'script-'));
  cpSync(fileURLToPath(new URL('../../scripts', import.meta.url)), join(root, 'scripts'), { recursive: true });
  for (const folder of ['dist/cli', 'tmp']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(root, { recursive: true }));

/** The script beside a `prove` that does this, and is told by nobody. */
const proof = (prove: string, ...args: readonly string[]) => {
  writeFileSync(join(root, 'dist', 'cli', 'main.js'), prove);
  const env = { PATH: process.env.PATH, TMPDIR: join(root, 'tmp') };
  return spawnSync(process.execPath, [join(root, 'scripts', 'proof.mjs'), ...args], { env, encoding: 'utf8' });
};

it('npm run prove refuses what it does not know, and proves nothing', () => {
  const { status, stdout, stderr } = proof("console.log('proved')", '--nonsense');
  expect(stderr).toMatch(/^--nonsense: only --update is known here\n/);
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
});

it.each([
  ['its status', "console.error('no disk'); process.exit(3)", 3, 'no disk\n'],
  ['2 after a signal', "process.kill(process.pid, 'SIGKILL')", 2, ''],
])('npm run prove ends with %s where there is no matrix', (_, prove, status, stderr) => {
  expect(proof(prove, '--update')).toMatchObject({ status, stdout: '', stderr });
  expect(readdirSync(join(root, 'tmp'))).toEqual([]);
});
