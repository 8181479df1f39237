const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** Milliseconds that a text such as `200ms`, `5s` or `1m` stands for, or `undefined` if it is no duration. */
export const millisecondsOf = (text: string): number | undefined => {
  const match = /^([1-9][0-9]{0,5})(ms|s|m)$/.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
};
