import { isObject } from '../../runner/json.ts';
import type { Refusal } from '../replies.ts';
import type { Call, Lookup, Provider, Stage } from '../types.ts';

/** A lookup as the spec describes it: its members, and the code of finding nothing. */
type Kind = { readonly members: readonly string[]; readonly notFound: string };

/** What the spec says of a lookup. */
export const kindOf = (name: string, { answers }: Provider): Kind => {
  const rows = (answers.description.spec.tables.exclusive ?? []).filter((row) => row.of === name);
  return { members: rows.map((row) => String(row.one)), notFound: String(rows[0]?.notFound) };
};

type Reading = {
  /** The situation as the spec names it; absent if there is nothing to say. */
  readonly situation?: string;
  readonly path: readonly string[];
  /** The members that count if the situation is no fault. */
  readonly lookup: Lookup;
};

const read = (call: Call, name: string, members: readonly string[]): Reading => {
  const value = call.input[name];
  const reading = (what: string, lookup: Lookup = {}, path: readonly string[] = [name]): Reading => ({
    situation: `${name}-${what}`,
    path,
    lookup,
  });
  if (value === undefined) return reading('absent');
  if (value === null) return reading('null');
  if (!isObject(value)) return reading('not-an-object');
  const sent = members.flatMap((member) => (value[member] === undefined ? [] : [[member, value[member]] as const]));
  const wrong = sent.find(([, text]) => text !== null && typeof text !== 'string');
  if (wrong !== undefined) return reading('member-type', {}, [name, wrong[0]]);
  const given = sent.flatMap(([member, text]) => (typeof text === 'string' ? [[member, text] as const] : []));
  const [first] = [...given.filter(([, text]) => text !== ''), ...given];
  if (sent.length === 0) return reading('unnamed');
  if (first === undefined) return reading(sent.length > 1 ? 'both-null' : 'blank');
  const named = { [first[0]]: first[1] };
  const blanks = given.filter(([, text]) => text === '').length;
  if (given.length > 1) return reading(blanks === 1 ? 'partner-blank' : 'ambiguous', named);
  if (sent.length > 1) return reading('partner-null', named);
  return blanks === 1 ? reading('blank', named) : { path: [name], lookup: named };
};

/** Judges one lookup completely, and keeps what it names. One that is answered with "not found" is kept to find nothing. */
export const lookup =
  (name: string): Stage =>
  (call, provider) => {
    const { members, notFound } = kindOf(name, provider);
    const { situation, path, lookup: named } = read(call, name, members);
    const argument = { name: path.at(-1) ?? name, description: null };
    const refusal =
      situation === undefined ? undefined : provider.answers.refuseCase(call.operation, situation, { path, argument });
    call.lookups[name] = refusal === undefined ? named : {};
    return refusal?.refused === notFound ? undefined : refusal;
  };

/** Finds the one that a lookup names. */
export const findBy = <T extends object>(things: readonly T[], named: Lookup | undefined): T | undefined => {
  const [entry] = Object.entries(named ?? {});
  return entry === undefined
    ? undefined
    : things.find((thing) => Object.entries(thing).some(([key, value]) => key === entry[0] && value === entry[1]));
};

const notFound = (call: Call, name: string, provider: Provider): Refusal =>
  provider.answers.refuse(call.operation, kindOf(name, provider).notFound);

export const findOrganization: Stage = (call, provider) => {
  const found = findBy(Object.values(provider.world.organizations), call.lookups.organization);
  if (found === undefined) return notFound(call, 'organization', provider);
  call.organization = found;
  return undefined;
};

export const findNetwork: Stage = (call, provider) => {
  const found = findBy(Object.values(provider.world.networks), call.lookups.network);
  if (found === undefined) return notFound(call, 'network', provider);
  call.network = found;
  return undefined;
};

/** The organization must be active. */
export const organizationStatus: Stage = (call, { world, answers }) => {
  const status = world.state.statuses.get(call.organization?.id ?? '');
  if (status === 'suspended') return answers.refuse(call.operation, 'organization_suspended');
  return status === 'not_activated' ? answers.refuse(call.operation, 'organization_not_activated') : undefined;
};

/** Whoever holds the token must be allowed to act for the organization. */
export const permission: Stage = (call, { answers }) =>
  call.token?.trusted === false || call.organization?.closed === true
    ? answers.refuse(call.operation, 'permission_denied')
    : undefined;
