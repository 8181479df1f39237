import { parsed, textOf, valueAt } from './json.ts';
import { encoded } from './references.ts';
import type { Exchange } from './types/exchange.ts';
import type { RequestTemplate } from './types/scenario.ts';
import type { Link } from './types/spec.ts';
import type { Json } from './types/values.ts';

const EXPRESSION = /^\$(?:(request|response)\.body(?:#(.*))?|request\.path\.([^{}]+))$/;
const EMBEDDED = /\{(\$(?:(?:request|response)\.body(?:#[^}]*)?|request\.path\.[^{}]+))\}/g;
/** A slash between segments, not one in a reference to an earlier answer (`${steps.first.response.body#/id}`). */
const SLASH = /\/(?![^{}]*\})/;

/** The segments of a path, each with the references or runtime expressions that it holds. */
export const segmentsOf = (path: string): readonly string[] => path.split(SLASH);

/** A segment of a path, or a part of a URL, as what it stands for; one that is not percent-encoded as a whole stands for itself. */
export const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/**
 * The segment that a path has in place of a parameter of a template; `undefined` if it is none of those paths. Whatever the base URL
 * has may stand before it.
 */
export const segmentFor = (parameter: string, template: string, path: string): string | undefined => {
  const wanted = template.split('/').slice(1);
  const given = path
    .replace(/[?#](?![^{}]*\}).*$/, '')
    .split(SLASH)
    .slice(-wanted.length);
  const fits = wanted.every((segment, index) => segment.startsWith('{') || segment === given[index]);
  const found = fits ? given[wanted.indexOf(`{${parameter}}`)] : undefined;
  return found === '' ? undefined : found;
};

/** What a runtime expression (OpenAPI 3.1, "Runtime Expressions") stands for; `undefined` if it stands for nothing here. */
const evaluate = (expression: string, { from = '' }: Link, { request, response }: Exchange): Json | undefined => {
  const [, source, pointer = '', parameter] = EXPRESSION.exec(expression) ?? [];
  if (parameter !== undefined) {
    const segment = segmentFor(parameter, from, request.url);
    return segment === undefined ? undefined : decoded(segment);
  }
  if (source === undefined) return undefined;
  return valueAt(source === 'request' ? parsed(request.body) : response?.json, pointer);
};

type Fill = (expression: string) => Json;

const filled = (value: Json, fill: Fill): Json => {
  if (typeof value === 'string')
    return EXPRESSION.test(value)
      ? fill(value)
      : value.replace(EMBEDDED, (_, expression: string) => textOf(fill(expression)));
  if (Array.isArray(value)) return value.map((item: Json) => filled(item, fill));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filled(member, fill)]));
};

/** The request that a link of an exchange stands for; `undefined` if the exchange lacks a value that the link needs. */
export const follow = (link: Link, exchange: Exchange, as: string): RequestTemplate | undefined => {
  let complete = true;
  const fill: Fill = (expression) => {
    const value = evaluate(expression, link, exchange);
    complete &&= value !== undefined;
    return value ?? null;
  };
  const query = Object.entries(link.query).map(([name, value]) => [name, textOf(filled(value, fill))]);
  const path = link.path?.replace(EMBEDDED, (_, expression: string) => encoded(textOf(fill(expression))));
  const body = link.body === undefined ? {} : { body: { json: filled(link.body, fill) } };
  return complete
    ? {
        operation: link.operation,
        as,
        ...(path === undefined ? {} : { path }),
        query: Object.fromEntries(query),
        headers: {},
        ...body,
      }
    : undefined;
};
