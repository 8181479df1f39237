import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorldOptions } from '../runner/create-world.ts';
import type { Session } from './attempts.ts';
import { leave } from './attempts.ts';
import type { Waiting } from './broker-access.ts';
import { openDoor } from './door.ts';
import type { Circumstances } from './events.ts';
import type { Reach } from './exchanges.ts';
import { runPact } from './pact-binary.ts';
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
    /** The target is the embedded provider, of this profile: it keeps no pacts of another one. */
    readonly embedded?: string;
    readonly waiting: Waiting;
    readonly signal?: AbortSignal;
  };

/** What the Verifier reported, or why it did not. `unpublished`: why the Broker did not take the results. */
export type Result = { readonly report: VerifierReport; readonly unpublished?: string } | { readonly trouble: string };

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

/** Runs Pact's Verifier over the pacts, with a door of the session's between it and the target. Never rejects. */
export const runVerifier = async (session: Session, options: VerifyOptions): Promise<Result> => {
  try {
    return await inFolder((folder) => throughDoor(session, options, folder));
  } catch (error) {
    if (options.signal?.aborted === true) return { trouble: 'stopped' };
    return { trouble: `Pact's Verifier did not run: ${error instanceof Error ? error.message : String(error)}` };
  }
};

/** The same without publishing anything. */
export const silently = ({
  version: { publishAs: _unpublished, ...version },
  ...options
}: VerifyOptions): VerifyOptions => ({
  ...options,
  version,
});
