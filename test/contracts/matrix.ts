import { ask, enter, leave, newSession } from '../../contracts/attempts.ts';
import { loadContract } from '../../contracts/contract.ts';
import type { Interaction } from '../../contracts/interactions.ts';
import { interactionsOf } from '../../contracts/interactions.ts';
import { withRoles } from '../../contracts/roles.ts';
import { subjectOf } from '../../contracts/schemas.ts';
import { loadSituations, NOBODY } from '../../contracts/situations.ts';
import { startMock } from '../../mock/start.ts';
import type { Fault } from '../../mock/types.ts';
import { systemClock } from '../../runner/clock.ts';
import { createSend } from '../../runner/send.ts';
import type { Target } from '../../runner/types.ts';
import type { Description } from '../../spec/load.ts';
import { loadDescription } from '../../spec/load.ts';
import { outcomes, verifiedFiles } from './helpers.ts';

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
  const session = newSession({ target, spec: description.spec, send: sender.send }, { references: [] });
  const { method, path } = subjectOf(description);
  const answers: string[] = [];
  for (const { states, as, request } of interactions) {
    for (const state of states) await enter(session, state);
    const authorization = as === NOBODY ? {} : { authorization: `Bearer ${as}` };
    const headers = { 'content-type': 'application/json', ...authorization };
    const body = JSON.stringify(withRoles(request, target));
    const { exchange, trouble } = await ask(session, { method, path, headers, body });
    const { response } = exchange ?? {};
    const type = response?.headers.find(([name]) => name === 'content-type')?.[1];
    answers.push(JSON.stringify([response?.status, type, response?.text, trouble]));
    await leave(session);
  }
  await sender.close();
  return answers;
};

/** What one fault does to the contract: the interactions that are answered differently, and those that fail in the Verifier. */
export type Trial = { readonly fault: string; readonly changed: readonly string[]; readonly failed: readonly string[] };

/** Tries one fault. The Verifier is run only if some answer differs from that of the reference. */
export const tried = async (
  fault: Fault,
  contracted: Contracted,
  reference: readonly string[],
  file: string,
): Promise<Trial> => {
  const { description, interactions } = contracted;
  const { profile } = description.spec;
  const start = () => startMock({ profile, description, faults: [fault] });
  const first = await start();
  const answers = await replay(first.target, contracted);
  await first.close();
  const changed = interactions.filter((_, index) => answers[index] !== reference[index]).map((one) => one.description);
  if (changed.length === 0) return { fault: fault.id, changed, failed: [] };
  const second = await start();
  const found = outcomes(await verifiedFiles(second.target, [file]));
  await second.close();
  const failed = Object.entries(found).filter(([, outcome]) => outcome !== 'passed');
  return { fault: fault.id, changed, failed: failed.map(([title]) => title) };
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
