import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULTS } from '../../mock/faults/catalogue.ts';
import { startMock } from '../../mock/start.ts';
import { environmentOf } from '../../target/variables.ts';
import { command } from './command.ts';

let folder = '';
const OF_LIVE = `suite: mine
title: Mine
request: { operation: createIpAddress, as: nobody }
scenarios:
  - id: token
    title: A request without a token is refused.
    profiles: [live]
    requirements: [AUTH-1]
    steps: [{ expect: missing_api_token }]
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'profiles-'));
  writeFileSync(join(folder, 'live.yaml'), OF_LIVE);
});
afterAll(() => rmSync(folder, { recursive: true }));

const LIVE_HAS_IT = 'Profile live has it: add `--profile live`.';

describe('what only another profile has is told', () => {
  it.each<[args: readonly string[], stderr: string]>([
    [
      ['run', '--id', 'arguments/vip-named'],
      `--id: no scenario has the id \`arguments/vip-named\`\n    ${LIVE_HAS_IT}\n`,
    ],
    [
      ['list', '--requirement', 'RATE-6'],
      `--requirement: no scenario has the requirement \`RATE-6\`\n    ${LIVE_HAS_IT}\n`,
    ],
    [
      ['list', '--requirement', 'RATE-6', '--requirement', 'AUTH-19', '--suite', 'lookup'],
      '--requirement: no scenario has the requirement `AUTH-19`\n    Did you mean `AUTH-1`?\n' +
        `--requirement: no scenario has the requirement \`RATE-6\`\n    ${LIVE_HAS_IT}\n` +
        '--suite: no scenario has the suite `lookup`\n    Did you mean `lookups`?\n',
    ],
    [
      ['list', 'requirements', '--requirement', 'RATE-6'],
      `--requirement: there is no requirement \`RATE-6\`\n    ${LIVE_HAS_IT}\n`,
    ],
    [
      ['list', 'faults', '--profile', 'documented', '--requirement', 'RATE-6'],
      `--requirement: no fault breaks \`RATE-6\`\n    ${LIVE_HAS_IT}\n`,
    ],
    [
      ['list', '--profile', 'documented', '--requirement', 'RATE-6'],
      `--requirement: no scenario has the requirement \`RATE-6\`\n    ${LIVE_HAS_IT}\n`,
    ],
    [
      ['list', '--profile', 'live', '--requirement', 'RATE-66'],
      '--requirement: no scenario has the requirement `RATE-66`\n    Did you mean `RATE-6`?\n',
    ],
    [['explain', 'RATE-6'], `explain: no scenario or requirement has the id \`RATE-6\`\n    ${LIVE_HAS_IT}\n`],
  ])('by %j', async (args, stderr) => {
    expect(await command(args)).toEqual({ code: 3, stdout: '', stderr });
  });

  it.each([[['run']], [['list']], [['run', '--id', 'mine/*']]])('by %j of a suite', async (args) => {
    expect(await command([...args, '--suite-file', 'live.yaml'], { cwd: folder })).toEqual({
      code: 3,
      stdout: '',
      stderr:
        '--suite-file: no scenario exists in profile documented\n    Profile live has some: add `--profile live`.\n',
    });
    const { code } = await command(['list', '--suite-file', 'live.yaml', '--profile', 'live'], { cwd: folder });
    expect(code).toBe(0);
  });
});

describe('a server that may have been held to the wrong profile', () => {
  const asked = ['--suite', 'lookups', '--suite', 'arguments'];
  const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

  it.each([
    ['live', 'documented', 'if this server sends what the real service sends, add `--profile live`.'],
    ['documented', 'live', 'if this server sends what the published page says, add `--profile documented`.'],
  ])('such as one of %s to %s is told which to try', async (profile, held, remedy) => {
    const mock = await startMock({ profile });
    const log = join(folder, `${profile}.ndjson`);
    const reports = ['--report', 'console', '--report', `ndjson=${log}`];
    const args = ['run', '--target', mock.url, '--profile', held, ...asked, ...reports];
    const { code, stdout } = await command(args, { env: await environmentOf(mock.target) });
    await mock.close();
    expect(lastLine(stdout)).toMatch(/^BROKEN: \d+ scenarios showed that a rule is broken\. But /);
    expect(lastLine(stdout)).toContain(` But it was judged as \`${held}\`: ${remedy} Exit code 1.`);
    expect(code).toBe(1);
    expect((await command(['report', log])).stdout).toBe(stdout);
  });

  it('is asked for the profile first if nothing was granted either', async () => {
    const mock = await startMock({ profile: 'live' });
    const env = Object.entries(await environmentOf(mock.target)).map(([name, value]) => [
      name,
      name.endsWith('_TOKEN') ? `wrong-${value}` : value,
    ]);
    const { stdout } = await command(['run', '--target', mock.url, ...asked], { env: Object.fromEntries(env) });
    await mock.close();
    expect(lastLine(stdout)).toContain(' But it was judged as `documented`: if this server sends what the real ');
    expect(stdout).not.toContain('nothing was granted');
  });

  it('is not meant where a gateway answers', async () => {
    const gateway = createServer((_, response) => {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"no Route matched"}');
    }).listen(0, '127.0.0.1');
    await once(gateway, 'listening');
    const { port } = gateway.address() as AddressInfo;
    const mock = await startMock({ profile: 'live' });
    const env = await environmentOf(mock.target);
    const { stdout } = await command(['run', '--target', `http://127.0.0.1:${port}`, ...asked], { env });
    await mock.close();
    gateway.close();
    expect(lastLine(stdout)).toContain('answers to it were 404: are the target');
  });

  it.each([
    ['successes are wrong', 'success-not-wrapped', ['success', 'side-effects']],
    ['errors are wrong that few scenarios ask for', 'error-without-description', ['success', 'validation']],
  ])('is not meant where %s', async (_, fault, suites) => {
    const mock = await startMock({ profile: 'documented', faults: FAULTS.filter(({ id }) => id === fault) });
    const args = ['run', '--target', mock.url, ...suites.flatMap((suite) => ['--suite', suite])];
    const { code, stdout } = await command(args, { env: await environmentOf(mock.target) });
    await mock.close();
    expect(lastLine(stdout)).toMatch(/^BROKEN: \d+ scenarios showed that a rule is broken\. /);
    expect(stdout).not.toContain('it was judged as');
    expect(code).toBe(1);
  });
});
