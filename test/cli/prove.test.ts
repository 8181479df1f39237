import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { command, start } from './command.ts';

let folder = '';
const file = (name: string, text: string): void => writeFileSync(join(folder, name), text);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'prove-'));
  for (const name of ['catalogue.yaml', 'server.mjs', 'suite.yaml', 'target.yaml'])
    file(name, readFileSync(new URL(`../proof/own/${name}`, import.meta.url), 'utf8'));
  file('wrong.yaml', readFileSync(join(folder, 'suite.yaml'), 'utf8').replace('expect: missing_', 'expect: invalid_'));
  file('hanging.yaml', 'command: exec node hanging.mjs\nfaults: [{ id: one, text: One., requirement: AUTH-1 }]\n');
  file(
    'hanging.mjs',
    `import { createServer } from 'node:http';
    const server = createServer(() => process.stderr.write(\`port \${process.env.PORT} was asked\\n\`));
    server.listen(Number(process.env.PORT), '127.0.0.1');`,
  );
  const another = (as: string): string => `  - id: other
    title: Another request without a right token is refused.
    requirements: [AUTH-1]
    steps: [{ request: { operation: createIpAddress, as: ${as}, body: {} }, expect: missing_api_token }]
`;
  file('lacking.yaml', `${readFileSync(join(folder, 'suite.yaml'), 'utf8')}${another('valid')}`);
  file('nothing.yaml', `suite: token\ntitle: A token is asked for.\nscenarios:\n${another('valid')}`);
  file(
    'mock.yaml',
    `command: exec "${process.execPath}" "${inject('command')}" mock --port $PORT \${FAULT:+--fault $FAULT}
faults: [{ id: no-token-needed, text: A request without a token is served., requirement: AUTH-1 }]
`,
  );
  file(
    'two-roles.yaml',
    'url: http://127.0.0.1:${PORT}/core/v1\norganizations: { main: { id: org_1 } }\nnetworks: { main: { id: netw_1 } }\n',
  );
  file('ending.yaml', 'command: exit 7\nfaults: [{ id: one, text: One., requirement: AUTH-1 }]\n');
  file('broken.yaml', 'command: exit 7\nfaults: [{ id: one, text: One., requirement: AUTH-19 }]\n');
  file('live.yaml', 'command: exit 7\nfaults: [{ id: one, text: One., requirement: RATE-6 }]\n');
  file('fixed.yaml', 'url: http://127.0.0.1:1\n');
  file('empty.yaml', 'suite: mine\ntitle: Mine\nscenarios: []\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const prove = (catalogue: string, target: string, suite: string, ...more: readonly string[]) =>
  command(['prove', '--catalogue', catalogue, '--target', target, '--suite-file', suite, ...more], { cwd: folder });

describe("prove with a server of one's own", () => {
  it('proves its suites, and writes what is asked for', async () => {
    const files = ['--json', 'out/m.json', '--table', 'out/m.txt', '--html', 'out/m.html', '--markdown', 'out/m.md'];
    const { code, stdout, stderr } = await prove('catalogue.yaml', 'target.yaml', 'suite.yaml', ...files);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^faults {6}2 of 2 killed$/m);
    const written = (name: string): string => readFileSync(join(folder, 'out', name), 'utf8');
    expect(written('m.txt')).toMatch(/^killed +documented +own +wrong-status +AUTH-1 +token\/missing$/m);
    expect(written('m.html')).toMatch(/^<!doctype html>/i);
    expect(written('m.md')).toContain('**2 of 2 killed**');
    expect(JSON.parse(readFileSync(join(folder, 'out', 'm.json'), 'utf8'))).toMatchObject({ proved: true });
    expect(code).toBe(0);
  });

  it('tells how far it is, at each tenth of many trials', async () => {
    const faults = Array.from({ length: 20 }, (_, index) => `  - { id: f-${index}, text: A., requirement: AUTH-1 }\n`);
    file('many.yaml', `command: exec node server.mjs\nfaults:\n${faults.join('')}`);
    const { stderr } = await prove('many.yaml', 'target.yaml', 'suite.yaml');
    const told = [...stderr.matchAll(/^(\d+) of 20 trials$/gm)].map(([, done]) => Number(done));
    expect(told.slice(0, 10)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
  });

  it('names what the right server does not pass', async () => {
    const { code, stdout } = await prove('catalogue.yaml', 'target.yaml', 'wrong.yaml');
    expect(stdout).toMatch(/^variations {2}1 of 1 accused$/m);
    expect(stdout).toMatch(/^ACCUSED: 2 correct servers$/m);
    expect(stdout).toMatch(/^NOT PROVED: the server without any fault is accused, 1 accused variation\.$/m);
    expect(stdout).toMatch(/faultless[\s\S]*The server without any fault\.[\s\S]*token\/missing/);
    expect(code).toBe(1);
  });

  it('accuses nobody of what the target lacks, and lists what was not tried', async () => {
    const { code, stdout } = await prove('catalogue.yaml', 'target.yaml', 'lacking.yaml');
    expect(stdout).toMatch(/^NOT TRIED: 1 scenario .*\n {2}needs .*\(target\.yaml: tokens\.valid\): token\/other$/m);
    expect(stdout).toMatch(/^variations {2}0 of 1 accused$/m);
    expect(stdout).not.toMatch(/^(?:ACCUSED|IDLE|REDUNDANT)/m);
    expect(stdout).toMatch(/^PROVED: /m);
    expect(code).toBe(0);
  });

  it('is not proved where nothing was tried', async () => {
    const { code, stdout } = await prove('catalogue.yaml', 'target.yaml', 'nothing.yaml');
    expect(stdout).toMatch(/^NOT PROVED: 2 surviving faults, no scenario was tried\.$/m);
    expect(stdout).not.toMatch(/^ACCUSED/m);
    expect(code).toBe(1);
  });

  it('asks no fault for each scenario of the package, and lists none of them', async () => {
    const args = ['prove', '--catalogue', 'mock.yaml', '--target', 'two-roles.yaml'];
    const { code, stdout } = await command(args, { cwd: folder });
    expect(stdout).not.toMatch(/^(?:ACCUSED|IDLE|REDUNDANT)/m);
    expect(stdout).toMatch(/^scenarios {3}\d+ of \d+ showed a fault$/m);
    expect(stdout).toMatch(/^ {2}needs token 'valid' \(target\.yaml: tokens\.valid\): \d+ scenarios$/m);
    expect(stdout).toMatch(/^SMALLEST SET: .*; 1 request kills 90 %$/m);
    expect(stdout).toMatch(/^PROVED: every fault is killed, and no correct server is accused\.$/m);
    expect(code).toBe(0);
  });

  it('that is interrupted leaves no server behind', async () => {
    const args = ['--catalogue', 'hanging.yaml', '--target', 'target.yaml', '--suite-file', 'suite.yaml'];
    const { child, finished, says } = start(['prove', ...args], { cwd: folder });
    const [, port] = await says('stderr', /port (\d+) was asked/);
    child.kill('SIGINT');
    expect(await finished).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Stopping: the servers are ended.'),
    });
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow('fetch failed');
  });

  it('says which command did not start, and how to try it, with 2', async () => {
    const { code, stdout, stderr } = await prove('ending.yaml', 'target.yaml', 'suite.yaml');
    expect(stderr).toBe(
      '`exit 7` ended with code 7 before it took connections\n    Try it by hand: PORT=8080 FAULT= exit 7\n',
    );
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('tells all that is wrong with its files at once, with 3', async () => {
    const { code, stderr } = await prove('broken.yaml', 'fixed.yaml', 'empty.yaml');
    expect(stderr).toBe(
      'broken.yaml:2:46: the spec has no requirement `AUTH-19` in profile documented\n    Did you mean `AUTH-1`?\n' +
        'empty.yaml:3:12: `scenarios` must be an array of at least 1 item, but is an empty array\n    Write an array of at least 1 item.\n' +
        'fixed.yaml:1:6: `url` has no ${PORT}\n    Each fault gets a server of its own: http://127.0.0.1:${PORT}.\n',
    );
    expect(code).toBe(3);
  });

  it('says which profile has a requirement', async () => {
    const { code, stderr } = await prove('live.yaml', 'target.yaml', 'suite.yaml');
    expect(stderr).toBe(
      'live.yaml:2:46: the spec has no requirement `RATE-6` in profile documented\n    Profile live has it: add `--profile live`.\n',
    );
    expect(code).toBe(3);
  });

  it.skipIf(!existsSync('/dev/full'))('is not proved if what is asked for cannot be written', async () => {
    const { code, stderr } = await prove('catalogue.yaml', 'target.yaml', 'suite.yaml', '--html', '/dev/full');
    expect(stderr).toBe('`/dev/full` cannot be written: no space is left.\n');
    expect(code).toBe(2);
  });
});

it('prove says in which profiles', async () => {
  const { stdout } = await command(['prove', '--help']);
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'only this profile (default: every profile; with --target that of the target alone)',
  );
});

it.each([
  [
    ['--suite-file', 'suite.yaml'],
    '--suite-file: no catalogue is named\n    Add --catalogue FILE and --target FILE.\n',
  ],
  [['--target', 'x.yaml'], '--target: no catalogue is named\n    Add --catalogue FILE, or leave --target away.\n'],
  [['--catalogue', 'x.yaml'], '--catalogue: no target is named\n    Add --target FILE, with ${PORT} in its url.\n'],
  [['--profile', 'lives'], '--profile: there is no profile `lives`\n    Did you mean `live`?\n'],
])('prove %j tells what is missing', async (args, message) => {
  expect(await command(['prove', ...args], { cwd: folder })).toEqual({ code: 3, stdout: '', stderr: message });
});
