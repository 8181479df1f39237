import { isArray, isObject } from '../runner/json.ts';
import type { Json } from '../runner/types/values.ts';

const IN_TEXT = /\$\{([^}]*)\}/g;

/** The names in an expression of Pact's: those in `${...}`, or all of it where there is none. */
const namesIn = (expression: string): readonly string[] => {
  const names = [...expression.matchAll(IN_TEXT)].flatMap(([, name]) => name ?? []);
  return names.length > 0 ? names : [expression];
};

/** Names of the values that generators anywhere in a pact take from provider states. */
export const namesWanted = (value: Json | undefined): readonly string[] => {
  if (isArray(value)) return value.flatMap(namesWanted);
  if (!isObject(value)) return [];
  const { type, expression } = value;
  return type === 'ProviderState' && typeof expression === 'string'
    ? namesIn(expression)
    : Object.values(value).flatMap(namesWanted);
};
