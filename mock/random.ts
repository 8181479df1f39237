const ALPHANUMERICS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return value;
};

/**
 * Numbers from 0 to below 1 that follow from the seed alone: FNV-1a of the seed starts a Weyl sequence, whose numbers
 * are mixed as MurmurHash3 mixes its last one.
 */
export const randomFrom = (seed: string): (() => number) => {
  let state = hash(seed);
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 0x1_0000_0000;
  };
};

/** A text of that many letters and digits. */
export const alphanumerics = (random: () => number, length: number): string =>
  Array.from({ length }, () => ALPHANUMERICS.charAt(Math.floor(random() * ALPHANUMERICS.length))).join('');
