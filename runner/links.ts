import { parsed, textOf, valueAt } from './json.ts';
import type { Exchange } from './types/exchange.ts';
import type { RequestTemplate } from './types/scenario.ts';
import type { Link } from './types/spec.ts';
import type { Json } from './types/values.ts';

const EXPRESSION = /^\$(request|response)\.body(?:#(.*))?$/;
const EMBEDDED = /\{(\$(?:request|response)\.body(?:#[^}]*)?)\}/g;

/** What a runtime expression (OpenAPI 3.1, "Runtime Expressions") stands for; `undefined` if it stands for nothing here. */
const evaluate = (expression: string, { request, response }: Exchange): Json | undefined => {
  const [, source, pointer = ''] = EXPRESSION.exec(expression) ?? [];
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
    const value = evaluate(expression, exchange);
    complete &&= value !== undefined;
    return value ?? null;
  };
  const query = Object.entries(link.query).map(([name, value]) => [name, textOf(filled(value, fill))]);
  const path = link.path?.replace(EMBEDDED, (_, expression: string) => encodeURIComponent(textOf(fill(expression))));
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
