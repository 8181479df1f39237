import { childOf } from '../documents/pointer.ts';
import { nested, valueAt } from '../runner/json.ts';
import type { ProviderState } from '../runner/types/scenario.ts';
import { TRUSTED } from '../runner/types/target.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import type { Description } from '../spec/load.ts';
import type { Contract } from './contract.ts';
import { isRead, readPart } from './fields.ts';
import { axesOf, formsOf } from './forms.ts';
import type { Known, Loss } from './matchers.ts';
import { matched } from './matchers.ts';
import { isFamily } from './patterns.ts';
import { relatedTo, withValues } from './relations.ts';
import { errorSchema, headerExamples, requestSchema, subjectOf, successSchema } from './schemas.ts';
import type { Situation, Situations } from './situations.ts';

/** One promise: a request, and what the consumer reads of its answer. */
export type Interaction = {
  readonly description: string;
  readonly states: readonly ProviderState[];
  /** Role of the token, or `nobody`. */
  readonly as: string;
  /** Body of the request; strings may be references to roles of a target. */
  readonly request: JsonObject;
  readonly status: number;
  /** The error code, `null` for a success. */
  readonly code: string | null;
  /** Body of the answer in Pact's notation. */
  readonly response: Json;
  /** A whole answer that the spec allows, of which the consumer reads a part. */
  readonly example: Json;
  readonly headers: readonly (readonly [string, string])[];
};

/** The interactions of a contract in one profile, and what the pact could not say of the spec. */
export type Interactions = { readonly interactions: readonly Interaction[]; readonly losses: readonly Loss[] };

type Drafted = Interaction & { readonly losses: readonly Loss[] };

/** An address of each family, from the ranges that RFC 5737 and RFC 3849 keep for documentation, and a prefix length. */
const ADDRESSES = {
  ipv4: { address: '198.51.100.7', prefix: 24 },
  ipv6: { address: '2001:db8::7', prefix: 64 },
} as const;

const addressValues = (
  { relations }: ReturnType<typeof subjectOf>,
  request: Json,
): readonly (readonly [string, Json])[] => {
  const families = new Map(
    relations.flatMap((relation) => {
      const family = relation.kind === 'family' ? valueAt(request, relation.request) : undefined;
      return isFamily(family) ? [[relation.response, ADDRESSES[family]] as const] : [];
    }),
  );
  const masks = relations.flatMap((relation) => {
    const known = relation.kind === 'cidr' ? families.get(relation.address) : undefined;
    return known === undefined ? [] : [[relation.response, `${known.address}/${known.prefix}`] as const];
  });
  return [...[...families].map(([at, { address }]) => [at, address] as const), ...masks];
};

const paramsFor = (params: JsonObject, request: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const [, member] = /^<(\w+)>$/.exec(String(value)) ?? [];
      return [name, member === undefined ? value : (request[member] ?? null)];
    }),
  );

const successes = (contract: Contract, description: Description, situations: Situations): readonly Drafted[] => {
  const subject = subjectOf(description);
  const schema = readPart(successSchema(description), contract.reads.success);
  const { success: chosen } = contract.interactions;
  const axes = axesOf(requestSchema(description), situations);
  return formsOf(axes, chosen === 'all' ? {} : chosen, situations.request).map(({ says, request }) => {
    const related = relatedTo(subject.relations, request);
    const values = new Map([...addressValues(subject, request), ...related.values]);
    const example = withValues(description.exampleOf(subject.id, subject.success, null), values);
    const { template, losses } = matched(schema, example, '', related);
    return {
      description: `a request: ${says}`,
      states: situations.given.map(({ name, params }) => ({ name, params: paramsFor(params, request) })),
      as: TRUSTED,
      request,
      status: subject.success,
      code: null,
      response: template,
      example,
      headers: headerExamples(description, subject.success),
      losses: [...losses, ...related.losses.filter(({ at }) => isRead(at, contract.reads.success))],
    };
  });
};

const failure = (code: string, situation: Situation, contract: Contract, description: Description): Drafted => {
  const { id, errors, errorAt } = subjectOf(description);
  const status = errors.find((error) => error.code === code)?.status ?? 0;
  const fixed = Object.entries(situation.detail).map(([name, value]) => [childOf('/detail', name), value] as const);
  const atRoot = fixed.map(([pointer, value]) => [`${errorAt}${pointer}`, value] as const);
  const example = withValues(description.exampleOf(id, status, code), new Map(atRoot));
  const known: Known = { values: new Map(fixed), patterns: new Map() };
  const schema = readPart(errorSchema(description, code), contract.reads.errors);
  const { template, losses } = matched(schema, valueAt(example, errorAt) ?? {}, '', known);
  return {
    description: `a request ${situation.says}`,
    states: situation.given,
    as: situation.as,
    request: situation.request,
    status,
    code,
    response: nested(errorAt, template),
    example,
    headers: headerExamples(description, status),
    losses: losses.map(({ at, what }) => ({ at: `${code} ${errorAt}${at}`, what })),
  };
};

const chosenCodes = ({ interactions }: Contract, description: Description): readonly string[] =>
  subjectOf(description)
    .errors.map(({ code }) => code)
    .filter((code) => interactions.errors === 'all' || interactions.errors.includes(code));

const failures = (contract: Contract, description: Description, situations: Situations): readonly Drafted[] =>
  chosenCodes(contract, description).flatMap((code) => {
    const situation = situations.errorOf(code, description.spec.profile);
    return situation === undefined ? [] : [failure(code, situation, contract, description)];
  });

/** The interactions that a contract chooses of a profile. */
export const interactionsOf = (contract: Contract, description: Description, situations: Situations): Interactions => {
  const all = [...successes(contract, description, situations), ...failures(contract, description, situations)];
  const unmade = chosenCodes(contract, description).filter(
    (code) => situations.errorOf(code, description.spec.profile) === undefined,
  );
  const losses = [
    ...all.flatMap((interaction) => interaction.losses),
    ...unmade.map((code) => ({ at: code, what: 'no interaction: the client cannot send what is answered so' })),
  ];
  return {
    interactions: all.map(({ losses: _losses, ...interaction }) => interaction),
    losses: [...new Map(losses.map((loss) => [`${loss.at} ${loss.what}`, loss])).values()],
  };
};
