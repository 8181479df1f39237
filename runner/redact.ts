import { likenessesOf } from './tokens.ts';
import type { Credential, Json, Target } from './types.ts';

/**
 * Shortest secret that is looked for in bodies and answers. A shorter one is found in ordinary text by accident, so that
 * hiding it would spoil answers and accuse servers; it is still hidden in the headers of requests.
 */
const SHORTEST = 8;

/** Hides the secrets of a target. */
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

/** What stands for a token in everything that is shown: `$VARIABLE`, as a shell would read it. */
export const standInOf = ({ role, variable }: Credential): string => {
  const name = variable === '' ? `${role.toUpperCase()}_TOKEN` : variable;
  return name.startsWith('$') ? name : `$${name}`;
};

/** The Base64 (RFC 4648) of any text that contains the secret contains one of these; the characters at both ends depend on the neighbours. */
const base64Spellings = (secret: string): readonly string[] =>
  [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const first = Math.ceil((before * 4) / 3);
    const last = Math.floor((bytes.length * 4) / 3);
    return (['base64', 'base64url'] as const).map((alphabet) => bytes.toString(alphabet).slice(first, last));
  });

const spellingsOf = (secret: string): readonly string[] => {
  const json = JSON.stringify(secret).slice(1, -1);
  const all = [
    secret,
    json,
    json.replaceAll('/', '\\/'),
    encodeURIComponent(secret),
    encodeURIComponent(secret).replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase()),
    ...base64Spellings(secret),
  ];
  return [...new Set(all)].filter((spelling) => spelling.length >= SHORTEST);
};

/** A secret in one of its spellings; only tokens have a role, and what is nearly a token has not. */
type Spelling = { readonly text: string; readonly role?: string; readonly standIn: string };

const secretsOf = ({ tokens, states }: Target): readonly Spelling[] => [
  ...Object.values(tokens).flatMap((one) => [
    { text: one.secret, role: one.role, standIn: standInOf(one) },
    ...likenessesOf(one).map(({ name, text }) => ({ text, standIn: `${standInOf(one)}_${name.toUpperCase()}` })),
  ]),
  ...Object.entries(states?.headers ?? {}).map(([name, text]) => ({
    text,
    standIn: `$STATES_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`,
  })),
];

const longestFirst = (one: Spelling, other: Spelling): number => other.text.length - one.text.length;

const pairAt = (text: string, index: number): number =>
  ((text.charCodeAt(index - 1) & 127) << 7) | (text.charCodeAt(index) & 127);

/**
 * Says whether a text contains any of the spellings. Every answer is searched, so this skips ahead as Wu and Manber do: two
 * characters that stand nowhere in the first `SHORTEST` of a spelling rule out all the places that hold them.
 */
const finderOf = (spellings: readonly Spelling[]): ((text: string) => boolean) => {
  const last = SHORTEST - 1;
  const skip = new Uint8Array(1 << 14).fill(last);
  for (const { text } of spellings)
    for (let index = 1; index <= last; index++) {
      const pair = pairAt(text, index);
      skip[pair] = Math.min(skip[pair] ?? 0, last - index);
    }
  return (text) => {
    for (let index = last; index < text.length; ) {
      const ahead = skip[pairAt(text, index)] ?? 0;
      if (ahead === 0 && spellings.some((one) => text.startsWith(one.text, index - last))) return true;
      index += ahead === 0 ? 1 : ahead;
    }
    return false;
  };
};

/** Writes a stand-in; `next` is the character after it. */
type Write = (standIn: string, next: string | undefined) => string;

const plainly: Write = (standIn) => standIn;

/** In braces, if a shell would take what follows for a part of the name. */
const forShell: Write = (standIn, next = '') => (/\w/.test(next) ? `\${${standIn.slice(1)}}` : standIn);

const replaceAll = (text: string, spellings: readonly Spelling[], write: Write): string =>
  spellings.reduce(
    (rest, { text: spelling, standIn }) =>
      rest.replaceAll(spelling, (_, at: number) => write(standIn, rest[at + spelling.length])),
    text,
  );

const replaceWord = (text: string, { text: word, standIn }: Spelling): string =>
  text.replaceAll(new RegExp(`(?<![\\w$])${word.replace(/\W/g, '\\$&')}(?!\\w)`, 'g'), () => standIn);

/**
 * A redactor for every secret of a target: each is found as it is, and as it is spelled in JSON, in URLs and in Base64.
 */
export const createRedactor = (target: Target): Redactor => {
  const secrets = secretsOf(target);
  const spellings = secrets
    .filter((secret) => secret.text.length >= SHORTEST)
    .flatMap((secret) => spellingsOf(secret.text).map((text) => ({ ...secret, text })))
    .sort(longestFirst);
  const short = secrets.filter((secret) => secret.text.length < SHORTEST);
  const finds = finderOf(spellings);
  const hide = (value: string, write: Write): string => (finds(value) ? replaceAll(value, spellings, write) : value);
  const text = (value: string): string => hide(value, plainly);
  /** The headers of a run's requests are few, and nearly all of them hold a token. */
  const headers = new Map<string, string>();
  const requestHeader = (value: string): string => {
    const shown = headers.get(value) ?? short.reduce(replaceWord, hide(value, forShell));
    headers.set(value, shown);
    return shown;
  };
  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(json);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [text(name), json(member)]));
  };
  return {
    finds,
    rolesIn: (value) => [
      ...new Set(spellings.flatMap(({ text, role }) => (role !== undefined && value.includes(text) ? [role] : []))),
    ],
    text,
    json,
    requestHeader,
  };
};
