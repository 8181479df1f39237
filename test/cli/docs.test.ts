import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { serve } from './server.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'docs-'));
  const script = join(folder, 'katapult-conformance');
  writeFileSync(script, `#!/bin/sh\nexec '${process.execPath}' '${inject('command')}' "$@"\n`);
  chmodSync(script, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

const page = readFileSync(new URL('../../docs/using.md', import.meta.url), 'utf8');
const block =
  [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text).find((text) => text.includes('mock.env')) ??
  '';

/** Pastes the block into a shell, and goes on with `then`. */
const pasted = (port: string, then: string) =>
  promisify(execFile)('sh', ['-c', `${block.replace('--port 8080', `--port ${port}`)}\n${then}`], {
    cwd: folder,
    env: { PATH: `${folder}${delimiter}${process.env.PATH}` },
  });

describe('the example of a mock', () => {
  it.each(['no file', 'a file of an earlier run'])('works when it is pasted as a block, with %s', async (before) => {
    if (before !== 'no file') writeFileSync(join(folder, 'mock.env'), 'export KATAPULT_STATES_URL=earlier\n');
    const { stdout } = await pasted('0', 'env | grep ^KATAPULT_ | sort; kill $!');
    expect(stdout).toMatch(/^KATAPULT_NETWORK_ID=netw_\w+$/m);
    expect(stdout).toMatch(/^KATAPULT_STATES_URL=http:\/\/127\.0\.0\.1:\d+\/_states$/m);
    expect(stdout).toMatch(/^KATAPULT_TOKEN=\w+$/m);
  });

  it('comes to an end where the port is taken', async () => {
    const other = await serve(() => {});
    const { stdout, stderr } = await pasted(new URL(other.url).port, 'echo "token: $KATAPULT_TOKEN"');
    await other.close();
    expect(stdout).toBe('token: \n');
    expect(stderr).toContain('something else listens there already');
  });
});
