import { distance } from 'fastest-levenshtein';

/** The candidate that a mistyped word most likely stands for, or `undefined` if none is near enough. */
export const nearest = (word: string, candidates: readonly string[]): string | undefined => {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: { readonly candidate: string; readonly far: number } | undefined;
  for (const candidate of candidates) {
    const far = distance(word.toLowerCase(), candidate.toLowerCase());
    if (far <= limit && (best === undefined || far < best.far)) best = { candidate, far };
  }
  return best?.candidate;
};

/** More names than this help nobody. */
const MOST_NAMES = 20;

/** `Did you mean X?`, or else what the choice is. */
export const suggest = (word: string, candidates: readonly string[]): string => {
  const candidate = nearest(word, candidates);
  if (candidate !== undefined) return `Did you mean \`${candidate}\`?`;
  if (candidates.length === 0) return 'Remove it.';
  if (candidates.length > MOST_NAMES) return 'Check its spelling, or remove it.';
  return `Known here: ${candidates.map((name) => `\`${name}\``).join(', ')}.`;
};
