import { SHORTEST } from './finder.ts';
import { type Secret, secretsOf } from './secrets.ts';
import { apart, finder, inAnyCase, type Place, placesIn, type Spelling, spellingsOf, tailOf } from './spellings.ts';
import type { Target } from './types/target.ts';
import type { Json } from './types/values.ts';

/** Hides secrets in texts of one kind. */
type Search = {
  /** Is there anything to hide in a text? */
  readonly finds: (text: string) => boolean;
  /** Roles whose token (whole, and long enough not to be found by accident) is in a text, in one of its spellings. */
  readonly rolesIn: (text: string) => readonly string[];
  readonly text: (text: string) => string;
};

/** Hides the secrets of a target. */
export type Redactor = Search & {
  /** The texts of a JSON value, names of members included. */
  readonly json: (value: Json) => Json;
  /** A text that broke off, perhaps in a secret: what there is of it is hidden too. */
  readonly broken: (text: string) => string;
  /** For names of headers: they are the same in any case. */
  readonly name: Search;
  /** A message, which nothing judges: even a short secret is hidden, as a word. */
  readonly message: (text: string) => string;
  /** A header of a request, where even a short token is hidden; before a word its variable is in braces. */
  readonly requestHeader: (value: string) => string;
};

/** Writes a stand-in; `next` is the character after it. */
type Write = (standIn: string, next: string | undefined) => string;

const plainly: Write = (standIn) => standIn;

/** In braces, if a shell would take what follows for a part of the name. */
const forShell: Write = (standIn, next = '') => (/\w/.test(next) ? `\${${standIn.slice(1)}}` : standIn);

const rewritten = (text: string, places: readonly Place[], write: Write): string => {
  let shown = '';
  let at = 0;
  for (const { start, end, spelling } of places) {
    shown += text.slice(at, start) + write(spelling.standIn, text[end]);
    at = end;
  }
  return shown + text.slice(at);
};

type Rewriting = Search & { readonly hide: (text: string, write: Write) => string };

/** `isToken`: is it really the token that is spelled so? */
const searchFor = (spellings: readonly Spelling[], isToken: (spelling: Spelling) => boolean): Rewriting => {
  const finds = finder(spellings);
  const hide = (text: string, write: Write): string =>
    finds(text) ? rewritten(text, apart(placesIn(text, spellings)), write) : text;
  const rolesIn = (text: string): readonly string[] => {
    const found = finds(text) ? placesIn(text, spellings).map(({ spelling }) => spelling) : [];
    return [...new Set(found.filter(isToken).flatMap(({ role }) => role ?? []))];
  };
  return { finds, hide, rolesIn, text: (text) => hide(text, plainly) };
};

/** More texts than this are not remembered: a server may make up names without end. */
const MOST_KNOWN = 1000;

/** The same for texts that come again and again. */
const ofFewTexts = (search: Search): Search => {
  const known = new Map<string, boolean>();
  const finds = (text: string): boolean => {
    const found = known.get(text) ?? search.finds(text);
    if (known.size < MOST_KNOWN) known.set(text, found);
    return found;
  };
  return { ...search, finds };
};

/** An escape that is not whole, at the end of a text. */
const HALF_AN_ESCAPE = /(?:\\+(?:u[0-9a-f]{0,3})?|%(?:25)*[0-9a-f]?|&#?\w{0,6})$/i;

const withoutTail = (text: string, spellings: readonly Spelling[]): string => {
  const end = text.slice(-32).replace(HALF_AN_ESCAPE, '');
  const tail = tailOf(text.slice(0, -32) + end, spellings);
  return tail === undefined ? text : text.slice(0, tail.start) + tail.spelling.standIn;
};

const replaceWord = (text: string, { text: word, standIn }: Secret): string =>
  text.replaceAll(new RegExp(`(?<![\\w$])${word.replace(/\W/g, '\\$&')}(?!\\w)`, 'g'), () => standIn);

/** The value with each of its texts changed, names of members included. */
const throughout = (value: Json, change: (text: string) => string): Json => {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => throughout(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [change(name), throughout(member, change)]));
};

/**
 * A redactor for secrets: each is found as it is, in letters of another case, as it is spelled in Base64, and where JSON, a
 * URL or HTML escapes any of that.
 */
export const redactorOf = (given: readonly Secret[]): Redactor => {
  const secrets = given.filter(({ text }) => text !== '');
  const spellings = secrets.flatMap(spellingsOf);
  // A short one is found in ordinary text by accident: hiding it there would spoil answers and accuse servers.
  const short = secrets.filter((secret) => secret.text.length < SHORTEST);
  // In letters of another case it may be no token.
  const { hide, ...search } = searchFor(spellings, ({ anyCase }) => !anyCase);
  /** The headers of a run's requests are few, and nearly all of them hold a token. */
  const headers = new Map<string, string>();
  return {
    ...search,
    json: (value) => throughout(value, search.text),
    broken: (text) => withoutTail(search.text(text), spellings),
    name: ofFewTexts(
      searchFor(
        secrets.flatMap((secret) => inAnyCase(secret, SHORTEST)),
        () => true,
      ),
    ),
    message: (text) => short.reduce(replaceWord, search.text(text)),
    requestHeader: (value) => {
      const shown = headers.get(value) ?? short.reduce(replaceWord, hide(value, forShell));
      headers.set(value, shown);
      return shown;
    },
  };
};

/** A redactor for every secret of a target, and for others that lead to it. */
export const createRedactor = (target: Target, others: readonly Secret[] = []): Redactor =>
  redactorOf(secretsOf(target, others));
