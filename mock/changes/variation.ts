import type { Variation } from '../types.ts';
import { DOCUMENTED, LIVE } from './change.ts';

type Entry = Pick<Variation, 'id' | 'text' | 'apply'> & Partial<Pick<Variation, 'profiles'>>;

/** Variations; unless they say otherwise they exist in both profiles. */
export const variationsOf = (entries: readonly Entry[]): readonly Variation[] =>
  entries.map((entry) => ({ profiles: [...DOCUMENTED, ...LIVE], ...entry }));
