import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { JsonObject } from '../runner/types/values.ts';
import { createAjv } from './ajv.ts';
import type { Branches } from './collapse.ts';
import { branchesOf, collapse, pointersIn } from './collapse.ts';
import { explain } from './explain.ts';
import type { Problem } from './problems.ts';
import type { YamlDocument } from './read.ts';
import { cited, kindOf } from './words.ts';

type Compiled = { readonly check: ValidateFunction; readonly branches: Branches };

const BASE = 'schema:/';
const compiled = new WeakMap<JsonObject, Compiled>();

const compile = (schema: JsonObject): Compiled => {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const fresh: Compiled = {
    check: createAjv({ allErrors: true, verbose: true }).compile(schema),
    branches: branchesOf(
      () => createAjv({ strict: false, allErrors: true, verbose: true }).addSchema(schema, BASE),
      BASE,
      () => pointersIn(schema),
    ),
  };
  compiled.set(schema, fresh);
  return fresh;
};

/**
 * Problems of a document under a JSON Schema (2020-12), one for each fact, none for the branches of `oneOf` and `anyOf`
 * that were not meant. Of values only texts of the wrong form are repeated in messages, and none that the schema calls `writeOnly`.
 */
export const validate = (schema: JsonObject, document: YamlDocument): readonly Problem[] => {
  const { check, branches } = compile(schema);
  if (check(document.value)) return [];
  const errors = collapse(check.errors ?? [], branches);
  return explain(errors, { root: 'the document', show: kindOf, cite: cited }).map(
    ({ pointer, member, fact, remedy }) => ({
      place: member === undefined ? document.placeOf(pointer) : document.keyPlaceOf(pointer),
      pointer,
      message: fact,
      remedy,
    }),
  );
};
