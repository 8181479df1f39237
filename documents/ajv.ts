import { createRequire } from 'node:module';
import type { Ajv2020, Options } from 'ajv/dist/2020.js';

const load = createRequire(import.meta.url);

/** The annotation of a schema that says what to do about a value that it refuses. */
export const REMEDY = 'x-remedy';

/** A strict ajv with its formats. It is loaded when it is first needed: what the package's own schemas accept, the build compiled. */
export const createAjv = (options: Options): Ajv2020 => {
  const { Ajv2020 } = load('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
  const { default: addFormats } = load('ajv-formats') as typeof import('ajv-formats').default;
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    validateSchema: false,
    keywords: [REMEDY],
    ...options,
  });
  addFormats(ajv);
  return ajv;
};
