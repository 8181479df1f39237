import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { suggest } from '../documents/nearest.ts';
import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import type { Scenario } from '../runner/types/scenario.ts';
import type { Description } from '../spec/load.ts';
import { profiles, STANDARD } from '../spec/profiles.ts';
import type { Filter } from '../suites/filter.ts';
import type { Gathering } from './exit.ts';
import { gathering, optionProblem } from './exit.ts';
import { changeProfile, otherProfile } from './other-profile.ts';
import { profileHelp } from './profiles.ts';
import { addRepeatable } from './repeatable.ts';

/** Options that say which contract is meant. */
export type SpecFlags = { readonly profile?: string; readonly spec?: string; readonly overlay?: readonly string[] };

/** Options that say which scenarios are meant. */
export type ScenarioFlags = SpecFlags & {
  readonly suiteFile?: readonly string[];
  readonly id?: readonly string[];
  readonly suite?: readonly string[];
  readonly requirement?: readonly string[];
  readonly tag?: readonly string[];
  readonly smoke?: boolean;
};

/** Default of `--profile` where a target may name one. */
export const OF_TARGET = `that of target.yaml, or else ${STANDARD}`;

export const addSpecOptions = (command: Command, standard = STANDARD): Command =>
  addRepeatable(
    command.option('--profile <name>', `${profileHelp} (default: ${standard})`),
    '--overlay <file>',
    'OpenAPI Overlay 1.0 to apply to the spec',
  );

export const addSuiteOptions = (command: Command, standard?: string): Command =>
  addRepeatable(
    addSpecOptions(command, standard).option(
      '--spec <file>',
      'OpenAPI description of an endpoint of your own, with --suite-file; requirements.yaml and states.yaml stand beside it',
    ),
    '--suite-file <file>',
    'suite of your own, instead of those that come with this program',
  );

const CHOOSING = {
  '--id <glob>': 'only scenarios with this id; * stands for any text',
  '--suite <name>': 'only scenarios of this suite',
  '--requirement <id>': 'only scenarios that prove this requirement',
  '--tag <name>': 'only scenarios with this tag',
} as const;

export const addScenarioOptions = (command: Command, standard?: string): Command =>
  Object.entries(CHOOSING).reduce(
    (choosing, [flags, description]) => addRepeatable(choosing, flags, description),
    addSuiteOptions(command, standard),
  );

/** Reads an option's value as a whole number within bounds; for commander. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = /^[0-9]{1,9}$/.test(text) ? Number(text) : -1;
    if (number < least || number > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return number;
  };

/** Adds an option with a value to arguments only if it was given. */
export const given = <Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [key in Key]?: Value } => (value === undefined ? {} : ({ [key]: value } as { [key in Key]: Value }));

export const profileProblems = ({ profile }: SpecFlags): readonly Problem[] =>
  profile === undefined || profiles.includes(profile)
    ? []
    : [optionProblem('--profile', `there is no profile \`${profile}\``, suggest(profile, profiles))];

export type Contract = { readonly description: Description; readonly scenarios: readonly Scenario[] };

/** Those of the smallest set that shows every fault of the catalogue. Throws an `InputError` if none is. */
const smokeOf = async (scenarios: readonly Scenario[], { suiteFile }: ScenarioFlags): Promise<readonly Scenario[]> => {
  const { smokeSet } = await import('../suites/smoke.ts');
  const chosen = scenarios.filter(({ id }) => smokeSet.includes(id));
  if (chosen.length > 0) return chosen;
  const [message, remedy] =
    suiteFile === undefined
      ? ['no scenario that the other options choose is in the smoke set', 'Leave out --smoke, or choose others.']
      : ['no scenario of --suite-file is in the smoke set, which holds those of this program', 'Leave out --smoke.'];
  throw new InputError([optionProblem('--smoke', message, remedy)]);
};

/** Suites of one's own may be for another profile altogether. */
const noScenario = async (
  profile: string,
  scenariosIn: (other: string) => Promise<readonly Scenario[]>,
): Promise<Problem> => {
  const other = await otherProfile(profile, async (one) => (await scenariosIn(one)).length > 0);
  return optionProblem(
    '--suite-file',
    `no scenario exists in profile ${profile}`,
    other === undefined ? 'Name a suite that has one.' : changeProfile(other, 'some'),
  );
};

/** Scenarios that come with this program name what is in its own description. */
export const specProblems = ({ spec, suiteFile }: ScenarioFlags): readonly Problem[] =>
  spec === undefined || suiteFile !== undefined
    ? []
    : [
        optionProblem(
          '--spec',
          'the scenarios that come with this program are for its own description',
          'Name suites for yours by --suite-file.',
        ),
      ];

const loadDescribed = async ({ profile, spec, overlay }: SpecFlags): Promise<Description> => {
  const { loadDescription } = await import('../spec/load.ts');
  return loadDescription({ ...given('profile', profile), ...given('file', spec), ...given('overlays', overlay) });
};

/** The spec that options choose, for commands that need no scenario. Throws an `InputError` with all problems. */
export const readDescription = async (flags: SpecFlags): Promise<Description> => {
  const unknown = profileProblems(flags);
  if (unknown.length > 0) throw new InputError(unknown);
  return loadDescribed(flags);
};

/** The spec and all scenarios, whichever of them are chosen. */
const loadContract = async (flags: ScenarioFlags): Promise<Contract> => {
  const [description, { loadSuites }] = await Promise.all([loadDescribed(flags), import('../suites/load.ts')]);
  const files = given('files', flags.suiteFile);
  return { description, scenarios: await loadSuites({ spec: description.spec, ...files }) };
};

const filterOf = ({ id, suite, requirement, tag }: ScenarioFlags): Filter => ({
  ...given('ids', id),
  ...given('suites', suite),
  ...given('requirements', requirement),
  ...given('tags', tag),
});

/** The spec and the scenarios that options choose, or `undefined` if they could not be read: the problems are gathered. */
export const gatherContract = async (flags: ScenarioFlags, gather: Gathering): Promise<Contract | undefined> => {
  const unusable = [...profileProblems(flags), ...specProblems(flags)];
  gather.add(unusable);
  if (unusable.length > 0) return undefined;
  return gather.attempt(async () => {
    const { description, scenarios: all } = await loadContract(flags);
    const { profile } = description.spec;
    const scenariosIn = async (other: string) => (await loadContract({ ...flags, profile: other })).scenarios;
    if (all.length === 0) throw new InputError([await noScenario(profile, scenariosIn)]);
    const { chosenScenarios } = await import('./selection.ts');
    const wanted = await chosenScenarios(all, filterOf(flags), { profile, scenariosIn });
    return { description, scenarios: flags.smoke === true ? await smokeOf(wanted, flags) : wanted };
  });
};

/** The same for commands that read nothing else. Throws an `InputError` with all problems. */
export const readContract = async (flags: ScenarioFlags): Promise<Contract> => {
  const gather = gathering();
  return gather.settle(await gatherContract(flags, gather));
};
