import type { Scenario } from '../runner/types/scenario.ts';
import type { Spec } from '../runner/types/spec.ts';
import { ownScenarios } from './prepare.ts';

/**
 * Scenarios of suite files, by default of those that come with the package, for one profile of the spec.
 * Throws an `InputError` with every problem of every file.
 */
export const loadSuites = async ({
  spec,
  files,
}: {
  readonly spec: Spec;
  readonly files?: readonly string[];
}): Promise<readonly Scenario[]> => {
  if (files === undefined) return ownScenarios(spec);
  const { readSuites } = await import('./read.ts');
  return readSuites(
    files.map((file) => ({ path: file, shownAs: file })),
    spec,
  );
};
