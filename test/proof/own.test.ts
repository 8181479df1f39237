import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OwnCatalogue } from '../../proof/catalogue.ts';
import { loadCatalogue } from '../../proof/catalogue.ts';
import { matrixOf } from '../../proof/matrix.ts';
import { tryOwn } from '../../proof/own.ts';
import { tryAll } from '../../proof/parallel.ts';
import { startServer } from '../../proof/server-command.ts';
import { trialsOf } from '../../proof/trials.ts';
import { loadSpec } from '../../spec/load.ts';
import { loadSuites } from '../../suites/load.ts';
import { loadTarget } from '../../target/load.ts';

const own = (file: string): string => fileURLToPath(new URL(`./own/${file}`, import.meta.url));
const server = `exec node ${own('server.mjs')}`;

const prove = async (change: (catalogue: OwnCatalogue) => OwnCatalogue) => {
  const spec = await loadSpec({ profile: 'documented' });
  const scenarios = await loadSuites({ spec, files: [own('suite.yaml')] });
  const catalogue = change({ ...(await loadCatalogue(own('catalogue.yaml'), spec)), command: server });
  const targetFor = (env: Readonly<Record<string, string | undefined>>) =>
    loadTarget({ file: own('target.yaml'), env });
  const lane = tryOwn({ command: catalogue.command, env: process.env, spec, scenarios, targetFor });
  const trials = trialsOf(catalogue, ['documented'], 'seed');
  const tool = { name: 'katapult-conformance', version: '0.0.0' };
  return matrixOf(catalogue, await tryAll(trials, [lane, lane]), { tool, seed: 'seed', profiles: ['documented'] });
};

describe("a server of one's own", () => {
  it('has ids of a form that is told in words', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'own-')), 'catalogue.yaml');
    onTestFinished(() => rm(dirname(file), { recursive: true }));
    await writeFile(file, 'command: a\nfaults: [{ id: Wrong, text: A., requirement: AUTH-1 }]\n');
    const form = 'an id in small letters, digits, `.`, `_` and `-` that begins with a letter or a digit';
    await expect(loadCatalogue(file, await loadSpec({ profile: 'documented' }))).rejects.toThrow(
      `${file}:2:16: \`faults[0].id\` must be ${form}, but is \`Wrong\`\n    Write ${form}.`,
    );
  });

  it('is proved: its faults are caught by their requirement, its variation is not accused', async () => {
    const matrix = await prove((catalogue) => catalogue);
    expect(matrix.faults.map(({ id, killed, killers }) => [id, killed, killers])).toEqual([
      ['wrong-status', true, ['token/missing']],
      ['no-detail', true, ['token/missing']],
    ]);
    expect(matrix.variations).toMatchObject([{ id: 'with-charset', trials: 1, accusers: [] }]);
    expect(matrix.proved).toBe(true);
  });

  it('is not proved if a fault changes nothing', async () => {
    const idle = (catalogue: OwnCatalogue): OwnCatalogue => ({
      ...catalogue,
      faults: catalogue.faults.map((fault) => ({ ...fault, id: 'none' })),
    });
    expect(await prove(idle)).toMatchObject({ proved: false, faults: [{ killed: false }, { killed: false }] });
  });

  it('says so if the command ends at once', async () => {
    const ending = (catalogue: OwnCatalogue): OwnCatalogue => ({ ...catalogue, command: 'exit 7' });
    await expect(prove(ending)).rejects.toThrow('`exit 7` ended with code 7 before it took connections');
  });

  it('says so if a signal ends the command', async () => {
    const killed = (catalogue: OwnCatalogue): OwnCatalogue => ({ ...catalogue, command: 'kill -9 $$' });
    await expect(prove(killed)).rejects.toThrow('`kill -9 $$` was ended by SIGKILL before it took connections');
  });

  it('leaves nothing behind that it started, also if it has ended itself', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'own-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    // It ends once nobody has it open for writing.
    const closed = readFile(pipe);
    const command = `exec 3>'${pipe}'; sleep 100 & exit 7`;
    await expect(startServer(command, 'none', process.env)).rejects.toThrow('ended with code 7');
    await closed;
  });
});
