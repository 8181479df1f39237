import { childOf } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import { isArray, isObject, parsed, valueAt } from '../runner/json.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import type { BrokerAccess, Question, Trouble, Waiting } from './broker-access.ts';
import { inquire } from './broker-access.ts';
import { namesWanted } from './generators.ts';
import { contraryTo, flawsIn, profileOf } from './pact-input.ts';
import { wrongLengths, wrongStatuses } from './pact-numbers.ts';
import type { BrokerSource, ProviderVersion, Source } from './verifier-command.ts';
import { choiceOf } from './verifier-command.ts';
import type { ChosenPact } from './verifier-report.ts';

/** What the Verifier would make up or misread in a pact. `pending`: so are all pacts of its consumer, and it fails nothing. */
export type Flaw = { readonly reason: string; readonly pending: boolean };

/** What is known of pacts before the Verifier reads them. */
export type Foreseen = {
  /** Names of the values that they take from provider states. */
  readonly wanted: readonly string[];
  /** Consumer → the flaw of a pact of theirs. */
  readonly flaws: ReadonlyMap<string, Flaw>;
  /** The pacts of a Broker that have interactions, as it lists them. */
  readonly chosen: readonly ChosenPact[];
};

/** A pact that a Broker chose. */
type Chosen = { readonly url: string; readonly pending: boolean };

/** How the Broker is asked. `profile`: the only one that pacts may be of, where they say theirs. */
type Inquiry = {
  readonly broker: BrokerAccess;
  readonly waiting: Waiting;
  readonly signal?: AbortSignal;
  readonly profile?: string;
};

/** What a Broker gave, and its text. */
type Document = { readonly json: Json; readonly text: string };

const FOR_VERIFICATION = 'pb:provider-pacts-for-verification';

const askFor = async ({ broker, waiting, signal }: Inquiry, question: Question): Promise<Document | Trouble> => {
  const reply = await inquire(broker, question, waiting, signal);
  if ('trouble' in reply) return reply;
  const json = parsed(reply.text);
  return json === undefined
    ? { trouble: `the Broker answers a request for ${question.url} with something that is no JSON` }
    : { json, text: reply.text };
};

/**
 * An address that a Broker names, as the user names the Broker: behind a proxy it may name itself by another scheme or port. What is
 * with another host is not asked for, for nobody else is sent the credentials of a Broker.
 */
const atBroker = ({ url }: BrokerAccess, address: string): string | undefined => {
  if (!URL.canParse(address, url)) return undefined;
  const [named, at] = [new URL(url), new URL(address, url)];
  return at.hostname === named.hostname ? `${named.origin}${at.pathname}${at.search}` : undefined;
};

/** The address of a link of HAL, if there is such a link and it leads to the Broker. */
const hrefIn = (resource: Json | undefined, relation: string, broker: BrokerAccess): string | undefined => {
  const href = valueAt(resource, childOf('/_links', relation, 'href'));
  return typeof href === 'string' ? atBroker(broker, href) : undefined;
};

/** What the Verifier asks a Broker for, too; `undefined` if nobody can. */
const choosing = (source: BrokerSource, { branch, tags }: ProviderVersion): JsonObject | undefined => {
  const { selectors, pending } = choiceOf(source);
  const consumerVersionSelectors = selectors.map(parsed);
  if (!consumerVersionSelectors.every((one) => one !== undefined)) return undefined;
  return {
    consumerVersionSelectors,
    includePendingStatus: pending,
    ...(tags.length === 0 ? {} : { providerVersionTags: tags }),
    ...(branch === undefined ? {} : { providerVersionBranch: branch }),
    ...(source.wipSince === undefined ? {} : { includeWipPactsSince: source.wipSince }),
  };
};

const chosenIn = (json: Json, broker: BrokerAccess): readonly Chosen[] => {
  const pacts = valueAt(json, '/_embedded/pacts');
  return (isArray(pacts) ? pacts : []).flatMap((pact) => {
    const url = hrefIn(pact, 'self', broker);
    return url === undefined ? [] : [{ url, pending: valueAt(pact, '/verificationProperties/pending') === true }];
  });
};

/** The pacts that a Broker chooses; none of one that is too old to tell. */
const chosenBy = async (
  source: BrokerSource,
  version: ProviderVersion,
  inquiry: Inquiry,
): Promise<readonly Chosen[] | Trouble> => {
  const { broker, provider } = source;
  const index = await askFor(inquiry, { url: broker.url });
  if ('trouble' in index) return index;
  const template = hrefIn(index.json, FOR_VERIFICATION, broker);
  const body = choosing(source, version);
  if (template === undefined || body === undefined) return [];
  const url = template.replace(/\{provider\}|%7Bprovider%7D/i, encodeURIComponent(provider));
  const chosen = await askFor(inquiry, { url, body });
  // A provider that it does not know, or selectors: the Verifier tells more of it.
  if ('trouble' in chosen) return chosen.refused === true ? [] : chosen;
  return chosenIn(chosen.json, broker);
};

const consumerOf = (pact: Json): string => {
  const name = valueAt(pact, '/consumer/name');
  return typeof name === 'string' ? name : '';
};

/** Version 3 keeps messages in a list of their own. */
const isEmpty = (pact: Json): boolean =>
  [valueAt(pact, '/interactions'), valueAt(pact, '/messages')].every((list) => !isArray(list) || list.length === 0);

const hasPlugins = (pact: Json): boolean => {
  const plugins = valueAt(pact, '/metadata/plugins');
  return isArray(plugins) && plugins.length > 0;
};

const PLUGINS =
  'needs plugins, which the Verifier would fetch from the internet, and start: choose others by --selector';

type Told = Pick<Problem, 'pointer' | 'message' | 'remedy'>;

const said = ({ message, remedy }: Omit<Told, 'pointer'>): string => `${message}. ${remedy}`;

/** Pacts of messages alone keep nothing in `interactions`. */
const flawsOf = async (url: string, { json, text }: Document): Promise<readonly Told[]> =>
  isObject(json) && json.interactions !== undefined ? [...(await flawsIn(url, json)), ...wrongLengths(text, json)] : [];

/** Why the Verifier would end: of statuses it reads only those that are whole, and written so. */
const endOf = (flaws: readonly Told[], { json, text }: Document): Told | undefined => {
  const isNone = (status: Json | undefined) => typeof status !== 'number' || !Number.isInteger(status) || status < 0;
  const ofStatuses = flaws.filter(({ pointer }) => pointer.endsWith('/response/status'));
  return [...wrongStatuses(text, json), ...ofStatuses.filter(({ pointer }) => isNone(valueAt(json, pointer)))][0];
};

const flawOf = (flaws: readonly Told[], pact: Json, profile: string | undefined): string | undefined => {
  const contrary = contraryTo(profile, profileOf(pact));
  if (contrary !== undefined) return said(contrary);
  return flaws.length === 0 ? undefined : `the pact cannot be used as it is: ${flaws.map(said).join(' ')}`;
};

const lookAt = async (pacts: readonly Chosen[], inquiry: Inquiry): Promise<Foreseen | Trouble> => {
  const wanted: string[] = [];
  const reasons = new Map<string, string>();
  const looked: (ChosenPact & { readonly isEmpty: boolean })[] = [];
  for (const { url, pending } of pacts) {
    const answer = await askFor(inquiry, { url });
    if ('trouble' in answer) return answer;
    const { json } = answer;
    const consumer = consumerOf(json);
    if (hasPlugins(json)) return { trouble: `the pact of ${consumer} ${PLUGINS}` };
    const flaws = await flawsOf(url, answer);
    const end = endOf(flaws, answer);
    if (end !== undefined) return { trouble: `the pact of ${consumer} cannot be given to the Verifier: ${said(end)}` };
    wanted.push(...namesWanted(json));
    const reason = flawOf(flaws, json, inquiry.profile);
    if (reason !== undefined) reasons.set(consumer, reason);
    looked.push({ consumer, pending, isEmpty: isEmpty(json) });
  }
  // The Verifier does not tell which pact of a consumer an interaction is from: one that counts must not be skipped for another.
  const isPending = (of: string): boolean => looked.every(({ consumer, pending }) => consumer !== of || pending);
  const flawed = new Map([...reasons].map(([of, reason]): [string, Flaw] => [of, { reason, pending: isPending(of) }]));
  return { wanted, flaws: flawed, chosen: looked.filter((pact) => !pact.isEmpty) };
};

/**
 * Looks at the pacts that the Verifier is going to read, or tells why it would not get them. Those of a Broker that say to be of another
 * profile than `profile` have a flaw.
 */
export const foresee = async (
  source: Source,
  version: ProviderVersion,
  waiting: Waiting,
  signal?: AbortSignal,
  profile?: string,
): Promise<Foreseen | Trouble> => {
  if (source.from === 'files')
    return { wanted: source.files.flatMap(({ wanted }) => wanted), flaws: new Map(), chosen: [] };
  const inquiry = {
    ...{ broker: source.broker, waiting },
    ...(signal === undefined ? {} : { signal }),
    ...(profile === undefined ? {} : { profile }),
  };
  if (source.from === 'broker') {
    const chosen = await chosenBy(source, version, inquiry);
    return 'trouble' in chosen ? chosen : lookAt(chosen, inquiry);
  }
  const url = atBroker(source.broker, source.pactUrl);
  return lookAt(url === undefined ? [] : [{ url, pending: false }], inquiry);
};
