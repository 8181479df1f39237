import type { Operation, Spec, StateDefinition } from '../runner/types/spec.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import type { Assembled } from './assemble.ts';
import { codeOf } from './carried.ts';
import { exampleOf } from './example.ts';
import { judge } from './judge.ts';
import { type Described, isAt, unroutedOf } from './operations.ts';
import { paramFaults, stateKey } from './params.ts';
import { astrayInSuccess } from './pointers.ts';
import { readAssembled } from './prepare.ts';
import type { SpecOptions } from './profiles.ts';
import { pointerOf, resolved } from './refs.ts';
import { shownBy } from './shown.ts';
import type { Validators } from './validators.ts';
import { validatorsOf } from './validators.ts';

/** A spec together with the OpenAPI document it was made from. */
export type Description = {
  /** The OpenAPI document with its overlays applied, references intact. */
  readonly document: JsonObject;
  /** What a JSON Pointer or a local reference (`#/...`) names, references followed. Throws if it names nothing. */
  readonly resolve: (pointerOrRef: string) => Json;
  readonly spec: Spec;
  /** What is wrong with the parameters of a provider state, one sentence and its remedy each; empty if nothing is. */
  readonly stateFaults: (state: StateDefinition, params: Json) => readonly string[];
  /** A body for a documented answer, `code: null` for the success. Throws if the operation documents no such answer. */
  readonly exampleOf: (operation: string, status: number, code: string | null) => Json;
};

const readyOperation = (described: Described, root: Json, validators: Validators): Operation => {
  const { pointer: _pointer, responses: _responses, anySegment: _anySegment, request, ...operation } = described;
  return {
    ...operation,
    isAt: (path) => isAt(described, path),
    validRequest: (body) => request === undefined || validators.accepts(request, body),
    astray: (pointer, outer) => astrayInSuccess(root, described, pointer, outer),
  };
};

const specOf = ({ description, facts, acceptors }: Assembled): Spec => {
  const validators = validatorsOf(description, acceptors);
  const root = description.value;
  const byId = new Map(facts.operations.map((operation) => [operation.id, operation]));
  const shown = { root, requirements: facts.requirements, validators };
  const unrouted = unroutedOf(root);
  const contract = { profile: facts.profile, rules: facts.rules, description, validators };
  return {
    ...facts,
    unrouted: unrouted !== undefined,
    operations: Object.fromEntries(facts.operations.map((one) => [one.id, readyOperation(one, root, validators)])),
    judge: (id, response) => {
      const operation = id === '' ? unrouted : byId.get(id);
      return operation === undefined ? [] : judge(operation, response, contract);
    },
    codeOf: (id, response) => {
      const operation = byId.get(id);
      return operation === undefined ? undefined : codeOf(operation, response);
    },
    shownBy: (id, answer, request) => {
      const operation = byId.get(id);
      return operation === undefined ? [] : shownBy(operation, answer, request, shown);
    },
  };
};

const descriptionOf = (assembled: Assembled): Description => {
  const root = assembled.description.value;
  return {
    document: root as JsonObject,
    resolve: (pointerOrRef) => {
      const value = resolved(root, pointerOf(pointerOrRef) ?? pointerOrRef);
      if (value === undefined) throw new Error(`nothing stands at ${pointerOrRef}`);
      return value;
    },
    spec: specOf(assembled),
    stateFaults: (state, params) =>
      assembled.acceptors?.(stateKey(state))?.(params) === true ? [] : paramFaults(state, params),
    exampleOf: (id, status, code) => {
      const operation = assembled.facts.operations.find((one) => one.id === id);
      if (operation === undefined) throw new Error(`there is no operation ${id}`);
      return exampleOf(root, operation, status, code);
    },
  };
};

/**
 * Loads the OpenAPI document, its overlays, the requirements and the states.
 * Throws an `InputError` with every problem of every file.
 */
export const loadDescription = async (options: SpecOptions = {}): Promise<Description> => {
  const prepared = await readAssembled(options);
  if (prepared !== undefined) return descriptionOf(prepared);
  const { assemble } = await import('./assemble.ts');
  return descriptionOf(await assemble(options));
};

/** Loads the spec of a profile. Throws an `InputError` with every problem of every file. */
export const loadSpec = async (options: SpecOptions = {}): Promise<Spec> => (await loadDescription(options)).spec;
