/** Shortest text that is looked for. */
export const SHORTEST = 8;

const pairAt = (text: string, index: number): number =>
  ((text.charCodeAt(index - 1) & 127) << 7) | (text.charCodeAt(index) & 127);

/**
 * Says whether a text contains any of these, each of at least `SHORTEST` characters. Every answer is searched, so this skips
 * ahead as Wu and Manber do: two characters that stand nowhere in the first `SHORTEST` of them rule out all the places that
 * hold them.
 */
export const finderOf = (wanted: readonly string[]): ((text: string) => boolean) => {
  const last = SHORTEST - 1;
  const skip = new Uint8Array(1 << 14).fill(last);
  for (const one of wanted)
    for (let index = 1; index <= last; index++) {
      const pair = pairAt(one, index);
      skip[pair] = Math.min(skip[pair] ?? 0, last - index);
    }
  return (text) => {
    for (let index = last; index < text.length; ) {
      const ahead = skip[pairAt(text, index)] ?? 0;
      if (ahead === 0 && wanted.some((one) => text.startsWith(one, index - last))) return true;
      index += ahead === 0 ? 1 : ahead;
    }
    return false;
  };
};
