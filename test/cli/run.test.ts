import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mock } from '../../mock/start.ts';
import { startMock } from '../../mock/start.ts';
import { environmentOf } from '../../target/variables.ts';
import { command } from './command.ts';
import { serve } from './server.ts';

let folder = '';
let mock: Mock;
let known: Readonly<Record<string, string>> = {};
const inFolder = (name: string): string => join(folder, name);
const pem = (name: string): string => readFileSync(new URL(`../runner/tls/${name}.pem`, import.meta.url), 'utf8');
const read = (name: string): string => readFileSync(inFolder(name), 'utf8');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'run-'));
  mock = await startMock({ profile: 'documented' });
  known = await environmentOf(mock.target);
});
afterAll(async () => {
  await mock.close();
  rmSync(folder, { recursive: true });
});

describe('a full run on the embedded mock', () => {
  it.each(['documented', 'live'])('in profile %s passes everything and skips nothing', async (profile) => {
    const reports = ['console', 'junit=out/junit.xml', 'ndjson=out/run.ndjson'].flatMap((one) => ['--report', one]);
    const run = await command(['run', '--profile', profile, '--require-all', '--seed', 'a', ...reports], {
      cwd: folder,
    });
    expect(run.stdout).toMatch(/CONFORMANT/);
    expect(run.code).toBe(0);
    expect(read('out/junit.xml')).toMatch(/<testcase /);
    expect(read('out/junit.xml')).not.toMatch(/<(failure|error|skipped)\b/);

    const lines = read('out/run.ndjson').trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', interrupted: false });
    const documented = events[0]?.documented as readonly { readonly status: number; readonly code: string | null }[];
    expect(documented.length).toBeGreaterThan(14);
    const produced = events
      .filter(({ type }) => type === 'exchange')
      .map(({ code, exchange }) => `${(exchange as { response?: { status: number } }).response?.status} ${code}`);
    for (const { status, code } of documented) expect(produced).toContain(`${status} ${code}`);

    const again = await command(
      ['report', 'out/run.ndjson', '--report', 'console', '--report', 'junit=out/again.xml'],
      {
        cwd: folder,
      },
    );
    expect(again.code).toBe(0);
    expect(again.stdout).toBe(run.stdout);
    expect(read('out/again.xml')).toBe(read('out/junit.xml'));
    expect(readdirSync(inFolder('out')).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('a run on a server', () => {
  const some = ['--suite', 'lookups', '--suite', 'validation'];

  it('of which only the URL is given skips what it lacks, and says what to provide', async () => {
    const run = await command(['run', '--target', mock.url, ...some], {
      env: { KATAPULT_TOKEN: known.KATAPULT_TOKEN ?? '' },
    });
    expect(run.stdout).toContain("needs organization 'main' (target.yaml: organizations.main.id)");
    expect(run.stdout).toMatch(/Nothing is said about the \d+ that did not run/);
    expect(run.code).toBe(0);
  });

  it('passes with everything it needs in the environment', async () => {
    const { code, stdout } = await command(['run', '--target', mock.url, '--require-all', ...some], { env: known });
    expect(stdout).toMatch(/CONFORMANT/);
    expect(code).toBe(0);
  });

  it('is undetermined with --require-all if something is skipped, and conformant without', async () => {
    const { KATAPULT_STATES_URL: _, ...env } = known;
    const args = ['run', '--target', mock.url, '--suite', 'availability', '--suite', 'lookups'];
    expect(await command(args, { env })).toMatchObject({ code: 0 });
    const reports = ['--report', 'console', '--report', `ndjson=${inFolder('strict.ndjson')}`];
    const strict = await command([...args, '--require-all', ...reports], { env });
    expect(strict.stdout).toMatch(/UNDETERMINED/);
    expect(strict.code).toBe(2);
    const again = await command(['report', inFolder('strict.ndjson')]);
    expect(again.stdout).toMatch(/all were required/);
    expect(again.code).toBe(2);
  });

  it('that breaks rules ends with 1, even if all was required and something was skipped', async () => {
    const broken = await serve((_, response) => response.end('{}'));
    const { KATAPULT_STATES_URL: _, ...env } = known;
    const args = ['run', '--target', broken.url, '--require-all', '--suite', 'availability', '--suite', 'lookups'];
    const { code, stdout } = await command(args, { env });
    await broken.close();
    expect(stdout).toMatch(/^SKIPPED: /m);
    expect(stdout).toMatch(/BROKEN/);
    expect(code).toBe(1);
  });

  it('never sends more at one time than --concurrency says', async () => {
    const [now, most] = [new Set<unknown>(), { ever: 0 }];
    const server = await serve((message, response) => {
      now.add(message);
      most.ever = Math.max(most.ever, now.size);
      setImmediate(() => {
        now.delete(message);
        response.end('{}');
      });
    });
    await command(['run', '--target', server.url, '--concurrency', '1', '--suite', 'lookups'], { env: known });
    await server.close();
    expect(most.ever).toBe(1);
  });

  it.each([
    ['not verified if the file says so', '{ insecure: true }', [], 1],
    ['not verified if an option says so', '{ insecure: false }', ['--insecure'], 1],
    ['verified otherwise', '{}', [], 2],
  ])('has a certificate that is %s', async (_, tls, options, expected) => {
    const server = createServer({ cert: pem('server'), key: pem('server-key') }, (_message, response) =>
      response.end('{}'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    writeFileSync(inFolder('tls.yaml'), `url: ${url}\ntls: ${tls}\ntokens: { valid: "\${KATAPULT_TOKEN}" }\n`);
    const args = ['run', '--target', 'tls.yaml', '--suite', 'authentication', ...options];
    const { code } = await command(args, { cwd: folder, env: known });
    server.close();
    expect(code).toBe(expected);
  });

  it('that breaks rules ends with 1, and the token is nowhere', async () => {
    const echo = await serve((message, response) => {
      response.setHeader('X-Echo', message.headers.authorization ?? '');
      response.end(JSON.stringify({ you: message.headers.authorization }));
    });
    const secret = 'a-token-that-must-not-be-seen';
    const reports = ['console', 'junit=echo/junit.xml', 'ndjson=echo/run.ndjson'].flatMap((one) => ['--report', one]);
    const args = ['run', '--target', echo.url, ...reports];
    const env = { ...known, KATAPULT_TOKEN: secret, DEBUG: '1' };
    const { code, stdout, stderr } = await command([...args, ...some], { cwd: folder, env });
    await echo.close();
    expect(stdout).toMatch(/BROKEN/);
    expect(stdout).toContain('$KATAPULT_TOKEN');
    expect(code).toBe(1);
    for (const text of [stdout, stderr, read('echo/junit.xml'), read('echo/run.ndjson')])
      expect(text).not.toContain(secret);
  });

  it('that is not there proves nothing and ends with 2', async () => {
    const gone = await serve(() => {});
    await gone.close();
    const { code, stdout } = await command(['run', '--target', gone.url, ...some], { env: known });
    expect(stdout).toMatch(/UNDETERMINED/);
    expect(code).toBe(2);
  });

  it('described by a file takes its profile from there', async () => {
    writeFileSync(
      inFolder('target.yaml'),
      `url: ${mock.url}\nprofile: live\ntokens: { valid: "\${KATAPULT_TOKEN}" }\n`,
    );
    const { stdout } = await command(['run', '--target', 'target.yaml', '--suite', 'authentication'], {
      cwd: folder,
      env: known,
    });
    expect(stdout).toMatch(/^profile {2}live$/m);
  });
});

describe('what a run writes', () => {
  const few = ['run', '--suite', 'validation'];

  it('has no colours where there is no terminal', async () => {
    const { stdout, stderr } = await command(few);
    expect(`${stdout}${stderr}`).not.toContain('\u001b');
  });

  it('says on standard error what happens, a line for each scenario', async () => {
    const { stderr } = await command(few);
    expect(stderr).toMatch(/^ *1\/\d+ passed +validation\//m);
  });

  const NOTE = 'This was the embedded reference server: name yours by --target.';

  it('says in every report, also of its log, that nobody named a server', async () => {
    const reports = ['console', 'junit=e.xml', 'ndjson=e.ndjson'].flatMap((one) => ['--report', one]);
    const { stdout, stderr } = await command([...few, ...reports], { cwd: folder });
    expect(stdout).toMatch(/^target {3}embedded reference server \(http:\/\/127\.0\.0\.1:\d+\/core\/v1\)$/m);
    expect(stdout).toMatch(new RegExp(`^CONFORMANT: .* ${NOTE} Exit code 0\\.\\n$`, 'm'));
    expect(stderr).toContain(' against embedded reference server (http://127.0.0.1:');
    expect(stderr).not.toContain(NOTE);
    expect(read('e.xml')).toContain('<property name="embedded" value="true"/>');
    expect((await command(['report', 'e.ndjson'], { cwd: folder })).stdout).toBe(stdout);
  });

  it('ends with that on standard error where no report is shown', async () => {
    const { stdout, stderr } = await command([...few, '--report', 'junit=e.xml'], { cwd: folder });
    expect(stdout).toBe('');
    expect(stderr.endsWith(`\n${NOTE}\n`)).toBe(true);
  });

  it('does not say so of a server that was named', async () => {
    const reports = ['--report', 'console', '--report', 'junit=named.xml'];
    const { stdout, stderr } = await command([...few, '--target', mock.url, ...reports], { cwd: folder, env: known });
    expect(`${stdout}${stderr}${read('named.xml')}`).not.toContain('embedded');
  });

  it('says in every report, also of its log, which overlays changed the description', async () => {
    const action = '{ target: $.info, update: { title: Ours } }';
    for (const name of ['b.yaml', 'a.yaml'])
      writeFileSync(inFolder(name), `overlay: 1.0.0\ninfo: { title: ${name}, version: 1.0.0 }\nactions: [${action}]\n`);
    const reports = ['console', 'junit=o.xml', 'ndjson=o.ndjson'].flatMap((one) => ['--report', one]);
    const args = [...few, '--overlay', 'b.yaml', '--overlay', 'a.yaml', ...reports];
    const { stdout } = await command(args, { cwd: folder });
    expect(stdout).toMatch(/^overlay {2}b\.yaml, a\.yaml$/m);
    expect(read('o.xml')).toContain('<property name="overlays" value="b.yaml,a.yaml"/>');
    expect((await command(['report', 'o.ndjson'], { cwd: folder })).stdout).toBe(stdout);
    expect((await command(few, { cwd: folder })).stdout).not.toMatch(/^overlay/m);
  });

  it('replaces an old report as a whole', async () => {
    writeFileSync(inFolder('junit.xml'), 'x'.repeat(1_000_000));
    await command([...few, '--report', 'junit=junit.xml'], { cwd: folder });
    expect(read('junit.xml')).toMatch(/^<\?xml .*<\/testsuites>\s*$/s);
  });

  it('goes to a device as it is', async () => {
    const { code } = await command([...few, '--report', 'junit=/dev/null'], { cwd: folder });
    expect(code).toBe(0);
    expect(readFileSync('/dev/null', 'utf8')).toBe('');
  });

  it('is the same for the same seed', async () => {
    const written = async (): Promise<readonly unknown[]> => {
      await command([...few, '--seed', 'one', '--report', 'ndjson=seed.ndjson'], { cwd: folder });
      const events = read('seed.ndjson')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { readonly type: string });
      return events.filter(({ type }) => type === 'scenario-finished').map((event) => ({ ...event, at: 0 }));
    };
    const first = await written();
    expect(await written()).toEqual(first);
  });
});
