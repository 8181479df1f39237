import { isArray, isObject } from '../runner/json.ts';
import type { Json, JsonObject } from '../runner/types.ts';
import type { BrokerAccess, Question, Waiting } from './broker-access.ts';
import { inquire } from './broker-access.ts';
import { namesWanted } from './generators.ts';
import { flawsIn } from './pact-input.ts';
import type { BrokerSource, ProviderVersion, Source } from './verifier-command.ts';
import { choiceOf } from './verifier-command.ts';

/** What is known of pacts before the Verifier reads them. */
export type Foreseen = {
  /** Names of the values that they take from provider states. */
  readonly wanted: readonly string[];
  /** Consumer → what the Verifier would make up or misread in a pact of theirs. */
  readonly flaws: ReadonlyMap<string, string>;
};

type Trouble = { readonly trouble: string; readonly refused?: boolean };

const FOR_VERIFICATION = 'pb:provider-pacts-for-verification';

const askFor = async (
  broker: BrokerAccess,
  question: Question,
  waiting: Waiting,
): Promise<{ json: Json } | Trouble> => {
  const reply = await inquire(broker, question, waiting);
  if ('trouble' in reply) return reply;
  try {
    return { json: JSON.parse(reply.text) as Json };
  } catch {
    return { trouble: `the Broker answers a request for ${question.url} with something that is no JSON` };
  }
};

/** Nobody else is sent the credentials of a Broker. */
const isAt = ({ url }: BrokerAccess, address: string): boolean =>
  URL.canParse(address) && new URL(address).origin === new URL(url).origin;

/** The address of a link of HAL, if there is such a link and it leads to the Broker. */
const hrefIn = (resource: Json | undefined, relation: string, broker: BrokerAccess): string | undefined => {
  const links = isObject(resource) ? resource._links : undefined;
  const link = isObject(links) ? links[relation] : undefined;
  const href = isObject(link) ? link.href : undefined;
  return typeof href === 'string' && isAt(broker, href) ? href : undefined;
};

/** What the Verifier asks a Broker for, too. */
const choosing = (source: BrokerSource, { branch, tags }: ProviderVersion): JsonObject => {
  const { selectors, pending } = choiceOf(source);
  return {
    consumerVersionSelectors: selectors.map((text) => JSON.parse(text) as JsonObject),
    includePendingStatus: pending,
    ...(tags.length === 0 ? {} : { providerVersionTags: tags }),
    ...(branch === undefined ? {} : { providerVersionBranch: branch }),
    ...(source.wipSince === undefined ? {} : { includeWipPactsSince: source.wipSince }),
  };
};

/** Addresses of the pacts that a Broker chooses; none of one that is too old to tell. */
const addressesOf = async (
  source: BrokerSource,
  version: ProviderVersion,
  waiting: Waiting,
): Promise<readonly string[] | Trouble> => {
  const { broker, provider } = source;
  const index = await askFor(broker, { url: broker.url }, waiting);
  if ('trouble' in index) return index;
  const template = hrefIn(index.json, FOR_VERIFICATION, broker);
  if (template === undefined) return [];
  const url = template.replace(/\{provider\}|%7Bprovider%7D/i, encodeURIComponent(provider));
  const chosen = await askFor(broker, { url, body: choosing(source, version) }, waiting);
  // A provider that it does not know, or selectors: the Verifier tells more of it.
  if ('trouble' in chosen) return chosen.refused === true ? [] : chosen;
  const embedded = isObject(chosen.json) ? chosen.json._embedded : undefined;
  const pacts = isObject(embedded) && isArray(embedded.pacts) ? embedded.pacts : [];
  return pacts.flatMap((pact) => hrefIn(pact, 'self', broker) ?? []);
};

const consumerOf = (pact: Json): string =>
  isObject(pact) && isObject(pact.consumer) && typeof pact.consumer.name === 'string' ? pact.consumer.name : '';

const hasPlugins = (pact: Json): boolean => isObject(pact) && isObject(pact.metadata) && 'plugins' in pact.metadata;

const PLUGINS =
  'needs plugins, which the Verifier would fetch from the internet, and start: choose others by --selector';

/** Pacts of messages alone keep nothing in `interactions`. */
const flawOf = async (url: string, pact: Json): Promise<string | undefined> => {
  if (!isObject(pact) || pact.interactions === undefined) return undefined;
  const flaws = await flawsIn(url, pact);
  const told = flaws.map(({ message, remedy }) => `${message}. ${remedy}`);
  return told.length === 0 ? undefined : `the pact cannot be used as it is: ${told.join(' ')}`;
};

const lookAt = async (
  addresses: readonly string[],
  broker: BrokerAccess,
  waiting: Waiting,
): Promise<Foreseen | Trouble> => {
  const wanted: string[] = [];
  const flaws = new Map<string, string>();
  for (const url of addresses) {
    const answer = await askFor(broker, { url }, waiting);
    if ('trouble' in answer) return answer;
    const { json } = answer;
    if (hasPlugins(json)) return { trouble: `the pact of ${consumerOf(json)} ${PLUGINS}` };
    wanted.push(...namesWanted(json));
    const flaw = await flawOf(url, json);
    if (flaw !== undefined) flaws.set(consumerOf(json), flaw);
  }
  return { wanted, flaws };
};

/** Looks at the pacts that the Verifier is going to read, or tells why it would not get them. */
export const foresee = async (
  source: Source,
  version: ProviderVersion,
  waiting: Waiting,
): Promise<Foreseen | Trouble> => {
  if (source.from === 'files') return { wanted: source.files.flatMap(({ wanted }) => wanted), flaws: new Map() };
  const { broker } = source;
  const addresses = source.from === 'webhook' ? [source.pactUrl] : await addressesOf(source, version, waiting);
  if ('trouble' in addresses) return addresses;
  return lookAt(
    addresses.filter((address) => isAt(broker, address)),
    broker,
    waiting,
  );
};
