import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openOutput } from '../../cli/files.ts';

it('a draft that cannot be removed is told, and nothing is thrown', () => {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const output = openOutput(join(folder, 'report.txt'));
  const [draft = ''] = readdirSync(folder);
  rmSync(join(folder, draft));
  mkdirSync(join(folder, draft));
  expect(() => output.discard()).not.toThrow();
  expect(output.failure()).toBe('ERR_FS_EISDIR');
});
