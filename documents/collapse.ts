import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { isArray, isObject, tokensOf } from '../runner/json.ts';
import type { Json } from '../runner/types/values.ts';
import { childOf, fragmentOf } from './pointer.ts';

/** An error of ajv in verbose mode. */
export type SchemaError = ErrorObject<string, Readonly<Record<string, unknown>>, unknown>;

/** Validates against one branch of a `oneOf` or `anyOf` alone. */
export type Branches = (combinator: SchemaError) => readonly ValidateFunction[];

type Branch = {
  readonly passes: boolean;
  /** How many errors ajv finds, those of branches inside this one included. */
  readonly found: number;
  /** What is left of them without the noise of branches inside. */
  readonly errors: readonly SchemaError[];
};

const isCombinator = (error: SchemaError): boolean => error.keyword === 'oneOf' || error.keyword === 'anyOf';

const judgeBranches = (error: SchemaError, branches: Branches): readonly Branch[] =>
  branches(error).map((validate) => {
    const passes = validate(error.data);
    const errors = (validate.errors ?? []).map((inner) => ({
      ...inner,
      instancePath: error.instancePath + inner.instancePath,
    }));
    return { passes, found: errors.length, errors: collapse(errors, branches) };
  });

/** How many errors ajv wrote into its list for the branches, before the error of the combinator itself. */
const noise = (branches: readonly Branch[]): number => {
  let passed = 0;
  let count = 0;
  for (const branch of branches) {
    if (branch.passes) passed += 1;
    else if (passed < 2) count += branch.found;
  }
  return count;
};

const depthBelow = (error: SchemaError, root: string): number => tokensOf(error.instancePath.slice(root.length)).length;

/** The smaller, the better the branch fits: wrong kind of value, wrong discriminator, strange or missing members, rest. */
const misfit = (branch: Branch, root: string): readonly number[] => {
  const count = (test: (error: SchemaError) => boolean): number => branch.errors.filter(test).length;
  const near = (error: SchemaError, depth: number, ...keywords: readonly string[]): boolean =>
    depthBelow(error, root) === depth && keywords.includes(error.keyword);
  return [
    count((error) => near(error, 0, 'type')),
    count((error) => near(error, 1, 'const', 'enum')),
    count((error) => near(error, 0, 'additionalProperties', 'unevaluatedProperties', 'required', 'not')),
    branch.errors.length,
  ];
};

const compare = (a: readonly number[], b: readonly number[]): number => {
  const index = a.findIndex((value, at) => value !== b[at]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
};

const typesWanted = (branch: Branch, root: string): readonly string[] =>
  branch.errors
    .filter((error) => error.keyword === 'type' && error.instancePath === root)
    .flatMap((error) => error.params.type as string | readonly string[]);

const valuesWanted = (branch: Branch, root: string): readonly Json[] | undefined => {
  const [error, ...others] = branch.errors;
  if (error === undefined || others.length > 0 || error.instancePath !== root) return undefined;
  if (error.keyword === 'const') return [error.params.allowedValue as Json];
  return error.keyword === 'enum' ? (error.params.allowedValues as readonly Json[]) : undefined;
};

const formatsWanted = (branch: Branch, root: string): string | undefined => {
  const [error, ...others] = branch.errors;
  return others.length === 0 && error?.keyword === 'format' && error.instancePath === root
    ? String(error.params.format)
    : undefined;
};

const complete = <T>(values: readonly (T | undefined)[]): readonly T[] | undefined =>
  values.every((value) => value !== undefined) ? (values as readonly T[]) : undefined;

const OF_FORM = ['type', 'const', 'enum', 'pattern', 'titled'];

/** Does a branch want a value of another form altogether? */
const wantsOther = ({ errors }: Branch, root: string): boolean =>
  errors.every(({ instancePath, keyword }) => instancePath === root && OF_FORM.includes(keyword));

/**
 * Branches that all fail in the same simple way become one error that lists what they allow; where the schema has a title for
 * all forms of its values, that says it.
 */
const merged = (error: SchemaError, failing: readonly Branch[]): SchemaError | undefined => {
  const root = error.instancePath;
  if (error.parentSchema?.title !== undefined && failing.every((branch) => wantsOther(branch, root)))
    return { ...error, keyword: 'titled' };
  const types = failing.map((branch) => typesWanted(branch, root));
  if (types.every((wanted) => wanted.length > 0))
    return { ...error, keyword: 'type', params: { type: [...new Set(types.flat())] } };
  const values = complete(failing.map((branch) => valuesWanted(branch, root)));
  if (values !== undefined) return { ...error, keyword: 'enum', params: { allowedValues: values.flat() } };
  const formats = complete(failing.map((branch) => formatsWanted(branch, root)));
  return formats === undefined ? undefined : { ...error, keyword: 'format', params: { format: formats } };
};

/** `oneOf: [{required: [a]}, {required: [b]}]`, or `anyOf`: a choice of members. */
const choiceOfMembers = (error: SchemaError): SchemaError | undefined => {
  const schemas: unknown = error.parentSchema?.[error.keyword];
  if (!Array.isArray(schemas)) return undefined;
  const members = (schemas as readonly Json[]).map((schema) =>
    isObject(schema) && isArray(schema.required) && schema.required.length === 1 && schema.properties === undefined
      ? schema.required[0]
      : undefined,
  );
  const names = complete(members);
  return names === undefined || !isObject(error.data as Json)
    ? undefined
    : { ...error, keyword: error.keyword === 'oneOf' ? 'exactlyOne' : 'atLeastOne', params: { members: names } };
};

const explained = (error: SchemaError, outcomes: readonly Branch[]): readonly SchemaError[] => {
  const choice = choiceOfMembers(error);
  if (choice !== undefined) return [choice];
  const failing = outcomes.filter((outcome) => !outcome.passes);
  if (failing.length < outcomes.length) return [error];
  const single = merged(error, failing);
  if (single !== undefined) return [single];
  const ranked = failing
    .map((branch) => ({ branch, misfit: misfit(branch, error.instancePath) }))
    .sort((a, b) => compare(a.misfit, b.misfit));
  const best = ranked[0];
  return best === undefined ? [error] : best.branch.errors;
};

/** A value of the wrong type breaks that rule only: whatever else it breaks follows from it. */
const typesFirst = (errors: readonly SchemaError[]): readonly SchemaError[] => {
  const mistyped = new Set(errors.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath));
  return errors.filter(({ keyword, instancePath }) => keyword === 'type' || !mistyped.has(instancePath));
};

/**
 * The errors of one validation without the noise of `oneOf` and `anyOf`: instead of the errors of every branch,
 * those of the branch that fits best, or one error that says what the branches have in common.
 */
export const collapse = (errors: readonly SchemaError[], branches: Branches): readonly SchemaError[] => {
  const kept: (readonly SchemaError[])[] = [];
  for (let index = errors.length - 1; index >= 0; index -= 1) {
    const error = errors[index];
    if (error === undefined || error.keyword === 'if') continue;
    if (!isCombinator(error)) {
      kept.push([error]);
      continue;
    }
    const outcomes = judgeBranches(error, branches);
    kept.push(explained(error, outcomes));
    index -= noise(outcomes);
  }
  return typesFirst(kept.reverse().flat());
};

/** JSON Pointer of every object inside a JSON value, by identity; the first occurrence counts. */
export const pointersIn = (root: Json): ReadonlyMap<object, string> => {
  const pointers = new Map<object, string>();
  const visit = (value: Json, pointer: string): void => {
    if (typeof value !== 'object' || value === null || pointers.has(value)) return;
    pointers.set(value, pointer);
    for (const [key, member] of Object.entries(value)) visit(member, childOf(pointer, key));
  };
  visit(root, '');
  return pointers;
};

/**
 * Compiles branches out of a schema that `ajv` knows by the id `base`, of which `pointers` gives every object's place.
 * Nothing is made before the first branch is asked for.
 */
export const branchesOf = (
  create: () => Ajv2020,
  base: string,
  pointersOf: () => ReadonlyMap<object, string>,
): Branches => {
  const compiled = new Map<string, readonly ValidateFunction[]>();
  let made: { readonly ajv: Ajv2020; readonly pointers: ReadonlyMap<object, string> } | undefined;
  return (error) => {
    made ??= { ajv: create(), pointers: pointersOf() };
    const { ajv, pointers } = made;
    const schemas: unknown = error.parentSchema?.[error.keyword];
    const pointer = pointers.get(error.parentSchema ?? {});
    if (!Array.isArray(schemas) || pointer === undefined) return [];
    const key = childOf(pointer, error.keyword);
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const fresh = schemas.map((_, index) => ajv.compile({ $ref: `${base}#${fragmentOf(childOf(key, index))}` }));
    compiled.set(key, fresh);
    return fresh;
  };
};
