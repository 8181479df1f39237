#!/usr/bin/env node
// npm run prove [-- --update]: proves the suites against every fault and variation, and holds the summary in README.md and the
// smoke set against the result; `--update` writes both anew. Needs a build.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const command = join(root, 'dist', 'cli', 'main.js');
const readme = join(root, 'README.md');
const smoke = join(root, 'suites', 'smoke.json');
const SECTION = /(<!-- proof [^>]*-->\n)(.*?)(<!-- \/proof -->)/s;

const strange = process.argv.slice(2).filter((argument) => argument !== '--update');
if (strange.length > 0) {
  console.error(
    `${strange[0]}: only --update is known here\n    What \`prove\` can do besides, it does without README.md: node dist/cli/main.js prove --help`,
  );
  process.exit(3);
}

const folder = mkdtempSync(join(tmpdir(), 'proof-'));
const files = { json: join(folder, 'matrix.json'), markdown: join(folder, 'matrix.md') };
const args = ['prove', '--json', files.json, '--markdown', files.markdown];
const { status } = spawnSync(process.execPath, [command, ...args], { stdio: 'inherit' });
const written = existsSync(files.json) && existsSync(files.markdown);
const matrix = written ? JSON.parse(readFileSync(files.json, 'utf8')) : undefined;
const summary = written ? readFileSync(files.markdown, 'utf8') : undefined;
rmSync(folder, { recursive: true });
// Why there is none `prove` has told; an end by a signal has no status.
if (!written) process.exit(status || 2);

const text = readFileSync(readme, 'utf8');
const shown = SECTION.exec(text)?.[2];
if (process.argv.includes('--update')) {
  writeFileSync(
    readme,
    text.replace(SECTION, (_, begin, _old, end) => `${begin}${summary}${end}`),
  );
  writeFileSync(
    smoke,
    `${JSON.stringify(
      matrix.smallest.map(({ scenario }) => scenario),
      null,
      2,
    )}\n`,
  );
  process.exit(matrix.proved ? 0 : 1);
}
if (shown !== summary) console.error('README.md does not show this proof: npm run prove -- --update');
process.exit(shown === summary ? status : 1);
