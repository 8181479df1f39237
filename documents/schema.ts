import { readFile } from 'node:fs/promises';
import type { JsonObject } from '../runner/types/values.ts';

/** Reads a JSON Schema that belongs to this package. Throws if it is missing or no JSON: the package is then broken. */
export const readSchema = async (url: URL): Promise<JsonObject> =>
  JSON.parse(await readFile(url, 'utf8')) as JsonObject;
