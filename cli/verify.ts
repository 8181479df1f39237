import type { Command } from 'commander';
import { readPactsWith } from '../contracts/pact-input.ts';
import type { ProviderVersion, Source } from '../contracts/verifier-command.ts';
import type { VerifyOptions } from '../contracts/verify.ts';
import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import { systemClock } from '../runner/clock.ts';
import type { RunEvent, Spec, Target } from '../runner/types.ts';
import type { BrokerFlags, VersionFlags } from './broker.ts';
import { addBrokerOption, addVersionOptions, brokerUrl, readBroker, readVersion, versionName } from './broker.ts';
import { hideSecretsOf } from './crash.ts';
import type { ExitCode } from './exit.ts';
import { gathering, optionProblem } from './exit.ts';
import type { SpecFlags } from './inputs.ts';
import { addSpecOptions, given, readTarget } from './inputs.ts';
import type { Outputs } from './outputs.ts';
import { conclude, openOutputs, reportHelp } from './outputs.ts';
import { stopSignal } from './signals.ts';
import { tool } from './tool.ts';

type Flags = SpecFlags &
  BrokerFlags &
  VersionFlags & {
    readonly target?: string;
    readonly pact?: readonly string[];
    readonly pactUrl?: string;
    readonly provider?: string;
    readonly selector?: readonly string[];
    readonly pending: boolean;
    readonly wipSince?: string;
    readonly publish: boolean;
    readonly providerVersion?: string;
    readonly bearerRole?: string;
    readonly report: readonly string[];
    readonly insecure: boolean;
  };

const isObjectText = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

const wrongSelectors = ({ selector = [] }: Flags): readonly Problem[] =>
  selector
    .filter((text) => !isObjectText(text))
    .map((text) => optionProblem('--selector', `\`${text}\` is no JSON object`, `Write it as '{"mainBranch":true}'.`));

const sourceProblems = (flags: Flags): readonly Problem[] => {
  const problems = [...wrongSelectors(flags)];
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

const readSource = async (flags: Flags): Promise<Source> => {
  const problems = sourceProblems(flags);
  if (problems.length > 0) throw new InputError(problems);
  const { pact, pactUrl, provider = '', selector = [], pending } = flags;
  if (pact !== undefined) return { from: 'files', files: await readPactsWith(pact, flags.provider) };
  const broker = readBroker(flags);
  return pactUrl === undefined
    ? { from: 'broker', broker, provider, selectors: selector, pending, ...given('wipSince', flags.wipSince) }
    : { from: 'webhook', broker, provider, pactUrl };
};

const readProviderVersion = async (flags: Flags): Promise<ProviderVersion> => {
  const head = await readVersion(flags.providerVersion, flags);
  return flags.publish ? { ...head, publishAs: versionName(head, '--provider-version') } : head;
};

type Prepared = Pick<VerifyOptions, 'source' | 'version'> & {
  readonly spec: Spec;
  readonly target?: Target;
  readonly outputs: Outputs;
};

/** Reads everything that a verification needs, and tells all that is wrong with it before anything is sent. */
const prepare = async (flags: Flags): Promise<Prepared> => {
  const { loadSpec } = await import('../spec/load.ts');
  const gather = gathering();
  const { outputs, problems } = openOutputs(flags.report);
  gather.add(problems);
  const { target: where } = flags;
  const target = where === undefined ? undefined : await gather.attempt(() => readTarget(where, flags));
  const profile = target?.profile ?? flags.profile;
  const spec = await gather.attempt(() =>
    loadSpec({ ...given('profile', profile), ...given('overlays', flags.overlay) }),
  );
  const source = await gather.attempt(() => readSource(flags));
  const version = await gather.attempt(() => readProviderVersion(flags));
  return {
    spec: gather.settle(spec),
    source: gather.settle(source),
    version: gather.settle(version),
    outputs,
    ...given('target', target),
  };
};

type Server = { readonly target: Target; readonly close: () => Promise<void> };

const serve = async ({ target, spec }: Prepared): Promise<Server> => {
  if (target !== undefined) return { target, close: async () => {} };
  const { startMock } = await import('../mock/start.ts');
  return startMock({ profile: spec.profile });
};

const verifyAll = async (prepared: Prepared, target: Target, flags: Flags): Promise<readonly RunEvent[]> => {
  const [{ createSend }, { verify }] = await Promise.all([
    import('../runner/send.ts'),
    import('../contracts/verify.ts'),
  ]);
  const { spec, source, version } = prepared;
  const sender = createSend(target, systemClock);
  const events = await verify({
    ...{ target, spec, source, version, tool },
    send: sender.send,
    now: systemClock.now,
    waiting: systemClock,
    signal: stopSignal('Stopping.'),
    ...given('stranger', flags.bearerRole),
  });
  await sender.close();
  return events;
};

const execute = async (flags: Flags): Promise<ExitCode> => {
  const prepared = await prepare(flags);
  const server = await serve(prepared);
  const target = {
    ...server.target,
    tls: { ...server.target.tls, insecure: flags.insecure || server.target.tls.insecure },
  };
  hideSecretsOf(target);
  const events = await verifyAll(prepared, target, flags);
  await server.close();
  for (const event of events) prepared.outputs.event(event);
  const { collect } = await import('../runner/collect.ts');
  return conclude(collect(events), prepared.outputs);
};

const addSourceOptions = (command: Command): Command =>
  addBrokerOption(command.option('--pact <path...>', 'pact files, or folders of them'))
    .option('--provider <name>', 'name of the provider in the pacts')
    .option('--selector <json...>', 'consumer version selectors, such as \'{"mainBranch":true}\'')
    .option('--pending', 'pacts that were never kept do not fail the verification', false)
    .option('--wip-since <date>', 'also verify work in progress since this date; it does not fail the verification')
    .option('--pact-url <url>', 'the one pact that a webhook of the Broker names (${pactbroker.pactUrl})');

/** `verify`: consumers' pacts against a server, or against the embedded reference provider. */
export const configure = (command: Command): void => {
  addVersionOptions(
    addSourceOptions(
      addSpecOptions(
        command.option('--target <url|file>', 'server to verify (default: the embedded reference provider)'),
      ),
    )
      .option('--publish', 'publish the results to the Broker', false)
      .option('--provider-version <version>', "version of the provider, for --publish (default: git's commit)"),
  )
    .option('--bearer-role <role>', 'role of the target for bearers in pacts that name none')
    .option('--report <name=file...>', reportHelp, ['console'])
    .option('--insecure', "do not verify the server's certificate", false)
    .action(async (flags: Flags) => {
      process.exitCode = await execute(flags);
    });
};
