import { suggest } from '../documents/nearest.ts';
import type { Scenario } from '../runner/types.ts';

/** Which scenarios to run: each member narrows, the values of one member add up. */
export type Filter = {
  /** Globs of scenario ids: `*` stands for any text, `?` for one character. */
  readonly ids?: readonly string[];
  readonly suites?: readonly string[];
  readonly requirements?: readonly string[];
  readonly tags?: readonly string[];
  readonly levels?: readonly string[];
};

/** The scenarios that are left, and every reason why the filter cannot be meant as it stands. */
export type Filtered = { readonly scenarios: readonly Scenario[]; readonly problems: readonly string[] };

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

const FEW = 20;

const remedy = (value: string, candidates: readonly string[]): string => {
  const known = [...new Set(candidates)];
  const words = suggest(value, known);
  return known.length > FEW && !words.startsWith('Did') ? '`list` shows what there is.' : words;
};

/** Narrows scenarios. A value that matches none of them, or values that together leave none, are problems. */
export const filterScenarios = (scenarios: readonly Scenario[], filter: Filter): Filtered => {
  const problems: string[] = [];
  let left = scenarios;
  for (const name of NAMES) {
    const values = filter[name] ?? [];
    if (values.length === 0) continue;
    const { noun, of } = CRITERIA[name];
    const matchers = values.map((value) => ({ value, matches: matcher(name, value) }));
    const candidates = scenarios.flatMap(of);
    for (const { value, matches } of matchers)
      if (!candidates.some(matches))
        problems.push(`no scenario has the ${noun} \`${value}\`. ${remedy(value, candidates)}`);
    left = left.filter((scenario) => of(scenario).some((one) => matchers.some(({ matches }) => matches(one))));
  }
  if (left.length === 0 && problems.length === 0)
    problems.push('no scenario is left: each filter matches some, but none matches all of them. Drop one of them.');
  return { scenarios: left, problems };
};
