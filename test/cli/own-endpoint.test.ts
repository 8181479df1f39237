import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from './command.ts';

const SPEC = ['--spec', 'openapi.yaml', '--suite-file', 'bookings.yaml'];
const TOKEN = 'a-token-of-the-rooms';

let folder = '';
const env: Record<string, string> = { BOOKINGS_TOKEN: TOKEN };
const file = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const run = (...args: readonly string[]) => command(args, { cwd: folder, env });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bookings-'));
  cpSync(fileURLToPath(new URL('../../examples/bookings', import.meta.url)), folder, { recursive: true });
  const port = createServer().listen(0, '127.0.0.1');
  await once(port, 'listening');
  env.PORT = String((port.address() as { readonly port: number }).port);
  port.close();
  await once(port, 'close');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Starts the example's service; it listens once it says so by answering. */
const started = async (fault: string): Promise<ChildProcess> => {
  const child = spawn(process.execPath, ['server.mjs'], {
    cwd: folder,
    env: { ...env, FAULT: fault },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
  return child;
};

describe('an endpoint of one’s own', () => {
  it('is judged by its own description, which the reports name', async () => {
    const server = await started('');
    const { code, stdout } = await run(
      ...['run', ...SPEC, '--target', 'target.yaml', '--require-all', '--report', 'console'],
      ...['--report', 'junit=junit.xml', '--report', 'ndjson=run.ndjson'],
    );
    server.kill();
    expect(stdout).toContain('\nspec     openapi.yaml\n');
    expect(stdout).toContain('ANSWERS: 7 of 7 documented answers came');
    expect(stdout).toMatch(/^resources {2}8 created, 8 released$/m);
    expect(code).toBe(0);
    expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toContain('<property name="spec" value="openapi.yaml"/>');
    const again = await run('report', 'run.ndjson');
    expect(again.stdout).toBe(stdout);
  });

  it('is accused of what it breaks, and asked for no other profile', async () => {
    const server = await started('no-day');
    const { code, stdout } = await run('run', ...SPEC, '--target', 'target.yaml', '--id', 'bookings/by-*');
    server.kill();
    expect(code).toBe(1);
    expect(stdout).toContain('requirement  BOOK-1: A success shows the whole booking.');
    expect(stdout).not.toContain('--profile');
  });

  it('is proved with faults of its own', async () => {
    const { code, stdout } = await run(
      ...['prove', ...SPEC, '--target', 'target.yaml', '--catalogue', 'faults.yaml', '--threads', '2'],
    );
    expect(stdout).toContain('PROVED: every fault is killed, no correct server is accused, and no scenario is idle.');
    expect(code).toBe(0);
  });

  it('has its scenarios listed and explained, and without any its cases and requirements', async () => {
    const bare = ['--spec', 'openapi.yaml'];
    expect((await run('list', 'cases', ...bare)).stdout).toMatch(/^room_taken +409 room_taken +/m);
    expect((await run('list', 'requirements', ...bare, '--requirement', 'ROOM-3')).stdout).toBe(
      'ROOM-3  must  A room that is closed cannot be booked.\n',
    );
    expect((await run('list', 'requirements', ...SPEC)).stdout).toMatch(/^BOOK-5 +must +A room is booked once a day/m);
    expect((await run('explain', 'bookings/cancelled', ...SPEC)).stdout).toContain(
      'request   GET /bookings/${steps.first.response.body#/booking/id} as valid',
    );
  });

  it('may have things that are called nearly as those of Katapult', async () => {
    const text = readFileSync(join(folder, 'openapi.yaml'), 'utf8');
    file('british.yaml', `${text}x-things: { organisation: [id], networks: [id] }\n`);
    const server = await started('');
    const others = ['--suite-file', 'bookings.yaml', '--target', 'target.yaml', '--id', 'bookings/without-token'];
    const { code, stderr } = await run('run', '--spec', 'british.yaml', ...others);
    server.kill();
    expect(stderr).not.toContain('nothing that the description knows');
    expect(code).toBe(0);
  });

  it('skips what needs things that the target lacks, and says where they go', async () => {
    file('poor.yaml', readFileSync(join(folder, 'target.yaml'), 'utf8').replace(/ {4}other: .*\n/, ''));
    const { code, stdout } = await run('run', ...SPEC, '--target', 'poor.yaml', '--id', 'bookings/closed');
    expect(stdout).toContain("needs room 'other' (target.yaml: things.room.other.id)");
    expect(stdout).not.toContain('`init`');
    expect(code).toBe(2);
  });
});

const MISTYPED = `url: http://127.0.0.1:\${PORT}
things: { rom: { main: { id: a } }, room: { other: { ide: b } }, desk: { main: { number: c } } }
`;

const CASES: readonly (readonly [name: string, args: readonly string[], stderr: string])[] = [
  [
    'without suites',
    ['run', '--spec', 'openapi.yaml', '--target', 'target.yaml'],
    `--spec: the scenarios that come with this program are for its own description
    Name suites for yours by --suite-file.
`,
  ],
  [
    'without a target',
    ['run', ...SPEC],
    `--spec: the embedded reference server does not serve an endpoint of your own
    Name a server that does by --target.
`,
  ],
  [
    'in a proof without a catalogue',
    ['prove', '--spec', 'openapi.yaml'],
    '--spec: no catalogue is named\n    Add --catalogue FILE and --target FILE.\n',
  ],
  [
    'where it chooses nothing',
    ['list', 'faults', '--spec', 'openapi.yaml'],
    '--spec: faults are not chosen by it\n    Leave it out; --profile and --requirement choose among them.\n',
  ],
  [
    'that a report would replace',
    ['run', ...SPEC, '--target', 'target.yaml', '--report', 'junit=openapi.yaml'],
    '--report: `openapi.yaml` is the file that --spec names, and would be replaced\n    Name another file.\n',
  ],
  [
    'where a thing of the target is mistyped',
    ['run', ...SPEC, '--target', 'mistyped.yaml'],
    `--target: \`things.rom\` is nothing that the description knows
    Did you mean \`room\`?
--target: \`things.room.other.ide\` is nothing that the description knows
    Did you mean \`id\`?
`,
  ],
  [
    'that is not there',
    ['list', '--spec', 'none.yaml', '--suite-file', 'bookings.yaml'],
    'none.yaml:1:1: there is no such file\n    Check the path.\n',
  ],
];

describe('--spec is bad input', () => {
  it.each(CASES)('%s', async (_, args, stderr) => {
    file('mistyped.yaml', MISTYPED);
    expect(await run(...args)).toEqual({ code: 3, stdout: '', stderr });
  });
});
