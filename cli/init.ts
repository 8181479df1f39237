import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../documents/problems.ts';
import { DONE, optionProblem } from './exit.ts';
import { makeDirectory } from './files.ts';
import { unwritable } from './refusals.ts';
import { print } from './terminal.ts';
import { tool } from './tool.ts';

const FILE = 'target.yaml';

/** A path as a word of the shell. */
const word = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

const write = async (file: string): Promise<void> => {
  const { targetTemplate } = await import('../target/init.ts');
  try {
    makeDirectory(dirname(file));
    await writeFile(file, await targetTemplate(dirname(file)), { flag: 'wx' });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const message = code === 'EEXIST' && existsSync(file) ? 'it exists already' : unwritable('it', code);
    throw new InputError([optionProblem(file, message, 'Name another file.')]);
  }
  await print(
    `Wrote ${file}. Next: see whether its \`url\` is that of your server, set the variables that it names, then:\n` +
      `    ${tool.name} run --target ${word(file)}\n`,
  );
};

/** `init`: a commented `target.yaml`; an existing file is never overwritten. */
export const configure = (command: Command): void => {
  command.argument('[file]', 'where to write it', FILE).action(async (file: string) => {
    await write(file);
    process.exitCode = DONE;
  });
};
