import { expect, it } from 'vitest';
import { embeddedTrials, untriedProblems } from '../../proof/embedded.ts';
import { matrixOf } from '../../proof/matrix.ts';

const about = { tool: { name: 'katapult-conformance', version: '0.0.0' }, seed: 's', profiles: ['documented'] };
const catalogue = { faults: [], variations: [] };

it('the embedded server lets every scenario run', async () => {
  const baseline = await embeddedTrials()({ kind: 'baseline', id: '', profile: 'documented', seed: 's' });
  expect(untriedProblems(matrixOf(catalogue, [baseline], about))).toEqual([]);
  const [first, ...rest] = baseline.scenarios;
  if (first === undefined) throw new Error('no scenario');
  const skipped = { ...first, status: 'skipped', skip: ['needs a token'] } as const;
  const lacking = matrixOf(catalogue, [{ ...baseline, scenarios: [skipped, ...rest] }], about);
  expect(untriedProblems(lacking)).toEqual([`Nothing tries '${first.id}' in profile documented: it needs a token.`]);
});
