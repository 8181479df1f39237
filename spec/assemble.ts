import type { Acceptors } from '../documents/acceptors.ts';
import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { readSchema } from '../documents/schema.ts';
import { validate } from '../documents/validate.ts';
import type { Checked } from './blame.ts';
import { blameActions } from './blame.ts';
import { casesOf, checkCases, checkPrecedence, checkTransient } from './cases.ts';
import { checkOperations, checkVersion } from './check.ts';
import type { Facts } from './facts.ts';
import { factsOf, operationsOf, subjectOf } from './facts.ts';
import type { Sources } from './files.ts';
import { readSources } from './files.ts';
import { unroutedOf } from './operations.ts';
import { applyOverlays } from './overlay.ts';
import { type SpecOptions, STANDARD } from './profiles.ts';
import { checkReferences } from './refs.ts';
import { checkNamedRequirements, requirementsOf, statesOf } from './requirements.ts';
import { checkLookups } from './tables.ts';
import { validatorsOf } from './validators.ts';

/** A spec as data: the OpenAPI document with its overlays applied, and what it says together with the other files. */
export type Assembled = {
  readonly description: YamlDocument;
  readonly facts: Facts;
  /** By pointer for schemas of the document, by `stateKey` for the parameters of a provider state. */
  readonly acceptors?: Acceptors;
};

/** Problems of the OpenAPI document in itself, the coarser ones first: each level needs the one before. */
const checkDocument = async (document: YamlDocument): Promise<readonly Problem[]> => {
  const version = checkVersion(document);
  if (version.length > 0) return version;
  const schema = await readSchema(new URL('./openapi.schema.json', import.meta.url));
  return [...validate(schema, document), ...checkReferences(document)];
};

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
    ...checkTransient(description, subject),
    ...checkPrecedence(description, cases, subject),
    ...checkLookups(description, subject, cases),
  ];
};

/** Pointers to every schema that judging may need. */
export const schemasOf = (description: YamlDocument): readonly string[] => {
  const operations = operationsOf(description);
  const judged = [...operations, unroutedOf(description.value)].flatMap((one) => one ?? []);
  const pointers = [
    ...operations.flatMap(({ request }) => request ?? []),
    ...judged
      .flatMap(({ responses }) => responses)
      .flatMap(({ content, headers }) => [
        ...content.flatMap(({ schema }) => (schema === undefined ? [] : [schema])),
        ...headers.map(({ pointer }) => `${pointer}/schema`),
      ]),
  ];
  return [...new Set(pointers)];
};

/** Compiles every schema that judging may need; those that ajv refuses become problems. */
const checkSchemas = (description: YamlDocument): readonly Problem[] => {
  const validators = validatorsOf(description);
  return schemasOf(description).flatMap((pointer) => {
    try {
      validators.prepare(pointer);
      return [];
    } catch (error) {
      const message = `the schema cannot be used: ${(error as Error).message}`;
      return [{ place: description.placeOf(pointer), pointer, message, remedy: 'Correct the schema.' }];
    }
  });
};

/** Everything that is wrong with a description, the coarser problems first: what is finer would be found again in every part. */
const checkDescription = async (description: YamlDocument, sources: Sources, profile: string): Promise<Checked> => {
  const shape = await checkDocument(description);
  if (shape.length > 0) return { problems: shape, deep: false };
  const parts = checkParts(description, sources, profile);
  return { problems: parts.length > 0 ? parts : checkSchemas(description), deep: true };
};

/**
 * Reads the OpenAPI document, its overlays, the requirements and the states, and checks all of them.
 * Throws an `InputError` with every problem of every file.
 */
export const assemble = async (options: SpecOptions): Promise<Assembled> => {
  const sources = await readSources(options);
  const { openapi, overlays, requirements, states } = sources;
  if (openapi === undefined) throw new InputError(sources.problems);
  const { profile = STANDARD } = options;
  const overlaid = await applyOverlays(openapi, overlays);
  const description = overlaid.document;
  const check = (document: YamlDocument): Promise<Checked> => checkDescription(document, sources, profile);
  const blamed = await blameActions(await check(description), openapi, overlays, check);
  const problems = [...sources.problems, ...overlaid.problems, ...blamed];
  if (problems.length > 0 || requirements === undefined || states === undefined) throw new InputError(problems);
  return { description, facts: factsOf({ description, requirements, states, profile }) };
};
