#!/usr/bin/env node
// Compiles the package into `dist` (or the directory named as first argument) and copies the YAML and JSON it reads beside the
// code. Further arguments are for the compiler.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, rmSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [directory = join(root, 'dist'), ...options] = process.argv.slice(2);
const out = resolve(directory);
const config = join(root, 'tsconfig.build.json');
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

rmSync(out, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [tsc, '-p', config, '--outDir', out, ...options], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

const folders = JSON.parse(readFileSync(config, 'utf8')).include.filter((entry) => !entry.endsWith('.ts'));
const isData = (path) => ['', '.yaml', '.json'].includes(extname(path));
for (const folder of folders) cpSync(join(root, folder), join(out, folder), { recursive: true, filter: isData });
cpSync(join(root, 'package.json'), join(out, 'package.json'));
chmodSync(join(out, 'cli', 'main.js'), 0o755);

// What every run would have to work out from these files is worked out once.
const load = (path) => import(pathToFileURL(join(out, path)).href);
const [{ prepareSpecs }, { loadSpec }, { profiles }, { prepareScenarios }] = await Promise.all(
  ['spec/prepare.js', 'spec/load.js', 'spec/profiles.js', 'suites/prepare.js'].map(load),
);
try {
  await prepareSpecs();
  for (const profile of profiles) await prepareScenarios(await loadSpec({ profile }));
} catch (error) {
  if (error.name !== 'InputError') throw error;
  console.error(error.message);
  process.exit(1);
}
