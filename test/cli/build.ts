import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The compiled command, `cli/main.js` in a directory of its own. */
    readonly command: string;
  }
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Compiles the package into a fresh directory below `node_modules`, so that its imports resolve as in an installation. */
export const setup = ({ provide }: TestProject): (() => void) => {
  const out = mkdtempSync(join(root, 'node_modules', '.katapult-conformance-'));
  const build = [join(root, 'scripts', 'build.mjs'), out, '--noCheck'];
  const { status, stdout } = spawnSync(process.execPath, build, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the package does not compile:\n${stdout}`);
  provide('command', join(out, 'cli', 'main.js'));
  return () => rmSync(out, { recursive: true, force: true });
};
