import { request } from 'undici';
import { PROXIES, proxyOf, withoutProxy } from '../runner/proxies.ts';
import type { JsonObject } from '../runner/types/values.ts';
import { proxyAgent } from '../runner/undici.ts';
import { isRedirect } from './exchanges.ts';

/** A Pact Broker and how to be let in. Credentials come from the environment only. */
export type BrokerAccess = {
  /** Base URL, without credentials. */
  readonly url: string;
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
};

/** Time as it passes while something is awaited; tests replace it. */
export type Waiting = { readonly sleep: (ms: number) => Promise<void> };

/** Pauses between attempts to reach the Broker, in milliseconds. */
const PAUSES = [500, 1000, 2000, 4000];

/** How often Pact's command line repeats a request after a status of 500 and more, 408 or 429; it pauses as PAUSES does. */
const RETRIES = String(PAUSES.length);

/** Longest wait for one answer of the Broker, in milliseconds. */
const TIMEOUT_MS = 10_000;

/** Pact's command line reads these variables otherwise than `proxyOf`: it is to go the way that `askBroker` goes. */
const wayTo = (url: URL, hosts: readonly string[]): Readonly<Record<string, string>> => {
  const proxy = proxyOf(url);
  if (proxy === undefined) return withoutProxy(url.hostname.replace(/^\[(.*)\]$/, '$1'), ...hosts);
  const names = PROXIES.filter((name) => name.toLowerCase() === `${url.protocol.slice(0, -1)}_proxy`);
  return { ...withoutProxy(...hosts), ...Object.fromEntries(names.map((name) => [name, proxy.address])) };
};

/** The variables by which Pact's command line is let in; it asks no proxy for `hosts`. */
export const brokerEnv = (
  { url, token, username, password }: BrokerAccess,
  ...hosts: readonly string[]
): Readonly<Record<string, string>> => ({
  PACT_BROKER_HTTP_RETRIES: RETRIES,
  ...wayTo(new URL(url), hosts),
  ...(token === undefined ? {} : { PACT_BROKER_TOKEN: token }),
  ...(username === undefined ? {} : { PACT_BROKER_USERNAME: username }),
  ...(password === undefined ? {} : { PACT_BROKER_PASSWORD: password }),
});

const authorizationOf = ({ token, username, password }: BrokerAccess): string | undefined => {
  if (token !== undefined) return `Bearer ${token}`;
  return username === undefined
    ? undefined
    : `Basic ${Buffer.from(`${username}:${password ?? ''}`, 'utf8').toString('base64')}`;
};

/** What a Broker is asked: a GET, or a POST of a body. */
export type Question = { readonly url: string; readonly body?: JsonObject };

/** Why nothing is known. `refused`: the Broker cannot do what it is asked, and says so. */
export type Trouble = { readonly trouble: string; readonly refused?: boolean };

/** What a Broker answers, or why it does not. */
export type Reply = { readonly text: string } | Trouble;

/** `again`: another attempt may be answered. */
type Asked = { readonly reply: Reply; readonly again: boolean };

type Answer = { readonly status: number; readonly text: string; readonly location?: string };

/** A proxy of the environment is asked where there is one, as Pact's command line does. */
const exchange = async (broker: BrokerAccess, { url, body }: Question, signal?: AbortSignal): Promise<Answer> => {
  const authorization = authorizationOf(broker);
  const proxy = proxyOf(new URL(url));
  const dispatcher = proxy === undefined ? undefined : proxyAgent({ uri: proxy.address, proxyTunnel: false });
  try {
    const answer = await request(url, {
      ...(dispatcher === undefined ? {} : { dispatcher }),
      ...(signal === undefined ? {} : { signal }),
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: {
        accept: 'application/hal+json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(authorization === undefined ? {} : { authorization }),
      },
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    const { location } = answer.headers;
    const text = await answer.body.text();
    return { status: answer.statusCode, text, ...(typeof location === 'string' ? { location } : {}) };
  } finally {
    await dispatcher?.destroy();
  }
};

/** So many times a Broker may send on to another address of its own. */
const MOST_REDIRECTS = 3;

/** Sends on within the Broker only: nobody else is sent its credentials. */
const follow = async (
  broker: BrokerAccess,
  question: Question,
  signal: AbortSignal | undefined,
  most = MOST_REDIRECTS,
): Promise<Answer> => {
  const answer = await exchange(broker, question, signal);
  const { location } = answer;
  if (!isRedirect(answer) || location === undefined || most === 0 || !URL.canParse(location, question.url))
    return answer;
  const to = new URL(location, question.url);
  if (to.origin !== new URL(question.url).origin) return answer;
  return follow(broker, { ...question, url: to.href }, signal, most - 1);
};

const unreachable = ({ url }: BrokerAccess, code: string): string => {
  const proxy = proxyOf(new URL(url));
  const by = proxy === undefined ? '' : ` The environment variable ${proxy.variable} names a proxy for it.`;
  return `the Broker at ${url} does not answer (${code}): is its address right, and is it running?${by}`;
};

const REFUSAL = 'set PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD';

/** After these another attempt may succeed, as after a status of 500 and more. */
const BUSY = [408, 429];

/** What a Broker cannot do: understand what it is asked, or find it. */
const REFUSED = [400, 404, 405, 422];

const read = (broker: BrokerAccess, { url }: Question, answer: Answer): Asked => {
  const { status, text, location } = answer;
  if (status === 401 || status === 403)
    return { reply: { trouble: `the Broker refuses the credentials (${status}): ${REFUSAL}` }, again: false };
  if (isRedirect(answer) && location !== undefined)
    return { reply: { trouble: `the Broker sends on to ${location}: is that its address?` }, again: false };
  if (status < 400) return { reply: { text }, again: false };
  const to = url === broker.url ? '' : ` to a request for ${url}`;
  const again = status >= 500 || BUSY.includes(status);
  return { reply: { trouble: `the Broker answers ${status}${to}`, refused: REFUSED.includes(status) }, again };
};

const ask = async (broker: BrokerAccess, question: Question, signal?: AbortSignal): Promise<Asked> => {
  try {
    return read(broker, question, await follow(broker, question, signal));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    return { reply: { trouble: unreachable(broker, code) }, again: true };
  }
};

/** Asks a Broker; one that is briefly away is asked again a few times, unless the signal is aborted. */
export const inquire = async (
  broker: BrokerAccess,
  question: Question,
  { sleep }: Waiting,
  signal?: AbortSignal,
): Promise<Reply> => {
  for (const pause of PAUSES) {
    const { reply, again } = await ask(broker, question, signal);
    if (signal?.aborted === true) return { trouble: 'stopped' };
    if (!again) return reply;
    await sleep(pause);
  }
  return (await ask(broker, question, signal)).reply;
};

/**
 * Why the Broker cannot be used, after a few attempts; `undefined` if it can. Pact's command line reports wrong credentials
 * as "no pacts found", and gives up at once, or only after minutes, where nobody listens.
 */
export const askBroker = async (broker: BrokerAccess, waiting: Waiting): Promise<string | undefined> => {
  const reply = await inquire(broker, { url: broker.url }, waiting);
  return 'trouble' in reply ? reply.trouble : undefined;
};
