import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from './command.ts';
import type { Server } from './server.ts';
import { serve } from './server.ts';

let folder = '';
let server: Server;
let requests = 0;

const INPUTS = ['target.yaml', 'overlay.yaml', 'mine.yaml', 'catalogue.yaml', 'pacts/a-b.json', 'run.ndjson'];

const texts = (): Readonly<Record<string, string>> =>
  Object.fromEntries(INPUTS.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'own-input-'));
  server = await serve((_, response) => {
    requests += 1;
    response.end();
  });
  const file = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, 'pacts'));
  file('target.yaml', `url: ${server.url}\n`);
  file(
    'overlay.yaml',
    'overlay: 1.0.0\ninfo: { title: Nothing, version: 1.0.0 }\nactions: [{ target: $, update: {} }]\n',
  );
  for (const [from, name] of [
    ['suite.yaml', 'mine.yaml'],
    ['catalogue.yaml', 'catalogue.yaml'],
  ] as const)
    file(name, readFileSync(new URL(`../proof/own/${from}`, import.meta.url), 'utf8'));
  file(
    'pacts/a-b.json',
    '{"consumer":{"name":"a"},"provider":{"name":"b"},"interactions":[],"metadata":{"pactSpecification":{"version":"4.0"}}}',
  );
  symlinkSync('target.yaml', join(folder, 'link.yaml'));
  symlinkSync('.', join(folder, 'here'));
  await command(['run', '--id', 'authentication/no-token', '--report', 'ndjson=run.ndjson'], { cwd: folder });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const told = (output: string, path: string, input: string): string =>
  `${output}: \`${path}\` is the file that ${input} names, and would be replaced\n    Name another file.\n`;

const OWN_PROOF = ['prove', '--catalogue', 'catalogue.yaml', '--target', 'target.yaml', '--suite-file', 'mine.yaml'];

const CASES: readonly (readonly [args: readonly string[], stderr: string])[] = [
  [['report', 'run.ndjson', '--report', 'junit=run.ndjson'], told('--report', 'run.ndjson', '<log>')],
  [['report', 'here/run.ndjson', '--report', 'junit=./run.ndjson'], told('--report', './run.ndjson', '<log>')],
  [
    ['run', '--target', 'target.yaml', '--report', 'console', '--report', 'junit=here/target.yaml'],
    told('--report', 'here/target.yaml', '--target'),
  ],
  [['run', '--target', 'link.yaml', '--report', 'junit=target.yaml'], told('--report', 'target.yaml', '--target')],
  [['run', '--target', 'target.yaml', '--report', 'junit=link.yaml'], told('--report', 'link.yaml', '--target')],
  [
    ['run', '--target', 'target.yaml', '--suite-file', 'mine.yaml', '--report', 'ndjson=mine.yaml'],
    told('--report', 'mine.yaml', '--suite-file'),
  ],
  [
    ['run', '--overlay', 'overlay.yaml', '--report', 'junit=overlay.yaml'],
    told('--report', 'overlay.yaml', '--overlay'),
  ],
  [
    ['run', '--report', 'junit=here/new.xml', '--report', 'ndjson=new.xml'],
    '--report: two reports go to new.xml\n    Name a file of its own for each.\n',
  ],
  [
    ['verify', '--target', 'target.yaml', '--pact', 'pacts/a-b.json', '--report', 'junit=pacts/a-b.json'],
    told('--report', 'pacts/a-b.json', '--pact'),
  ],
  [['verify', '--pact', 'pacts', '--report', 'junit=pacts/a-b.json'], told('--report', 'pacts/a-b.json', '--pact')],
  [
    ['verify', '--pact', 'pacts', '--target', 'target.yaml', '--report', 'junit=target.yaml'],
    told('--report', 'target.yaml', '--target'),
  ],
  [[...OWN_PROOF, '--json', 'catalogue.yaml'], told('--json', 'catalogue.yaml', '--catalogue')],
  [[...OWN_PROOF, '--html', './target.yaml'], told('--html', './target.yaml', '--target')],
  [[...OWN_PROOF, '--table', 'mine.yaml'], told('--table', 'mine.yaml', '--suite-file')],
  [[...OWN_PROOF, '--markdown', 'mine.yaml'], told('--markdown', 'mine.yaml', '--suite-file')],
  [[...OWN_PROOF, '--json', 'm', '--html', './m'], told('--html', './m', '--json')],
];

describe('a file that is read is not written', () => {
  it.each(CASES)('%j', async (args, stderr) => {
    const before = texts();
    expect(await command(args, { cwd: folder })).toEqual({ code: 3, stdout: '', stderr });
    expect(texts()).toEqual(before);
    expect(requests).toBe(0);
    expect(readdirSync(folder).filter((name) => name.startsWith('.') || name.startsWith('new'))).toEqual([]);
  });

  it('and one beside it is', async () => {
    const { code, stderr } = await command(['report', 'run.ndjson', '--report', 'junit=run.xml'], { cwd: folder });
    const note = 'This was the embedded reference server: name yours by --target.\n';
    expect({ code, stderr }).toEqual({ code: 0, stderr: note });
    expect(readFileSync(join(folder, 'run.xml'), 'utf8')).toMatch(/^<\?xml/);
  });
});
