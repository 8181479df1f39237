import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from './command.ts';

const pem = (name: string): URL => new URL(`../runner/tls/${name}`, import.meta.url);
const [cert, key] = [readFileSync(pem('server.pem'), 'utf8'), readFileSync(pem('server-key.pem'), 'utf8')];

let folder = '';
let server: Server;

/** A server that wants a certificate, and answers everything with an error of no sense. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'copied-command-'));
  mkdirSync(join(folder, 'conf'));
  server = createServer({ cert, key, ca: cert, requestCert: true, rejectUnauthorized: true }, (_, response) => {
    response.writeHead(418);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const head = `url: https://127.0.0.1:${(server.address() as AddressInfo).port}/core\norganizations: { main: { id: org_1 } }\nnetworks: { main: { id: net_1 } }\n`;
  const own = 'cert: me.pem, key: me.key';
  writeFileSync(join(folder, 'conf/ca.yaml'), `${head}tls: { ca: ca.pem, ${own} }\n`);
  writeFileSync(join(folder, 'conf/variable.yaml'), `${head}tls: { ca: '\${CA_FILE}', ${own} }\n`);
  writeFileSync(join(folder, 'conf/insecure.yaml'), `${head}tls: { insecure: true, ${own} }\n`);
  writeFileSync(join(folder, 'conf/strict.yaml'), `${head}tls: { ${own} }\n`);
  for (const [from, to] of [
    ['server.pem', 'ca.pem'],
    ['server.pem', 'me.pem'],
    ['server-key.pem', 'me.key'],
  ] as const)
    copyFileSync(pem(from), join(folder, 'conf', to));
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

const ENV = { CA_FILE: 'ca.pem' };
const OWN = "--cert 'conf/me.pem' --key 'conf/me.key'";

/** The first command in a report, without what stands before it. */
const copied = (text: string): string => /^ *curl (?:.*\\\n)*.*$/m.exec(text)?.[0] ?? '';

const CASES = [
  ['ca.yaml', [], `--cacert 'conf/ca.pem' ${OWN}`],
  ['variable.yaml', [], `--cacert "conf/$CA_FILE" ${OWN}`],
  ['insecure.yaml', [], `--insecure ${OWN}`],
  ['strict.yaml', ['--insecure'], `--insecure ${OWN}`],
] as const;

describe.skipIf(spawnSync('curl', ['--version']).status !== 0)('a copied command', () => {
  it.each(CASES)('gets an answer where the run got one: %s %j', async (target, options, flags) => {
    const args = ['--id', 'authentication/no-token', '--report', 'console', '--report', 'ndjson=run.ndjson'];
    const run = await command(['run', '--target', `conf/${target}`, ...options, ...args], { cwd: folder, env: ENV });
    expect(run.code).toBe(1);
    const again = await command(['report', 'run.ndjson'], { cwd: folder });
    for (const { stdout } of [run, again]) {
      expect(copied(stdout)).toContain(` ${flags} `);
      const answer = await promisify(execFile)('sh', ['-c', copied(stdout)], {
        cwd: folder,
        env: { ...ENV, PATH: process.env.PATH },
      });
      expect(answer.stdout).toMatch(/^HTTP\/1\.1 418/);
      expect(stdout).not.toContain('PRIVATE KEY');
    }
    expect(readFileSync(join(folder, 'run.ndjson'), 'utf8')).not.toMatch(/PRIVATE KEY|CERTIFICATE/);
  });
});

it.each([
  ['me.key', 'tls.key', 'ca.yaml'],
  ['ca.pem', 'tls.ca', 'variable.yaml'],
])('no report replaces %s, which is %s of %s', async (file, member, target) => {
  const before = readFileSync(join(folder, 'conf', file), 'utf8');
  const args = ['run', '--target', `conf/${target}`, '--report', `junit=conf/${file}`];
  expect(await command(args, { cwd: folder, env: ENV })).toEqual({
    code: 3,
    stdout: '',
    stderr: `--report: \`conf/${file}\` is the file that ${member} of conf/${target} names, and would be replaced\n    Name another file.\n`,
  });
  expect(readFileSync(join(folder, 'conf', file), 'utf8')).toBe(before);
});
