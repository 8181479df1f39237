import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../cli/commands.ts';
import { programFor } from '../../cli/program.ts';
import { FAULTS } from '../../mock/faults/catalogue.ts';
import { VARIATIONS } from '../../mock/variations.ts';
import type { Scenario } from '../../runner/types/scenario.ts';
import { loadSpec } from '../../spec/load.ts';
import { loadSuites } from '../../suites/load.ts';
import { command, start } from './command.ts';
import { serve } from './server.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'commands-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('help', () => {
  it.each([['--help'], ['help']])('%s names every command and the exit codes', async (...args) => {
    const { code, stdout } = await command(args);
    for (const text of ['run', 'mock', 'list', 'explain', 'init', 'report', 'bad input: nothing was sent'])
      expect(stdout).toContain(text);
    expect(code).toBe(0);
  });

  it.each([
    ['run', '--help'],
    ['help', 'run'],
  ])('%s %s shows the options of the command', async (...args) => {
    const { code, stdout } = await command(args);
    expect(stdout).toContain('--require-all');
    expect(code).toBe(0);
  });

  it('names defaults that are no matter of course', async () => {
    const { stdout } = await command(['run', '--help']);
    expect(stdout.match(/\(default: [^)]*\)/g)?.map((text) => text.replace(/\s+/g, ' '))).toEqual([
      '(default: the embedded reference provider)',
      '(default: that of target.yaml, or else documented)',
      '(default: console)',
      '(default: another for each run)',
    ]);
  });

  it('says of an option whether several values may follow it', async () => {
    const programs = await Promise.all(commands.map(({ name }) => programFor([name])));
    const options = programs.flatMap((program) => program.commands).flatMap((one) => one.options);
    const several = options.filter(({ variadic }) => variadic);
    expect(several.map(({ long }) => long)).toEqual(['--fault', '--variation', '--pact', '--selector']);
    for (const { description } of several) expect(description).toMatch(/ \(several may follow; repeatable\)$/);
  });

  it('is shown to who gives no command, with 3', async () => {
    const { code, stderr } = await command([]);
    expect(stderr).toContain('Usage: katapult-conformance');
    expect(code).toBe(3);
  });

  it('tells the version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
    expect(await command(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });
});

describe('an option that can be repeated', () => {
  it.each<[args: readonly string[], code: number, says: RegExp]>([
    [['explain', '--suite-file', 'test/proof/own/suite.yaml', 'token/missing'], 0, /^token\/missing$/m],
    [['list', '--suite', 'authentication', 'requirements'], 0, /^AUTH-1 /m],
    [['report', '--report', 'console', 'none.ndjson'], 3, /^none\.ndjson: cannot be read/m],
    [['publish', '--version-tag', 'main', 'none.json'], 3, /^none\.json:1:1: there is no such file/m],
  ])('leaves the argument after it alone: %j', async (args, expected, says) => {
    const { code, stdout, stderr } = await command(args);
    expect(`${stdout}${stderr}`).toMatch(says);
    expect(code).toBe(expected);
  });

  it('has all its values', async () => {
    const { stdout } = await command(['list', '--suite', 'authentication', '--suite', 'lookups']);
    expect(stdout).toMatch(/^authentication\//m);
    expect(stdout).toMatch(/^lookups\//m);
  });
});

describe('list', () => {
  it('shows scenarios with their requirements', async () => {
    const { code, stdout } = await command(['list', '--suite', 'authentication']);
    expect(stdout).toMatch(
      /^authentication\/no-token +AUTH-1 +A request without an Authorization header is refused\.$/m,
    );
    expect(code).toBe(0);
  });

  it('shows scenarios as JSON', async () => {
    const { stdout } = await command(['list', '--json', '--id', 'authentication/no-*']);
    const scenarios = JSON.parse(stdout) as readonly {
      readonly id: string;
      readonly place: { readonly file: string };
    }[];
    expect(scenarios.map(({ id }) => id)).toContain('authentication/no-token');
    expect(scenarios[0]?.place.file).toBe('suites/authentication.yaml');
  });

  it.each(['documented', 'live'])(
    'shows what the build prepared of profile %s, which is what the files say',
    async (profile) => {
      const spec = await loadSpec({ profile });
      const scenarios = await loadSuites({ spec });
      const { stdout } = await command(['list', '--json', '--profile', profile]);
      const listed = JSON.parse(stdout) as readonly Scenario[];
      expect(listed).toMatchObject(
        scenarios.map(({ id, title, requirements, place }) => ({ id, title, requirements, place })),
      );
      const requirements = await command(['list', 'requirements', '--json', '--profile', profile]);
      expect(JSON.parse(requirements.stdout)).toMatchObject(spec.requirements);
    },
  );

  it.each([
    ['faults', FAULTS],
    ['variations', VARIATIONS],
  ])('shows %s', async (what, entries) => {
    const { stdout } = await command(['list', what]);
    expect(stdout.trimEnd().split('\n')).toHaveLength(entries.length);
    const listed = JSON.parse((await command(['list', what, '--json'])).stdout) as typeof entries;
    expect(listed.map(({ id, text, profiles }) => ({ id, text, profiles }))).toEqual(
      entries.map(({ id, text, profiles }) => ({ id, text, profiles })),
    );
  });

  it('shows requirements, and which scenarios prove them', async () => {
    const text = await command(['list', 'requirements']);
    expect(text.stdout).toMatch(/^AUTH-1 +must +A request without a token/m);
    const { stdout } = await command(['list', 'requirements', '--json']);
    const requirements = JSON.parse(stdout) as readonly {
      readonly id: string;
      readonly scenarios: readonly string[];
    }[];
    const authentication = requirements.find(({ id }) => id === 'AUTH-1');
    expect(authentication?.scenarios).toContain('authentication/no-token');
  });
});

describe('explain', () => {
  it('tells what a requirement says, where it comes from, and what proves it', async () => {
    const { code, stdout } = await command(['explain', 'AUTH-1']);
    expect(stdout).toMatch(/^AUTH-1 A request without a token is refused with missing_api_token\.$/m);
    expect(stdout).toMatch(/^level +must$/m);
    expect(stdout).toMatch(/^source +page$/m);
    expect(stdout).toMatch(/^place +spec\/openapi\.yaml:\d+:\d+ /m);
    expect(stdout).toContain('authentication/no-token');
    expect(code).toBe(0);
  });

  it('tells what a scenario sends and what may be answered', async () => {
    const { stdout } = await command(['explain', 'authentication/no-token']);
    expect(stdout).toMatch(/^proves +AUTH-1 A request without a token/m);
    expect(stdout).toMatch(/^request +POST \/organizations\/organization\/ip_addresses as nobody/m);
    expect(stdout).toMatch(/^answer +400 missing_api_token$/m);
  });

  it('tells what must name nothing, and what must differ', async () => {
    const unknown = await command(['explain', 'lookups/organization-id-unknown']);
    expect(unknown.stdout).toMatch(/^unknown +no organization\.id of the target is "unknown-\$\{run\.id\}"$/m);
    const differs = await command(['explain', 'success/listed-on-pages']);
    expect(differs.stdout).toMatch(/^ +body \/ip_addresses\/0\/id is anything but null$/m);
  });

  it('counts one resource as one', async () => {
    const { stdout } = await command(['explain', 'arguments/extra-member-called-organization_id']);
    expect(stdout).toMatch(/^ +exactly 1 new resource is listed afterwards$/m);
  });

  it('tells every acceptable answer, and why there are several', async () => {
    const { stdout } = await command(['explain', 'mutual-exclusivity/organization-id-with-null-sub_domain']);
    expect(stdout).toMatch(/^answer +200 success$/m);
    expect(stdout).toMatch(/^because +.{20}/m);
  });
});

describe('explain with an overlay of which one answer is left', () => {
  const ID = 'mutual-exclusivity/organization-id-and-sub_domain-agree';

  it('gives no reason for several', async () => {
    const [, overlay = ''] = /```yaml\n(overlay: [\s\S]*?)```/.exec(readFileSync('docs/using.md', 'utf8')) ?? [];
    const path = join(folder, 'stricter.overlay.yaml');
    writeFileSync(path, overlay);
    const [several, one] = await Promise.all([command(['explain', ID]), command(['explain', ID, '--overlay', path])]);
    const spec = await loadSpec();
    const { text, open = '' } = spec.cases['organization-ambiguous'] ?? { text: '' };
    expect(several.stdout).toContain(`because   ${text} ${open}\n`);
    expect(one.stdout).toContain(`because   ${text}\n`);
    expect(open).not.toBe('');
  });
});

describe('init', () => {
  it('writes a target once, and never over another file', async () => {
    const first = await command(['init'], { cwd: folder });
    expect(first).toMatchObject({
      code: 0,
      stdout:
        'Wrote target.yaml. Next: see whether its `url` is that of your server, set the variables that it names, then:\n' +
        '    katapult-conformance run --target target.yaml\n',
    });
    const written = readFileSync(join(folder, 'target.yaml'), 'utf8');
    expect(written).toContain('valid: ${KATAPULT_TOKEN}');
    const second = await command(['init'], { cwd: folder });
    expect(second).toMatchObject({ code: 3, stderr: 'target.yaml: it exists already\n    Name another file.\n' });
    expect(readFileSync(join(folder, 'target.yaml'), 'utf8')).toBe(written);
  });

  it('makes the folders of a file, and says why it cannot', async () => {
    expect(await command(['init', 'sub/dir/x.yaml'], { cwd: folder })).toMatchObject({ code: 0 });
    const written = readFileSync(join(folder, 'sub/dir/x.yaml'), 'utf8');
    expect(written).toContain('valid: ${KATAPULT_TOKEN}');
    const schema = 'node_modules/katapult-conformance/dist/target/target.schema.json';
    expect(written.split('\n')[0]).toBe(`# yaml-language-server: $schema=../../${schema}`);
    const [beside] = readFileSync(join(folder, 'target.yaml'), 'utf8').split('\n');
    expect(beside).toBe(`# yaml-language-server: $schema=./${schema}`);
    expect(await command(['init', 'sub/dir/x.yaml/y.yaml'], { cwd: folder })).toMatchObject({
      code: 3,
      stderr: 'sub/dir/x.yaml/y.yaml: it cannot be written: a part of the path is a file\n    Name another file.\n',
    });
  });

  it('writes a file of another name, and says which variables are missing when it is used', async () => {
    const written = await command(['init', "my team's.yaml"], { cwd: folder });
    expect(written.stdout).toContain("\n    katapult-conformance run --target 'my team'\\''s.yaml'\n");
    await command(['init', 'other.yaml'], { cwd: folder });
    const { code, stderr } = await command(['run', '--target', 'other.yaml'], { cwd: folder });
    expect(stderr).toContain('the environment variable KATAPULT_TOKEN is not set');
    expect(code).toBe(3);
  });
});

describe('verify', () => {
  it('shows no query of the address of a pact, which may let in', async () => {
    const broker = await serve((request, response) => {
      response.writeHead(request.url === '/' ? 200 : 404, { 'content-type': 'application/hal+json' }).end('{}');
    });
    const pact = ['--pact-url', `${broker.url}/pact?token=secret-of-mine`];
    const { code, stdout, stderr } = await command(['verify', '--provider', 'p', '--broker', broker.url, ...pact]);
    await broker.close();
    expect(stdout).toContain(`the Broker answers 404 to a request for ${broker.url}/pact?...`);
    expect(stdout + stderr).not.toContain('secret-of-mine');
    expect(code).toBe(2);
  });
});

describe('mock', () => {
  it('tells what a run against it needs, and ends with 0 when it is stopped', async () => {
    const mock = start(['mock', '--profile', 'live', '--seed', 'test']);
    const [, url = ''] = await mock.says(
      'stdout',
      /profile live: (http:\S+)\n(?:.*\n)+export KATAPULT_STATES_URL=.*\n/,
    );
    const text = (await mock.says('stdout', /(?:export .*\n)+/))[0];
    const env = Object.fromEntries([...text.matchAll(/export (\w+)=(.*)\n/g)].map(([, name, value]) => [name, value]));
    const run = await command(
      ['run', '--profile', 'live', '--target', url, '--suite', 'lookups', '--suite', 'availability', '--require-all'],
      {
        env,
      },
    );
    expect(run.stdout).toMatch(/CONFORMANT/);
    expect(run.code).toBe(0);
    mock.child.kill('SIGTERM');
    expect((await mock.finished).code).toBe(0);
  });

  it('can be told to be wrong, and a run finds it', async () => {
    const fault = FAULTS.find(({ deterministic, profiles }) => deterministic && profiles.includes('documented'));
    const mock = start(['mock', '--fault', fault?.id ?? '']);
    const [, url = ''] = await mock.says(
      'stdout',
      /profile documented: (http:\S+)\n(?:.*\n)+export KATAPULT_STATES_URL=.*\n/,
    );
    const text = (await mock.says('stdout', /(?:export .*\n)+/))[0];
    const env = Object.fromEntries([...text.matchAll(/export (\w+)=(.*)\n/g)].map(([, name, value]) => [name, value]));
    const run = await command(['run', '--target', url, '--requirement', fault?.requirement ?? ''], { env });
    mock.child.kill('SIGTERM');
    expect(run.stdout).toMatch(/BROKEN/);
    expect(run.code).toBe(1);
  });

  it.each([
    ['203.0.113.7', 'this machine has no such address'],
    ['no..host', 'there is no such host'],
  ])('says so if it cannot listen at %s', async (host, reason) => {
    const { code, stderr } = await command(['mock', '--port', '0', '--host', host]);
    expect(stderr).toBe(
      `--host: cannot listen at ${host}: ${reason}\n    Name an address of this machine, such as 127.0.0.1.\n`,
    );
    expect(code).toBe(3);
  });

  it('says so if the port is taken', async () => {
    const other = await serve(() => {});
    const port = new URL(other.url).port;
    const { code, stderr } = await command(['mock', '--port', port]);
    await other.close();
    expect(stderr).toBe(
      `--port: cannot listen at 127.0.0.1:${port}: something else listens there already\n    Choose another port.\n`,
    );
    expect(code).toBe(3);
  });

  it('is found conformant by whoever sets what it prints', async () => {
    const mock = start(['mock']);
    const [, url = ''] = await mock.says(
      'stdout',
      /profile documented: (http:\S+)\n(?:.*\n)+export KATAPULT_STATES_URL=.*\n/,
    );
    const text = (await mock.says('stdout', /(?:export .*\n)+/))[0];
    const env = Object.fromEntries([...text.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
    const { code, stdout, stderr } = await command(['run', '--target', url], { env });
    mock.child.kill('SIGTERM');
    await mock.finished;
    expect(stderr).not.toContain('answered 429');
    expect(stdout).toMatch(/^scenarios {2}\d+ passed, 0 failed, 0 errored, \d skipped$/m);
    expect(code).toBe(0);
  });
});
