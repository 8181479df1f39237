import { tmpdir } from 'node:os';
import type { Command } from 'commander';
import { contraryTo } from '../contracts/pact-input.ts';
import type { ProviderVersion, Source } from '../contracts/verifier-command.ts';
import type { VerifyOptions } from '../contracts/verifier-run.ts';
import { suggest } from '../documents/nearest.ts';
import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import { systemClock } from '../runner/clock.ts';
import type { RunEvent } from '../runner/types/run-event.ts';
import type { Target } from '../runner/types/target.ts';
import type { Description } from '../spec/load.ts';
import { addVersionOptions, brokerHider, readVersion, versionName } from './broker.ts';
import { hideSecretsOf } from './crash.ts';
import type { ExitCode } from './exit.ts';
import { gathering, optionProblem } from './exit.ts';
import { tryFolder } from './files.ts';
import { watchedHolding } from './holding.ts';
import type { SpecFlags } from './inputs.ts';
import { addSpecOptions, given, OF_TARGET, profileProblems } from './inputs.ts';
import type { Outputs } from './outputs.ts';
import { addReportOption, conclude, openOutputs, reportsOver } from './outputs.ts';
import type { Named } from './overwritten.ts';
import { named } from './overwritten.ts';
import { unwritable } from './refusals.ts';
import type { Served } from './serving.ts';
import { serve } from './serving.ts';
import { withFlags } from './started.ts';
import { readTarget } from './target.ts';
import { tlsFilesOf } from './tls.ts';
import { tool } from './tool.ts';
import type { SourceFlags } from './verify-source.ts';
import { addSourceOptions, readSource } from './verify-source.ts';
import { withPactHint } from './wrong-profile.ts';

type Flags = SpecFlags &
  SourceFlags & {
    readonly target?: string;
    readonly bearerRole?: string;
    readonly report: readonly string[];
    readonly insecure: boolean;
  };

const readProviderVersion = async (flags: Flags): Promise<ProviderVersion> => {
  const head = await readVersion(flags.providerVersion, flags);
  return flags.publish ? { ...head, publishAs: versionName(head, '--provider-version') } : head;
};

type Prepared = Pick<VerifyOptions, 'source' | 'version'> & {
  readonly description: Description;
  readonly target?: Target;
  readonly outputs: Outputs;
};

/** Pact's Verifier writes its report to a file. */
const checkTemporaryFolder = (): readonly Problem[] => {
  const folder = tmpdir();
  const code = tryFolder(folder);
  if (code === undefined) return [];
  const fact = code === 'ENOENT' ? `there is no folder \`${folder}\`` : unwritable(`\`${folder}\``, code);
  return [optionProblem('TMPDIR', fact, 'Let it name a folder that can be written, or unset it.')];
};

/** The role for bearers that name none has to be one of the target's. */
const bearerProblems = ({ bearerRole }: Flags, { tokens }: Target): readonly Problem[] => {
  if (bearerRole === undefined || Object.hasOwn(tokens, bearerRole)) return [];
  const known = Object.keys(tokens);
  const remedy = known.length === 0 ? 'Give the target a token of this role.' : suggest(bearerRole, known);
  return [optionProblem('--bearer-role', `the target has no token \`${bearerRole}\``, remedy)];
};

/** A Broker would take what the embedded provider keeps for what the team's own keeps. */
const unnamedProblems = ({ publish, target, pact }: Flags): readonly Problem[] =>
  publish && target === undefined && pact === undefined
    ? [optionProblem('--publish', 'these would be the results of the embedded provider', 'Name yours by --target.')]
    : [];

/** A pact is kept by a provider of the profile that it was made of; the embedded one is of whichever is asked for. */
const contraryProblems = (source: Source | undefined, profile: string | undefined): readonly Problem[] =>
  source?.from !== 'files'
    ? []
    : source.files.flatMap((file) => {
        const contrary = contraryTo(profile, file.profile);
        return contrary === undefined ? [] : [optionProblem(file.path, contrary.message, contrary.remedy)];
      });

const inputsOf = ({ target, pact, overlay }: Flags): readonly Named[] => [
  ...named('--target', target),
  ...named('--pact', pact),
  ...named('--overlay', overlay),
];

/** Reads everything that a verification needs, and tells all that is wrong with it before anything is sent. */
const prepare = async (flags: Flags): Promise<Prepared> => {
  const { loadDescription } = await import('../spec/load.ts');
  const gather = gathering();
  const { outputs, problems } = openOutputs(flags.report, inputsOf(flags));
  const unknown = profileProblems(flags);
  gather.add([...problems, ...unknown, ...unnamedProblems(flags), ...checkTemporaryFolder()]);
  const { target: where } = flags;
  const target = where === undefined ? undefined : await gather.attempt(() => readTarget(where, flags));
  gather.add(reportsOver(flags.report, tlsFilesOf(target, where)));
  if (target !== undefined) gather.add(bearerProblems(flags, target));
  const profile = target?.profile ?? flags.profile;
  const load = () => loadDescription({ ...given('profile', profile), ...given('overlays', flags.overlay) });
  const description = unknown.length > 0 ? undefined : await gather.attempt(load);
  const source = await gather.attempt(() => readSource(flags));
  const version = await gather.attempt(() => readProviderVersion(flags));
  if (where === undefined) gather.add(contraryProblems(source, description?.spec.profile));
  return {
    description: gather.settle(description),
    source: gather.settle(source),
    version: gather.settle(version),
    outputs,
    ...given('target', target),
  };
};

const verifyAll = async (prepared: Prepared, target: Target, flags: Flags): Promise<readonly RunEvent[]> => {
  const [{ createSend }, { verify }] = await Promise.all([
    import('../runner/send.ts'),
    import('../contracts/verify.ts'),
  ]);
  const { description, source, version } = prepared;
  const { note, signal } = watchedHolding();
  const sender = createSend(target, systemClock);
  try {
    return await verify({
      ...{ target, spec: description.spec, source, version, tool, sender },
      clock: systemClock,
      waiting: systemClock,
      signal,
      record: note,
      ...given('stranger', flags.bearerRole),
      ...given('embedded', flags.target === undefined ? description.spec.profile : undefined),
    });
  } finally {
    await sender.close();
  }
};

/** A reason may cite the Broker, and the Broker may repeat what was to let in. */
const hidingReasons =
  (hide: (text: string) => string) =>
  (event: RunEvent): RunEvent =>
    event.type === 'scenario-finished' && 'reason' in event.outcome
      ? { ...event, outcome: { ...event.outcome, reason: hide(event.outcome.reason) } }
      : event;

/** The tokens of the embedded provider are known once it is there. */
const serveFor = async (flags: Flags, prepared: Prepared): Promise<Served> => {
  const server = await serve(prepared, flags.insecure);
  const problems = bearerProblems(flags, server.target);
  if (problems.length === 0) return server;
  await server.close();
  throw new InputError(problems);
};

const execute = async (flags: Flags): Promise<ExitCode> => {
  const prepared = await prepare(flags);
  const server = await serveFor(flags, prepared);
  const { target } = server;
  hideSecretsOf(target);
  const { source } = prepared;
  const hide = hidingReasons(brokerHider(source.from === 'files' ? { url: '' } : source.broker, flags.pactUrl));
  const events = (await verifyAll(prepared, target, flags).finally(server.close)).map((event) =>
    withFlags(hide(event), flags),
  );
  for (const event of events) prepared.outputs.event(event);
  const { collect } = await import('../runner/collect.ts');
  const report = collect(events);
  return conclude(prepared.target === undefined ? withPactHint(report) : report, prepared.outputs);
};

/** `verify`: consumers' pacts against a server, or against the embedded reference provider. */
export const configure = (command: Command): void => {
  addReportOption(
    addVersionOptions(
      addSourceOptions(
        addSpecOptions(
          command.option('--target <url|file>', 'server to verify (default: the embedded reference provider)'),
          OF_TARGET,
        ),
      )
        .option('--publish', 'publish the results to the Broker', false)
        .option('--provider-version <version>', "version of the provider, for --publish (default: git's commit)"),
    ),
  )
    .option('--bearer-role <role>', 'role of the target for bearers in pacts that name none')
    .option('--insecure', "do not verify the server's certificate", false)
    .action(async (flags: Flags) => {
      process.exitCode = await execute(flags);
    });
};
