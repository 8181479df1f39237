import { request } from 'undici';
import { PROXIES, proxyOf, withoutProxy } from '../runner/proxies.ts';
import { proxyAgent } from '../runner/undici.ts';

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

type Asked = { readonly trouble?: string; readonly again: boolean };

/** Answers the status. A proxy of the environment is asked where there is one, as Pact's command line does. */
const statusOf = async (broker: BrokerAccess): Promise<number> => {
  const authorization = authorizationOf(broker);
  const proxy = proxyOf(new URL(broker.url));
  const dispatcher = proxy === undefined ? undefined : proxyAgent({ uri: proxy.address, proxyTunnel: false });
  try {
    const { statusCode, body } = await request(broker.url, {
      ...(dispatcher === undefined ? {} : { dispatcher }),
      headers: { accept: 'application/hal+json', ...(authorization === undefined ? {} : { authorization }) },
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    await body.dump();
    return statusCode;
  } finally {
    await dispatcher?.destroy();
  }
};

const unreachable = ({ url }: BrokerAccess, code: string): string => {
  const proxy = proxyOf(new URL(url));
  const by = proxy === undefined ? '' : ` The environment variable ${proxy.variable} names a proxy for it.`;
  return `the Broker at ${url} does not answer (${code}): is its address right, and is it running?${by}`;
};

const ask = async (broker: BrokerAccess): Promise<Asked> => {
  try {
    const statusCode = await statusOf(broker);
    if (statusCode === 401 || statusCode === 403)
      return {
        trouble: `the Broker refuses the credentials (${statusCode}): set PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD`,
        again: false,
      };
    if (statusCode >= 400) return { trouble: `the Broker answers ${statusCode}`, again: statusCode >= 500 };
    return { again: false };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    return { trouble: unreachable(broker, code), again: true };
  }
};

/**
 * Why the Broker cannot be used, after a few attempts; `undefined` if it can. Pact's command line reports wrong credentials
 * as "no pacts found", and gives up at once, or only after minutes, where nobody listens.
 */
export const askBroker = async (broker: BrokerAccess, { sleep }: Waiting): Promise<string | undefined> => {
  for (const pause of PAUSES) {
    const { trouble, again } = await ask(broker);
    if (!again) return trouble;
    await sleep(pause);
  }
  return (await ask(broker)).trouble;
};
