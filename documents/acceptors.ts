import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { Json } from '../runner/types/values.ts';

/** Says whether a schema accepts a value, and not why. */
export type Accepts = (value: Json) => boolean;

/** What the build compiled of the schema with this name; `undefined` if that is nothing. */
export type Acceptors = (name: string) => Accepts | undefined;

/** Writes a module (CommonJS) with a function for each schema that `ajv` knows by one of these names. */
export const writeAcceptors = async (url: URL, ajv: Ajv2020, names: readonly string[]): Promise<void> => {
  const { default: standalone } = await import('ajv/dist/standalone/index.js');
  const code = standalone.default(ajv, Object.fromEntries(names.map((name) => [name, name])));
  await writeFile(url, code);
};

/** The functions of such a module, which is loaded when the first of them is asked for. */
export const readAcceptors = (url: URL): Acceptors => {
  let known: Readonly<Record<string, Accepts>> | undefined;
  return (name) => {
    known ??= createRequire(url)(fileURLToPath(url)) as Readonly<Record<string, Accepts>>;
    return known[name];
  };
};
