import { suggest } from '../documents/nearest.ts';
import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import type { Scenario } from '../runner/types/scenario.ts';

/** Which scenarios to run: each member narrows, the values of one member add up. */
export type Filter = {
  /** Globs of scenario ids: `*` stands for any text, `?` for one character. */
  readonly ids?: readonly string[];
  readonly suites?: readonly string[];
  readonly requirements?: readonly string[];
  readonly tags?: readonly string[];
  readonly levels?: readonly string[];
};

type Criterion = { readonly noun: string; readonly of: (scenario: Scenario) => readonly string[] };

const CRITERIA: Readonly<Record<keyof Filter, Criterion>> = {
  ids: { noun: 'id', of: ({ id }) => [id] },
  suites: { noun: 'suite', of: ({ suite }) => [suite] },
  requirements: { noun: 'requirement', of: ({ requirements }) => requirements },
  tags: { noun: 'tag', of: ({ tags }) => tags },
  levels: { noun: 'level', of: ({ level }) => [level] },
};

const NAMES = Object.keys(CRITERIA) as readonly (keyof Filter)[];

const globbed = (glob: string): RegExp => {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, 's');
};

const matcher = (name: keyof Filter, value: string): ((candidate: string) => boolean) => {
  if (name !== 'ids') return (candidate) => candidate === value;
  const glob = globbed(value);
  return (candidate) => glob.test(candidate);
};

/** Several values in one, as other programs take them; or a suite, where an id is wanted. */
const misread = (name: keyof Filter, value: string, scenarios: readonly Scenario[]): string | undefined => {
  const { noun, of } = CRITERIA[name];
  const parts = value.split(',');
  const known = scenarios.flatMap(of);
  if (parts.length > 1 && parts.every((part) => known.includes(part)))
    return `Repeat the option: ${parts.map((part) => `--${noun} ${part}`).join(' ')}.`;
  return name === 'ids' && scenarios.some(({ suite }) => suite === value) ? `Did you mean \`${value}/*\`?` : undefined;
};

const remedy = (name: keyof Filter, value: string, scenarios: readonly Scenario[]): string =>
  misread(name, value, scenarios) ??
  suggest(value, [...new Set(scenarios.flatMap(CRITERIA[name].of))], '`list` shows what there is.');

/** A problem of an option of the command line, which has no lines. */
const problem = (option: string, message: string, remedy: string): Problem => ({
  place: { file: option, line: 0, column: 0 },
  pointer: '',
  message,
  remedy,
});

/** Narrows scenarios. Throws InputError with every value that matches none, or if the values together leave none. */
export const filterScenarios = (scenarios: readonly Scenario[], filter: Filter): readonly Scenario[] => {
  const problems: Problem[] = [];
  const given = NAMES.filter((name) => (filter[name] ?? []).length > 0);
  let left = scenarios;
  for (const name of given) {
    const { noun, of } = CRITERIA[name];
    const matchers = (filter[name] ?? []).map((value) => ({ value, matches: matcher(name, value) }));
    const candidates = scenarios.flatMap(of);
    for (const { value, matches } of matchers)
      if (!candidates.some(matches))
        problems.push(problem(`--${noun}`, `no scenario has the ${noun} \`${value}\``, remedy(name, value, scenarios)));
    left = left.filter((scenario) => of(scenario).some((one) => matchers.some(({ matches }) => matches(one))));
  }
  if (left.length === 0 && problems.length === 0 && given.length > 0) {
    const options = given.map((name) => `--${CRITERIA[name].noun}`).join(' ');
    problems.push(problem(options, 'each of these matches a scenario, but none matches all', 'Drop one of them.'));
  }
  if (problems.length > 0) throw new InputError(problems);
  return left;
};
