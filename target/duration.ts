import { durationRule } from './bounds.ts';

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** Milliseconds that a text such as `200ms`, `5s` or `1m` stands for, or `undefined` if it is no duration, or too long. */
export const millisecondsOf = (text: string): number | undefined => {
  const [, digits, unit = ''] = /^(\d+)(ms|s|m)$/.exec(text) ?? [];
  const milliseconds = MILLISECONDS[unit];
  return milliseconds === undefined || !durationRule.pattern.test(text) ? undefined : Number(digits) * milliseconds;
};
