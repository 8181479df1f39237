import { keyOf } from '../reporters/matrix-summary.ts';
import type { Matrix } from '../reporters/matrix-types.ts';

/**
 * What is wrong with a smoke set, as sentences: scenarios that are not there, killed faults that it does not show. Who shows a fault that
 * needs luck is luck too: it plays no part.
 */
export const smokeProblems = (matrix: Matrix, smoke: readonly string[]): readonly string[] => {
  const rows = new Map(matrix.scenarios.map((row) => [row.id, row]));
  const shown = new Set(smoke.flatMap((id) => rows.get(id)?.kills ?? []));
  const missing = smoke.filter((id) => !rows.has(id)).map((id) => `The smoke set names '${id}', which is no scenario.`);
  const unseen = matrix.faults
    .filter(({ killed, deterministic }) => deterministic && killed)
    .map(keyOf)
    .filter((kill) => !shown.has(kill));
  return unseen.length === 0 ? missing : [...missing, `The smoke set does not show: ${unseen.join(', ')}.`];
};
