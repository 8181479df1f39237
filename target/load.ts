import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { readYaml } from '../documents/read.ts';
import { readSchema } from '../documents/schema.ts';
import { validate } from '../documents/validate.ts';
import { isObject } from '../runner/json.ts';
import type { Target } from '../runner/types/target.ts';
import type { JsonObject } from '../runner/types/values.ts';
import { faultsOf } from './check.ts';
import { withDefaults } from './defaults.ts';
import { mistypedRoles } from './roles.ts';
import type { Settings } from './settings.ts';
import { targetFrom } from './settings.ts';
import type { Environment } from './substitute.ts';
import { substitute } from './substitute.ts';
import { readTls } from './tls.ts';
import { documentOf } from './variables.ts';

/** Where a target is described: in a file, or by its URL and the environment variables that the schema names. */
export type Whereabouts = ({ readonly file: string } | { readonly url: string }) & {
  /** Profile to use instead of the described one. */
  readonly profile?: string;
  /** Profiles that a description may name; without it any. */
  readonly profiles?: readonly string[];
  readonly env: Environment;
};

const read = async (from: Whereabouts, schema: JsonObject): Promise<YamlDocument> => {
  if ('url' in from) return documentOf(schema, from.url, from.env);
  const { document, problems } = await readYaml(from.file, from.file);
  if (document === undefined || problems.length > 0) throw new InputError(problems);
  return document;
};

const remedyOf = (from: Whereabouts): string =>
  'url' in from ? 'Give it a value, or unset it.' : 'Set it, or remove what refers to it.';

const pointersOf = (problems: readonly Problem[]): ReadonlySet<string> =>
  new Set(problems.map((problem) => problem.pointer));

/** What each problem found so far is not an echo of: an earlier one says it already. */
const fresh = (problems: readonly Problem[], earlier: readonly Problem[]): readonly Problem[] => {
  const known = pointersOf(earlier);
  return problems.filter((problem) => !known.has(problem.pointer));
};

/**
 * The server under test, as `target.yaml` or a URL describes it.
 * Throws an `InputError` with every problem; none of them repeats a value that came from the environment.
 */
export const loadTarget = async (from: Whereabouts): Promise<Target> => {
  const schema = await readSchema(new URL('./target.schema.json', import.meta.url));
  const document = await read(from, schema);
  const invalid = validate(schema, document);
  const { value, problems: unset } = substitute(document, from.env, remedyOf(from));
  const known = [...invalid, ...fresh(unset, invalid)];
  const { tls, files, faults } = await readTls(value, document.value, 'file' in from ? from.file : '.');
  const wrong = [...faultsOf(value, document.value, from.profiles), ...faults].map((fault) => ({
    ...fault,
    place: document.placeOf(fault.pointer),
  }));
  const problems = [...known, ...fresh(wrong, known), ...fresh(mistypedRoles(schema, document), invalid)];
  if (problems.length > 0) throw new InputError(problems);
  const settings = withDefaults(schema, isObject(value) ? value : {}) as Settings;
  const profile = from.profile ?? settings.profile;
  const target = targetFrom({ ...settings, profile }, document, from.env, tls);
  return Object.keys(files).length === 0 ? target : { ...target, tlsFiles: files };
};
