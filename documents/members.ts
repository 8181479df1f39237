import type { SchemaError } from './collapse.ts';
import { suggest } from './nearest.ts';
import { childOf } from './pointer.ts';
import type { Explanation, Wording, Words } from './wording.ts';
import { named, nameOf } from './words.ts';

/** What a schema lists as texts. */
export const texts = (values: unknown): readonly string[] => (values as readonly unknown[]).map(String);

/** A member that there is not. */
export const unknownMember = (error: SchemaError, wording: Wording): Words => {
  const key = String(error.params.additionalProperty ?? error.params.unevaluatedProperty);
  const known = Object.keys((error.parentSchema?.properties as Readonly<Record<string, unknown>> | undefined) ?? {});
  const pointer = childOf(error.instancePath, key);
  return {
    pointer,
    member: 'unknown',
    fact: `${nameOf(pointer, wording.root)} is not known here`,
    remedy: suggest(key, known),
    expected: known.length === 0 ? 'no members' : `only ${named(known, 'and')}`,
  };
};

/** A member that has to be there. */
export const missingMember = (error: SchemaError, wording: Wording): Words => {
  const key = String(error.params.missingProperty);
  const pointer = childOf(error.instancePath, key);
  const because = error.keyword === 'dependentRequired' ? `: \`${String(error.params.property)}\` needs it` : '';
  return {
    pointer,
    member: 'missing',
    fact: `${nameOf(pointer, wording.root)} is missing${because}`,
    remedy: `Add \`${key}\`.`,
    expected: `\`${key}\``,
  };
};

/** Members that exclude each other, of which one has to be there. */
export const exactlyOne: Explanation = (error, name) => {
  const members = texts(error.params.members);
  const given = members.filter((member) => Object.hasOwn((error.data ?? {}) as object, member));
  const has = given.length === 0 ? 'has none of them' : `has ${named(given, 'and')}`;
  const expected = `exactly one of ${named(members, 'and')}`;
  return { fact: `${name} must have ${expected}, but ${has}`, remedy: `Keep ${expected}.`, expected };
};

/** Members of which one has to be there. */
export const atLeastOne: Explanation = (error, name) => {
  const expected = named(texts(error.params.members));
  return { fact: `${name} must have ${expected}`, remedy: `Add ${expected}.`, expected };
};
