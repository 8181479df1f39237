import { childOf, dotted } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { isArray, isObject, own } from '../runner/json.ts';
import type { Json } from '../runner/types/values.ts';

/** Environment variables: name to value. */
export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{([^}]*)(\}?)/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Name of the environment variable that a text as a whole refers to, if it does. */
export const variableOf = (text: Json | undefined): string | undefined => {
  const name = typeof text === 'string' && text.startsWith('${') && text.endsWith('}') ? text.slice(2, -1) : '';
  return NAME.test(name) ? name : undefined;
};

/** Names of the environment variables that a text refers to anywhere. */
export const variablesOf = (text: string): readonly string[] =>
  Array.from(text.matchAll(REFERENCE), ([, name = '']) => name).filter((name) => NAME.test(name));

const MALFORMED = [
  'a reference to an environment variable is malformed',
  'Write ${NAME}, the name made of letters, digits and underscores.',
] as const;

/**
 * Replaces every `${NAME}` in the texts of a document by the environment variable. Variables that are missing or empty are problems;
 * `remedy` is what can be done about one.
 */
export const substitute = (
  document: YamlDocument,
  env: Environment,
  remedy: string,
): { readonly value: Json; readonly problems: readonly Problem[] } => {
  const problems: Problem[] = [];
  const inText = (text: string, pointer: string): string =>
    text.replace(REFERENCE, (whole: string, name: string, brace: string) => {
      const wellFormed = brace !== '' && NAME.test(name);
      const value = wellFormed ? own(env, name) : undefined;
      if (value !== undefined && value !== '') return value;
      const unset = `the environment variable ${name} is ${value === undefined ? 'not set' : 'empty'}`;
      const [fact, todo] = wellFormed ? [unset, remedy] : MALFORMED;
      const message = `\`${dotted(pointer)}\`: ${fact}`;
      problems.push({ place: document.placeOf(pointer), pointer, message, remedy: todo });
      return whole;
    });
  const visit = (value: Json, pointer: string): Json => {
    if (typeof value === 'string') return inText(value, pointer);
    if (isArray(value)) return value.map((item, index) => visit(item, childOf(pointer, index)));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, visit(member, childOf(pointer, key))]),
    );
  };
  const value = visit(document.value, '');
  return { value, problems };
};
