import type { Command, Option } from 'commander';
import { InputError } from '../documents/problems.ts';
import { optionProblem } from './exit.ts';

/** The variable in which npm keeps an option that stands before `--`, instead of passing it on to the script. */
const variableOf = ({ long }: Option): string => `npm_config_${(long ?? '').replace(/^--/, '').replaceAll('-', '_')}`;

/** Options that npm has too, for purposes of its own; without them more is done, or told for people. */
const OF_NPM = ['--tag', '--json'];

/**
 * Throws an `InputError` with every option that npm kept for itself: `npm run conformance --target=URL` would judge the embedded server,
 * and be green.
 */
export const refuseSwallowed = (command: Command, env: NodeJS.ProcessEnv): void => {
  const { npm_lifecycle_event: script } = env;
  if (script === undefined) return;
  const problems = command.options
    .filter((option) => command.getOptionValueSource(option.attributeName()) !== 'cli')
    .filter((option) => (env[variableOf(option)] ?? '') !== '' && !OF_NPM.includes(option.long ?? ''))
    .map((option) => {
      const { long = '' } = option;
      const remedy = `Put \`--\` before what is for this program: npm run ${script} -- ${long} ...`;
      return optionProblem(long, `npm has kept it for itself (${variableOf(option)})`, remedy);
    });
  if (problems.length > 0) throw new InputError(problems);
};
