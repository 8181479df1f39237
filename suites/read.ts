import type { Problem } from '../documents/problems.ts';
import { formatPlace, InputError } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { readYaml } from '../documents/read.ts';
import { readSchema } from '../documents/schema.ts';
import { validate } from '../documents/validate.ts';
import { isArray, isObject } from '../runner/json.ts';
import type { Scenario } from '../runner/types/scenario.ts';
import type { Spec } from '../runner/types/spec.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import { compile } from './compile.ts';
import { expand } from './expand.ts';
import type { Roles, ScenarioYaml, Scope, SuiteYaml } from './format.ts';
import { readRoles } from './roles.ts';
import type { Sound } from './sound.ts';
import { soundScenarios } from './sound.ts';
import { unclosedIn } from './unclosed.ts';

/** Where the JSON Schema (2020-12) of a suite file is. */
export const schemaUrl = new URL('./suite.schema.json', import.meta.url);

/** What suites are checked against. */
type Basis = { readonly schema: JsonObject; readonly spec: Spec; readonly roles: Roles };
type Source = Basis & { readonly document: YamlDocument };

/** Problems of one file, each once, however many rows of a table show it. */
type Collector = { readonly problems: Map<string, Problem>; readonly scope: Omit<Scope, 'pointer'> };

const collector = ({ spec, roles, document }: Source): Collector => {
  const problems = new Map<string, Problem>();
  const report = (pointer: string, message: string, remedy: string): void => {
    const place = document.placeOf(pointer);
    problems.set(`${place.line}:${place.column} ${message}`, { place, pointer, message, remedy });
  };
  return { problems, scope: { spec, roles, placeOf: document.placeOf, report } };
};

type Entry = { readonly scenario: ScenarioYaml; readonly pointer: string };

/** A suite with the scenarios that its entries stand for, at the places of these entries. */
const expandedFrom = (suite: SuiteYaml, entries: readonly Entry[], document: YamlDocument): YamlDocument => {
  const original = (pointer: string): string =>
    pointer.replace(/^\/scenarios\/(\d+)/, (_, index) => entries[Number(index)]?.pointer ?? '');
  return {
    file: document.file,
    value: { ...suite, scenarios: entries.map(({ scenario }) => scenario) } as unknown as Json,
    placeOf: (pointer) => document.placeOf(original(pointer)),
    keyPlaceOf: (pointer) => document.keyPlaceOf(original(pointer)),
  };
};

const unclosedProblems = (document: YamlDocument): readonly Problem[] =>
  unclosedIn(document.value).map(({ pointer, isName }) => ({
    place: isName ? document.keyPlaceOf(pointer) : document.placeOf(pointer),
    pointer,
    message: 'a `${` has no `}` after it',
    remedy: 'Close the reference, as in ${organization.main.id}.',
  }));

/** Unclosed references as they are written, or else as rows make them. */
const checkClosed = (written: YamlDocument, expanded: YamlDocument): readonly Problem[] => {
  const problems = unclosedProblems(written);
  return problems.length > 0 ? problems : unclosedProblems(expanded);
};

type Loaded = { readonly scenarios: readonly Scenario[]; readonly problems: readonly Problem[] };

const isOfScenario = ({ pointer }: Problem): boolean => pointer.startsWith('/scenarios/');

const compileSuite = (suite: SuiteYaml, source: Source, isSound: Sound): Loaded => {
  const { problems, scope } = collector(source);
  const { spec } = source;
  const entries = suite.scenarios.flatMap((template, index): readonly Entry[] => {
    if (!isSound(index)) return [];
    const profiles = template.profiles ?? suite.profiles;
    if (profiles !== undefined && !profiles.includes(spec.profile)) return [];
    const pointer = `/scenarios/${index}`;
    return expand(template, { ...scope, pointer }).map((scenario) => ({ scenario, pointer }));
  });
  const expanded = expandedFrom(suite, entries, source.document);
  const unclosed = checkClosed(source.document, expanded);
  // Rows may have put values where the schema does not allow them, so what came of them is validated as well.
  const misplaced = entries.length === 0 ? [] : validate(source.schema, expanded).filter(isOfScenario);
  if (misplaced.length > 0) return { scenarios: [], problems: [...problems.values(), ...unclosed, ...misplaced] };
  const scenarios = entries.map(({ scenario, pointer }) => compile(suite, scenario, { ...scope, pointer }));
  return { scenarios, problems: [...problems.values(), ...unclosed] };
};

/** A suite file, and what it is called in places and problems. */
export type SuiteFile = { readonly path: string | URL; readonly shownAs: string };

const loadFile = async ({ path, shownAs }: SuiteFile, basis: Basis): Promise<Loaded> => {
  const { document, problems } = await readYaml(path, shownAs);
  if (document === undefined) return { scenarios: [], problems };
  const found = [...problems, ...validate(basis.schema, document)];
  const { value } = document;
  if (!isObject(value) || !isArray(value.scenarios))
    return { scenarios: [], problems: [...found, ...unclosedProblems(document)] };
  const suite = value as unknown as SuiteYaml;
  const compiled = compileSuite(suite, { ...basis, document }, soundScenarios(found, basis.schema));
  return { ...compiled, problems: [...found, ...compiled.problems] };
};

const repeated = (scenarios: readonly Scenario[]): readonly Problem[] => {
  const first = new Map<string, Scenario>();
  return scenarios.flatMap((scenario) => {
    const { id, place } = scenario;
    const before = first.get(id)?.place;
    if (before === undefined) {
      first.set(id, scenario);
      return [];
    }
    const message = `a second scenario \`${id}\`; the first is at ${formatPlace(before)}`;
    return [{ place, pointer: '', message, remedy: 'Give each an id of its own; with `each`, use its columns.' }];
  });
};

/** Reads suite files. Throws an `InputError` with every problem of every file. */
export const readSuites = async (files: readonly SuiteFile[], spec: Spec): Promise<readonly Scenario[]> => {
  const [schema, roles] = await Promise.all([readSchema(schemaUrl), readRoles()]);
  const loaded = await Promise.all(files.map((file) => loadFile(file, { schema, spec, roles })));
  const scenarios = loaded.flatMap((one) => one.scenarios);
  const problems = [...loaded.flatMap((one) => one.problems), ...repeated(scenarios)];
  if (problems.length > 0) throw new InputError(problems);
  return scenarios;
};
