import { decoded } from './links.ts';
import { PROXIES } from './proxies.ts';
import { likenessesOf } from './tokens.ts';
import type { Credential, Target } from './types/target.ts';

/** A text that nobody may see; only tokens have a role, and what is nearly a token has not. */
export type Secret = {
  readonly text: string;
  readonly role?: string;
  /** What is shown instead. */
  readonly standIn: string;
};

/** What stands for a token in everything that is shown: `$VARIABLE`, as a shell would read it. */
const standInOf = ({ role, variable }: Credential): string => {
  const name = variable === '' ? `${role.toUpperCase()}_TOKEN` : variable;
  return name.startsWith('$') ? name : `$${name}`;
};

const tokenSecrets = (token: Credential): readonly Secret[] => [
  { text: token.secret, role: token.role, standIn: standInOf(token) },
  ...likenessesOf(token).map(({ name, text }) => ({ text, standIn: `${standInOf(token)}_${name.toUpperCase()}` })),
];

/** A user's name and password as one text, and what else is secret of them (RFC 7617). */
export const basicSecrets = (pair: string, standIn: string): readonly Secret[] => [
  { text: pair, standIn },
  { text: Buffer.from(pair).toString('base64'), standIn },
  { text: pair.slice(pair.indexOf(':') + 1), standIn: standIn.replace(/_CREDENTIALS$|$/, '_PASSWORD') },
];

/** What is secret in the value of an `Authorization` header besides the whole. */
const credentialsIn = (value: string, header: string): readonly Secret[] => {
  const [, scheme = '', credentials = ''] = /^(\S+)\s+(.*)$/.exec(value) ?? [];
  const standIn = `${header}_CREDENTIALS`;
  const bare = { text: credentials, standIn };
  return /^basic$/i.test(scheme)
    ? [bare, ...basicSecrets(Buffer.from(credentials, 'base64').toString('utf8'), standIn)]
    : [bare];
};

/** Headers whose values answers have too: hiding these would spoil answers. */
const HARMLESS = /^(accept|content)(-|$)|^user-agent$/i;

const headerSecrets = ([name, text]: readonly [string, string]): readonly Secret[] => {
  if (HARMLESS.test(name)) return [];
  const standIn = `$STATES_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
  return [{ text, standIn }, ...(/^(proxy-)?authorization$/i.test(name) ? credentialsIn(text, standIn) : [])];
};

const statesSecrets = ({ states }: Target): readonly Secret[] => [
  ...Object.entries(states?.variables ?? {}).flatMap(([name, text]) =>
    [...new Set([text, decoded(text)])].map((one) => ({ text: one, standIn: `$${name}` })),
  ),
  ...Object.entries(states?.headers ?? {}).flatMap(headerSecrets),
];

/** What a report of a target tells, and its answers hold: no secret, wherever else it is used. */
const toldOpenly = ({ url, profile, roles }: Target): readonly string[] =>
  [url, profile, ...Object.values(roles).flatMap((kind) => Object.values(kind).flatMap(Object.values<string>))].map(
    (text) => text.toLowerCase(),
  );

/** A name is told from ordinary text by its length alone. */
const SHORTEST_NAME = 12;

/** What lets in at the proxies that these environment variables name. */
export const proxySecrets = (env: Readonly<Record<string, string | undefined>>): readonly Secret[] =>
  PROXIES.flatMap((variable) => {
    const proxy = env[variable] ?? '';
    const { username, password } = URL.canParse(proxy) ? new URL(proxy) : { username: '', password: '' };
    if (username === '' && password === '') return [];
    const name = decoded(username);
    return [
      ...basicSecrets(`${name}:${decoded(password)}`, `$${variable}_CREDENTIALS`),
      ...(name.length < SHORTEST_NAME ? [] : [{ text: name, standIn: `$${variable}_USER` }]),
    ];
  });

/** Every secret of a target, and others that lead to it. */
export const secretsOf = (target: Target, others: readonly Secret[] = []): readonly Secret[] => {
  const open = toldOpenly(target);
  return [
    ...Object.values(target.tokens).flatMap(tokenSecrets),
    ...[...statesSecrets(target), ...others].filter(
      ({ text }) => !open.some((told) => told.includes(text.toLowerCase())),
    ),
  ];
};
