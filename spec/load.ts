import { valueAt } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { readSchema } from '../documents/schema.ts';
import { validate } from '../documents/validate.ts';
import type { Json, JsonObject, Operation, Spec } from '../runner/types.ts';
import { codeOf } from './carried.ts';
import { casesOf, checkCases, checkPrecedence, precedenceOf } from './cases.ts';
import { checkOperations, checkVersion } from './check.ts';
import { exampleOf } from './example.ts';
import type { Sources, SpecOptions } from './files.ts';
import { readSources } from './files.ts';
import { judge } from './judge.ts';
import type { Described } from './operations.ts';
import { describe, operationPointers } from './operations.ts';
import { applyOverlays } from './overlay.ts';
import { checkReferences, pointerOf, resolved } from './refs.ts';
import { checkNamedRequirements, requirementsOf, rulesOf, statesOf } from './requirements.ts';
import { checkLookups, tablesOf } from './tables.ts';
import type { Validators } from './validators.ts';
import { validatorsOf } from './validators.ts';

/** A spec together with the OpenAPI document it was made from. */
export type Description = {
  /** The OpenAPI document with its overlays applied, references intact. */
  readonly document: JsonObject;
  /** What a JSON Pointer or a local reference (`#/...`) names, references followed. Throws if it names nothing. */
  readonly resolve: (pointerOrRef: string) => Json;
  readonly spec: Spec;
  /** A body for a documented answer, `code: null` for the success. Throws if the operation documents no such answer. */
  readonly exampleOf: (operation: string, status: number, code: string | null) => Json;
};

type Parts = {
  readonly description: YamlDocument;
  readonly requirements: YamlDocument;
  readonly states: YamlDocument;
  readonly profile: string;
};

/** Problems of the OpenAPI document in itself, the coarser ones first: each level needs the one before. */
const checkDocument = async (document: YamlDocument): Promise<readonly Problem[]> => {
  const version = checkVersion(document);
  if (version.length > 0) return version;
  const schema = await readSchema(new URL('./openapi.schema.json', import.meta.url));
  return [...validate(schema, document), ...checkReferences(document)];
};

const operationsOf = (description: YamlDocument): readonly Described[] =>
  operationPointers(description.value).map((pointer) => describe(description.value, pointer));

const subjectOf = (description: YamlDocument, operations: readonly Described[]): Described | undefined =>
  operations.find(({ id }) => id === valueAt(description.value, '/x-subject'));

/** Problems of the OpenAPI document together with the other files, as far as these could be read. */
const checkParts = (description: YamlDocument, sources: Sources, profile: string): readonly Problem[] => {
  const operations = operationsOf(description);
  const problems = [...checkOperations(description, operations)];
  if (sources.requirements !== undefined) {
    const named = requirementsOf(sources.requirements, description, profile);
    problems.push(...named.problems, ...checkNamedRequirements(description, operations, named.requirements));
  }
  if (sources.states !== undefined) problems.push(...statesOf(sources.states).problems);
  const subject = subjectOf(description, operations);
  if (subject === undefined) return problems;
  const cases = casesOf(description.value, operations, subject);
  return [
    ...problems,
    ...checkCases(description, operations, subject),
    ...checkPrecedence(description, cases, subject),
    ...checkLookups(description, subject, cases),
  ];
};

const readyOperation = (described: Described, validators: Validators): Operation => {
  const { pointer: _pointer, responses: _responses, request, ...operation } = described;
  return { ...operation, validRequest: (body) => request === undefined || validators.accepts(request, body) };
};

const specOf = ({ description, requirements, states, profile }: Parts, validators: Validators): Spec => {
  const root = description.value;
  const described = operationsOf(description);
  const subject = subjectOf(description, described);
  if (subject === undefined) throw new Error('the subject was not checked');
  const byId = new Map(described.map((operation) => [operation.id, operation]));
  const rules = rulesOf(root);
  const contract = { profile, description, rules, validators };
  return {
    profile,
    title: String(valueAt(root, '/info/title')),
    operations: Object.fromEntries(described.map((one) => [one.id, readyOperation(one, validators)])),
    requirements: requirementsOf(requirements, description, profile).requirements,
    rules,
    cases: casesOf(root, described, subject),
    precedence: precedenceOf(root),
    tables: tablesOf(root, subject),
    states: statesOf(states).states,
    subject: subject.id,
    judge: (id, response) => {
      const operation = byId.get(id);
      return operation === undefined ? [] : judge(operation, response, contract);
    },
    codeOf: (id, response) => {
      const operation = byId.get(id);
      return operation === undefined ? undefined : codeOf(operation, response);
    },
  };
};

/** Compiles every schema that judging may need; those that ajv refuses become problems. */
const checkSchemas = (description: YamlDocument, validators: Validators): readonly Problem[] => {
  const pointers = operationsOf(description).flatMap(({ request, responses }) => [
    ...(request === undefined ? [] : [request]),
    ...responses.flatMap(({ content, headers }) => [
      ...content.flatMap(({ schema }) => (schema === undefined ? [] : [schema])),
      ...headers.map(({ pointer }) => `${pointer}/schema`),
    ]),
  ]);
  return [...new Set(pointers)].flatMap((pointer) => {
    try {
      validators.prepare(pointer);
      return [];
    } catch (error) {
      const message = `the schema cannot be used: ${(error as Error).message}`;
      return [{ place: description.placeOf(pointer), pointer, message, remedy: 'Correct the schema.' }];
    }
  });
};

/**
 * Loads the OpenAPI document, its overlays, the requirements and the states.
 * Throws an `InputError` with every problem of every file.
 */
export const loadDescription = async (options: SpecOptions = {}): Promise<Description> => {
  const sources = await readSources(options);
  if (sources.openapi === undefined) throw new InputError(sources.problems);
  const { profile = 'documented' } = options;
  const overlaid = await applyOverlays(sources.openapi, sources.overlays);
  const description = overlaid.document;
  const shape = await checkDocument(description);
  // What is wrong with the form of the document would be found again in every part that it concerns.
  const parts = shape.length > 0 ? [] : checkParts(description, sources, profile);
  const problems = [...sources.problems, ...overlaid.problems, ...shape, ...parts];
  const validators = validatorsOf(description);
  // The package's own schemas are compiled when they are first used: every run would wait for all of them.
  if (problems.length === 0 && (options.file !== undefined || options.overlays !== undefined))
    problems.push(...checkSchemas(description, validators));
  const { requirements, states } = sources;
  if (problems.length > 0 || requirements === undefined || states === undefined) throw new InputError(problems);
  return finish(description, specOf({ description, requirements, states, profile }, validators));
};

const finish = (description: YamlDocument, spec: Spec): Description => {
  const root = description.value;
  const described = new Map(operationsOf(description).map((operation) => [operation.id, operation]));
  return {
    document: root as JsonObject,
    resolve: (pointerOrRef) => {
      const pointer = pointerOf(pointerOrRef) ?? pointerOrRef;
      const value = resolved(root, pointer);
      if (value === undefined) throw new Error(`nothing stands at ${pointerOrRef}`);
      return value;
    },
    spec,
    exampleOf: (id, status, code) => {
      const operation = described.get(id);
      if (operation === undefined) throw new Error(`there is no operation ${id}`);
      return exampleOf(root, operation, status, code);
    },
  };
};

/** Loads the spec of a profile. Throws an `InputError` with every problem of every file. */
export const loadSpec = async (options: SpecOptions = {}): Promise<Spec> => (await loadDescription(options)).spec;
