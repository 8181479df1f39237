import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import type { Scenario } from '../runner/types/scenario.ts';
import type { Filter } from '../suites/filter.ts';
import { filterScenarios } from '../suites/filter.ts';
import { changeProfile, otherProfile } from './other-profile.ts';

/** A filter for each value by itself. */
const single = (filter: Filter): readonly Filter[] =>
  Object.entries(filter).flatMap(([member, values]) => values.map((value) => ({ [member]: [value] })));

const problemsOf = (scenarios: readonly Scenario[], filter: Filter): readonly Problem[] => {
  try {
    filterScenarios(scenarios, filter);
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
};

/** The scenarios of each profile. */
type Known = { readonly profile: string; readonly scenariosIn: (profile: string) => Promise<readonly Scenario[]> };

/** The same problem, with the profile that has what was asked for, if there is one. */
const remedied = async (
  problem: Problem,
  scenarios: readonly Scenario[],
  filter: Filter,
  { profile, scenariosIn }: Known,
): Promise<Problem> => {
  const cause = single(filter).find((one) =>
    problemsOf(scenarios, one).some(({ message }) => message === problem.message),
  );
  const other =
    cause && (await otherProfile(profile, async (one) => problemsOf(await scenariosIn(one), cause).length === 0));
  return other === undefined ? problem : { ...problem, remedy: changeProfile(other, 'it') };
};

/** The scenarios that a filter of the command line lets pass. Throws an `InputError` with every value that none of them has. */
export const chosenScenarios = async (
  scenarios: readonly Scenario[],
  filter: Filter,
  known: Known,
): Promise<readonly Scenario[]> => {
  const problems = problemsOf(scenarios, filter);
  if (problems.length === 0) return filterScenarios(scenarios, filter);
  throw new InputError(await Promise.all(problems.map((problem) => remedied(problem, scenarios, filter, known))));
};
