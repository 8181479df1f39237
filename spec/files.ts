import { suggest } from '../documents/nearest.ts';
import type { Problem } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { readYaml } from '../documents/read.ts';
import { readSchema } from '../documents/schema.ts';
import { validate } from '../documents/validate.ts';
import { own } from '../runner/json.ts';
import type { SpecOptions } from './profiles.ts';
import { PROFILES, profiles, STANDARD } from './profiles.ts';

/** The documents that a spec is made of; one that could not be read is absent and has a problem. */
export type Sources = {
  readonly openapi?: YamlDocument;
  readonly requirements?: YamlDocument;
  readonly states?: YamlDocument;
  readonly overlays: readonly YamlDocument[];
  readonly problems: readonly Problem[];
};

type Read = { readonly document?: YamlDocument; readonly problems: readonly Problem[] };

const readAgainst = async (url: string | URL, shownAs: string, schema: string, lost?: string): Promise<Read> => {
  const [{ document, problems }, rules] = await Promise.all([
    readYaml(url, shownAs, lost),
    readSchema(new URL(`./${schema}.schema.json`, import.meta.url)),
  ]);
  if (document === undefined) return { problems };
  const broken = validate(rules, document);
  // A document that breaks its schema is not looked at further: its faults would only be found again.
  return broken.length > 0 ? { problems: [...problems, ...broken] } : { document, problems };
};

const beside = (file: string | undefined, name: string): readonly [url: string | URL, shownAs: string] => {
  if (file === undefined) return [new URL(`./${name}`, import.meta.url), `spec/${name}`];
  const path = `${file.slice(0, file.lastIndexOf('/') + 1)}${name}`;
  return [path, path];
};

/** A file that is read because it stands beside another one, and does not. */
const readBeside = (file: string | undefined, name: string, schema: string): Promise<Read> =>
  readAgainst(...beside(file, name), schema, file && `Write it: it is read beside \`${file}\`.`);

const unknownProfile = (profile: string): Problem => ({
  place: { file: 'profile', line: 0, column: 0 },
  pointer: '',
  message: `there is no profile \`${profile}\``,
  remedy: suggest(profile, profiles),
});

/** Reads and checks every file of a spec. The OpenAPI document is not yet checked: overlays may still change it. */
export const readSources = async ({ profile = STANDARD, overlays = [], file }: SpecOptions): Promise<Sources> => {
  const known = own(PROFILES, profile)?.overlays;
  const openapi = file === undefined ? beside(file, 'openapi.yaml') : ([file, file] as const);
  const [base, requirements, states, ...changes] = await Promise.all([
    readYaml(...openapi),
    readBeside(file, 'requirements.yaml', 'requirements'),
    readBeside(file, 'states.yaml', 'states'),
    ...(known ?? []).map((name) => readBeside(file, name, 'overlay')),
    ...overlays.map((path) => readAgainst(path, path, 'overlay')),
  ]);
  const problems = [base, requirements, states, ...changes].flatMap((read) => read.problems);
  return {
    ...(base.document === undefined ? {} : { openapi: base.document }),
    ...(requirements.document === undefined ? {} : { requirements: requirements.document }),
    ...(states.document === undefined ? {} : { states: states.document }),
    overlays: changes.flatMap(({ document }) => (document === undefined ? [] : [document])),
    problems: known === undefined ? [unknownProfile(profile), ...problems] : problems,
  };
};
