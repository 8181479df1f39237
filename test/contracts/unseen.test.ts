import { expect, it } from 'vitest';
import { FAULTS } from '../../mock/faults/catalogue.ts';
import type { Trial } from './matrix.ts';
import { disagreements, flawsOf } from './unseen.ts';

const [first, second, third] = FAULTS.filter(
  ({ profiles, verdict }) => profiles.length === 2 && verdict === 'failed',
).map(({ id }) => id);
const silent = FAULTS.find(({ verdict }) => verdict === 'errored')?.id ?? '';
const [one = '', two = '', three = ''] = [first, second, third];

const table = [
  { reason: 'r', answers: 'same', faults: [one] },
  { reason: 'r', answers: 'different', profile: 'live', faults: [two] },
] as const;

const caught = (id: string, verdict: Trial['verdict'] = 'broken', leaves = false): Trial => ({
  id,
  verdict,
  leaves,
  failed: [['a', 'failed']],
});
const unseen = (id: string, differs: boolean): Trial => ({
  id,
  verdict: 'conformant',
  leaves: false,
  failed: [],
  differs,
});

it.each<[string, readonly Trial[], readonly string[]]>([
  ['as the table says', [unseen(one, false), unseen(two, true), caught(three), caught(silent, 'undetermined')], []],
  ['listed and caught', [caught(one)], [`${one}: is listed as not seen, and is: a,failed`]],
  ['not listed and not caught', [unseen(three, true)], [`${three}: is not seen, and not listed (different answers)`]],
  ['listed with the wrong answers', [unseen(one, true)], [`${one}: its answers are not same`]],
  ['seen by what is left behind', [caught(three, 'undetermined', true)], []],
  ['left in doubt', [caught(three, 'undetermined')], [`${three}: nobody knows: a,failed`]],
])('faults that are %s', (_, trials, wanted) => {
  expect(disagreements(trials, table, FAULTS, 'live')).toEqual(wanted);
});

it('a fault that is listed for another profile is not listed', () => {
  expect(disagreements([unseen(two, true)], table, FAULTS, 'documented')).toHaveLength(1);
});

it('a table may not name what there is not, nor anything twice', () => {
  expect(flawsOf(table, FAULTS, ['documented', 'live'])).toEqual([]);
  expect(
    flawsOf([...table, { reason: 'r', answers: 'same', faults: [two, 'gone'] }], FAULTS, ['documented', 'live']),
  ).toEqual(['gone: there is no such fault', `${two}: listed twice, profile live`]);
});
