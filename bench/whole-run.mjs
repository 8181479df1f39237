// Wall time of whole processes, Node's start included: medians of several runs, each command in turn.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './median.mjs';

const command = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const reports = ['--report', 'console', '--report', `junit=${join(folder, 'junit.xml')}`];
const cases = {
  'node alone': ['-e', '0'],
  'katapult-conformance --version': [command, '--version'],
  'katapult-conformance list': [command, 'list'],
  'full run, documented': [command, 'run', '--profile', 'documented', ...reports],
  'full run, live': [command, 'run', '--profile', 'live', ...reports],
};

/** Milliseconds that a process takes from start to end. Throws if it fails. */
const time = (args) => {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`exit code ${status}: ${args.join(' ')}\n${stderr}`);
  return performance.now() - start;
};

/** Measures every case `rounds` times after one round to warm the disk's cache; prints medians. */
export const wholeRun = (rounds) => {
  const times = new Map(Object.keys(cases).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1)
    for (const [name, args] of Object.entries(cases)) {
      const took = time(args);
      if (round > 0) times.get(name).push(took);
    }
  for (const [name, list] of times)
    console.log(
      `${name.padEnd(32)} ${median(list).toFixed(0).padStart(6)} ms   (${Math.min(...list).toFixed(0)} to ${Math.max(...list).toFixed(0)})`,
    );
  rmSync(folder, { recursive: true });
};
