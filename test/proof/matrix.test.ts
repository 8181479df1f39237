import { describe, expect, it } from 'vitest';
import { matrixOf } from '../../proof/matrix.ts';
import type { Catalogue, TrialResult, TrialScenario } from '../../proof/types.ts';
import { about, failing, fault, scenario, trial } from './made-up.ts';

const baseline = trial('baseline', '', [scenario('a'), scenario('b', { requests: 5 })]);
const bothKill = [failing('a'), failing('b')];

describe('a matrix is proved', () => {
  it('when every fault is caught by its requirement, nobody is accused and nothing is idle', () => {
    const catalogue: Catalogue = {
      faults: [fault('f')],
      variations: [{ id: 'v', text: 'v', profiles: ['documented'] }],
    };
    const results = [baseline, trial('fault', 'f', bothKill), trial('variation', 'v', [scenario('a'), scenario('b')])];
    expect(matrixOf(catalogue, results, about).proved).toBe(true);
  });

  const unproved: readonly (readonly [string, Catalogue, readonly TrialResult[]])[] = [
    [
      'a fault survives',
      { faults: [fault('f'), fault('g')], variations: [] },
      [baseline, trial('fault', 'f', bothKill), trial('fault', 'g', [scenario('a'), scenario('b')])],
    ],
    [
      'a fault was not tried',
      { faults: [fault('f'), fault('g')], variations: [] },
      [baseline, trial('fault', 'f', bothKill)],
    ],
    [
      'a fault is caught only by another requirement',
      { faults: [fault('f')], variations: [] },
      [baseline, trial('fault', 'f', [failing('a', ['AUTH-1']), failing('b', ['AUTH-1'])])],
    ],
    [
      'a deterministic fault escapes one of its trials',
      { faults: [fault('f')], variations: [] },
      [baseline, trial('fault', 'f', bothKill), trial('fault', 'f', [scenario('a'), scenario('b')], { seed: 't' })],
    ],
    [
      'a correct server is accused',
      { faults: [fault('f')], variations: [{ id: 'v', text: 'v', profiles: ['documented'] }] },
      [baseline, trial('fault', 'f', bothKill), trial('variation', 'v', [failing('a'), scenario('b')])],
    ],
    [
      'a correct server was not tried',
      { faults: [fault('f')], variations: [{ id: 'v', text: 'v', profiles: ['documented'] }] },
      [baseline, trial('fault', 'f', bothKill)],
    ],
    [
      'a scenario shows no fault',
      { faults: [fault('f')], variations: [] },
      [baseline, trial('fault', 'f', [failing('a'), scenario('b')])],
    ],
    [
      'the right server does not pass',
      { faults: [fault('f')], variations: [] },
      [trial('baseline', '', [scenario('a'), failing('b')]), trial('fault', 'f', bothKill)],
    ],
    ['the right server was not tried', { faults: [fault('f')], variations: [] }, [trial('fault', 'f', bothKill)]],
  ];
  it.each(unproved)('not when %s', (_, catalogue, results) => {
    expect(matrixOf(catalogue, results, about).proved).toBe(false);
  });
});

describe('a fault that needs luck', () => {
  it('counts its trials and is caught once it showed once', () => {
    const catalogue = { faults: [fault('race', { deterministic: false })], variations: [] };
    const results = [
      baseline,
      trial('fault', 'race', [scenario('a'), scenario('b')], { inFlight: 12, seed: 's-1' }),
      trial('fault', 'race', bothKill, { inFlight: 16, seed: 's-2' }),
    ];
    expect(matrixOf(catalogue, results, about).faults).toMatchObject([
      { trials: 2, detected: 1, attributed: 1, inFlight: 16, killed: true },
    ]);
  });
});

describe('a fault that leaves no answer', () => {
  it('is caught when the run comes to no verdict', () => {
    const catalogue = { faults: [fault('hang', { verdict: 'errored' })], variations: [] };
    const errored = scenario('a', { status: 'errored', reason: 'no answer' });
    const row = matrixOf(catalogue, [baseline, trial('fault', 'hang', [errored])], about).faults[0];
    expect(row).toMatchObject({ killed: true, killers: ['a'] });
  });
});

describe('the smallest set', () => {
  const three = [scenario('wide', { requests: 9 }), scenario('cheap'), scenario('rest', { requests: 2 })];
  const catalogue = { faults: ['f', 'g', 'h'].map((id) => fault(id)), variations: [] };
  const results = [
    trial('baseline', '', three),
    trial('fault', 'f', [failing('wide'), failing('cheap')]),
    trial('fault', 'g', [failing('wide')]),
    trial('fault', 'h', [failing('rest')]),
  ];

  it('shows all that is shown, most first, and leaves out what adds nothing', () => {
    expect(matrixOf(catalogue, results, about).smallest).toEqual([
      { scenario: 'wide', requests: 9, killed: 2 },
      { scenario: 'rest', requests: 11, killed: 3 },
    ]);
  });

  it('is for faults that are killed, and not for those that are shown only as the breach of another requirement', () => {
    const elsewhere = trial('fault', 'i', [failing('wide', ['AUTH-1']), failing('cheap', ['AUTH-1'])]);
    const rarely = [trial('fault', 'j', [failing('cheap')]), trial('fault', 'j', three, { seed: 't' })];
    const more = { ...catalogue, faults: [...catalogue.faults, fault('i'), fault('j')] };
    const { smallest, faults } = matrixOf(more, [...results, elsewhere, ...rarely], about);
    expect(smallest.map(({ scenario: id, killed }) => [id, killed])).toEqual([
      ['wide', 2],
      ['rest', 3],
    ]);
    expect(faults.filter(({ killed }) => killed)).toHaveLength(3);
  });

  it('names the scenario that makes another one spare', () => {
    const rows = matrixOf(catalogue, results, about).scenarios;
    expect(rows.map(({ id, coveredBy }) => [id, coveredBy])).toEqual([
      ['cheap', 'wide'],
      ['rest', undefined],
      ['wide', undefined],
    ]);
  });
});

describe('a trial in parts', () => {
  it('is one trial, with the scenarios of all its parts and the worst verdict', () => {
    const catalogue = { faults: [fault('f')], variations: [] };
    const results = [baseline, trial('fault', 'f', [scenario('a')]), trial('fault', 'f', [failing('b')])];
    expect(matrixOf(catalogue, results, about).faults).toMatchObject([{ trials: 1, detected: 1, killers: ['b'] }]);
  });
});

describe('the smallest set and luck', () => {
  const two = [scenario('steady', { requests: 3 }), scenario('lucky')];
  const catalogue = { faults: [fault('f'), fault('race', { deterministic: false })], variations: [] };
  const tried = (...race: readonly TrialScenario[]) => [
    trial('baseline', '', two),
    trial('fault', 'f', [failing('steady'), scenario('lucky')]),
    trial('fault', 'race', race),
  ];

  it('chooses for what needs no luck first, whatever else is shown', () => {
    const results = tried(scenario('steady'), failing('lucky'));
    expect(matrixOf(catalogue, results, about).smallest).toEqual([
      { scenario: 'steady', requests: 3, killed: 1 },
      { scenario: 'lucky', requests: 4, killed: 2 },
    ]);
  });

  it('needs no more for a fault that what is chosen already shows', () => {
    const results = tried(failing('steady'), failing('lucky'));
    expect(matrixOf(catalogue, results, about).smallest).toEqual([{ scenario: 'steady', requests: 3, killed: 2 }]);
  });
});
