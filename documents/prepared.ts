import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { Json } from '../runner/types/values.ts';

/**
 * Results that the build works out from the package's own files, so that no run has to. A result counts only as long as the
 * files are those that it was worked out from.
 */
type Prepared = { readonly sources: string; readonly result: Json };

const fingerprint = async (sources: readonly URL[], basis: string): Promise<string> => {
  const hash = createHash('sha256').update(basis);
  for (const text of await Promise.all(sources.map((source) => readFile(source)))) hash.update(text).update('\0');
  return hash.digest('hex');
};

/** The prepared result, or `undefined` if there is none for these sources as they are now, and for this `basis`. */
export const readPrepared = async (url: URL, sources: readonly URL[], basis = ''): Promise<Json | undefined> => {
  let text: string;
  try {
    text = await readFile(url, 'utf8');
  } catch {
    return undefined;
  }
  const prepared = JSON.parse(text) as Prepared;
  return prepared.sources === (await fingerprint(sources, basis)) ? prepared.result : undefined;
};

/** Keeps a result that was worked out from these sources, and from what else is the `basis` of it. */
export const writePrepared = async (url: URL, sources: readonly URL[], result: Json, basis = ''): Promise<void> => {
  const prepared: Prepared = { sources: await fingerprint(sources, basis), result };
  await mkdir(new URL('.', url), { recursive: true });
  await writeFile(url, JSON.stringify(prepared));
};
