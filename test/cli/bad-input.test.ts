import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FAULTS } from '../../mock/faults/catalogue.ts';
import { loadSpec } from '../../spec/load.ts';
import { loadSuites } from '../../suites/load.ts';
import { smokeSet } from '../../suites/smoke.ts';
import { command } from './command.ts';
import type { Server } from './server.ts';
import { serve } from './server.ts';

let folder = '';
let server: Server;
let requests = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bad-input-'));
  server = await serve((_, response) => {
    requests += 1;
    response.end();
  });
  mkdirSync(join(folder, 'folder'));
  mkdirSync(join(folder, 'locked'));
  chmodSync(join(folder, 'locked'), 0o500);
  writeFileSync(join(folder, 'old.xml'), 'old');
  writeFileSync(join(folder, 'broken.yaml'), 'url: nowhere\nprofil: live\ntokens: { valid: secret }\n');
  writeFileSync(join(folder, 'profile.yaml'), 'url: http://127.0.0.1:1\nprofile: lives\n');
  writeFileSync(join(folder, 'bare.yaml'), 'url: http://127.0.0.1:1\n');
  writeFileSync(join(folder, 'a-b.json'), '{"consumer":{"name":"a"},"provider":{"name":"b"},"interactions":[]}');
  writeFileSync(join(folder, 'page.xml'), '<a/>\n'.repeat(30));
  const [first = ''] = readFileSync(new URL('../golden/events.ndjson', import.meta.url), 'utf8').split('\n');
  writeFileSync(join(folder, 'remains.ndjson'), `${first}\n${'<a/>\n'.repeat(30)}`);
  writeFileSync(join(folder, 'suite.yaml'), 'suite: mine\ntitle: Mine\nscenarios: []\n');
  copyFileSync(new URL('../proof/own/suite.yaml', import.meta.url), join(folder, 'mine.yaml'));
  writeFileSync(join(folder, 'damaged.ndjson'), '{"v":2,"type":"run-finished"}\nnothing\n');
});
beforeEach(() => {
  requests = 0;
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const OF_LIVE = FAULTS.find(({ profiles }) => !profiles.includes('documented'))?.id ?? '';

const OUTSIDE_SMOKE = (await loadSuites({ spec: await loadSpec() })).find(({ id }) => !smokeSet.includes(id))?.id ?? '';

const surplus = (argument: string, command: string, takes: string, remedy: string): string =>
  `${argument}: it is one too many, for \`${command}\` takes ${takes}\n    ${remedy}\n`;

const CASES: readonly (readonly [what: string, args: readonly string[], stderr: RegExp | string])[] = [
  ['an unknown command', ['rum'], 'rum: there is no such command\n    Did you mean `run`?\n'],
  [
    'an unknown command that options go before',
    ['--nosuch', 'rum'],
    'rum: there is no such command\n    Did you mean `run`?\n',
  ],
  ['help about an unknown command', ['help', 'rum'], 'rum: there is no such command\n    Did you mean `run`?\n'],
  [
    'a command that is like none',
    ['help', 'something-else'],
    'something-else: there is no such command\n    `help` shows what there is.\n',
  ],
  ['an unknown option', ['run', '--tagret', 'x'], /unknown option '--tagret'\n\(Did you mean --target\?\)/],
  [
    'a version that a command does not have under this name, though the program has',
    ['can-i-deploy', '--participant', 'p', '--version', '1', '--environment', 'e'],
    "error: unknown option '--version'\n(add --help to see what there is)\n",
  ],
  ['an option without its value', ['run', '--target'], /option '--target <url\|file>' argument missing/],
  [
    'too many arguments',
    ['run', 'everything', 'else'],
    surplus('else', 'run', 'no argument', 'Leave it out.') +
      surplus('everything', 'run', 'no argument', 'Leave it out.'),
  ],
  [
    'a second value of an option that is repeated',
    ['run', '--report', 'console', 'junit=b.xml'],
    surplus(
      'junit=b.xml',
      'run',
      'no argument',
      'If it is a value of --report, repeat the option: --report junit=b.xml.',
    ),
  ],
  [
    'a second value of an option that has one',
    ['run', '--seed=1', '2'],
    surplus('2', 'run', 'no argument', 'Leave it out.'),
  ],
  [
    'more arguments than a command takes',
    ['pact', 'c1.yaml', 'c2.yaml', 'c1.yaml'],
    surplus('c1.yaml', 'pact', '1 argument', 'Leave it out.') +
      surplus('c2.yaml', 'pact', '1 argument', 'Leave it out.'),
  ],
  [
    'no number',
    ['run', '--concurrency', 'many'],
    /'--concurrency <number>' argument 'many' is invalid. It must be a whole number from 1 to 1000./,
  ],
  [
    'an unknown report',
    ['run', '--report', 'junitt=x.xml'],
    '--report: there is no report `junitt`\n    Did you mean `junit`?\n',
  ],
  [
    'a report that needs a file',
    ['run', '--report', 'junit'],
    '--report: `junit` needs a file\n    Write junit=FILE.\n',
  ],
  [
    'a report with an empty file name',
    ['run', '--report', 'junit='],
    '--report: `junit=` names no file\n    Write junit=FILE.\n',
  ],
  [
    'two reports in one place',
    ['run', '--report', 'junit=a.xml', '--report', 'ndjson=a.xml'],
    '--report: two reports go to a.xml\n    Name a file of its own for each.\n',
  ],
  [
    'two reports in one place that is named in two ways',
    ['run', '--report', 'junit=a.xml', '--report', 'ndjson=./folder/../a.xml'],
    '--report: two reports go to ./folder/../a.xml\n    Name a file of its own for each.\n',
  ],
  [
    'two reports to standard output',
    ['run', '--report', 'console', '--report', 'console'],
    '--report: two reports go to standard output\n    Name a file of its own for each.\n',
  ],
  [
    'a report that needs a file beside one that needs none',
    ['run', '--report', 'ndjson', '--report', 'console'],
    '--report: `ndjson` needs a file\n    Write ndjson=FILE.\n',
  ],
  [
    'a report that is a directory',
    ['run', '--report', 'junit=folder'],
    '--report: `folder` cannot be written: it is a directory\n    Name a file that can be written.\n',
  ],
  [
    'a report below a file',
    ['run', '--report', 'junit=old.xml/junit.xml'],
    '--report: `old.xml/junit.xml` cannot be written: a part of the path is a file\n    Name a file that can be written.\n',
  ],
  [
    'a target that is not there',
    ['run', '--target', 'none.yaml'],
    'none.yaml:1:1: there is no such file\n    Check the path.\n',
  ],
  [
    'a target without http://',
    ['run', '--target', 'localhost:8080/core/v1'],
    '--target: `localhost:8080/core/v1` is no URL, and no file\n    Write http://localhost:8080/core/v1 or https://localhost:8080/core/v1.\n',
  ],
  [
    'a target without http:// and with a password',
    ['run', '--target', 'me:pass@word@localhost:8080/core'],
    '--target: `localhost:8080/core`, after what stands before the @, is no URL, and no file\n    Write http://localhost:8080/core or https://localhost:8080/core.\n',
  ],
  [
    'a target with half of http:// and a password',
    ['run', '--target', 'http:/me:password@localhost'],
    '--target: `localhost`, after what stands before the @, is no URL, and no file\n    Write http://localhost or https://localhost.\n',
  ],
  ...(
    [
      ['http:/127.0.0.1:8080', 'http://127.0.0.1:8080'],
      ['https:api.example.com', 'https://api.example.com'],
      ['HTTP//127.0.0.1/core', 'http://127.0.0.1/core'],
    ] as const
  ).map(
    ([target, remedy]) =>
      [
        `the mistyped target ${target}`,
        ['run', '--target', target],
        `--target: \`${target}\` is no URL, and no file\n    Did you mean ${remedy}?\n`,
      ] as const,
  ),
  ['a target of blanks', ['run', '--target', '  '], '--target: it is blank\n    Name a URL or a file.\n'],
  [
    'a target that no HTTP server can be',
    ['run', '--target', 'ftp://127.0.0.1/core'],
    '--target: `url` is no http or https URL\n    Write it whole, such as https://api.example.com/core/v1.\n',
  ],
  [
    'a target of a profile that there is not',
    ['run', '--target', 'profile.yaml'],
    'profile.yaml:2:10: there is no profile `lives`\n    Did you mean `live`?\n',
  ],
  [
    'a profile that there is not',
    ['run', '--profile', 'lives'],
    '--profile: there is no profile `lives`\n    Did you mean `live`?\n',
  ],
  [
    'a profile of the mock that there is not',
    ['mock', '--profile', 'toString'],
    '--profile: there is no profile `toString`\n    Known here: `documented`, `live`.\n',
  ],
  [
    'a malformed target',
    ['run', '--target', 'broken.yaml'],
    'broken.yaml:1:6: `url` is no http or https URL\n    Write it whole, such as https://api.example.com/core/v1.\n' +
      'broken.yaml:2:1: `profil` is not known here\n    Did you mean `profile`?\n' +
      'broken.yaml:3:18: `tokens.valid` must be a reference to an environment variable, such as ${KATAPULT_TOKEN}, but is other text\n    Secrets are read from the environment only.\n',
  ],
  [
    'an overlay that is not there',
    ['run', '--overlay', 'none.yaml'],
    'none.yaml:1:1: there is no such file\n    Check the path.\n',
  ],
  [
    'a suite without a scenario',
    ['run', '--suite-file', 'suite.yaml'],
    'suite.yaml:3:12: `scenarios` must be an array of at least 1 item, but is an empty array\n    Write an array of at least 1 item.\n',
  ],
  [
    'a filter that matches nothing',
    ['run', '--suite', 'pool-exhaustio'],
    '--suite: no scenario has the suite `pool-exhaustio`\n    Did you mean `pool-exhaustion`?\n',
  ],
  [
    'a log that is not there',
    ['report', 'none.ndjson'],
    'none.ndjson: cannot be read: there is no such file\n    Check the path.\n',
  ],
  [
    'a log that is a directory',
    ['report', 'folder'],
    'folder: cannot be read: it is a directory\n    Check the path.\n',
  ],
  [
    'a damaged log',
    ['report', 'damaged.ndjson'],
    /^damaged\.ndjson:1:1: This is no event: .*\n.*\ndamaged\.ndjson:2:1: This is no JSON: nothing\n/,
  ],
  [
    'a log of which hardly anything is left',
    ['report', 'remains.ndjson'],
    `${Array.from({ length: 10 }, (_, index) => `remains.ndjson:${index + 2}:1: This is no JSON: <a/>\n    The file was changed or damaged after the run; run again to get a new one.\n`).join('')}remains.ndjson:12:1: From here on 20 more lines cannot be read.\n    The file was changed or damaged after the run; run again to get a new one.\n`,
  ],
  [
    'options that take one value, given twice',
    ['run', '--target', 'a.yaml', '--profile', 'live', '--target=b.yaml', '--profile', 'documented', '--seed', '1'],
    '--profile: it is given several times, and takes one value\n    Leave one of them.\n' +
      '--target: it is given several times, and takes one value\n    Leave one of them.\n',
  ],
  [
    'an unknown profile of a verification',
    ['verify', '--provider', 'p', '--broker', 'http://127.0.0.1:1', '--profile', 'lives'],
    '--profile: there is no profile `lives`\n    Did you mean `live`?\n',
  ],
  [
    'the end of an id',
    ['explain', 'listed-on-pages'],
    'explain: no scenario or requirement has the id `listed-on-pages`\n    Did you mean `success/listed-on-pages`?\n',
  ],
  [
    'reports as they are written elsewhere',
    ['run', '--report', 'junit:x.xml', '--report', 'out/y.xml', '--report', 'ndjsn=z.xml'],
    '--report: there is no report `junit:x.xml`\n    Did you mean `junit=x.xml`?\n' +
      '--report: there is no report `ndjsn`\n    Did you mean `ndjson`?\n' +
      '--report: there is no report `out/y.xml`\n    Did you mean `junit=out/y.xml`?\n',
  ],
  [
    'a target by its address alone',
    ['verify', '--provider', 'p', 'http://127.0.0.1:1/core/v1'],
    surplus('http://127.0.0.1:1/core/v1', 'verify', 'no argument', 'Write --target http://127.0.0.1:1/core/v1.'),
  ],
  [
    'a target by its file alone',
    ['verify', '--provider', 'p', 'bare.yaml'],
    surplus('bare.yaml', 'verify', 'no argument', 'Write --target bare.yaml.'),
  ],
  [
    'a file beside a target',
    ['run', '--target', 'http://127.0.0.1:1', 'bare.yaml'],
    surplus('bare.yaml', 'run', 'no argument', 'Leave it out.'),
  ],
  [
    'a file that is no log',
    ['report', 'page.xml'],
    'page.xml:1:1: This is no event log.\n    Name a file that was written by --report ndjson=FILE.\n',
  ],
  [
    'an unknown scenario',
    ['explain', 'EXCL-22'],
    'explain: no scenario or requirement has the id `EXCL-22`\n    Did you mean `EXCL-2`?\n',
  ],
  [
    'a requirement of another profile',
    ['explain', 'ARG-7'],
    'explain: no scenario or requirement has the id `ARG-7`\n    Profile live has it: add `--profile live`.\n',
  ],
  [
    'a fault and a variation that are unknown',
    ['mock', '--fault', 'no-such-fault-at-all', '--variation', 'nothing-of-the-kind'],
    '--fault: there is no `no-such-fault-at-all`\n    `list faults` shows them.\n' +
      '--variation: there is no `nothing-of-the-kind`\n    `list variations` shows them.\n',
  ],
  [
    'a fault of another profile',
    ['mock', '--fault', OF_LIVE],
    `--fault: \`${OF_LIVE}\` does not apply to profile documented\n    Choose profile live.\n`,
  ],
  [
    "the smoke set of suites of one's own",
    ['run', '--smoke', '--suite-file', 'mine.yaml'],
    '--smoke: no scenario of --suite-file is in the smoke set, which holds those of this program\n    Leave out --smoke.\n',
  ],
  [
    "a suite that is not there, and the smoke set of suites of one's own",
    ['run', '--smoke', '--suite-file', 'mine.yaml', '--suite', 'success'],
    '--suite: no scenario has the suite `success`\n    Known here: `token`.\n',
  ],
  [
    'the smoke set of scenarios that are not in it',
    ['run', '--smoke', '--id', OUTSIDE_SMOKE],
    '--smoke: no scenario that the other options choose is in the smoke set\n    Leave out --smoke, or choose others.\n',
  ],
  [
    'pacts below a file',
    ['pact', '--out', 'old.xml/pacts'],
    '--out: `old.xml/pacts` cannot be written: a part of the path is a file\n    Name a folder that can be written.\n',
  ],
  [
    'pacts in a file',
    ['pact', '--out', 'old.xml'],
    '--out: `old.xml` cannot be written: a part of the path is a file\n    Name a folder that can be written.\n',
  ],
  ...(
    [
      ['--target', ['run', '--target', '']],
      ['--target', ['verify', '--pact', 'x', '--target', '']],
      ['--overlay', ['list', '--overlay', 'x.yaml', '--overlay', '']],
      ['--report', ['report', 'page.xml', '--report', '']],
      ['--catalogue', ['prove', '--catalogue', '']],
      ['--out', ['pact', '--out', '']],
      ['--environment', ['can-i-deploy', '--participant', 'a', '--participant-version', '1', '--environment', '']],
      ['--consumer-version', ['publish', 'x', '--consumer-version', '']],
      ['--provider-version', ['verify', '--pact', 'x', '--provider-version', '']],
      ['<log>', ['report', '']],
      ['[file]', ['init', '']],
    ] as const
  ).map(
    ([name, args]) =>
      [
        `an empty ${name}`,
        args,
        `${name}: it is empty\n    Give it a value; an environment variable that is not set may be the cause.\n`,
      ] as const,
  ),
  [
    'a version of results that are not published',
    ['verify', '--pact', 'x', '--provider-version', '1', '--branch', 'b'],
    '--branch: no results of pact files are published\n    Leave it out.\n--provider-version: no results of pact files are published\n    Leave it out.\n',
  ],
  [
    'a role for bearers that the embedded provider does not have',
    ['verify', '--pact', 'a-b.json', '--bearer-role', 'valdi'],
    '--bearer-role: the target has no token `valdi`\n    Did you mean `valid`?\n',
  ],
  [
    'a role for bearers that a target without tokens does not have, and a pact that is not there',
    ['verify', '--target', 'bare.yaml', '--pact', 'none.json', '--bearer-role', 'valid'],
    '--bearer-role: the target has no token `valid`\n    Give the target a token of this role.\n' +
      'none.json:1:1: there is no such file\n    Check the path.\n',
  ],
  [
    'a target with a port that there is not',
    ['run', '--target', 'http://127.0.0.1:99999/'],
    '--target: `url` names a port that there is not\n    Ports go from 1 to 65535.\n',
  ],
  [
    'a listing there is not',
    ['list', 'everything'],
    /Allowed choices are scenarios, requirements, cases, faults, variations\./,
  ],
];

describe('bad input', () => {
  it.each(CASES)('%s ends with 3 and says so', async (_what, args, expected) => {
    const target = args.includes('--target') || args[0] !== 'run' ? [] : ['--target', server.url];
    const { code, stdout, stderr } = await command([...args, ...target], { cwd: folder });
    if (typeof expected === 'string') expect(stderr).toBe(expected);
    else expect(stderr).toMatch(expected);
    expect(code).toBe(3);
    expect(stderr).not.toMatch(/pass@?word/);
    expect(stdout).toBe('');
    expect(requests).toBe(0);
  });

  it('is told all at once', async () => {
    const args = ['run', '--target', 'broken.yaml', '--report', 'junit', '--suite', 'nothing', '--profile', 'dead'];
    const { code, stderr } = await command(args, { cwd: folder });
    expect(code).toBe(3);
    for (const part of [
      '`url` is no http',
      '`profil` is not known',
      '`junit` needs a file',
      'there is no profile `dead`',
    ])
      expect(stderr).toContain(part);
  });

  const REFUSED = 'holds credentials\n    Set PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD.\n';

  it.each([
    ['--broker', ['--broker', 'http://me:secret@broker.example.invalid'], {}, `the address of the Broker ${REFUSED}`],
    [
      '--pact-url',
      ['--pact-url', 'http://me:secret@broker.example.invalid/pact', '--broker', 'http://broker.example.invalid'],
      {},
      `the address of the pact ${REFUSED}`,
    ],
    [
      'PACT_BROKER_BASE_URL',
      [],
      { PACT_BROKER_BASE_URL: 'http://me:secret@broker.example.invalid' },
      `the address of the Broker ${REFUSED}`,
    ],
    [
      'PACT_BROKER_BASE_URL',
      [],
      { PACT_BROKER_BASE_URL: 'broker.example.invalid' },
      'the address of the Broker is no http or https URL\n    Write it as https://broker.example.net.\n',
    ],
  ])('is an address in %s that is wrong: %j %j', async (place, args, env, told) => {
    const { code, stderr } = await command(['verify', '--provider', 'p', ...args], { env });
    expect({ code, stderr }).toEqual({ code: 3, stderr: `${place}: ${told}` });
  });

  it('is a proxy that is no URL, unless nobody would ask it', async () => {
    const env = { http_proxy: 'proxy.example.net:3128', HTTPS_PROXY: 'http://user:secret@:x' };
    const far = await command(['run', '--target', 'http://api.example.invalid/core'], { env });
    const remedy =
      'the environment variable is no http or https URL\n    Write it as http://proxy.example.net:3128, or unset it.\n';
    const told = { code: 3, stdout: '', stderr: `http_proxy: ${remedy}` };
    expect(far).toMatchObject(told);
    const target = `url: ${server.url}\nstates: { url: http://states.example.invalid }\n`;
    writeFileSync(join(folder, 'far-states.yaml'), target);
    expect(await command(['run', '--target', join(folder, 'far-states.yaml')], { env })).toMatchObject(told);
    const broker = ['--broker', 'http://broker.example.invalid', '--participant', 'a', '--participant-version', '1'];
    expect(await command(['can-i-deploy', ...broker, '--environment', 'e'], { env })).toMatchObject(told);
    const near = await command(['run', '--target', server.url, '--suite', 'nothing'], { env });
    expect(near.stderr).not.toContain('proxy');
    const nothing = ['--suite', 'nothing'];
    const secure = await command(['run', '--target', 'https://api.example.invalid/core', ...nothing], { env });
    expect(secure.stderr).toContain(`HTTPS_PROXY: ${remedy}`);
    expect(secure.stderr).not.toContain('http_proxy');
    const out = await command(['run', '--target', 'http://api.example.invalid/core', ...nothing], {
      env: { ...env, NO_PROXY: 'example.invalid' },
    });
    expect(out.stderr).not.toContain('proxy');
  });

  it('is an option that npm kept, instead of passing it on', async () => {
    const env = {
      npm_lifecycle_event: 'conformance',
      npm_config_target: 'http://127.0.0.1:9',
      npm_config_smoke: 'true',
    };
    const told = (option: string) =>
      `${option}: npm has kept it for itself (npm_config_${option.slice(2)})\n    Put \`--\` before what is for this program: npm run conformance -- ${option} ...\n`;
    expect(await command(['run'], { env })).toMatchObject({
      code: 3,
      stdout: '',
      stderr: told('--smoke') + told('--target'),
    });
    expect(await command(['run', '--smoke'], { env })).toMatchObject({ code: 3, stdout: '', stderr: told('--target') });
    const passedOn = await command(['run', '--smoke', '--target', 'http://127.0.0.1:9', '--suite', 'nothing'], { env });
    expect(passedOn.stderr).toMatch(/^--suite: no scenario/);
    const own = { npm_lifecycle_event: 'prepublishOnly', npm_config_tag: 'next', npm_config_json: 'true' };
    expect((await command(['list'], { env: own })).code).toBe(0);
  });

  it('is a temporary folder that cannot be used, where one is needed', async () => {
    const env = { TMPDIR: join(folder, 'none') };
    const pact = ['--pact', join(folder, 'pact.json')];
    const request = { method: 'GET', path: '/' };
    const interactions = [{ description: 'one', request, response: { status: 404 } }];
    const pactOf = { consumer: { name: 'c' }, provider: { name: 'p' }, interactions };
    writeFileSync(join(folder, 'pact.json'), JSON.stringify(pactOf));
    expect(await command(['verify', ...pact], { env })).toMatchObject({
      code: 3,
      stdout: '',
      stderr: `TMPDIR: there is no folder \`${env.TMPDIR}\`\n    Let it name a folder that can be written, or unset it.\n`,
    });
  });

  it('leaves old reports as they were, and no drafts', async () => {
    await command(['run', '--report', 'junit=old.xml', '--report', 'ndjson=new/run.ndjson', '--suite', 'nothing'], {
      cwd: folder,
    });
    expect(readFileSync(join(folder, 'old.xml'), 'utf8')).toBe('old');
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(readdirSync(join(folder, 'new'))).toEqual([]);
  });

  it.skipIf(!existsSync('/proc/self'))('is a report where no directory can be made', async () => {
    const { code, stderr } = await command(['run', '--report', 'junit=/proc/none/junit.xml'], { cwd: folder });
    expect(stderr).toBe(
      '--report: `/proc/none/junit.xml` cannot be written: its directory cannot be made\n    Name a file that can be written.\n',
    );
    expect(code).toBe(3);
  });

  it.skipIf(!existsSync('/proc/self'))('is a folder of pacts where none can be made', async () => {
    const { code, stderr } = await command(['pact', '--out', '/proc/none/pacts'], { cwd: folder });
    expect(stderr).toBe(
      '--out: `/proc/none/pacts` cannot be written: its directory cannot be made\n    Name a folder that can be written.\n',
    );
    expect(code).toBe(3);
  });

  it.skipIf(process.getuid?.() === 0)('is a folder of pacts that may not be written', async () => {
    const { code, stderr } = await command(['pact', '--out', 'locked'], { cwd: folder });
    expect(stderr).toBe(
      '--out: `locked` cannot be written: permission denied\n    Name a folder that can be written.\n',
    );
    expect(code).toBe(3);
  });

  it.skipIf(process.getuid?.() === 0)('is a report in a directory that may not be written', async () => {
    const { code, stderr } = await command(['run', '--report', 'junit=locked/junit.xml'], { cwd: folder });
    expect(stderr).toContain('`locked/junit.xml` cannot be written: permission denied');
    expect(code).toBe(3);
    expect(existsSync(join(folder, 'locked', 'junit.xml'))).toBe(false);
  });
});
