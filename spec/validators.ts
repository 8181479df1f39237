import type { Ajv2020, Options, ValidateFunction } from 'ajv/dist/2020.js';
import type { Acceptors } from '../documents/acceptors.ts';
import { createAjv } from '../documents/ajv.ts';
import { branchesOf, collapse, pointersIn } from '../documents/collapse.ts';
import type { Fault } from '../documents/explain.ts';
import { explain } from '../documents/explain.ts';
import { childOf, fragmentOf } from '../documents/pointer.ts';
import type { YamlDocument } from '../documents/read.ts';
import { shown } from '../documents/words.ts';
import type { Json, JsonObject, Place } from '../runner/types/values.ts';

/** Judges values by the schemas of one document; each schema is compiled when it is first used. */
export type Validators = {
  /** Makes the schema at a pointer ready. Throws if it cannot be used. */
  readonly prepare: (schema: string) => void;
  readonly accepts: (schema: string, value: Json) => boolean;
  /** The rules that a value breaks; `root` is what the value is called. */
  readonly faults: (schema: string, value: Json, root: string) => readonly Fault[];
  /** Pointer in the document to the rule that was broken. */
  readonly ruleOf: (fault: Fault) => string;
  /** Place in the document of the rule that was broken. */
  readonly placeOf: (fault: Fault) => Place;
};

const BASE = 'description:/';

/** Members of OpenAPI objects that ajv meets and that judge nothing. */
const ANNOTATIONS = ['example', 'externalDocs', 'discriminator', 'xml', 'x-exclusive', 'x-not-found'];

const create = (document: JsonObject, options: Options): Ajv2020 =>
  createAjv(options)
    .addVocabulary([...new Set([...ANNOTATIONS, ...Object.keys(document)])])
    .addSchema(document, BASE);

const referenceTo = (schema: string): JsonObject => ({ $ref: `${BASE}#${fragmentOf(schema)}` });

/** An ajv that knows these schemas of a document by their pointers, and can write them as code. */
export const writableAjv = (document: JsonObject, schemas: readonly string[]): Ajv2020 => {
  const ajv = create(document, { code: { source: true } });
  for (const schema of schemas) ajv.addSchema(referenceTo(schema), schema);
  return ajv;
};

const EXPLAINING: Options = { allErrors: true, verbose: true };

const lazy = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** Validators of the schemas in an OpenAPI document. Only what `acceptors` do not accept has to be compiled, to say why. */
export const validatorsOf = (description: YamlDocument, acceptors: Acceptors = () => undefined): Validators => {
  const document = description.value as JsonObject;
  const compiled = new Map<string, ValidateFunction>();
  const ajv = lazy(() => create(document, EXPLAINING));
  const pointers = lazy(() => pointersIn(document));
  const branches = branchesOf(() => create(document, { ...EXPLAINING, strict: false }), BASE, pointers);
  const compile = (schema: string): ValidateFunction => {
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    const validate = ajv().compile(referenceTo(schema));
    compiled.set(schema, validate);
    return validate;
  };
  const ruleOf = ({ error }: Fault): string => childOf(pointers().get(error.parentSchema ?? {}) ?? '', error.keyword);
  return {
    ruleOf,
    prepare: (schema) => {
      compile(schema);
    },
    accepts: (schema, value) => (acceptors(schema) ?? compile(schema))(value),
    faults: (schema, value, root) => {
      if (acceptors(schema)?.(value) === true) return [];
      const validate = compile(schema);
      if (validate(value)) return [];
      return explain(collapse(validate.errors ?? [], branches), { root, show: shown, cite: shown });
    },
    placeOf: (fault) => description.keyPlaceOf(ruleOf(fault)),
  };
};
