import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
      ['list', '--requirement', 'RATE-6', '--requirement', 'AUTH-11', '--suite', 'lookup'],
      '--requirement: no scenario has the requirement `AUTH-11`\n    Did you mean `AUTH-1`?\n' +
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
