import { type Part, unescaped } from './escapes.ts';
import { finderOf, SHORTEST, type Wanted } from './finder.ts';
import type { Secret } from './secrets.ts';

/** One way to write a secret. */
export type Spelling = Secret & Wanted;

/** Where a secret stands. */
export type Place = Part & { readonly spelling: Spelling };

/** From this length on a secret is known in any case: a shorter one may be a word that begins a sentence elsewhere. */
const SHORTEST_IN_ANY_CASE = 12;

/** The Base64 (RFC 4648) of any text that contains the secret contains one of these; the characters at both ends depend on the neighbours. */
const base64Spellings = (secret: string): readonly string[] =>
  [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const first = Math.ceil((before * 4) / 3);
    const last = Math.floor((bytes.length * 4) / 3);
    return (['base64', 'base64url'] as const).map((alphabet) => bytes.toString(alphabet).slice(first, last));
  });

/** A secret in any case, if it has this many characters. */
export const inAnyCase = (secret: Secret, least = SHORTEST_IN_ANY_CASE): readonly Spelling[] =>
  secret.text.length < least ? [] : [{ ...secret, text: secret.text.toLowerCase(), anyCase: true }];

/** What is looked for where a secret may be: itself, its Base64, and itself in any case. */
export const spellingsOf = (secret: Secret): readonly Spelling[] => {
  const exact = [...new Set([secret.text, ...base64Spellings(secret.text)])]
    .filter((text) => text.length >= SHORTEST)
    .map((text) => ({ ...secret, text, anyCase: false }));
  return [...exact, ...inAnyCase(secret)];
};

/** What is escaped is sought in so many layers: JSON in JSON has two, and a URL in it a third. */
const LAYERS = 3;

/** Says whether one of the spellings stands in a text, or in what it escapes. */
export const finder = (spellings: readonly Spelling[]): ((text: string) => boolean) => {
  const finds = finderOf(spellings);
  const through = (text: string, layers: number): boolean => {
    if (finds(text)) return true;
    const plain = layers === 0 ? undefined : unescaped(text);
    return plain !== undefined && through(plain.text, layers - 1);
  };
  return (text) => through(text, LAYERS);
};

const pattern = ({ text, anyCase }: Spelling): RegExp => new RegExp(text.replace(/\W/g, '\\$&'), anyCase ? 'gi' : 'g');

/** Every place of a text where one of the spellings stands, escaped or not. */
export const placesIn = (text: string, spellings: readonly Spelling[], layers = LAYERS): readonly Place[] => {
  const places = spellings.flatMap((spelling) =>
    Array.from(
      text.matchAll(pattern(spelling)),
      ({ index }): Place => ({
        start: index,
        end: index + spelling.text.length,
        spelling,
      }),
    ),
  );
  const plain = layers === 0 ? undefined : unescaped(text);
  if (plain === undefined) return places;
  const hidden = placesIn(plain.text, spellings, layers - 1);
  return [...places, ...hidden.map((place) => ({ ...place, ...plain.placeOf(place) }))];
};

/** Is one of these spellings to be preferred to another: is it longer, or as long and more exact? */
const isCloser = (one: Spelling, other: Spelling): boolean =>
  one.text.length > other.text.length || (one.text.length === other.text.length && other.anyCase && !one.anyCase);

/** Places that overlap become one, which is that of the closest spelling. */
export const apart = (places: readonly Place[]): readonly Place[] => {
  const list: Place[] = [];
  for (const place of places.toSorted((one, other) => one.start - other.start)) {
    const last = list.at(-1);
    if (last === undefined || place.start >= last.end) list.push(place);
    else {
      const { spelling } = isCloser(place.spelling, last.spelling) ? place : last;
      list[list.length - 1] = { start: last.start, end: Math.max(last.end, place.end), spelling };
    }
  }
  return list;
};

/** How many characters at the end of a text are the first ones of a spelling. */
const begun = (text: string, { text: spelling, anyCase }: Spelling): number => {
  const end = anyCase ? text.slice(-spelling.length).toLowerCase() : text;
  for (let length = spelling.length; length >= SHORTEST; length--)
    if (end.endsWith(spelling.slice(0, length))) return length;
  return 0;
};

/** Where a text ends with `SHORTEST` or more of the first characters of a spelling, escaped or not. */
export const tailOf = (text: string, spellings: readonly Spelling[], layers = LAYERS): Place | undefined => {
  const end = text.length;
  const tails = spellings.map((spelling): Place => ({ start: end - begun(text, spelling), end, spelling }));
  const longest = tails.toSorted((one, other) => one.start - other.start)[0];
  if (longest !== undefined && longest.start < end) return longest;
  const plain = layers === 0 ? undefined : unescaped(text);
  const tail = plain === undefined ? undefined : tailOf(plain.text, spellings, layers - 1);
  return plain === undefined || tail === undefined ? undefined : { ...tail, ...plain.placeOf(tail) };
};
