import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';

it.skipIf(!existsSync('/dev/stdout'))('a report is written to a pipe that is named as a file', async () => {
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    '"$0" "$1" run --id authentication/no-token --report junit=/dev/stdout | cat',
    process.execPath,
    inject('command'),
  ]);
  expect(stdout).toMatch(/^<\?xml[\s\S]*<\/testsuites>\n$/);
});
