import { own } from '../runner/json.ts';
import { NOBODY, type Target } from '../runner/types/target.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import { mapReferences } from './situations.ts';

/** What a request says of its sender: the role that its token stands for, and the header to send instead. */
export type Sender =
  | { readonly as: string; readonly authorization?: string }
  /** Nobody knows which token is meant. */
  | { readonly unknown: string };

const BEARER = /^(Bearer +)(\S+)$/i;

/**
 * Who sends a request of a pact: a bearer in a pact is the name of a role of the target, never a secret. Its scheme
 * is sent as it is written; other schemes are sent as they are. `stranger` is the role of bearers that name none; without it they are unknown.
 */
export const senderOf = (header: string | undefined, { tokens }: Target, stranger?: string): Sender => {
  if (header === undefined) return { as: NOBODY };
  const [, scheme, word] = BEARER.exec(header) ?? [];
  if (word === undefined) return { as: NOBODY, authorization: header };
  const credential = own(tokens, word) ?? (stranger === undefined ? undefined : own(tokens, stranger));
  return credential === undefined
    ? { unknown: word }
    : { as: credential.role, authorization: `${scheme}${credential.secret}` };
};

/** Stands in a request where the target should have had a value. */
const ABSENT = 'absent-from-target-';

/** The value of a reference to a role of the target, as `organization.main.id`. */
const attributeOf = (reference: string, { roles }: Target): string | undefined => {
  const [kind = '', role = '', attribute = ''] = reference.split('.');
  return own(own(own(roles, kind), role), attribute);
};

/** References to all that has a role in a target. */
const referencesTo = ({ roles }: Target): readonly string[] =>
  Object.entries(roles).flatMap(([kind, things]) =>
    Object.entries(things).flatMap(([role, thing]) =>
      Object.keys(thing).map((attribute) => `${kind}.${role}.${attribute}`),
    ),
  );

/**
 * Values that the Verifier puts into requests: all that the target has roles for. What is wanted besides, and what no provider state
 * gives either, can be found there by `absentIn`.
 */
export const injected = (wanted: readonly string[], target: Target): JsonObject =>
  Object.fromEntries(
    [...referencesTo(target), ...wanted].map((reference) => [
      reference,
      attributeOf(reference, target) ?? `${ABSENT}${reference}`,
    ]),
  );

/** Is it a reference to what has roles in a target? Another consumer may mean anything else by `${...}`. */
const isOfRole = (reference: string, { roles }: Target): boolean => {
  const [kind = '', ...rest] = reference.split('.');
  return Object.hasOwn(roles, kind) && rest.length === 2;
};

/** A value with the target's own in the place of references to roles. */
export const withRoles = <T extends Json>(value: T, target: Target): T =>
  mapReferences(value, (reference) =>
    isOfRole(reference, target) ? (attributeOf(reference, target) ?? `${ABSENT}${reference}`) : `\${${reference}}`,
  ) as T;

/** What a text lacks, in words: the first value that neither the target nor a provider state has given. */
export const absentIn = (text: string, target: Target): string | undefined => {
  const [, name] = new RegExp(`${ABSENT}([\\w.-]+)`).exec(text) ?? [];
  if (name === undefined) return undefined;
  return isOfRole(name, target) ? `${name} (target.yaml)` : `\`${name}\`, which no provider state gave`;
};
