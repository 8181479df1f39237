import { describe, expect, it } from 'vitest';
import { prove } from '../../proof/rounds.ts';
import type { Catalogue, Trial, TrialResult } from '../../proof/types.ts';
import { proofText, summaryOf } from '../../reporters/matrix-summary.ts';

/** Scenario → the requirements it names, and the faults that it shows. */
type Suite = Readonly<
  Record<string, { readonly names: readonly string[]; readonly shows: readonly string[]; readonly skipped?: true }>
>;

const about = { tool: { name: 'katapult-conformance', version: '0.0.0' }, seed: 's', profiles: ['documented'] };

const catalogueOf = (requirements: Readonly<Record<string, string>>): Catalogue => ({
  faults: Object.entries(requirements).map(([id, requirement]) => ({
    id,
    class: 'pool',
    text: `${id} is wrong.`,
    requirement,
    profiles: ['documented'],
    deterministic: true,
    verdict: 'failed',
  })),
  variations: [],
});

/** Tries trials on a server that is made up, and notes which scenarios each fault met. */
const laboratory = (suite: Suite, { faults }: Catalogue) => {
  const met: Record<string, string[]> = {};
  const tried: Trial[] = [];
  const tryOne = (trial: Trial): TrialResult => {
    tried.push(trial);
    const ids = Object.keys(suite).filter((id) => trial.only?.includes(id) ?? true);
    if (trial.kind === 'fault') met[trial.id] = [...(met[trial.id] ?? []), ...ids];
    const broken = faults.filter(({ id }) => id === trial.id).map(({ requirement }) => requirement);
    const scenarios = ids.map((id) => {
      const shows = [trial.id, ...(trial.beside ?? [])].some((one) => suite[id]?.shows.includes(one));
      const status = suite[id]?.skipped ? ('skipped' as const) : shows ? ('failed' as const) : ('passed' as const);
      return { id, status, requirements: suite[id]?.names ?? [], broken, reason: '', requests: 1 };
    });
    const verdict = scenarios.some(({ status }) => status === 'failed') ? 'broken' : 'conformant';
    return { ...trial, verdict, scenarios, inFlight: 0 };
  };
  return { met, tried, tryAll: async (trials: readonly Trial[]) => trials.map(tryOne) };
};

const proved = async (suite: Suite, requirements: Readonly<Record<string, string>>, full = false) => {
  const catalogue = catalogueOf(requirements);
  const { met, tryAll } = laboratory(suite, catalogue);
  return { met, matrix: await prove({ catalogue, about, tryAll, full }) };
};

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `f${n + 1}`);

describe('a proof in rounds', () => {
  it('lets a fault meet the scenarios of the requirement it breaks, and no others if they catch it', async () => {
    const suite = { a: { names: ['A'], shows: ['f'] }, b: { names: ['B'], shows: ['g'] } };
    const { met, matrix } = await proved(suite, { f: 'A', g: 'B' });
    expect(met).toEqual({ f: ['a'], g: ['b'] });
    expect(matrix.proved).toBe(true);
  });

  it('lets a fault that survives meet every scenario', async () => {
    const suite = { a: { names: ['A'], shows: ['f'] }, b: { names: ['B'], shows: ['f'] } };
    const { met, matrix } = await proved(suite, { f: 'A', g: 'A' });
    expect(met.g).toEqual(['a', 'a', 'b']);
    expect(matrix.faults.map(({ id, killed }) => [id, killed])).toEqual([
      ['f', true],
      ['g', false],
    ]);
  });

  it('lets a scenario that is idle meet fault after fault until it shows one', async () => {
    const faults = numbered(40);
    const suite = { a: { names: ['A'], shows: faults }, idle: { names: ['B'], shows: ['f17'] } };
    const { met, matrix } = await proved(suite, Object.fromEntries(faults.map((id) => [id, 'A'])));
    expect(faults.filter((id) => met[id]?.includes('idle'))).toEqual(numbered(32));
    expect(matrix.scenarios).toMatchObject([{ id: 'a' }, { id: 'idle', kills: ['documented/f17'] }]);
  });

  it('calls a scenario idle only after it met every fault', async () => {
    const faults = numbered(40);
    const suite = { a: { names: ['A'], shows: faults }, idle: { names: ['B'], shows: [] } };
    const { met, matrix } = await proved(suite, Object.fromEntries(faults.map((id) => [id, 'A'])));
    expect(faults.filter((id) => met[id]?.includes('idle'))).toEqual(faults);
    expect(matrix.proved).toBe(false);
  });

  it('tries variations together, and one by one if together they are accused', async () => {
    const suite = { a: { names: ['A'], shows: ['f', 'odd'] } };
    const variations = ['one', 'two', 'odd', 'even', 'single'].map((id) => ({
      id,
      text: id,
      profiles: ['documented'],
    }));
    const together = [
      ['one', 'two'],
      ['odd', 'even'],
    ];
    const catalogue = { ...catalogueOf({ f: 'A' }), variations, together };
    const { tried, tryAll } = laboratory(suite, catalogue);
    const matrix = await prove({ catalogue, about, tryAll, full: false });
    expect(tried.filter(({ kind }) => kind === 'variation').map(({ id, beside }) => [id, ...(beside ?? [])])).toEqual([
      ['one', 'two'],
      ['odd', 'even'],
      ['single'],
      ['odd'],
      ['even'],
    ]);
    expect(matrix.variations.map(({ id, trials, accusers }) => [id, trials, accusers.length])).toEqual([
      ['one', 1, 0],
      ['two', 1, 0],
      ['odd', 1, 1],
      ['even', 1, 0],
      ['single', 1, 0],
    ]);
  });

  it('tries what is skipped neither with fault after fault nor with one variation after the other', async () => {
    const suite: Suite = { a: { names: ['A'], shows: ['f'] }, skipped: { names: ['B'], shows: [], skipped: true } };
    const variations = ['one', 'two'].map((id) => ({ id, text: id, profiles: ['documented'] }));
    const catalogue = { ...catalogueOf({ f: 'A' }), variations, together: [['one', 'two']] };
    const { met, tried, tryAll } = laboratory(suite, catalogue);
    const matrix = await prove({ catalogue, about, tryAll, full: false });
    expect(met).toEqual({ f: ['a'] });
    expect(tried.filter(({ kind }) => kind === 'variation')).toMatchObject([{ id: 'one', beside: ['two'] }]);
    expect(matrix.proved).toBe(true);
  });

  it('leaves out scenarios that are idle if the catalogue is not meant for them', async () => {
    const suite = { a: { names: ['A'], shows: ['f'] }, idle: { names: ['B'], shows: [] } };
    const catalogue = { ...catalogueOf({ f: 'A' }), partial: true };
    const { met, tryAll } = laboratory(suite, catalogue);
    const matrix = await prove({ catalogue, about, tryAll, full: false });
    expect(met).toEqual({ f: ['a'] });
    expect(matrix).toMatchObject({ proved: true, partial: true, scenarios: [{ id: 'a' }] });
    expect(proofText(matrix, summaryOf(matrix))).toBe(
      'PROVED: every fault is killed, and no correct server is accused',
    );
  });

  it('tells with `full` of every scenario which faults it shows', async () => {
    const suite = { a: { names: ['A'], shows: ['f'] }, b: { names: ['B'], shows: ['f', 'g'] } };
    const { matrix } = await proved(suite, { f: 'A', g: 'B' }, true);
    expect(matrix.faults.map(({ killers }) => killers)).toEqual([['a', 'b'], ['b']]);
  });
});
