import { isObject, parsed, valueAt } from '../runner/json.ts';
import type { BrokerAccess, Waiting } from './broker-access.ts';
import { askBroker, brokerEnv } from './broker-access.ts';
import { option, runPact } from './pact-binary.ts';
import type { PactFile } from './pact-input.ts';

/** As what version of the consumer pacts are published. */
export type ConsumerVersion = {
  readonly version: string;
  readonly branch?: string;
  readonly tags: readonly string[];
  readonly buildUrl?: string;
};

/** What Pact's command line said, or why it was not run. */
export type Published = { readonly said: string } | { readonly trouble: string };

/** What the command says first of files in which it finds nothing wrong. */
const NOTHING_WRONG = /^\[(?:\s*\{\s*"source": .*,\s*"results": \[\]\s*\},?)*\s*\]\s*/;

const TAKEN = /^✅ Pact published successfully for consumer: (.*) against provider: (.*)$/gm;

/** The command publishes one pact after the other, in any order, and ends with the first that is refused. */
const refusal = (said: string): string => {
  const taken = [...said.matchAll(TAKEN)].map(
    ([, consumer, provider]) => `the one between ${consumer} and ${provider}`,
  );
  const which = taken.length === 0 ? 'the pacts' : `all pacts; it took ${taken.join(', ')}`;
  return `the Broker did not take ${which}:\n${said}`;
};

/** Publishes pact files to a Broker. A Broker that is briefly away is waited for. */
export const publish = async (
  files: readonly PactFile[],
  { version, branch, tags, buildUrl }: ConsumerVersion,
  broker: BrokerAccess,
  waiting: Waiting,
): Promise<Published> => {
  const trouble = await askBroker(broker, waiting);
  if (trouble !== undefined) return { trouble };
  const { exitCode, stdout, stderr } = await runPact(
    [
      ...['broker', 'publish', '--validate', '--strict'],
      ...['--broker-base-url', broker.url, '--consumer-app-version', version],
      ...option('--branch', branch),
      ...option('--tag', tags.length === 0 ? undefined : tags.join(',')),
      ...option('--build-url', buildUrl),
      '--',
      ...files.map(({ path }) => path),
    ],
    { env: brokerEnv(broker) },
  );
  const said = `${stdout.replace(NOTHING_WRONG, '')}${stderr}`.trim();
  return exitCode === 0 ? { said } : { trouble: refusal(said) };
};

/** Which version of whom is to be deployed where. */
export type Deployment = { readonly participant: string; readonly version: string; readonly environment: string };

type Answer = { readonly deployable: boolean; readonly reason: string };

/** May it be deployed, and why; or why nobody knows. */
export type Deployable = Answer | { readonly trouble: string };

/** A Broker says `null` where something was never verified. */
const answerIn = (text: string): Answer | undefined => {
  const summary = valueAt(parsed(text), '/summary');
  const { deployable, reason } = isObject(summary) ? summary : {};
  return (deployable === null || typeof deployable === 'boolean') && typeof reason === 'string'
    ? { deployable: deployable === true, reason }
    : undefined;
};

/** Asks the Broker whether a version is compatible with all that is deployed in an environment. */
export const canIDeploy = async (
  { participant, version, environment }: Deployment,
  broker: BrokerAccess,
  waiting: Waiting,
): Promise<Deployable> => {
  const trouble = await askBroker(broker, waiting);
  if (trouble !== undefined) return { trouble };
  const { stdout, stderr } = await runPact(
    [
      ...['broker', 'can-i-deploy', '--broker-base-url', broker.url, '--output', 'json'],
      ...['--pacticipant', participant, '--version', version, '--to-environment', environment],
    ],
    { env: brokerEnv(broker) },
  );
  // The exit code says nothing: with JSON it is 0 for a "no", without it 1 for a "no" and for an error.
  const answer = answerIn(stdout);
  return answer ?? { trouble: `the Broker gave no answer:\n${`${stdout}${stderr}`.trim()}` };
};
