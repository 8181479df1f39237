import { holdsWhen } from '../runner/checks/relations.ts';
import { isObject, tokensOf, valueAt } from '../runner/json.ts';
import type { Relation } from '../runner/types/spec.ts';
import type { Json } from '../runner/types/values.ts';
import type { Known, Loss } from './matchers.ts';
import { addressPatterns, cidrPattern, isFamily } from './patterns.ts';
import { referenceIn } from './situations.ts';

/** What the spec's relations say of the answer to one request. */
export type Related = Known & { readonly losses: readonly Loss[] };

type Found = {
  readonly value?: { readonly is: Json };
  readonly pattern?: string;
  readonly loss?: string;
};

const equalTo = (relation: Extract<Relation, { kind: 'equals' }>, request: Json): Found => {
  if (!holdsWhen(relation, request)) return {};
  const asked = valueAt(request, relation.request) ?? null;
  if (asked === null) return relation.otherwise === undefined ? {} : { value: { is: relation.otherwise } };
  return typeof asked === 'string' && referenceIn(asked) !== undefined
    ? {
        loss: 'equal to a value of the request that is known at verification only: the Verifier puts none into an expected answer',
      }
    : { value: { is: asked } };
};

const find = (relation: Relation, request: Json, all: readonly Relation[]): Found => {
  if (relation.kind === 'value') return { value: { is: relation.value } };
  if (relation.kind === 'equals') return equalTo(relation, request);
  if (relation.kind === 'unique') return { loss: 'unlike that of every other resource: a pact compares one answer' };
  if (relation.kind === 'pages') return { loss: 'as many as the items fill: a pact cannot compare two members' };
  if (relation.kind === 'family') {
    const family = valueAt(request, relation.request);
    return isFamily(family) ? { pattern: addressPatterns[family] } : {};
  }
  const ofAddress = all.find((other) => other.kind === 'family' && other.response === relation.address);
  const family = ofAddress?.kind === 'family' ? valueAt(request, ofAddress.request) : undefined;
  return isFamily(family)
    ? { pattern: cidrPattern(family), loss: `in the network of ${relation.address}: a pact cannot compare two members` }
    : {};
};

/** What the relations say of the answer to `request`, whose strings may be references to roles. */
export const relatedTo = (relations: readonly Relation[], request: Json): Related => {
  const found = relations.map((relation) => ({ at: relation.response, ...find(relation, request, relations) }));
  return {
    values: new Map(found.flatMap(({ at, value }) => (value === undefined ? [] : [[at, value.is] as const]))),
    patterns: new Map(found.flatMap(({ at, pattern }) => (pattern === undefined ? [] : [[at, pattern] as const]))),
    losses: found.flatMap(({ at, loss }) => (loss === undefined ? [] : [{ at, what: loss }])),
  };
};

const replacedAt = (body: Json, tokens: readonly string[], value: Json): Json => {
  const [token, ...rest] = tokens;
  if (token === undefined) return value;
  return isObject(body) ? { ...body, [token]: replacedAt(body[token] ?? {}, rest, value) } : body;
};

/** A body with other values at some JSON Pointers. */
export const withValues = (body: Json, values: ReadonlyMap<string, Json>): Json =>
  [...values].reduce((changed, [pointer, value]) => replacedAt(changed, tokensOf(pointer), value), body);
