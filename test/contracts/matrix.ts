import { ask, enter, leave, newSession } from '../../contracts/attempts.ts';
import { createCustody } from '../../contracts/custody.ts';
import type { Interaction } from '../../contracts/interactions.ts';
import { interactionsOf } from '../../contracts/interactions.ts';
import { loadContract } from '../../contracts/load-contract.ts';
import { withRoles } from '../../contracts/roles.ts';
import { subjectOf } from '../../contracts/schemas.ts';
import { loadSituations } from '../../contracts/situations.ts';
import { startMock } from '../../mock/start.ts';
import type { Fault, Variation } from '../../mock/types.ts';
import { systemClock } from '../../runner/clock.ts';
import { createSend } from '../../runner/send.ts';
import type { Report } from '../../runner/types/report.ts';
import { NOBODY, type Target } from '../../runner/types/target.ts';
import type { Description } from '../../spec/load.ts';
import { loadDescription } from '../../spec/load.ts';
import { outcomes, UNHURRIED, verifiedFiles } from './helpers.ts';

/** The interactions of the client's contract in one profile. */
export type Contracted = { readonly description: Description; readonly interactions: readonly Interaction[] };

export const contractedIn = async (profile: string): Promise<Contracted> => {
  const [documented, live, situations] = await Promise.all([
    loadDescription({ profile: 'documented' }),
    loadDescription({ profile: 'live' }),
    loadSituations(),
  ]);
  const contract = await loadContract(undefined, { documented, live }, situations);
  const description = profile === 'live' ? live : documented;
  return { description, interactions: interactionsOf(contract, description, situations).interactions };
};

/** What a target answers to each interaction, asked directly: status, content type and body. */
export const replay = async (target: Target, { description, interactions }: Contracted): Promise<readonly string[]> => {
  const sender = createSend(target, systemClock);
  const { spec } = description;
  const custody = createCustody({ spec, target, sender, ...UNHURRIED });
  const session = newSession({ target, spec, send: sender.send }, custody, { wanted: [] });
  const { method, path } = subjectOf(description);
  const answers: string[] = [];
  for (const { states, as, request } of interactions) {
    for (const state of states) await enter(session, state);
    const authorization = as === NOBODY ? {} : { authorization: `Bearer ${as}` };
    const headers = { 'content-type': 'application/json', ...authorization };
    const body = Buffer.from(JSON.stringify(withRoles(request, target)));
    const { exchange, trouble } = await ask(session, { method, path, headers, body, isMessage: false });
    const { response } = exchange ?? {};
    const type = response?.headers.find(([name]) => name === 'content-type')?.[1];
    answers.push(JSON.stringify([response?.status, type, response?.text, trouble]));
    await leave(session);
  }
  await sender.close();
  return answers;
};

/** What became of a server's verification. */
export type Trial = {
  readonly id: string;
  readonly verdict: Report['verdict'];
  /** Something was left behind, or may have been. */
  readonly leaves: boolean;
  /** Titles of the interactions that were not kept, each with what was said of it. */
  readonly failed: readonly (readonly [title: string, outcome: string])[];
  /** Does an answer to a request of the contract differ from that of the reference? Known only of what was not caught. */
  readonly differs?: boolean;
};

type Change = { readonly faults?: readonly Fault[]; readonly variations?: readonly Variation[] };

/** Answers of the right server to the interactions of the contract. */
export const referenceOf = (contracted: Contracted): Promise<readonly string[]> =>
  withMock({}, contracted, (target) => replay(target, contracted));

const withMock = async <T>(
  change: Change,
  { description }: Contracted,
  work: (target: Target) => Promise<T>,
): Promise<T> => {
  const mock = await startMock({ profile: description.spec.profile, description, ...change });
  try {
    return await work(mock.target);
  } finally {
    await mock.close();
  }
};

/** Milliseconds until a server is given up which never answers, or not to the end: nothing else is expected of it. */
const IMPATIENT = { connectMs: 2000, headersMs: 300, bodyMs: 300 };

/** Verifies a server that differs from the reference in one way. */
export const tried = async (id: string, change: Change, contracted: Contracted, file: string): Promise<Trial> => {
  const silent = change.faults?.some(({ verdict }) => verdict === 'errored') === true;
  const report = await withMock(change, contracted, (target) =>
    verifiedFiles(silent ? { ...target, timeouts: IMPATIENT } : target, [file], UNHURRIED),
  );
  const failed = Object.entries(outcomes(report)).filter(([, outcome]) => outcome !== 'passed');
  return { id, verdict: report.verdict, leaves: report.leaks.length > 0, failed };
};

/** Tries one fault; where the verification does not see it, the answers are compared with those of the right server. */
export const triedFault = async (
  fault: Fault,
  contracted: Contracted,
  reference: readonly string[],
  file: string,
): Promise<Trial> => {
  const change = { faults: [fault] };
  const trial = await tried(fault.id, change, contracted, file);
  if (trial.verdict !== 'conformant') return trial;
  const answers = await withMock(change, contracted, (target) => replay(target, contracted));
  return { ...trial, differs: answers.some((answer, index) => answer !== reference[index]) };
};

/** Does `work` for each item, so many at one time. */
export const inParallel = async <T, R>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> => {
  const results = new Map<number, R>();
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results.set(next[0], await work(next[1]));
  };
  await Promise.all(Array.from({ length: most }, worker));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
};
