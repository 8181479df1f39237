import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Description } from '../../spec/load.ts';
import { loadDescription } from '../../spec/load.ts';

/** Text of a file that is replaced by another before the spec is loaded; `undefined` removes the file. */
export type Edit = readonly [file: string, from: string, to: string] | readonly [file: string];

const SMALL = fileURLToPath(new URL('./small', import.meta.url));

const apply = async (folder: string, [file, from, to]: Edit): Promise<void> => {
  const path = join(folder, file);
  if (from === undefined || to === undefined) return rm(path);
  const text = await readFile(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
  await writeFile(
    path,
    text.replace(from, () => to),
  );
};

/** A copy of the small spec with changes, in a folder that is removed after `use`. */
export const withEdits = async <T>(edits: readonly Edit[], use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'spec-'));
  try {
    await cp(SMALL, folder, { recursive: true });
    for (const edit of edits) await apply(folder, edit);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** Loads the small spec with changes. */
export const loadEdited = (edits: readonly Edit[], profile = 'documented'): Promise<Description> =>
  withEdits(edits, (folder) => loadDescription({ profile, file: join(folder, 'openapi.yaml') }));

/** The problems of the small spec with changes, as printed, without the folder. */
export const problemsOf = (edits: readonly Edit[], profile = 'documented'): Promise<string> =>
  withEdits(edits, async (folder) => {
    try {
      await loadDescription({ profile, file: join(folder, 'openapi.yaml') });
      return '';
    } catch (error) {
      return (error as Error).message.replaceAll(`${folder}/`, '');
    }
  });
