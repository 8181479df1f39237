import type { Command } from 'commander';
import type { BrokerAccess } from '../contracts/broker-access.ts';
import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import { redactorOf } from '../runner/redact.ts';
import { basicSecrets, proxySecrets } from '../runner/secrets.ts';
import { optionProblem } from './exit.ts';
import { given } from './inputs.ts';
import { addRepeatable } from './repeatable.ts';
import { proxyProblems } from './target.ts';

/** Options that name a Pact Broker. */
export type BrokerFlags = { readonly broker?: string };

const OPTION = '--broker';

export const addBrokerOption = (command: Command): Command =>
  command.option(
    `${OPTION} <url>`,
    'Pact Broker (default: $PACT_BROKER_BASE_URL); let in by $PACT_BROKER_TOKEN, or $PACT_BROKER_USERNAME and $PACT_BROKER_PASSWORD',
  );

const VARIABLE = 'PACT_BROKER_BASE_URL';

/** The Broker that an option or the environment names. */
export const brokerUrl = ({ broker }: BrokerFlags): string | undefined =>
  broker ?? (process.env[VARIABLE] || undefined);

/** An address would show credentials in reports and in the list of processes. */
export const credentialsProblems = (place: string, what: string, url: string): readonly Problem[] => {
  const { username, password } = new URL(url);
  if (username === '' && password === '') return [];
  return [
    optionProblem(
      place,
      `the address of the ${what} holds credentials`,
      'Set PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD.',
    ),
  ];
};

const urlProblems = ({ broker }: BrokerFlags, text: string): readonly Problem[] => {
  const place = broker === undefined ? VARIABLE : OPTION;
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    return [
      optionProblem(
        place,
        'the address of the Broker is no http or https URL',
        'Write it as https://broker.example.net.',
      ),
    ];
  return credentialsProblems(place, 'Broker', text);
};

/** The environment variables that let in at a Broker. */
const CREDENTIALS = ['PACT_BROKER_TOKEN', 'PACT_BROKER_USERNAME', 'PACT_BROKER_PASSWORD'] as const;

/** A token is sent in a header as it is; a blank or a line end was copied along. */
const credentialProblems = (): readonly Problem[] =>
  CREDENTIALS.flatMap((name) => {
    const value = process.env[name] ?? '';
    const wrong = name === 'PACT_BROKER_TOKEN' ? /[^\x21-\x7e]/.test(value) : /^\s|\s$/.test(value);
    const fact = 'it holds a blank, a line end or another character that no header can carry';
    return wrong ? [optionProblem(name, fact, 'Set the variable anew.')] : [];
  });

/** Of both kinds at once nobody knows which was meant; half a pair is hardly meant at all. */
const pairProblems = (): readonly Problem[] => {
  const [token, username, password] = CREDENTIALS.map((name) => (process.env[name] ?? '') !== '');
  if (token === true && (username === true || password === true)) {
    const fact = 'a token and a user name are set, and only one of them can let in';
    return [optionProblem('PACT_BROKER_TOKEN', fact, 'Unset PACT_BROKER_TOKEN, or the other two.')];
  }
  if (username === password) return [];
  const missing = username === true ? 'PACT_BROKER_PASSWORD' : 'PACT_BROKER_USERNAME';
  return [optionProblem(missing, 'a user name lets in only with a password', 'Set both, or neither.')];
};

/** The Broker and the credentials of the environment. Throws an `InputError`. */
export const readBroker = (flags: BrokerFlags): BrokerAccess => {
  const url = brokerUrl(flags);
  if (url === undefined)
    throw new InputError([optionProblem(OPTION, 'no Broker is named', `Name one, or set ${VARIABLE}.`)]);
  const wrong = urlProblems(flags, url);
  const problems = [...(wrong.length === 0 ? proxyProblems(url) : wrong), ...credentialProblems(), ...pairProblems()];
  if (problems.length > 0) throw new InputError(problems);
  const { PACT_BROKER_TOKEN, PACT_BROKER_USERNAME, PACT_BROKER_PASSWORD } = process.env;
  return PACT_BROKER_TOKEN
    ? { url, token: PACT_BROKER_TOKEN }
    : {
        url,
        ...given('username', PACT_BROKER_USERNAME || undefined),
        ...given('password', PACT_BROKER_PASSWORD || undefined),
      };
};

/** Hides what lets in at a Broker, or at a proxy before it, in a text that cites them; so may the query of an address. */
export const brokerHider = (
  { url, token = '', username, password }: BrokerAccess,
  pactUrl = '',
): ((text: string) => string) =>
  redactorOf([
    ...[url, pactUrl].flatMap((one) => (URL.canParse(one) ? [{ text: new URL(one).search, standIn: '?...' }] : [])),
    { text: token, standIn: '$PACT_BROKER_TOKEN' },
    ...(password === undefined ? [] : basicSecrets(`${username ?? ''}:${password}`, '$PACT_BROKER_CREDENTIALS')),
    ...proxySecrets(process.env),
  ]).message;

/** Options that say which version of a participant is meant. */
export type VersionFlags = {
  readonly branch?: string;
  readonly versionTag?: readonly string[];
  readonly buildUrl?: string;
};

export const addVersionOptions = (command: Command): Command =>
  addRepeatable(
    command.option('--branch <name>', "branch of the version (default: git's)"),
    '--version-tag <name>',
    'tag of the version',
  ).option('--build-url <url>', 'page of the build');

/** What is known of a version; `version` is absent if neither an option nor git names it. */
export type Version = {
  readonly version?: string;
  readonly branch?: string;
  readonly tags: readonly string[];
  readonly buildUrl?: string;
};

/** Which version is meant: the one that is named, or else the commit that is checked out. */
export const readVersion = async (
  version: string | undefined,
  { branch, versionTag = [], buildUrl }: VersionFlags,
): Promise<Version> => {
  const { readHead } = await import('../contracts/git.ts');
  const head = await readHead();
  return {
    tags: versionTag,
    ...given('version', version ?? head.commit),
    ...given('branch', branch ?? head.branch),
    ...given('buildUrl', buildUrl),
  };
};

/** The version's name. Throws an `InputError` that tells to give it by `option`. */
export const versionName = ({ version }: Version, option: string): string => {
  if (version !== undefined) return version;
  throw new InputError([optionProblem(option, 'no version is given, and git knows none here', 'Name the version.')]);
};
