import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

type Diagnostic = { readonly location: { readonly path: string } };

const root = fileURLToPath(new URL('../../', import.meta.url));
const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');

/** Imports that a folder may not have, and some that it may. */
const FORBIDDEN: readonly (readonly [file: string, imported: string])[] = [
  ['runner/planted.ts', '../spec/load.ts'],
  ['runner/checks/planted.ts', '../../suites/load.ts'],
  ['runner/planted.ts', 'yaml'],
  ['runner/planted.ts', 'node:fs/promises'],
  ['documents/planted.ts', '../runner/run.ts'],
  ['documents/planted.ts', '../spec/load.ts'],
  ['reporters/planted.ts', '../runner/json.ts'],
  ['documents/planted.ts', 'undici'],
  ['spec/planted.ts', '../suites/load.ts'],
  ['spec/planted.ts', 'yaml'],
  ['spec/planted.ts', 'node:fs'],
  ['suites/planted.ts', '../spec/load.ts'],
  ['suites/planted.ts', '../runner/plan.ts'],
  ['target/planted.ts', '../runner/references.ts'],
  ['suites/planted.ts', 'ajv/dist/2020.js'],
  ['target/planted.ts', '../spec/load.ts'],
  ['reporters/planted.ts', '../runner/collect.ts'],
  ['reporters/planted.ts', '../documents/problems.ts'],
  ['reporters/planted.ts', 'node:fs'],
  ['mock/planted.ts', '../runner/run.ts'],
  ['mock/faults/planted.ts', '../../suites/load.ts'],
  ['mock/planted.ts', 'undici'],
  ['contracts/planted.ts', '../mock/start.ts'],
  ['contracts/planted.ts', 'yaml'],
  ['spec/planted.ts', '@pact-foundation/pact'],
  ['proof/planted.ts', '../cli/run.ts'],
  ['proof/planted.ts', '../contracts/publish.ts'],
  ['cli/planted.ts', '@pact-foundation/pact'],
  ['cli/planted.ts', 'yaml'],
  ['runner/planted.ts', '../cli/run.ts'],
  ['index.ts', './cli/run.ts'],
];
const ALLOWED: readonly (readonly [file: string, imported: string])[] = [
  ['runner/checks/planted.ts', '../types/exchange.ts'],
  ['runner/planted.ts', 'undici'],
  ['documents/planted.ts', 'yaml'],
  ['documents/planted.ts', '../runner/json.ts'],
  ['documents/planted.ts', 'node:fs/promises'],
  ['spec/planted.ts', '../documents/problems.ts'],
  ['spec/planted.ts', '../runner/types/spec.ts'],
  ['suites/planted.ts', '../documents/problems.ts'],
  ['suites/planted.ts', '../runner/references.ts'],
  ['suites/planted.ts', '../runner/links.ts'],
  ['target/planted.ts', 'node:fs/promises'],
  ['reporters/planted.ts', 'fast-xml-builder'],
  ['mock/planted.ts', '../spec/load.ts'],
  ['mock/faults/planted.ts', '../../runner/types/values.ts'],
  ['contracts/planted.ts', '@pact-foundation/pact'],
  ['contracts/planted.ts', '../spec/load.ts'],
  ['proof/planted.ts', '../runner/run.ts'],
  ['cli/planted.ts', '../runner/run.ts'],
  ['cli/planted.ts', 'commander'],
];

let folder = '';
let refusals: ReadonlyMap<string, number> = new Map();

/** Every way to import. */
const importing = (imported: string): string =>
  [
    `import { a } from '${imported}';`,
    `import type { B } from '${imported}';`,
    `export { c } from '${imported}';`,
    `export const d = () => import('${imported}');\n`,
  ].join('\n');

/** A file of its own for each row of the tables. */
const rowFile = (file: string, imported: string): string =>
  file.replace('planted', imported.replaceAll(/[^a-z]/g, '-'));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'imports-'));
  cpSync(join(root, 'biome.json'), join(folder, 'biome.json'));
  for (const [file, imported] of [...FORBIDDEN, ...ALLOWED]) {
    const path = join(folder, rowFile(file, imported));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, importing(imported));
  }
  const options = [
    '--vcs-enabled=false',
    '--only=style/noRestrictedImports',
    '--max-diagnostics=none',
    '--reporter=json',
  ];
  const { stdout } = spawnSync(process.execPath, [biome, 'lint', ...options, '.'], { cwd: folder, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly Diagnostic[] };
  const counts = new Map<string, number>();
  for (const { location } of diagnostics) counts.set(location.path, (counts.get(location.path) ?? 0) + 1);
  refusals = counts;
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the import table', () => {
  it.each(FORBIDDEN)('keeps %s from importing %s, in any of four ways', (file, imported) => {
    expect(refusals.get(rowFile(file, imported))).toBe(4);
  });

  it.each(ALLOWED)('lets %s import %s', (file, imported) => {
    expect(refusals.get(rowFile(file, imported))).toBeUndefined();
  });

  it('has a row for every folder that holds code', () => {
    const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as {
      readonly overrides: readonly { readonly includes: readonly string[] }[];
    };
    const rows = config.overrides.flatMap(({ includes }) => includes);
    const built = JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8')) as {
      readonly include: readonly string[];
    };
    const folders = readdirSync(root, { withFileTypes: true })
      .filter(
        (entry) =>
          entry.isDirectory() && readdirSync(join(root, entry.name)).some((name) => /(?<!\.d)\.ts$/.test(name)),
      )
      .map(({ name }) => name);
    expect(folders.length).toBeGreaterThan(8);
    for (const name of folders.filter((one) => one !== 'test')) {
      expect(rows).toContain(`${name}/**`);
      expect(built.include).toContain(name);
    }
  });
});
