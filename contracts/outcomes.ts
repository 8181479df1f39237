import { bytesOf } from '../runner/capture.ts';
import { unpacked } from '../runner/packed.ts';
import { amid } from '../runner/states.ts';
import type { Finding, Outcome } from '../runner/types/finding.ts';
import type { Json, Place } from '../runner/types/values.ts';
import type { Attempt } from './attempts.ts';
import { isRedirect, isUnreadable, LOCATION } from './exchanges.ts';
import type { Promised } from './promised.ts';
import { isUnusable } from './unusable.ts';
import type { Mismatch, Verified } from './verifier-report.ts';

const shown = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));

const whereOf = ({ type, path, key }: Mismatch): string => {
  if (key !== undefined) return `header ${key}`;
  return path ?? (type === 'StatusMismatch' ? 'status' : 'answer');
};

/** Step that the exchange of an interaction belongs to. */
export const STEP = 'request';

const finding = (place: Place, parts: Pick<Finding, 'message' | 'expected' | 'actual' | 'requirements'>): Finding => ({
  check: 'pact',
  severity: 'failure',
  ...parts,
  step: STEP,
  exchange: 0,
  place,
});

const findingOf = (mismatch: Mismatch, place: Place, { requirementsOf }: Promised): Finding =>
  finding(place, {
    requirements: requirementsOf(mismatch),
    message: `${whereOf(mismatch)}: ${mismatch.mismatch}`,
    expected: shown(mismatch.expected),
    actual: shown(mismatch.actual),
  });

const broken = (message: string, place: Place, { whole }: Promised): Outcome => ({
  status: 'failed',
  findings: [finding(place, { requirements: whole, message, expected: 'a complete answer', actual: message })],
});

const CONTENT_TYPE = 'content-type';

const REDIRECT = 'the Verifier follows redirects, so where this one leads to was kept from it';

/** Why the Verifier can read no body, if it cannot: without a type, which was kept from it, it reads as whatever a body looks like. */
const untyped = ({ exchange }: Attempt): string | undefined =>
  exchange?.response !== undefined && exchange.response.text !== '' && isUnreadable(exchange.response, CONTENT_TYPE)
    ? `the answer's header ${CONTENT_TYPE} holds more than ASCII, so the Verifier cannot tell how to read its body`
    : undefined;

/** Why a part of the answer was kept from the Verifier, if it was. */
const hiddenBy = ({ type, key }: Mismatch, attempt: Attempt): string | undefined => {
  const { response } = attempt.exchange ?? {};
  const name = key?.toLowerCase() ?? '';
  if (response === undefined) return undefined;
  if (type.startsWith('Body')) return untyped(attempt);
  if (name === LOCATION && isRedirect(response)) return REDIRECT;
  return isUnreadable(response, name)
    ? `the answer's header ${key} holds more than ASCII, which the Verifier cannot read`
    : undefined;
};

/** What the Verifier saw there was the name of the variable in the place of the token. */
const isToken = ({ actual }: Mismatch, { exchange }: Attempt): boolean =>
  (exchange?.tokenEchoes ?? []).length > 0 && /\$\w/.test(shown(actual));

const TOKEN = 'the answer repeats the token, which was kept from the Verifier';

const EXCUSED =
  'the target gave an answer that any may have to give for a time, which proves nothing unless a provider state brought it about';

const unsent = ({ failure }: Verified): string =>
  `the Verifier did not send the request${failure?.type === 'error' ? `: ${failure.message}` : ''}`;

/** Why nobody can read a body that is not packed as it says; the Verifier reads on where it does not know the packing. */
const miscoded = ({ exchange }: Attempt): string | undefined => {
  const { response } = exchange ?? {};
  const bytes = response && bytesOf(response);
  return bytes && unpacked(response.headers, bytes).problem;
};

/** What was kept, unless there is a reason why that proves nothing. */
const passedBut = (reason: string | undefined): Outcome =>
  reason === undefined ? { status: 'passed', warnings: [] } : { status: 'errored', reason };

const messagesOf = (findings: readonly Finding[]): string => findings.map(({ message }) => message).join('; ');

/** What the target did wrong, or why nobody knows. */
const verdictOn = (verified: Verified, attempt: Attempt | undefined, place: Place, promised: Promised): Outcome => {
  const { failure } = verified;
  if (attempt === undefined) return { status: 'errored', reason: unsent(verified) };
  if (attempt.trouble !== undefined) return { status: 'errored', reason: attempt.trouble };
  const problem = miscoded(attempt);
  if (problem !== undefined && failure?.type !== 'mismatches')
    return broken(`the body cannot be read: ${problem}`, place, promised);
  if (failure === undefined) return passedBut(untyped(attempt));
  if (failure.type === 'error') return { status: 'errored', reason: failure.message };
  const hidden = failure.mismatches.flatMap((mismatch) => hiddenBy(mismatch, attempt) ?? []);
  const open = failure.mismatches.filter((mismatch) => hiddenBy(mismatch, attempt) === undefined);
  const told = open.filter((mismatch) => !isToken(mismatch, attempt));
  if (told.length === 0) return { status: 'errored', reason: open.length === 0 ? (hidden[0] ?? TOKEN) : TOKEN };
  const known = told.filter((mismatch) => !isUnusable(mismatch));
  if (known.length === 0) return { status: 'errored', reason: `the pact cannot be used: ${told[0]?.mismatch}` };
  if (promised.excused) return { status: 'errored', reason: EXCUSED };
  const incomplete = attempt.exchange?.failure;
  if (incomplete !== undefined) return broken(incomplete.message, place, promised);
  const findings = known.map((mismatch) => findingOf(mismatch, place, promised));
  return attempt.unsettled === undefined
    ? { status: 'failed', findings }
    : { status: 'errored', reason: amid(attempt.unsettled, messagesOf(findings)) };
};

/** An interaction whose state stays in force is not known to be kept; that it is broken is known all the same. */
const tidied = (outcome: Outcome, stuck: string | undefined): Outcome => {
  if (stuck === undefined) return outcome;
  if (outcome.status === 'failed') return { ...outcome, problems: [stuck] };
  return { status: 'errored', reason: 'reason' in outcome ? `${outcome.reason}; ${stuck}` : stuck };
};

/**
 * The verdict on one interaction; `stuck` says why a state of it could not be taken back. What is pending neither fails a
 * verification nor leaves it undetermined.
 */
export const outcomeOf = (
  verified: Verified,
  attempt: Attempt | undefined,
  place: Place,
  promised: Promised,
  stuck?: string,
): Outcome => {
  const outcome = tidied(verdictOn(verified, attempt, place, promised), stuck);
  if (!verified.pending) return outcome;
  if (outcome.status === 'errored')
    return { status: 'skipped', reason: `pending, and not verified: ${outcome.reason}` };
  if (outcome.status !== 'failed') return outcome;
  const why = [messagesOf(outcome.findings), ...(outcome.problems ?? [])].join('; ');
  return { status: 'skipped', reason: `pending, and not kept yet: ${why}` };
};
