import { isObject, own, valueAt } from '../runner/json.ts';
import type { Json } from '../runner/types/values.ts';
import type { Environment } from './substitute.ts';
import { variablesOf } from './substitute.ts';

type Named = readonly (readonly [name: string, value: string])[];

const beforeQuery = (url: string): string => url.split('?')[0] ?? '';
const queryOf = (url: string): string => url.slice(beforeQuery(url).length + 1).replace(/#.*/s, '');

const valuesOf = (text: string, env: Environment): Named =>
  variablesOf(text).map((name) => [name, own(env, name) ?? '']);

/** The parameters in the query of a URL that is a variable. */
const parametersIn = ([variable, url]: Named[number]): Named =>
  queryOf(url)
    .split('&')
    .map((parameter) => {
      const [, name = 'query', value = ''] = /^(?:([^=]*)=)?(.*)$/s.exec(parameter) ?? [];
      return [`${variable}_${name.toUpperCase().replace(/\W/g, '_')}`, value];
    });

const ofUrl = (url: string, env: Environment): Named => [
  ...valuesOf(queryOf(url), env),
  ...valuesOf(beforeQuery(url), env).flatMap(parametersIn),
];

const textsOf = (value: Json | undefined): readonly string[] =>
  isObject(value) ? Object.values(value).filter((text) => typeof text === 'string') : [];

/**
 * What came from the environment into the headers of `states` and into the query of its URL, by the names of the variables.
 * `document` is what the user wrote.
 */
export const statesVariables = (document: Json, env: Environment): Readonly<Record<string, string>> => {
  const url = valueAt(document, '/states/url');
  const headers = textsOf(valueAt(document, '/states/headers'));
  const found = [
    ...(typeof url === 'string' ? ofUrl(url, env) : []),
    ...headers.flatMap((text) => valuesOf(text, env)),
  ];
  return Object.fromEntries(found.filter(([, value]) => value !== ''));
};
