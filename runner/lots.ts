import type { Lot, Step } from './types/scenario.ts';

/** What a step sends: its own request, then those that are sent among it; nothing if it changes a state. */
export const lotsOf = (step: Step): readonly Lot[] => (step.kind === 'request' ? [step, ...(step.among ?? [])] : []);
