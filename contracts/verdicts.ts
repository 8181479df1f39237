import type { Outcome } from '../runner/types/finding.ts';
import type { PlannedScenario } from '../runner/types/run-event.ts';
import type { RequirementId } from '../runner/types/spec.ts';
import type { Place } from '../runner/types/values.ts';
import type { Attempt, Session } from './attempts.ts';
import type { Flaw, Foreseen } from './broker-pacts.ts';
import { outcomeOf } from './outcomes.ts';
import type { PactFile } from './pact-input.ts';
import { promisedBy } from './promised.ts';
import type { Source } from './verifier-command.ts';
import type { Verified, VerifierReport } from './verifier-report.ts';
import { generalTroubles, verifiedIn } from './verifier-report.ts';
import { isSameName } from './verifier-text.ts';

/** The place of what stands in no file. */
export const NOWHERE: Place = { file: 'pact', line: 1, column: 1 };

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** Ids that differ, in whatever words interactions are described. */
const distinct = (ids: readonly string[]): readonly string[] => {
  const taken = new Set<string>();
  return ids.map((id) => {
    let free = id;
    for (let count = 2; taken.has(free); count++) free = `${id}-${count}`;
    taken.add(free);
    return free;
  });
};

/** A consumer may have several files; one that does not describe the interaction gives its first line. */
const placeOf = ({ consumer, provider, description }: Verified, files: readonly PactFile[]): Place => {
  const places = files
    .filter((file) => file.consumer === consumer && file.provider === provider)
    .map((file) => file.placeOf(description));
  const nowhere = { ...NOWHERE, file: `pact between ${consumer} and ${provider}` };
  return places.find(({ line }) => line > 1) ?? places[0] ?? nowhere;
};

type Named = Pick<PlannedScenario, 'id' | 'suite' | 'title'>;

/** An interaction as a scenario. */
export const planned = (named: Named, place: Place, requirements: readonly RequirementId[] = []): PlannedScenario => ({
  ...named,
  requirements,
  tags: ['pact'],
  level: 'allocating',
  place,
});

/** The verdict on one interaction; without an attempt it came to no request. */
export type Verdict = { readonly scenario: PlannedScenario; readonly outcome: Outcome; readonly attempt?: Attempt };

export type Reported = Pick<Foreseen, 'flaws' | 'chosen'> & {
  readonly report: VerifierReport;
  /** What the Verifier reports if nothing answers; needed if something was not kept. */
  readonly unanswered?: VerifierReport;
};

/** The interactions of both reports, each with its like: the Broker may have given fewer the second time. */
const paired = (verified: readonly Verified[], others: readonly Verified[]): readonly (Verified | undefined)[] => {
  const keyOf = ({ consumer, provider, description }: Verified): string =>
    JSON.stringify([consumer, provider, description]);
  const left = [...others];
  return verified.map((one) => {
    const at = left.findIndex((other) => keyOf(other) === keyOf(one));
    return at < 0 ? undefined : left.splice(at, 1)[0];
  });
};

/** The status that the Verifier was answered, where that came from the target. */
const answeredBy = ({ trouble, exchange }: Attempt): number | undefined =>
  trouble === undefined && exchange?.failure === undefined ? exchange?.response?.status : undefined;

const foreign = (named: string, provider: string): Outcome => ({
  status: 'errored',
  reason: `the pact is with the provider \`${named}\`, and \`${provider}\` was to be verified`,
});

/** Of a pact that has a flaw no answer proves anything. */
const flawed = (attempt: Attempt | undefined, flaw: Flaw | undefined): Attempt | undefined =>
  attempt === undefined || flaw === undefined ? attempt : { ...attempt, trouble: flaw.reason };

const interactionsOf = (
  { report, unanswered, flaws, chosen }: Reported,
  { attempts, stuck, reach }: Session,
  source: Source,
  provider: string,
): readonly Verdict[] => {
  const files = source.from === 'files' ? source.files : [];
  // Every interaction is left exactly once; otherwise nobody knows which exchange belongs to which.
  const known = attempts.length === report.interactionResults.length ? attempts : [];
  const verified = verifiedIn(
    report,
    provider,
    known.map((attempt) => attempt && answeredBy(attempt)),
    chosen,
  );
  const silent = paired(verified, unanswered === undefined ? [] : verifiedIn(unanswered, provider, [], chosen));
  const ids = distinct(verified.map(({ consumer, description }) => `${slug(consumer)}/${slug(description)}`));
  return verified.map((one, index) => {
    const flaw = flaws.get(one.consumer);
    const attempt = flawed(known[index], flaw);
    const place = placeOf(one, files);
    const promised = promisedBy(one, attempt, silent[index], reach.spec);
    const lasting = stuck.find(({ interaction }) => interaction === index)?.reason;
    const named = { id: ids[index] ?? '', suite: one.consumer, title: one.description };
    return {
      scenario: planned(named, place, promised.requirements),
      outcome: isSameName(one.provider, provider)
        ? outcomeOf({ ...one, pending: one.pending || flaw?.pending === true }, attempt, place, promised, lasting)
        : foreign(one.provider, provider),
      ...(attempt === undefined ? {} : { attempt }),
    };
  });
};

/** What stands for the pacts as a whole. */
export const PACTS = { id: 'verification/pacts', suite: 'verification', title: 'Pacts are verified' };

const unread = (troubles: readonly string[]): readonly Verdict[] =>
  distinct(troubles.map(() => PACTS.id)).map((id, index) => ({
    scenario: planned({ ...PACTS, id }, NOWHERE),
    outcome: { status: 'errored', reason: troubles[index] ?? '' },
  }));

/** The verdicts on all interactions, and on pacts that could not be read, from the Verifier's report and what its door kept. */
export const verdictsOf = (reported: Reported, session: Session, source: Source): readonly Verdict[] => {
  const provider = source.from === 'files' ? (source.files[0]?.provider ?? '') : source.provider;
  return [...interactionsOf(reported, session, source, provider), ...unread(generalTroubles(reported.report))];
};
