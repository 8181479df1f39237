import { devNull } from 'node:os';
import { PROXIES } from '../runner/proxies.ts';
import type { BrokerAccess } from './broker-access.ts';
import { brokerEnv } from './broker-access.ts';
import type { Door } from './door.ts';
import { option } from './pact-binary.ts';
import type { PactFile } from './pact-input.ts';

/** The pacts that a Broker chooses. */
export type BrokerSource = {
  readonly from: 'broker';
  readonly broker: BrokerAccess;
  readonly provider: string;
  /** Consumer version selectors, each the text of a JSON object. */
  readonly selectors: readonly string[];
  readonly pending: boolean;
  /** Date since which work in progress is verified too. */
  readonly wipSince?: string;
};

/** Where the pacts come from. */
export type Source =
  | { readonly from: 'files'; readonly files: readonly PactFile[] }
  | BrokerSource
  /** The one pact that a webhook of the Broker asks for. */
  | { readonly from: 'webhook'; readonly broker: BrokerAccess; readonly provider: string; readonly pactUrl: string };

/** Which version of the provider is verified: pacts are pending for a branch, and results are published for a version. */
export type ProviderVersion = {
  /** Results are published for this version; without it they are not published. */
  readonly publishAs?: string;
  readonly branch?: string;
  readonly tags: readonly string[];
  readonly buildUrl?: string;
};

/** What the Verifier takes if nothing is chosen; then it asks the Broker in a way that knows nothing of pending pacts. */
const LATEST = ['{"latest":true}'];

/** What a Broker is asked to choose by; each selector is the text of a JSON object. */
export const choiceOf = ({ selectors, pending, wipSince }: BrokerSource) => ({
  selectors: selectors.length === 0 ? LATEST : selectors,
  // Work in progress is pending too, and fails the verification if the Broker is not asked what is.
  pending: pending || wipSince !== undefined,
});

const chosenArgs = (source: BrokerSource): readonly string[] => {
  const { selectors, pending } = choiceOf(source);
  return [
    ...selectors.flatMap((one) => ['--consumer-version-selectors', one]),
    ...(pending ? ['--enable-pending'] : []),
    ...option('--include-wip-pacts-since', source.wipSince),
  ];
};

const sourceArgs = (source: Source): readonly string[] => {
  if (source.from === 'files') return source.files.flatMap(({ path }) => ['--file', path]);
  const broker = ['--broker-url', source.broker.url, '--provider-name', source.provider];
  if (source.from === 'webhook') return [...broker, '--webhook-callback-url', source.pactUrl];
  return [...broker, ...chosenArgs(source)];
};

const versionArgs = ({ publishAs, branch, tags, buildUrl }: ProviderVersion): readonly string[] => [
  ...(publishAs === undefined ? [] : ['--publish', '--provider-version', publishAs]),
  ...option('--provider-branch', branch),
  ...option('--provider-tags', tags.length === 0 ? undefined : tags.join(',')),
  ...option('--build-url', buildUrl),
];

/**
 * How long the Verifier waits for the door, in milliseconds. The door ends what takes too long, by the limits of the target; a
 * Verifier that gave up before would go on to the next interaction while this one is still asked and given back.
 */
const PATIENCE_MS = 3_600_000;

/** Arguments of Pact's Verifier, which writes its report to `report` and asks the target through a door. */
export const verifierArgs = (
  source: Source,
  version: ProviderVersion,
  door: Door,
  report: string,
): readonly string[] => [
  ...['verifier', '--no-colour', '--loglevel', 'error', '--json', report],
  ...['--request-timeout', String(PATIENCE_MS)],
  ...['--hostname', door.host, '--port', String(door.port), '--base-path', door.basePath],
  ...['--transports', `message:${door.port}${door.messagesPath}`],
  ...['--state-change-url', door.statesUrl, '--state-change-teardown'],
  ...sourceArgs(source),
  ...(source.from === 'files' ? [] : versionArgs(version)),
];

/** Nobody listens there: port 9 (RFC 863) of this machine. */
const NOWHERE = 'http://127.0.0.1:9';

/** Over pact files the Verifier reaches nothing but the door, whatever a pact makes it ask for. */
const confined = ({ host }: Door): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(PROXIES.map((name) => [name, NOWHERE])),
  NO_PROXY: host,
  no_proxy: host,
});

/**
 * Variables of Pact's Verifier. No proxy leads to the door. Over pact files it needs no TLS: it is spared the certificates of
 * the system, which it would read anew for each interaction, and is three times as fast.
 */
export const verifierEnv = (source: Source, door: Door): Readonly<Record<string, string>> =>
  source.from === 'files' ? { ...confined(door), SSL_CERT_FILE: devNull } : brokerEnv(source.broker, door.host);
