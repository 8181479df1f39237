import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorldOptions } from '../runner/create-world.ts';
import { createRedactor } from '../runner/redact.ts';
import { type Json, NOBODY, type RunEvent, type Target } from '../runner/types.ts';
import type { Session } from './attempts.ts';
import { leave, newSession } from './attempts.ts';
import type { Waiting } from './broker-access.ts';
import { askBroker } from './broker-access.ts';
import { type Custody, createCustody } from './custody.ts';
import { openDoor } from './door.ts';
import type { Circumstances } from './events.ts';
import { eventsOf, undetermined } from './events.ts';
import type { Reach } from './exchanges.ts';
import { partsOf } from './exchanges.ts';
import { runPact } from './pact-binary.ts';
import { loadSituations } from './situations.ts';
import type { Verdict } from './verdicts.ts';
import { verdictsOf } from './verdicts.ts';
import type { ProviderVersion, Source } from './verifier-command.ts';
import { verifierArgs, verifierEnv } from './verifier-command.ts';
import type { VerifierReport } from './verifier-report.ts';

export type VerifyOptions = Omit<Reach, 'send'> &
  Circumstances &
  WorldOptions & {
    readonly source: Source;
    readonly version: ProviderVersion;
    /** Role of bearers that name no role of the target. */
    readonly stranger?: string;
    readonly waiting: Waiting;
    readonly signal?: AbortSignal;
  };

/** What the Verifier reported, or why it did not. `unpublished`: why the Broker did not take the results. */
type Result = { readonly report: VerifierReport; readonly unpublished?: string } | { readonly trouble: string };

/** The Verifier tells only in its log that the results were not published, and passes all the same. */
const UNPUBLISHED = /Publishing of verification results failed with an error: (.*)/;

const inFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'pact-verification-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const throughDoor = async (
  session: Session,
  { source, version, signal }: VerifyOptions,
  folder: string,
): Promise<Result> => {
  const file = join(folder, 'report.json');
  const door = await openDoor(session);
  try {
    const { stdout, stderr } = await runPact(verifierArgs(source, version, door, file), {
      env: verifierEnv(source, door),
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await readFile(file, 'utf8').catch(() => undefined);
    const said = `${stderr}${stdout}`.trim();
    if (text === undefined) return { trouble: `Pact's Verifier did not run: ${said}` };
    const [, unpublished] = UNPUBLISHED.exec(said) ?? [];
    const report = JSON.parse(text) as VerifierReport;
    return unpublished === undefined ? { report } : { report, unpublished };
  } finally {
    await door.close();
    // What an interaction that was cut off had set up or created.
    await leave(session);
  }
};

const runVerifier = async (session: Session, options: VerifyOptions): Promise<Result> => {
  try {
    return await inFolder((folder) => throughDoor(session, options, folder));
  } catch (error) {
    if (options.signal?.aborted === true) return { trouble: 'stopped' };
    return { trouble: `Pact's Verifier did not run: ${error instanceof Error ? error.message : String(error)}` };
  }
};

const isKept = ({ errors, pendingErrors }: VerifierReport): boolean => errors.length + pendingErrors.length === 0;

/** The same without publishing anything. */
const silently = ({ version: { publishAs: _unpublished, ...version }, ...options }: VerifyOptions): VerifyOptions => ({
  ...options,
  version,
});

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
const publishResults = async (
  report: VerifierReport,
  verdicts: readonly Verdict[],
  session: Session,
  custody: Custody,
  options: VerifyOptions,
): Promise<string | undefined> => {
  if (options.version.publishAs === undefined) return undefined;
  if (!isCertain(verdicts, session, custody)) return IN_DOUBT;
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

const unready = async (reach: Reach, { source, waiting }: VerifyOptions): Promise<string | undefined> =>
  (await unreachable(reach)) ?? (source.from === 'files' ? undefined : askBroker(source.broker, waiting));

const eventsFrom = async (session: Session, custody: Custody, options: VerifyOptions): Promise<readonly RunEvent[]> => {
  await custody.open();
  const result = await runVerifier(session, silently(options));
  await custody.close();
  if ('trouble' in result) return undetermined(options, result.trouble, custody);
  const { report } = result;
  const silent = isKept(report) ? {} : await reportUnanswered(session, options);
  const verdicts = verdictsOf({ report, ...silent }, session, options.source);
  const unpublished = await publishResults(report, verdicts, session, custody, options);
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
  const trouble = await unready(reach, options);
  if (trouble !== undefined) return undetermined(options, trouble);
  const files = options.source.from === 'files' ? options.source.files : [];
  const wanted = [...Object.keys((await loadSituations()).examples), ...files.flatMap((file) => file.wanted)];
  const means = { wanted, ...(stranger === undefined ? {} : { stranger }) };
  const custody = createCustody(options);
  return withoutSecrets(await eventsFrom(newSession(reach, custody, means), custody, options), target);
};
