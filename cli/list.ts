import type { Command } from 'commander';
import { Argument } from 'commander';
import { suggest } from '../documents/nearest.ts';
import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import { listed } from '../documents/words.ts';
import { table } from '../reporters/text.ts';
import type { Scenario } from '../runner/types/scenario.ts';
import type { Answer, Spec } from '../runner/types/spec.ts';
import { STANDARD } from '../spec/profiles.ts';
import { DONE, optionProblem } from './exit.ts';
import { answerText } from './explain.ts';
import type { ScenarioFlags, SpecFlags } from './inputs.ts';
import { addScenarioOptions, given, profileProblems, readContract, readDescription } from './inputs.ts';
import { changeProfile, otherProfile } from './other-profile.ts';
import { print } from './terminal.ts';

type Flags = ScenarioFlags & { readonly json: boolean };

/** What there is to list: its members for JSON, its columns for people. */
type Listing = { readonly json: readonly object[]; readonly rows: readonly (readonly string[])[] };

const scenarioListing = (scenarios: readonly Scenario[]): Listing => ({
  json: scenarios.map(({ id, suite, title, requirements, tags, level, place }) => ({
    id,
    suite,
    title,
    requirements,
    tags,
    level,
    place,
  })),
  rows: scenarios.map(({ id, requirements, title }) => [id, requirements.join(','), title]),
});

const refuse = (problems: readonly Problem[]): void => {
  if (problems.length > 0) throw new InputError(problems);
};

/** What `--requirement` may name in a profile, or in all of them. */
type Known = { readonly profile?: string; readonly idsIn: (profile?: string) => Promise<readonly string[]> };

/** Refuses values of `--requirement` that are not among those known. */
const refuseUnknown = async (ids: readonly string[], fact: string, { profile, idsIn }: Known): Promise<void> => {
  const known = await idsIn(profile);
  const remedyOf = async (id: string): Promise<string> => {
    const other =
      profile === undefined ? undefined : await otherProfile(profile, async (one) => (await idsIn(one)).includes(id));
    return other === undefined ? suggest(id, known) : changeProfile(other, 'it');
  };
  const unknown = ids.filter((id) => !known.includes(id));
  refuse(
    await Promise.all(
      unknown.map(async (id) => optionProblem('--requirement', `${fact} \`${id}\``, await remedyOf(id))),
    ),
  );
};

/** Requirements by their ids, and if anything else chooses among scenarios, those that such a scenario names. */
const requirementListing = async (spec: Spec, scenarios: readonly Scenario[], flags: Flags): Promise<Listing> => {
  const provedBy = (id: string): readonly string[] =>
    scenarios.filter(({ requirements }) => requirements.includes(id)).map((scenario) => scenario.id);
  const ids = spec.requirements.map(({ id }) => id);
  const { requirement: wanted = ids, id, suite, tag } = flags;
  const idsIn = async (other?: string): Promise<readonly string[]> => {
    if (other === spec.profile) return ids;
    const others = await readDescription({ ...flags, ...given('profile', other) });
    return others.spec.requirements.map((one) => one.id);
  };
  await refuseUnknown(wanted, 'there is no requirement', { profile: spec.profile, idsIn });
  const narrowed = [id, suite, tag].some((values) => values !== undefined);
  const shown = spec.requirements.filter(
    (one) => wanted.includes(one.id) && (!narrowed || provedBy(one.id).length > 0),
  );
  const fact = 'the scenarios that the other options choose prove none of these';
  if (shown.length === 0) refuse([optionProblem('--requirement', fact, 'Drop one of the options.')]);
  return {
    json: shown.map((requirement) => ({ ...requirement, scenarios: provedBy(requirement.id) })),
    rows: shown.map(({ id, level, text }) => [id, level, text]),
  };
};

/** Options that choose nothing here would be ignored without a word. */
const idle = (flags: Flags, what: string, choosing: readonly string[]): readonly Problem[] => {
  const { spec, overlay, suiteFile, id, suite, requirement, tag } = flags;
  const options = { spec, overlay, 'suite-file': suiteFile, id, suite, requirement, tag };
  const remedy = `Leave it out; ${listed(choosing, 'and')} choose${choosing.length > 1 ? '' : 's'} among them.`;
  return Object.entries(options)
    .filter(([name, values]) => values !== undefined && !choosing.includes(`--${name}`))
    .map(([name]) => optionProblem(`--${name}`, `${what} are not chosen by it`, remedy));
};

const caseListing = async (flags: Flags): Promise<Listing> => {
  refuse(idle(flags, 'cases', ['--profile', '--spec', '--overlay']));
  const { spec } = await readDescription(flags);
  const json = Object.values(spec.cases);
  const success = spec.operations[spec.subject]?.success ?? 200;
  const wordsOf = (answers: readonly Answer[]): string =>
    answers.map((answer) => answerText(answer, success)).join(' or ');
  return { json, rows: json.map(({ name, answers, text }) => [name, wordsOf(answers), text]) };
};

const ofProfile =
  ({ profile }: SpecFlags) =>
  ({ profiles }: { readonly profiles: readonly string[] }): boolean =>
    profile === undefined || profiles.includes(profile);

const faultListing = async (flags: Flags): Promise<Listing> => {
  refuse([...profileProblems(flags), ...idle(flags, 'faults', ['--profile', '--requirement'])]);
  const { FAULTS } = await import('../mock/faults/catalogue.ts');
  const all = FAULTS.filter(ofProfile(flags)).map(({ apply: _, ...fault }) => fault);
  const idsIn = async (profile?: string): Promise<readonly string[]> => [
    ...new Set(FAULTS.filter(ofProfile(given('profile', profile))).map(({ requirement }) => requirement)),
  ];
  const { profile, requirement: wanted = await idsIn(profile) } = flags;
  await refuseUnknown(wanted, 'no fault breaks', { idsIn, ...given('profile', profile) });
  const json = all.filter(({ requirement }) => wanted.includes(requirement));
  return { json, rows: json.map(({ id, requirement, text }) => [id, requirement, text]) };
};

const variationListing = async (flags: Flags): Promise<Listing> => {
  refuse([...profileProblems(flags), ...idle(flags, 'variations', ['--profile'])]);
  const { VARIATIONS } = await import('../mock/variations.ts');
  const json = VARIATIONS.filter(ofProfile(flags)).map(({ apply: _, ...variation }) => variation);
  return { json, rows: json.map(({ id, text }) => [id, text]) };
};

/** Everything that can be listed. */
const LISTINGS: Readonly<Record<string, (flags: Flags) => Promise<Listing>>> = {
  scenarios: async (flags) => scenarioListing((await readContract(flags)).scenarios),
  requirements: async (flags) => {
    // A requirement may be chosen that no scenario names, such as a rule for every answer.
    const { requirement: _, ...others } = flags;
    const bare = others.spec !== undefined && others.suiteFile === undefined;
    const { description, scenarios } = bare
      ? { description: await readDescription(others), scenarios: [] }
      : await readContract(others);
    return requirementListing(description.spec, scenarios, flags);
  },
  cases: caseListing,
  faults: faultListing,
  variations: variationListing,
};

/** Faults and variations of all profiles are listed where none is named. */
const OF_EACH = `${STANDARD}, and every one for faults and variations`;

/** `list`: scenarios, requirements, cases that `expect` may name, faults or variations, for people or as JSON. */
export const configure = (command: Command): void => {
  const what = new Argument('[what]', 'what to list').choices(Object.keys(LISTINGS)).default('scenarios');
  addScenarioOptions(command.addArgument(what), OF_EACH)
    .option('--json', 'as JSON', false)
    .action(async (chosen: string, flags: Flags) => {
      const { json, rows } = (await LISTINGS[chosen]?.(flags)) ?? { json: [], rows: [] };
      await print(flags.json ? `${JSON.stringify(json, undefined, 2)}\n` : table(rows));
      process.exitCode = DONE;
    });
};
