import type { Command } from 'commander';
import { canIDeploy } from '../contracts/broker.ts';
import { systemClock } from '../runner/clock.ts';
import type { BrokerFlags } from './broker.ts';
import { addBrokerOption, brokerHider, readBroker, readVersion, versionName } from './broker.ts';
import type { ExitCode } from './exit.ts';
import { DONE, gathering, UNDETERMINED } from './exit.ts';
import { print } from './terminal.ts';

type Flags = BrokerFlags & {
  readonly participant: string;
  readonly participantVersion?: string;
  readonly environment: string;
};

const NO: ExitCode = 1;

const execute = async (flags: Flags): Promise<ExitCode> => {
  const { participant, environment } = flags;
  const gather = gathering();
  const broker = await gather.attempt(() => readBroker(flags));
  const head = await readVersion(flags.participantVersion, {});
  const version = await gather.attempt(() => versionName(head, '--participant-version'));
  const deployment = { participant, version: gather.settle(version), environment };
  const access = gather.settle(broker);
  const result = await canIDeploy(deployment, access, systemClock);
  const hide = brokerHider(access);
  if ('trouble' in result) {
    process.stderr.write(`${hide(result.trouble)}\n`);
    return UNDETERMINED;
  }
  await print(`${result.deployable ? 'yes' : 'no'}: ${hide(result.reason)}\n`);
  return result.deployable ? DONE : NO;
};

/** `can-i-deploy`: whether all that a version works with in an environment was verified against it. */
export const configure = (command: Command): void => {
  addBrokerOption(command)
    .requiredOption('--participant <name>', 'consumer or provider that is to be deployed')
    .option('--participant-version <version>', "its version (default: git's commit)")
    .requiredOption('--environment <name>', 'where to')
    .action(async (flags: Flags) => {
      process.exitCode = await execute(flags);
    });
};
