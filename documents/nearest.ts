import { distance } from 'fastest-levenshtein';

const swap = (word: string, at: number): string =>
  `${word.slice(0, at)}${word[at + 1]}${word[at]}${word.slice(at + 2)}`;

const isSwap = (a: string, b: string): boolean => {
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  return a.length === b.length && at >= 0 && at < a.length - 1 && swap(a, at) === b;
};

/** How many letters were forgotten, added or mistaken; two neighbours in the place of each other are one slip. */
const slips = (a: string, b: string): number => (isSwap(a, b) ? 1 : distance(a, b));

/** Does one slip of the hand make the one word of the other? */
export const isSlip = (word: string, other: string): boolean => slips(word, other) === 1;

/** The candidate that a mistyped word most likely stands for, or `undefined` if none is near enough. */
export const nearest = (word: string, candidates: readonly string[]): string | undefined => {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: { readonly candidate: string; readonly far: number } | undefined;
  for (const candidate of candidates) {
    const far = slips(word.toLowerCase(), candidate.toLowerCase());
    if (far <= limit && (best === undefined || far < best.far)) best = { candidate, far };
  }
  return best?.candidate;
};

/** `Did you mean X?`, or else other words. */
export const meant = (word: string, candidates: readonly string[], otherwise: string): string => {
  const candidate = nearest(word, candidates);
  return candidate === undefined ? otherwise : `Did you mean \`${candidate}\`?`;
};

/** More names than this help nobody. */
const MOST_NAMES = 20;

/** What there is to choose from; `many` if that is too much to be told. */
const choiceOf = (candidates: readonly string[], many: string): string => {
  if (candidates.length === 0) return 'Remove it.';
  return candidates.length > MOST_NAMES ? many : `Known here: ${candidates.map((name) => `\`${name}\``).join(', ')}.`;
};

/** `Did you mean X?`, or else what the choice is. */
export const suggest = (
  word: string,
  candidates: readonly string[],
  many = 'Check its spelling, or remove it.',
): string => meant(word, candidates, choiceOf(candidates, many));
