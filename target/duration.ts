/** Milliseconds of each unit, and most of it, as `target.schema.json` says: far below 2^31 ms, beyond which a timer ends at once. */
const UNITS: Readonly<Record<string, readonly [milliseconds: number, most: number]>> = {
  ms: [1, 999_999],
  s: [1000, 9999],
  m: [60_000, 99],
};

/** Milliseconds that a text such as `200ms`, `5s` or `1m` stands for, or `undefined` if it is no duration, or too long. */
export const millisecondsOf = (text: string): number | undefined => {
  const [, digits, unit = ''] = /^([1-9][0-9]{0,5})(ms|s|m)$/.exec(text) ?? [];
  const [milliseconds, most] = UNITS[unit] ?? [0, 0];
  const number = Number(digits);
  return number <= most ? number * milliseconds : undefined;
};
