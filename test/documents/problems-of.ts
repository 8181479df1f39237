import { formatProblems } from '../../documents/problems.ts';
import { parseYaml } from '../../documents/read.ts';
import { validate } from '../../documents/validate.ts';
import type { JsonObject } from '../../runner/types/values.ts';

/** The problems of a YAML text under a schema, as printed. */
export const problemsOf = (schema: JsonObject, text: string): string => {
  const { document, problems } = parseYaml(text, 'f.yaml');
  if (document === undefined) throw new Error(formatProblems(problems));
  return formatProblems(validate(schema, document));
};
