import { childOf } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { readYaml } from '../documents/read.ts';
import { readSchema } from '../documents/schema.ts';
import { validate } from '../documents/validate.ts';
import { isArray, isObject, own } from '../runner/json.ts';
import type { ProviderState } from '../runner/types/scenario.ts';
import { TRUSTED } from '../runner/types/target.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';

/** How one answer is brought about. Strings may be references to roles of a target: `${network.main.id}`. */
export type Situation = {
  /** Completes the sentence that begins with: a request. */
  readonly says: string;
  /** Role of the token, or `nobody`. */
  readonly as: string;
  readonly request: JsonObject;
  readonly given: readonly ProviderState[];
  /** Members of the error's detail whose values the situation determines. */
  readonly detail: JsonObject;
};

/** How every answer is brought about. */
export type Situations = {
  /** What a pact file shows in the place of a reference. */
  readonly examples: Readonly<Record<string, string>>;
  /** The request that succeeds. */
  readonly request: JsonObject;
  /** States of every success; `<member>` in a parameter stands for a member of the request. */
  readonly given: readonly ProviderState[];
  /** Forms of the request beyond those that its schema tells apart: name, choice, members. */
  readonly forms: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  /** The situation of an error code in a profile, or `undefined` if nothing brings it about. */
  readonly errorOf: (code: string, profile: string) => Situation | undefined;
  /** Codes that have a situation in some profile. */
  readonly codes: readonly string[];
};

type Written = {
  readonly profiles?: readonly string[];
  readonly says: string;
  readonly as?: string;
  readonly set?: JsonObject;
  readonly given?: readonly JsonObject[];
  readonly detail?: JsonObject;
};

type WrittenSituations = {
  readonly examples: Readonly<Record<string, string>>;
  readonly request: JsonObject;
  readonly given: readonly JsonObject[];
  readonly success: { readonly forms: Situations['forms']; readonly given: readonly JsonObject[] };
  readonly errors: Readonly<Record<string, Written | readonly Written[]>>;
};

const REFERENCE = /^\$\{([^}]*)\}$/;

/** The reference that a text is as a whole, without `${}`. */
export const referenceIn = (text: string): string | undefined => REFERENCE.exec(text)?.[1];

/** A value with each reference to a role replaced by what `replace` makes of it. */
export const mapReferences = (value: Json, replace: (reference: string) => Json): Json => {
  if (typeof value === 'string') {
    const reference = referenceIn(value);
    return reference === undefined ? value : replace(reference);
  }
  if (isArray(value)) return value.map((item) => mapReferences(item, replace));
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapReferences(member, replace)]))
    : value;
};

const strings = (value: Json, at: string): readonly (readonly [at: string, text: string])[] => {
  if (typeof value === 'string') return [[at, value]];
  if (isArray(value)) return value.flatMap((item, index) => strings(item, childOf(at, index)));
  return isObject(value) ? Object.entries(value).flatMap(([name, member]) => strings(member, childOf(at, name))) : [];
};

const withoutExample = ({ value, placeOf }: YamlDocument): readonly Problem[] =>
  strings(value, '').flatMap(([pointer, text]) => {
    const reference = referenceIn(text);
    const { examples } = value as unknown as WrittenSituations;
    return reference === undefined || Object.hasOwn(examples, reference)
      ? []
      : [{ place: placeOf(pointer), pointer, message: `${text} has no example`, remedy: `Add it to \`examples\`.` }];
  });

const stateOf = ({ state, ...params }: JsonObject): ProviderState => ({ name: String(state), params });

const situationsOf = (written: WrittenSituations): Situations => {
  const everywhere = written.given.map(stateOf);
  return {
    examples: written.examples,
    request: written.request,
    given: [...everywhere, ...written.success.given.map(stateOf)],
    forms: written.success.forms,
    codes: Object.keys(written.errors),
    errorOf: (code, profile) => {
      const found = [own(written.errors, code) ?? []]
        .flat()
        .find(({ profiles }) => profiles?.includes(profile) ?? true);
      return found === undefined
        ? undefined
        : {
            says: found.says,
            as: found.as ?? TRUSTED,
            request: { ...written.request, ...found.set },
            given: [...everywhere, ...(found.given ?? []).map(stateOf)],
            detail: found.detail ?? {},
          };
    },
  };
};

/** Reads `situations.yaml`. Throws an `InputError` with everything that is wrong with it. */
export const loadSituations = async (): Promise<Situations> => {
  const [{ document, problems }, schema] = await Promise.all([
    readYaml(new URL('./situations.yaml', import.meta.url), 'contracts/situations.yaml'),
    readSchema(new URL('./situations.schema.json', import.meta.url)),
  ]);
  if (document === undefined) throw new InputError(problems);
  const broken = validate(schema, document);
  const all = [...problems, ...broken, ...(broken.length > 0 ? [] : withoutExample(document))];
  if (all.length > 0) throw new InputError(all);
  return situationsOf(document.value as unknown as WrittenSituations);
};
