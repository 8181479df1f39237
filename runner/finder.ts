/** Shortest text that is looked for. */
export const SHORTEST = 8;

/** A text that is looked for; one in any case is in small letters. */
export type Wanted = { readonly text: string; readonly anyCase: boolean };

const pair = (before: number, code: number): number => ((before & 127) << 7) | (code & 127);

const pairAt = (text: string, index: number): number => pair(text.charCodeAt(index - 1), text.charCodeAt(index));

/** The pair of characters that ends at a place of a wanted text, in every case that it may have. */
const pairsAt = ({ text, anyCase }: Wanted, index: number): readonly number[] => {
  if (!anyCase) return [pairAt(text, index)];
  const cases = (at: number): readonly number[] => {
    const letter = text.charAt(at);
    return [letter.charCodeAt(0), letter.toUpperCase().charCodeAt(0)];
  };
  return cases(index - 1).flatMap((before) => cases(index).map((code) => pair(before, code)));
};

const standsAt = ({ text, anyCase }: Wanted, whole: string, at: number): boolean =>
  anyCase ? whole.slice(at, at + text.length).toLowerCase() === text : whole.startsWith(text, at);

/**
 * Says whether a text contains any of these, each of at least `SHORTEST` characters. Every answer is searched, so this skips
 * ahead as Wu and Manber do: two characters that stand nowhere in the first `SHORTEST` of them rule out all the places that
 * hold them.
 */
export const finderOf = (wanted: readonly Wanted[]): ((text: string) => boolean) => {
  const last = SHORTEST - 1;
  const skip = new Uint8Array(1 << 14).fill(last);
  /** By the pair that ends their first `SHORTEST` characters. */
  const candidates = new Map<number, Wanted[]>();
  for (const one of wanted) {
    for (let index = 1; index <= last; index++)
      for (const found of pairsAt(one, index)) skip[found] = Math.min(skip[found] ?? 0, last - index);
    for (const found of pairsAt(one, last)) candidates.set(found, [...(candidates.get(found) ?? []), one]);
  }
  return (text) => {
    for (let index = last; index < text.length; ) {
      const found = pairAt(text, index);
      const ahead = skip[found] ?? 0;
      if (ahead === 0 && candidates.get(found)?.some((one) => standsAt(one, text, index - last)) === true) return true;
      index += ahead === 0 ? 1 : ahead;
    }
    return false;
  };
};
