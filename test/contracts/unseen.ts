import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Fault } from '../../mock/types.ts';
import type { Trial } from './matrix.ts';

/** Faults that the verification of the client's pacts does not see, for one reason. */
type Group = {
  readonly reason: string;
  /** Are the answers to the contract's requests those of a right server, or does a pact not see how they differ? */
  readonly answers: 'same' | 'different';
  /** The profile it is about; every profile of the faults if absent. */
  readonly profile?: string;
  readonly faults: readonly string[];
};

/** Reads unseen-faults.yaml. */
export const readUnseen = async (): Promise<readonly Group[]> =>
  parse(await readFile(new URL('./unseen-faults.yaml', import.meta.url), 'utf8')) as readonly Group[];

/** Entries of the table for one profile: id of the fault, and what it says of the answers. */
const entriesOf = (table: readonly Group[], faults: readonly Fault[], profile: string) =>
  table
    .filter((group) => group.profile === undefined || group.profile === profile)
    .flatMap(({ faults: ids, answers, reason }) => ids.map((id) => ({ id, answers, reason })))
    .filter(({ id }) => faults.some((fault) => fault.id === id && fault.profiles.includes(profile)));

/** The reason why a fault is not seen in a profile. */
export const reasonOf = (table: readonly Group[], fault: Fault, profile: string): string | undefined =>
  entriesOf(table, [fault], profile)[0]?.reason;

/** What is wrong with the table itself, whatever trials show. */
export const flawsOf = (table: readonly Group[], faults: readonly Fault[], profiles: readonly string[]) => {
  const unknown = table
    .flatMap((group) => group.faults.map((id) => ({ id, profile: group.profile })))
    .filter(
      ({ id, profile }) =>
        !faults.some((fault) => fault.id === id && (profile === undefined || fault.profiles.includes(profile))),
    )
    .map(({ id }) => `${id}: there is no such fault`);
  const twice = profiles.flatMap((profile) => {
    const ids = entriesOf(table, faults, profile).map(({ id }) => id);
    return ids.filter((id, index) => ids.indexOf(id) < index).map((id) => `${id}: listed twice, profile ${profile}`);
  });
  return [...unknown, ...twice];
};

/**
 * Where trials and the table disagree: what is listed and was caught, what was not caught and is not listed, what the
 * table says of the answers, and faults that were caught in another way than they promise.
 */
export const disagreements = (
  trials: readonly Trial[],
  table: readonly Group[],
  faults: readonly Fault[],
  profile: string,
): readonly string[] => {
  const entries = new Map(entriesOf(table, faults, profile).map((entry) => [entry.id, entry]));
  return trials.flatMap(({ id, verdict, leaves, differs, failed }) => {
    const entry = entries.get(id);
    if (verdict === 'conformant') {
      if (entry === undefined)
        return [`${id}: is not seen, and not listed (${differs ? 'different' : 'same'} answers)`];
      return (entry.answers === 'different') === differs ? [] : [`${id}: its answers are not ${entry.answers}`];
    }
    if (entry !== undefined) return [`${id}: is listed as not seen, and is: ${failed.join('; ')}`];
    const mayBeUnknown = faults.find((fault) => fault.id === id)?.verdict === 'errored';
    return verdict === 'broken' || mayBeUnknown || leaves ? [] : [`${id}: nobody knows: ${failed.join('; ')}`];
  });
};
