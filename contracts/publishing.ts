import type { Session } from './attempts.ts';
import { newSession } from './attempts.ts';
import type { Custody } from './custody.ts';
import type { Reported, Verdict } from './verdicts.ts';
import type { VerifierReport } from './verifier-report.ts';
import type { VerifyOptions } from './verifier-run.ts';
import { runVerifier } from './verifier-run.ts';

const IN_DOUBT = 'the results were not published: what is in doubt would count as kept, or as broken';

const OTHER_PACTS = 'the results were not published: the Broker has other pacts than before. Verify them again';

const FEWER =
  'the Broker has other pacts than before, and was given the results of what is left of them. Verify them again';

const OTHER_RESULTS =
  'the Broker has other pacts than before, and was given other results than the ones here. Verify them again';

/** What the Broker is told of a run. */
const toldOf = ({ interactionResults }: VerifierReport): string =>
  JSON.stringify(interactionResults.map(({ description, result }) => [description, result]));

/** What differs in what the Broker was told, though it asked for the same. */
const differenceOf = (told: VerifierReport, report: VerifierReport): string | undefined => {
  if (told.interactionResults.length < report.interactionResults.length) return FEWER;
  return toldOf(told) === toldOf(report) ? undefined : OTHER_RESULTS;
};

/** Is there nothing that nobody could find out? A state that stayed in force may have broken what came after it. */
const isCertain = (verdicts: readonly Verdict[], { stuck }: Session, custody: Custody): boolean =>
  custody.leaks().length + stuck.length === 0 && verdicts.every(({ outcome }) => outcome.status !== 'errored');

/**
 * Publishes the results: the Verifier does so only at the end of a run, so it has one more, over the answers that were given
 * before. Returns why they are not published; `undefined` if they are, or are not to be.
 */
export const publishResults = async (
  { report, flaws }: Pick<Reported, 'report' | 'flaws'>,
  verdicts: readonly Verdict[],
  session: Session,
  custody: Custody,
  options: VerifyOptions,
): Promise<string | undefined> => {
  if (options.version.publishAs === undefined) return undefined;
  // What a pact with a flaw asks for may be kept by chance, which would count even of a pending one.
  if (flaws.size > 0 || !isCertain(verdicts, session, custody)) return IN_DOUBT;
  const { reach, options: means, attempts } = session;
  const changed = new AbortController();
  const recording = { attempts, differs: () => changed.abort() };
  const again = newSession(reach, undefined, { ...means, recording });
  const signal = options.signal === undefined ? changed.signal : AbortSignal.any([options.signal, changed.signal]);
  const result = await runVerifier(again, { ...options, signal });
  if (changed.signal.aborted) return OTHER_PACTS;
  if ('trouble' in result) return `the results were not published: ${result.trouble}`;
  return result.unpublished ?? differenceOf(result.report, report);
};
