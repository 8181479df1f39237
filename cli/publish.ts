import type { Command } from 'commander';
import { publish } from '../contracts/broker.ts';
import type { PactFile } from '../contracts/pact-input.ts';
import { readPacts } from '../contracts/pact-input.ts';
import { InputError } from '../documents/problems.ts';
import { systemClock } from '../runner/clock.ts';
import type { BrokerFlags, VersionFlags } from './broker.ts';
import { addBrokerOption, addVersionOptions, brokerHider, readBroker, readVersion, versionName } from './broker.ts';
import type { ExitCode } from './exit.ts';
import { DONE, gathering, UNDETERMINED } from './exit.ts';
import { print } from './terminal.ts';

type Flags = BrokerFlags & VersionFlags & { readonly consumerVersion?: string };

/** A pact without interactions would let everything be deployed. */
const checkFull = (files: readonly PactFile[]): readonly PactFile[] => {
  const empty = files.filter(({ interactions }) => interactions === 0);
  if (empty.length > 0)
    throw new InputError(
      empty.map(({ path }) => ({
        place: { file: path, line: 1, column: 1 },
        pointer: '',
        message: 'the pact holds no interactions',
        remedy: 'Write it anew with the tests of the consumer.',
      })),
    );
  return files;
};

const execute = async (paths: readonly string[], flags: Flags): Promise<ExitCode> => {
  const gather = gathering();
  const files = await gather.attempt(async () => checkFull(await readPacts(paths)));
  const broker = await gather.attempt(() => readBroker(flags));
  const head = await readVersion(flags.consumerVersion, flags);
  const version = await gather.attempt(() => ({ ...head, version: versionName(head, '--consumer-version') }));
  const access = gather.settle(broker);
  const result = await publish(gather.settle(files), gather.settle(version), access, systemClock);
  const hide = brokerHider(access);
  if ('trouble' in result) {
    process.stderr.write(`${hide(result.trouble)}\n`);
    return UNDETERMINED;
  }
  await print(`${hide(result.said)}\n`);
  return DONE;
};

/** `publish`: pact files to a Pact Broker. */
export const configure = (command: Command): void => {
  addVersionOptions(
    addBrokerOption(command.argument('<pact...>', 'pact files, or folders of them')).option(
      '--consumer-version <version>',
      "version of the consumer (default: git's commit)",
    ),
  ).action(async (paths: readonly string[], flags: Flags) => {
    process.exitCode = await execute(paths, flags);
  });
};
