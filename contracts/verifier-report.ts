import type { Json } from '../runner/types/values.ts';
import type { Parties, Told, ToldPact } from './verifier-text.ts';
import { ABOUT, emptyPacts, pactsIn } from './verifier-text.ts';

/** One way in which an answer differs from what a pact promises, as Pact's Verifier reports it. */
export type Mismatch = {
  readonly type: string;
  /** Sentence of the Verifier; status mismatches have one too. */
  readonly mismatch: string;
  readonly expected?: Json;
  readonly actual?: Json;
  /** Path in the body, in Pact's notation: `$.error.code`. */
  readonly path?: string;
  /** Name of a header or a query parameter. */
  readonly key?: string;
};

/** Why an interaction was not kept. */
type Failed = {
  readonly interaction: string;
  readonly mismatch:
    | { readonly type: 'mismatches'; readonly interactionId: string; readonly mismatches: readonly Mismatch[] }
    | { readonly type: 'error'; readonly interactionId: string; readonly message: string };
};

/** The JSON report of Pact's Verifier (`--json`), as far as it is read here. */
export type VerifierReport = {
  readonly errors: readonly Failed[];
  /** Of interactions or pacts that are pending: they are expected to fail for a time. */
  readonly pendingErrors: readonly Failed[];
  readonly interactionResults: readonly {
    readonly description: string;
    readonly interactionId?: string;
    readonly result: string;
  }[];
  /** The text for people, line by line. */
  readonly output: readonly string[];
};

/** What became of one interaction. */
export type Verified = Parties & {
  readonly description: string;
  readonly failure?: Failed['mismatch'];
  readonly pending: boolean;
};

/** How the answer to an interaction differs from what was promised. */
export const mismatchesOf = ({ failure }: Verified): readonly Mismatch[] =>
  failure?.type === 'mismatches' ? failure.mismatches : [];

/** Trouble that belongs to no interaction: a pact that could not be loaded or is empty, a Broker that has none. */
export const generalTroubles = ({ errors, pendingErrors, output }: VerifierReport): readonly string[] => [
  ...[...errors, ...pendingErrors].flatMap(({ interaction, mismatch }) =>
    mismatch.type === 'error' && !interaction.startsWith(ABOUT) ? [mismatch.message] : [],
  ),
  ...emptyPacts(output),
];

/** An interaction that is to be matched with its failure; `status` is what the Verifier was answered, if it is known. */
type Row = Told & { readonly id: string; readonly isKept: boolean; readonly status: number | undefined };

/** What became of a row: how it failed, if it did, and whether it was pending. */
type Fate = Pick<Verified, 'failure' | 'pending'>;

/** What failed and belongs to no interaction yet, in the order of the Verifier. */
type Lists = { readonly errors: readonly Failed[]; readonly pendings: readonly Failed[] };

const isFailureOf = ({ name, id, status }: Row, { interaction, mismatch }: Failed): boolean => {
  if (interaction !== name || mismatch.interactionId !== id) return false;
  const mismatches = mismatch.type === 'mismatches' ? mismatch.mismatches : [];
  return mismatches.every(({ type, actual }) => type !== 'StatusMismatch' || status === undefined || actual === status);
};

/** A way in which all may have been so up to a pact: the fates of its interactions, and what is left of the lists. */
type Way = { readonly fates: readonly Fate[]; readonly left: Lists };

/** The way on by the interactions of a pact; `undefined` if it cannot have been so. */
const wayOn = ({ fates: before, left: lists }: Way, rows: readonly Row[], pactPends: boolean): Way | undefined => {
  const fates = [...before];
  let left = lists;
  for (const row of rows) {
    const pending = !row.isKept && (pactPends || row.pending);
    const [next, ...others] = pending ? left.pendings : left.errors;
    if (row.isKept) fates.push({ pending });
    else if (next === undefined || !isFailureOf(row, next)) return undefined;
    else {
      fates.push({ failure: next.mismatch, pending });
      left = pending ? { ...left, pendings: others } : { ...left, errors: others };
    }
  }
  return { fates, left };
};

/**
 * Of ways that leave the same the first. What all of them have taken from the lists is the same number of failures, so that one list
 * tells how much is left of the other.
 */
const apart = (ways: readonly Way[]): readonly Way[] => {
  const left = ways.map((way) => way.left.errors.length);
  return ways.filter((_, index) => left.indexOf(left[index] ?? 0) === index);
};

/**
 * The fates of all interactions; `undefined` if they cannot be told. Whether a pact as a whole is pending shows only in which list
 * its failures are; `pending` tells it for each, if that is known.
 */
const allFates = (
  pacts: readonly (readonly Row[])[],
  lists: Lists,
  pending?: readonly boolean[],
): readonly Fate[] | undefined => {
  let ways: readonly Way[] = [{ fates: [], left: lists }];
  for (const [index, rows] of pacts.entries()) {
    const isDoubtful = rows.some(({ isKept, pending: one }) => !isKept && !one);
    const either = pending === undefined ? [false, true] : [pending[index] === true];
    const pends = isDoubtful ? either : [false];
    ways = apart(ways.flatMap((way) => pends.flatMap((pactPends) => wayOn(way, rows, pactPends) ?? [])));
  }
  return ways.find(({ left }) => left.errors.length + left.pendings.length === 0)?.fates;
};

/** A pact that a Broker chose to be verified. */
export type ChosenPact = { readonly consumer: string; readonly pending: boolean };

/** The Verifier goes through pacts as the Broker lists them. By the time it asks there may be others, and empty ones it does not tell. */
const pendingOf = (told: readonly ToldPact[], chosen: readonly ChosenPact[]): readonly boolean[] | undefined =>
  told.length === chosen.length && told.every(({ consumer }, index) => consumer === chosen[index]?.consumer)
    ? chosen.map(({ pending }) => pending)
    : undefined;

const ofInteractions = ({ interaction }: Failed): boolean => interaction.startsWith(ABOUT);

/**
 * What became of each interaction, in the order in which they were verified. `answered` holds the status that the Verifier was
 * answered for each, as far as it is known, and `chosen` the pacts of a Broker that have interactions.
 */
export const verifiedIn = (
  { errors, pendingErrors, interactionResults, output }: VerifierReport,
  provider: string,
  answered: readonly (number | undefined)[] = [],
  chosen: readonly ChosenPact[] = [],
): readonly Verified[] => {
  const rowOf = (told: Told): Row => {
    const { interactionId: id = '', result } = interactionResults[told.at] ?? {};
    return { ...told, id, isKept: result === 'OK', status: answered[told.at] };
  };
  const descriptions = interactionResults.map(({ description }) => description);
  const pacts = pactsIn(output, descriptions, provider);
  const parties = pacts.flatMap(({ consumer, provider: by, interactions }) =>
    interactions.map(() => ({ consumer, provider: by })),
  );
  const lists = { errors: errors.filter(ofInteractions), pendings: pendingErrors.filter(ofInteractions) };
  const rows = pacts.map(({ interactions }) => interactions.map(rowOf));
  const pending = pendingOf(pacts, chosen);
  const fates = (pending && allFates(rows, lists, pending)) ?? allFates(rows, lists) ?? [];
  return interactionResults.map(({ description, interactionId = '', result }, index) => {
    const unexplained = { type: 'error', interactionId, message: 'the Verifier gave no reason' } as const;
    const untold = { ...(result === 'OK' ? {} : { failure: unexplained }), pending: false };
    return { ...(parties[index] ?? { consumer: 'unknown', provider }), description, ...(fates[index] ?? untold) };
  });
};
