import type { Command } from 'commander';
import { readPactsWith } from '../contracts/pact-input.ts';
import type { Source } from '../contracts/verifier-command.ts';
import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import { isObject, parsed } from '../runner/json.ts';
import type { BrokerFlags, VersionFlags } from './broker.ts';
import { addBrokerOption, brokerUrl, credentialsProblems, readBroker } from './broker.ts';
import { optionProblem } from './exit.ts';
import { given } from './inputs.ts';

/** Options that say which pacts are verified. */
export type SourceFlags = BrokerFlags &
  VersionFlags & {
    readonly providerVersion?: string;
    readonly pact?: readonly string[];
    readonly pactUrl?: string;
    readonly provider?: string;
    readonly selector?: readonly string[];
    readonly pending: boolean;
    readonly wipSince?: string;
    readonly publish: boolean;
  };

export const addSourceOptions = (command: Command): Command =>
  addBrokerOption(command.option('--pact <path...>', 'pact files, or folders of them (several may follow; repeatable)'))
    .option('--provider <name>', 'name of the provider in the pacts')
    .option(
      '--selector <json...>',
      'consumer version selectors, such as \'{"mainBranch":true}\' (several may follow; repeatable)',
    )
    .option('--pending', 'pacts that were never kept do not fail the verification', false)
    .option('--wip-since <date>', 'also verify work in progress since this date; it does not fail the verification')
    .option('--pact-url <url>', 'the one pact that a webhook of the Broker names (${pactbroker.pactUrl})');

const wrongSelectors = ({ selector = [] }: SourceFlags): readonly Problem[] =>
  selector
    .filter((text) => !isObject(parsed(text)))
    .map((text) => optionProblem('--selector', `\`${text}\` is no JSON object`, `Write it as '{"mainBranch":true}'.`));

/** A day, or a moment with its time zone (ISO 8601). */
const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d))?$/;

const wrongDate = ({ wipSince }: SourceFlags): readonly Problem[] =>
  wipSince === undefined || (DATE.test(wipSince) && !Number.isNaN(Date.parse(wipSince)))
    ? []
    : [optionProblem('--wip-since', `\`${wipSince}\` is no date`, 'Write it as 2025-01-31.')];

/** Options that choose among the pacts of a Broker. They would be ignored, without a word, where there is no choice. */
const idle = ({ pact, pactUrl, selector, pending, wipSince }: SourceFlags): readonly Problem[] => {
  const [instead, why] =
    pact === undefined ? ['--pact-url', 'names the one pact already'] : ['--pact', 'takes pacts from files'];
  if (pact === undefined && pactUrl === undefined) return [];
  const choosing = [
    ...(selector === undefined ? [] : ['--selector']),
    ...(pending ? ['--pending'] : []),
    ...(wipSince === undefined ? [] : ['--wip-since']),
  ];
  return choosing.map((option) =>
    optionProblem(option, `it chooses among the pacts of a Broker, and ${instead} ${why}`, `Leave out one of them.`),
  );
};

/** Options that say for which version results are published. Without `--publish` a branch still says what is pending. */
const unpublished = ({
  pact,
  publish,
  providerVersion,
  buildUrl,
  branch,
  versionTag,
}: SourceFlags): readonly Problem[] => {
  const publishing = [
    ...(providerVersion === undefined ? [] : ['--provider-version']),
    ...(buildUrl === undefined ? [] : ['--build-url']),
  ];
  const choosing = [
    ...(branch === undefined ? [] : ['--branch']),
    ...(versionTag === undefined ? [] : ['--version-tag']),
  ];
  if (pact !== undefined)
    return [...publishing, ...choosing].map((option) =>
      optionProblem(option, 'no results of pact files are published', 'Leave it out.'),
    );
  return publish ? [] : publishing.map((option) => optionProblem(option, 'no results are published', 'Add --publish.'));
};

/** The provider that the address of a pact names, as Brokers write it: /pacts/provider/NAME/consumer/NAME/... */
const providerIn = ({ pathname }: URL): string | undefined => {
  const [, name] = /\/pacts\/provider\/([^/]+)\/consumer\//.exec(pathname) ?? [];
  try {
    return name === undefined ? undefined : decodeURIComponent(name);
  } catch {
    return name;
  }
};

/** The Broker's credentials go with the request for the pact, so no other host may be asked for it. */
const wrongPactUrl = (flags: SourceFlags): readonly Problem[] => {
  const { pactUrl, provider } = flags;
  if (pactUrl === undefined) return [];
  const problem = (message: string, remedy: string) => [optionProblem('--pact-url', message, remedy)];
  if (!/^https?:\/\//i.test(pactUrl) || !URL.canParse(pactUrl))
    return problem('it is no http or https URL', 'Pass on what the webhook names: ${pactbroker.pactUrl}.');
  const secret = credentialsProblems('--pact-url', 'pact', pactUrl);
  if (secret.length > 0) return secret;
  const broker = brokerUrl(flags);
  if (broker !== undefined && URL.canParse(broker) && new URL(broker).origin !== new URL(pactUrl).origin)
    return problem('the pact is not at the Broker', 'Name the Broker by --broker as this address names it.');
  const named = providerIn(new URL(pactUrl));
  return named === undefined || provider === undefined || named === provider
    ? []
    : problem(`the pact is with the provider \`${named}\``, 'Name that one by --provider, or another pact.');
};

const sourceProblems = (flags: SourceFlags): readonly Problem[] => {
  const problems = [
    ...wrongSelectors(flags),
    ...wrongDate(flags),
    ...idle(flags),
    ...unpublished(flags),
    ...wrongPactUrl(flags),
  ];
  const { pact, broker, pactUrl, provider, publish } = flags;
  if (pact !== undefined && (broker !== undefined || pactUrl !== undefined))
    problems.push(optionProblem('--pact', 'pacts are to come from files and from a Broker', 'Name one of them.'));
  if (pact === undefined && brokerUrl(flags) === undefined)
    problems.push(optionProblem('--pact', 'no pacts are named', 'Name pact files by --pact, or a Broker by --broker.'));
  if (pact === undefined && provider === undefined)
    problems.push(optionProblem('--provider', 'the Broker needs the name of the provider', 'Name it.'));
  if (pact !== undefined && publish)
    problems.push(optionProblem('--publish', 'results of pact files cannot be published', 'Verify from a Broker.'));
  return problems;
};

/** Where the pacts come from. Throws an `InputError` with all that is wrong. */
export const readSource = async (flags: SourceFlags): Promise<Source> => {
  const problems = sourceProblems(flags);
  if (problems.length > 0) throw new InputError(problems);
  const { pact, pactUrl, provider = '', selector = [], pending } = flags;
  if (pact !== undefined) return { from: 'files', files: await readPactsWith(pact, flags.provider) };
  const broker = readBroker(flags);
  return pactUrl === undefined
    ? { from: 'broker', broker, provider, selectors: selector, pending, ...given('wipSince', flags.wipSince) }
    : { from: 'webhook', broker, provider, pactUrl };
};
