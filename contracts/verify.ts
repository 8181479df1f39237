import { createRedactor } from '../runner/redact.ts';
import type { RunEvent } from '../runner/types/run-event.ts';
import { NOBODY, type Target } from '../runner/types/target.ts';
import type { Json } from '../runner/types/values.ts';
import type { Session } from './attempts.ts';
import { newSession } from './attempts.ts';
import type { Foreseen } from './broker-pacts.ts';
import { foresee } from './broker-pacts.ts';
import { type Custody, createCustody } from './custody.ts';
import { eventsOf, undetermined } from './events.ts';
import type { Reach } from './exchanges.ts';
import { partsOf } from './exchanges.ts';
import { publishResults } from './publishing.ts';
import { loadSituations } from './situations.ts';
import { verdictsOf } from './verdicts.ts';
import type { VerifierReport } from './verifier-report.ts';
import type { VerifyOptions } from './verifier-run.ts';
import { runVerifier, silently } from './verifier-run.ts';

const isKept = ({ errors, pendingErrors }: VerifierReport): boolean => errors.length + pendingErrors.length === 0;

/**
 * What the Verifier reports of interactions that nobody answers: all that was promised, status and body. Its report of a
 * wrong answer tells only where that differs.
 */
const reportUnanswered = async (
  { reach, options: means }: Session,
  options: VerifyOptions,
): Promise<{ readonly unanswered?: VerifierReport }> => {
  const result = await runVerifier(newSession(reach, undefined, means), silently(options));
  return 'trouble' in result ? {} : { unanswered: result.report };
};

/** Why the target cannot be asked at all; `undefined` if it answers, whatever it says. */
const unreachable = async ({ target, send }: Reach): Promise<string | undefined> => {
  const { origin, path } = partsOf(target.url);
  const { failure } = await send({
    operation: '',
    as: NOBODY,
    method: 'GET',
    origin,
    path: path || '/',
    headers: [],
  });
  return failure === undefined || failure.kind === 'broken'
    ? undefined
    : `the target does not answer: ${failure.message}`;
};

/** What is known of the pacts; or why there is nothing to be verified, or nobody to be asked. */
const ready = async (reach: Reach, { source, version, waiting, signal, embedded }: VerifyOptions) => {
  const trouble = await unreachable(reach);
  return trouble === undefined ? foresee(source, version, waiting, signal, embedded) : { trouble };
};

const eventsFrom = async (
  session: Session,
  custody: Custody,
  { flaws, chosen }: Foreseen,
  options: VerifyOptions,
): Promise<readonly RunEvent[]> => {
  await custody.open();
  const result = await runVerifier(session, silently(options));
  await custody.close();
  if ('trouble' in result) return undetermined(options, result.trouble, custody);
  const { report } = result;
  const silent = isKept(report) ? {} : await reportUnanswered(session, options);
  const verdicts = verdictsOf({ report, ...silent, flaws, chosen }, session, options.source);
  const unpublished = await publishResults({ report, flaws }, verdicts, session, custody, options);
  return eventsOf(verdicts, unpublished, custody, options.spec, options);
};

/** A pact may hold a token of the target's: in a name, or in what it expects. */
const withoutSecrets = (events: readonly RunEvent[], target: Target): readonly RunEvent[] => {
  const { json } = createRedactor(target);
  return events.map((event) => json(event as unknown as Json) as unknown as RunEvent);
};

/**
 * Verifies pacts with Pact's Verifier against a target, and tells it as the events of a run: each interaction is a
 * scenario. A target or a Broker that does not answer, and a pact that cannot be read, leave the run undetermined.
 */
export const verify = async (options: VerifyOptions): Promise<readonly RunEvent[]> => {
  const { target, spec, sender, stranger } = options;
  const reach = { target, spec, send: sender.send };
  const foreseen = await ready(reach, options);
  if ('trouble' in foreseen) return undetermined(options, foreseen.trouble);
  const wanted = [...Object.keys((await loadSituations()).examples), ...foreseen.wanted];
  const means = { wanted, ...(stranger === undefined ? {} : { stranger }) };
  const custody = createCustody(options);
  return withoutSecrets(await eventsFrom(newSession(reach, custody, means), custody, foreseen, options), target);
};
