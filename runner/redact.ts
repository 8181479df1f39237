import { type Part, unescaped } from './escapes.ts';
import { finderOf, SHORTEST } from './finder.ts';
import { type Secret, secretsOf } from './secrets.ts';
import type { Json, Target } from './types.ts';

/** Hides the secrets of a target. One that is shorter than eight characters is hidden only where that is said. */
export type Redactor = {
  /** Is there anything to hide in a text? */
  readonly finds: (text: string) => boolean;
  /** Roles whose token (whole, and long enough not to be found by accident) is in a text, in one of its spellings. */
  readonly rolesIn: (text: string) => readonly string[];
  readonly text: (text: string) => string;
  /** The texts of a JSON value, names of members included. */
  readonly json: (value: Json) => Json;
  /** A header of a request, where even a short token is hidden; before a word its variable is in braces. */
  readonly requestHeader: (value: string) => string;
};

/** The Base64 (RFC 4648) of any text that contains the secret contains one of these; the characters at both ends depend on the neighbours. */
const base64Spellings = (secret: string): readonly string[] =>
  [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const first = Math.ceil((before * 4) / 3);
    const last = Math.floor((bytes.length * 4) / 3);
    return (['base64', 'base64url'] as const).map((alphabet) => bytes.toString(alphabet).slice(first, last));
  });

const spellingsOf = (secret: Secret): readonly Secret[] =>
  [...new Set([secret.text, ...base64Spellings(secret.text)])]
    .filter((text) => text.length >= SHORTEST)
    .map((text) => ({ ...secret, text }));

/** Where a secret stands. */
type Place = Part & { readonly secret: Secret };

const placesOf = (text: string, secret: Secret): readonly Place[] => {
  const places: Place[] = [];
  const { length } = secret.text;
  for (let start = text.indexOf(secret.text); start >= 0; start = text.indexOf(secret.text, start + length))
    places.push({ start, end: start + length, secret });
  return places;
};

/** What is escaped is sought in so many layers: JSON in JSON has two, and a URL in it a third. */
const LAYERS = 3;

/** Says whether a text or what it escapes has what is sought. */
const throughLayers =
  (finds: (text: string) => boolean) =>
  (text: string, layers = LAYERS): boolean => {
    if (finds(text)) return true;
    const plain = layers === 0 ? undefined : unescaped(text);
    return plain !== undefined && throughLayers(finds)(plain.text, layers - 1);
  };

const allPlaces = (text: string, spellings: readonly Secret[], layers = LAYERS): readonly Place[] => {
  const places = spellings.flatMap((one) => placesOf(text, one));
  const plain = layers === 0 ? undefined : unescaped(text);
  if (plain === undefined) return places;
  const hidden = allPlaces(plain.text, spellings, layers - 1);
  return [...places, ...hidden.map((place) => ({ ...place, ...plain.placeOf(place) }))];
};

/** Places that overlap become one, which is that of the longest secret. */
const apart = (places: readonly Place[]): readonly Place[] => {
  const list: Place[] = [];
  for (const place of places.toSorted((one, other) => one.start - other.start)) {
    const last = list.at(-1);
    if (last === undefined || place.start >= last.end) list.push(place);
    else {
      const { secret } = place.secret.text.length > last.secret.text.length ? place : last;
      list[list.length - 1] = { start: last.start, end: Math.max(last.end, place.end), secret };
    }
  }
  return list;
};

/** Writes a stand-in; `next` is the character after it. */
type Write = (standIn: string, next: string | undefined) => string;

const plainly: Write = (standIn) => standIn;

/** In braces, if a shell would take what follows for a part of the name. */
const forShell: Write = (standIn, next = '') => (/\w/.test(next) ? `\${${standIn.slice(1)}}` : standIn);

const rewritten = (text: string, places: readonly Place[], write: Write): string => {
  let shown = '';
  let at = 0;
  for (const { start, end, secret } of apart(places)) {
    shown += text.slice(at, start) + write(secret.standIn, text[end]);
    at = end;
  }
  return shown + text.slice(at);
};

const replaceWord = (text: string, { text: word, standIn }: Secret): string =>
  text.replaceAll(new RegExp(`(?<![\\w$])${word.replace(/\W/g, '\\$&')}(?!\\w)`, 'g'), () => standIn);

/** The same for every text of a JSON value, names of members included. */
const throughout = (value: Json, change: (text: string) => string): Json => {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => throughout(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [change(name), throughout(member, change)]));
};

/**
 * A redactor for every secret of a target: each is found as it is, as it is spelled in Base64, and where JSON, a URL or
 * HTML escapes any of that.
 */
export const createRedactor = (target: Target): Redactor => {
  const secrets = secretsOf(target);
  const spellings = secrets.flatMap(spellingsOf);
  /** These are found in ordinary text by accident: hiding them would spoil answers and accuse servers. */
  const short = secrets.filter((secret) => secret.text.length < SHORTEST);
  const finds = throughLayers(finderOf(spellings.map(({ text }) => text)));
  const hide = (value: string, write: Write): string =>
    finds(value) ? rewritten(value, allPlaces(value, spellings), write) : value;
  const text = (value: string): string => hide(value, plainly);
  /** The headers of a run's requests are few, and nearly all of them hold a token. */
  const headers = new Map<string, string>();
  const requestHeader = (value: string): string => {
    const shown = headers.get(value) ?? short.reduce(replaceWord, hide(value, forShell));
    headers.set(value, shown);
    return shown;
  };
  const rolesIn = (value: string): readonly string[] =>
    finds(value) ? [...new Set(allPlaces(value, spellings).flatMap(({ secret: { role } }) => role ?? []))] : [];
  return { finds: (value) => finds(value), rolesIn, text, json: (value) => throughout(value, text), requestHeader };
};
