import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import type { Problem } from '../documents/problems.ts';
import type { RunEvent } from '../runner/types/run-event.ts';
import type { Target } from '../runner/types/target.ts';
import { concurrencyBounds } from '../target/bounds.ts';
import { hideSecretsOf } from './crash.ts';
import type { ExitCode } from './exit.ts';
import { gathering, optionProblem } from './exit.ts';
import { watchedHolding } from './holding.ts';
import type { Contract, ScenarioFlags } from './inputs.ts';
import { addScenarioOptions, gatherContract, given, OF_TARGET, wholeNumber } from './inputs.ts';
import type { Outputs } from './outputs.ts';
import { addReportOption, conclude, openOutputs, reportsOver } from './outputs.ts';
import type { Named } from './overwritten.ts';
import { named } from './overwritten.ts';
import { serve } from './serving.ts';
import { withFlags } from './started.ts';
import { readTarget } from './target.ts';
import { progressWriter } from './terminal.ts';
import { mistypedThings } from './things.ts';
import { tlsFilesOf } from './tls.ts';
import { tool } from './tool.ts';

type Flags = ScenarioFlags & {
  readonly target?: string;
  readonly report: readonly string[];
  readonly requireAll: boolean;
  readonly concurrency?: number;
  readonly seed?: string;
  readonly insecure: boolean;
};

type Prepared = Contract & { readonly target?: Target; readonly outputs: Outputs };

const inputsOf = ({ target, spec, suiteFile, overlay }: Flags): readonly Named[] => [
  ...named('--target', target),
  ...named('--spec', spec),
  ...named('--suite-file', suiteFile),
  ...named('--overlay', overlay),
];

/** The embedded server keeps no contract but that of this program. */
const targetProblems = ({ spec, target }: Flags): readonly Problem[] =>
  spec === undefined || target !== undefined
    ? []
    : [
        optionProblem(
          '--spec',
          'the embedded reference server does not serve an endpoint of your own',
          'Name a server that does by --target.',
        ),
      ];

/** Reads everything that a run needs, and tells all that is wrong with it before anything is sent. */
const prepare = async (flags: Flags): Promise<Prepared> => {
  const gather = gathering();
  const { outputs, problems } = openOutputs(flags.report, inputsOf(flags));
  gather.add([...problems, ...targetProblems(flags)]);
  const { target: where } = flags;
  const target = where === undefined ? undefined : await gather.attempt(() => readTarget(where, flags));
  gather.add(reportsOver(flags.report, tlsFilesOf(target, where)));
  const contract = await gatherContract({ ...flags, ...given('profile', target?.profile) }, gather);
  if (target !== undefined && contract !== undefined) gather.add(mistypedThings(target, contract.description.spec));
  return { ...gather.settle(contract), outputs, ...given('target', target) };
};

const adjusted = (target: Target, { concurrency }: Flags): Target => ({
  ...target,
  limits: { ...target.limits, ...given('concurrency', concurrency) },
});

const runAll = async (prepared: Prepared, target: Target, flags: Flags): Promise<readonly RunEvent[]> => {
  const [{ systemClock }, { plan }, { run }, { createSend }] = await Promise.all([
    import('../runner/clock.ts'),
    import('../runner/plan.ts'),
    import('../runner/run.ts'),
    import('../runner/send.ts'),
  ]);
  const { note, signal } = watchedHolding();
  const progress = await progressWriter();
  const sender = createSend(target, systemClock);
  const planned = plan(prepared.scenarios, target, flags.seed ?? randomBytes(4).toString('hex'));
  const events: RunEvent[] = [];
  const options = { sender, clock: systemClock, tool, signal, record: note };
  try {
    for await (const happened of run(planned, prepared.description.spec, target, options)) {
      const event = withFlags(happened, flags);
      events.push(event);
      prepared.outputs.event(event);
      progress(event);
    }
  } finally {
    await sender.close();
  }
  return events;
};

const execute = async (flags: Flags): Promise<ExitCode> => {
  const prepared = await prepare(flags);
  const server = await serve(prepared, flags.insecure);
  const target = adjusted(server.target, flags);
  hideSecretsOf(target);
  const events = await runAll(prepared, target, flags).finally(server.close);
  const { collect } = await import('../runner/collect.ts');
  return conclude(collect(events), prepared.outputs);
};

/** `run`: the scenarios against a server, or against the embedded reference provider. */
export const configure = (command: Command): void => {
  addReportOption(
    addScenarioOptions(
      command.option('--target <url|file>', 'server to judge (default: the embedded reference provider)'),
      OF_TARGET,
    ),
  )
    .option('--smoke', 'only the smallest set of scenarios that shows every fault of the catalogue', false)
    .option('--require-all', 'a skipped scenario makes the verdict undetermined', false)
    .option(
      '--concurrency <number>',
      'most scenarios at one time',
      wholeNumber(concurrencyBounds.minimum, concurrencyBounds.maximum),
    )
    .option('--seed <text>', 'what random choices follow from (default: another for each run)')
    .option('--insecure', "do not verify the server's certificate", false)
    .action(async (flags: Flags) => {
      process.exitCode = await execute(flags);
    });
};
