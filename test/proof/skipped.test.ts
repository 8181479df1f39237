import { describe, expect, it } from 'vitest';
import { matrixOf } from '../../proof/matrix.ts';
import type { Catalogue } from '../../proof/types.ts';
import { about, failing, fault, scenario, trial } from './made-up.ts';

const bothKill = [failing('a'), failing('b')];

describe('a scenario that was skipped', () => {
  const skipped = (id: string) => scenario(id, { status: 'skipped', skip: ['needs a token'], requests: 0 });
  const catalogue: Catalogue = {
    faults: [fault('f')],
    variations: [{ id: 'v', text: 'v', profiles: ['documented'] }],
  };
  const three = [scenario('a'), scenario('b', { requests: 5 }), skipped('c')];
  const right = [trial('baseline', '', three), trial('variation', 'v', three)];

  it('accuses nobody, is listed as not tried, and is no scenario that shows nothing', () => {
    const matrix = matrixOf(catalogue, [...right, trial('fault', 'f', [...bothKill, skipped('c')])], about);
    expect(matrix.variations).toMatchObject([{ id: 'v', trials: 1, accusers: [] }]);
    expect(matrix.untried).toEqual([{ scenario: 'c', profile: 'documented', needs: ['needs a token'] }]);
    expect(matrix.scenarios.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(matrix).toMatchObject({ tried: 2, proved: true });
  });

  it('leaves those that failed or errored to accuse', () => {
    const errored = scenario('a', { status: 'errored', reason: 'no answer' });
    const odd = trial('variation', 'v', [errored, failing('b'), skipped('c')]);
    const { variations } = matrixOf(catalogue, [trial('baseline', '', three), odd], about);
    expect(variations[0]?.accusers.map((accuser) => accuser.scenario)).toEqual(['a', 'b']);
  });

  it('proves nothing where no other was tried', () => {
    const none = [skipped('a'), skipped('b')];
    const results = [trial('baseline', '', none), trial('variation', 'v', none)];
    const hang = { faults: [fault('hang', { verdict: 'errored' })], variations: catalogue.variations };
    const matrix = matrixOf(hang, [...results, trial('fault', 'hang', none, { verdict: 'undetermined' })], about);
    expect(matrix).toMatchObject({ tried: 0, proved: false, faults: [{ trials: 0 }], variations: [{ trials: 0 }] });
    expect(matrixOf({ faults: [], variations: [] }, results, about).proved).toBe(false);
  });
});
