import type { Command } from 'commander';
import type { Written } from '../contracts/generate.ts';
import { generatePacts } from '../contracts/generate.ts';
import { InputError } from '../documents/problems.ts';
import { DONE, optionProblem } from './exit.ts';
import { openFolder } from './files.ts';
import { given } from './inputs.ts';
import { unwritable } from './refusals.ts';
import { print } from './terminal.ts';

const summary = ({ file, profile, interactions, losses }: Written): string =>
  [
    `${file}: ${interactions} interactions, profile ${profile}`,
    ...(losses.length === 0 ? [] : ['  What the spec says and this pact cannot:']),
    ...losses.map(({ at, what }) => `    ${at}: ${what}`),
    '',
  ].join('\n');

const checkFolder = (out: string): void => {
  const code = openFolder(out);
  if (code !== undefined)
    throw new InputError([
      optionProblem('--out', unwritable(`\`${out}\``, code), 'Name a folder that can be written.'),
    ]);
};

/** `pact`: the pact files of a consumer, by its contract. */
export const configure = (command: Command): void => {
  command
    .argument('[contract]', "contract of a consumer (default: that of this package's client)")
    .option('--out <folder>', 'where the pact files go', 'pacts')
    .action(async (contract: string | undefined, { out }: { readonly out: string }) => {
      checkFolder(out);
      const written = await generatePacts({ folder: out, ...given('contract', contract) });
      await print(written.map(summary).join('\n'));
      process.exitCode = DONE;
    });
};
