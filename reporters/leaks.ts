import type { Leak } from '../runner/types/run-event.ts';

type Fate = NonNullable<Leak['fate']> | 'left';

const FATES: Readonly<Record<Fate, string>> = {
  left: 'may still exist; release it by hand',
  found: 'was found when the run ended, and given back then',
  theirs: "is somebody else's, and was not touched",
};

export const fateOf = ({ fate }: Leak): Fate => fate ?? 'left';

/** One resource that was not given back as it should be, in a sentence without its period. */
export const leakText = (leak: Leak): string => {
  const of = leak.scenario === '' ? '' : ` of ${leak.scenario}`;
  return `${leak.resource}${of} ${FATES[fateOf(leak)]}: ${leak.reason}`;
};
