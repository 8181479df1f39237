import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Mock } from '../../mock/start.ts';
import { startMock } from '../../mock/start.ts';
import { environmentOf } from '../../target/variables.ts';
import type { Running } from './command.ts';
import { start } from './command.ts';
import type { Server } from './server.ts';
import { servePassingOn } from './server.ts';

let folder = '';
let mock: Mock;
let env: Readonly<Record<string, string>> = {};
let seen: (method: string) => 'pass' | 'hold' = () => 'pass';
let between: Server;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'signals-'));
});
beforeEach(async () => {
  mock = await startMock({ profile: 'documented' });
  env = await environmentOf(mock.target);
  between = await servePassingOn(new URL(mock.url).origin, ({ method }) => seen(method ?? ''));
});
afterEach(async () => {
  await between.close();
  await mock.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The addresses that the mock's main organization holds. */
const held = async (): Promise<number> => {
  const url = new URL(`${mock.url}/organizations/organization/ip_addresses`);
  url.searchParams.set('organization[id]', env.KATAPULT_ORGANIZATION_ID ?? '');
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${env.KATAPULT_TOKEN}` } });
  const { pagination } = (await answer.json()) as { readonly pagination: { readonly total: number } };
  return pagination.total;
};

/** Starts a run of scenarios that all create addresses. */
const startRun = (more: Readonly<Record<string, string>> = {}): Running => {
  const url = mock.url.replace(new URL(mock.url).origin, between.url);
  const { id, sub_domain } = mock.target.roles.organization?.main ?? {};
  const network = mock.target.roles.network?.main ?? {};
  const target = `
url: ${url}
tokens: { valid: "\${KATAPULT_TOKEN}" }
organizations: { main: { id: ${id}, sub_domain: ${sub_domain} } }
networks: { main: { id: ${network.id}, permalink: ${network.permalink} } }
limits: { allocations: 100 }
`;
  writeFileSync(join(folder, 'target.yaml'), target);
  const reports = ['--report', 'console', '--report', 'junit=junit.xml', '--report', 'ndjson=run.ndjson'];
  return start(['run', '--target', 'target.yaml', '--suite', 'success', ...reports], {
    cwd: folder,
    env: { ...env, ...more },
  });
};

/** Calls `then` when the server between has seen the nth request with this method. */
const whenSeen = (method: string, nth: number, then: () => 'pass' | 'hold'): void => {
  let count = 0;
  seen = (one) => {
    if (one === method) count += 1;
    return one === method && count === nth ? then() : 'pass';
  };
};

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  it('stops a run, gives back what it created, and still writes the reports', async () => {
    const before = await held();
    let running: Running | undefined;
    whenSeen('POST', 4, () => {
      running?.child.kill(signal);
      return 'pass';
    });
    running = startRun();
    const { code, stdout, stderr } = await running.finished;
    expect(stderr).toContain('Stopping: what was created is given back first.');
    expect(stdout).toMatch(/UNDETERMINED/);
    expect(code).toBe(2);
    expect(await held()).toBe(before);
    expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toMatch(/<\/testsuites>\s*$/);
    const last = readFileSync(join(folder, 'run.ndjson'), 'utf8').trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({ type: 'run-finished', interrupted: true });
  });

  it('stops a run at once when it comes again', async () => {
    let running: Running | undefined;
    whenSeen('POST', 4, () => {
      running?.child.kill(signal);
      return 'hold';
    });
    running = startRun();
    await running.says('stderr', /Once more to stop at once/);
    const again = setInterval(() => running?.child.kill(signal), 100);
    const { code, stderr } = await running.finished;
    clearInterval(again);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Stopped at once\..* \d+ requests? whose answer is not known may have created more\.\n$/);
    const log = readFileSync(join(folder, 'run.ndjson'), 'utf8');
    expect(log).toContain('"type":"run-started"');
    expect(log).not.toContain('"type":"run-finished"');
  });
});

describe.each<[command: string, args: readonly string[], reports: readonly string[]]>([
  ['run', ['--overlay', 'pipe'], ['--report', 'junit=junit.xml', '--report', 'ndjson=run.ndjson']],
  ['prove', ['--catalogue', 'pipe', '--target', 'target.yaml'], ['--json', 'matrix.json', '--html', 'matrix.html']],
])('%s that is still starting', (name, args, reports) => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves nothing behind when %s ends it', async (signal) => {
    const cwd = mkdtempSync(join(folder, 'starting-'));
    writeFileSync(join(cwd, 'target.yaml'), 'url: http://127.0.0.1:${PORT}\n');
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    const { child, finished } = start([name, ...args, ...reports], { cwd });
    // It is open for writing once it is being read.
    const pipe = await open(join(cwd, 'pipe'), 'w');
    expect(readdirSync(cwd).filter((file) => file.startsWith('.'))).toHaveLength(2);
    child.kill(signal);
    await finished;
    await pipe.close();
    expect(child.signalCode).toBe(signal);
    expect(readdirSync(cwd).sort()).toEqual(['pipe', 'target.yaml']);
  });
});

it('two signals that come at once are one: what was created is given back', async () => {
  const before = await held();
  let running: Running | undefined;
  whenSeen('POST', 4, () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) running?.child.kill(signal);
    return 'pass';
  });
  running = startRun();
  const { code, stderr } = await running.finished;
  expect(stderr).not.toContain('Stopped at once');
  expect(code).toBe(2);
  expect(await held()).toBe(before);
});

describe('a crash', () => {
  it('names what is held, and what may be', async () => {
    let running: Running | undefined;
    whenSeen('POST', 4, () => {
      running?.child.kill('SIGUSR2');
      return 'hold';
    });
    const crash = "process.on('SIGUSR2', () => { throw new Error('the tool is broken'); })";
    running = startRun({ NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(crash)}` });
    const { code, stderr } = await running.finished;
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /this should not happen: the tool is broken\n.*\n(Still held, release by hand: .+\. )?\d+ requests? whose answer is not known may have created more\.\n$/,
    );
  });
});

describe('a reader that goes away', () => {
  it.each(['stdout', 'stderr'] as const)('from %s does not stop a run', async (stream) => {
    seen = () => 'pass';
    const before = await held();
    const running = startRun();
    running.child[stream]?.destroy();
    expect((await running.finished).code).toBe(0);
    expect(await held()).toBe(before);
    expect(readFileSync(join(folder, 'run.ndjson'), 'utf8')).toContain('"type":"run-finished"');
  });
});

describe('a log', () => {
  it('that was cut is reported as incomplete, with 2', async () => {
    seen = () => 'pass';
    await startRun().finished;
    const lines = readFileSync(join(folder, 'run.ndjson'), 'utf8').split('\n');
    writeFileSync(join(folder, 'cut.ndjson'), lines.slice(0, -2).join('\n'));
    const { code, stdout } = await start(['report', 'cut.ndjson'], { cwd: folder }).finished;
    expect(stdout).toMatch(/event log has no end/i);
    expect(code).toBe(2);
  });
});
