import { expect, it } from 'vitest';
import { smokeProblems } from '../../proof/smoke.ts';
import { matrices } from '../reporters/one-of-every-fault.ts';

it('a smoke set shows every fault that is killed, as the smallest set does, but for those that need luck', () => {
  const { scenarios, ...rest } = matrices.everything;
  const vip = { id: 'success/vip', profiles: ['documented'], requests: 3, kills: ['documented/label-leaks'] };
  const matrix = { ...rest, scenarios: [...scenarios, vip] };
  expect(smokeProblems(matrix, ['authentication/none', 'success/ipv4'])).toEqual([]);
  expect(smokeProblems(matrix, ['authentication/none', 'success/none'])).toEqual([
    "The smoke set names 'success/none', which is no scenario.",
    'The smoke set does not show: documented/connection-reset.',
  ]);
});
