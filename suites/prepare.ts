import { readPrepared, writePrepared } from '../documents/prepared.ts';
import type { Scenario } from '../runner/types/scenario.ts';
import type { Spec } from '../runner/types/spec.ts';
import type { Json } from '../runner/types/values.ts';
import { builtIn } from './built-in.ts';

const FILES = builtIn.map((name) => ({
  path: new URL(`./${name}.yaml`, import.meta.url),
  shownAs: `suites/${name}.yaml`,
}));
const SOURCES = FILES.map(({ path }) => path);

const urlOf = ({ profile }: Spec): URL => new URL(`./prepared/${profile}.json`, import.meta.url);

/** What scenarios take from the spec: all of it that is data. */
const basisOf = (spec: Spec): string => JSON.stringify(spec);

/** The scenarios that come with the package, from what the build prepared or else from their files. */
export const ownScenarios = async (spec: Spec): Promise<readonly Scenario[]> => {
  const prepared = await readPrepared(urlOf(spec), SOURCES, basisOf(spec));
  if (prepared !== undefined) return prepared as unknown as readonly Scenario[];
  const { readSuites } = await import('./read.ts');
  return readSuites(FILES, spec);
};

/** Prepares the package's own scenarios of one profile; a step of the build. Throws an `InputError` if a file has problems. */
export const prepareScenarios = async (spec: Spec): Promise<void> => {
  const { readSuites } = await import('./read.ts');
  await writePrepared(urlOf(spec), SOURCES, (await readSuites(FILES, spec)) as unknown as Json, basisOf(spec));
};
