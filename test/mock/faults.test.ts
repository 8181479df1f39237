import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../mock/faults/catalogue.ts';
import { describedBy, PROFILES } from './support.ts';

const repeated = (values: readonly string[]): readonly string[] =>
  values.filter((value, index) => values.indexOf(value) !== index);

describe('the catalogue of faults', () => {
  it('has at least 110 faults, each with an id and a sentence of its own', () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(110);
    expect(repeated(FAULTS.map(({ id }) => id))).toEqual([]);
    expect(repeated(FAULTS.map(({ text }) => text))).toEqual([]);
    for (const { id, text } of FAULTS) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(text).toMatch(/^[A-Za-z].*\.$/);
    }
  });

  it.each(PROFILES)('names requirements that exist in the profiles it names: %s', async (profile) => {
    const { spec } = await describedBy(profile);
    const known = new Set(spec.requirements.map(({ id }) => id));
    const unknown = FAULTS.filter((fault) => fault.profiles.includes(profile) && !known.has(fault.requirement));
    expect(unknown.map(({ id, requirement }) => `${id}: ${requirement}`)).toEqual([]);
  });
});
