import { isObject, own, parsed } from './json.ts';
import { follow } from './links.ts';
import { creatorOf } from './operations.ts';
import type { Exchange } from './types/exchange.ts';
import type { RequestTemplate } from './types/scenario.ts';
import { type Target, TRUSTED } from './types/target.ts';
import type { JsonObject } from './types/values.ts';
import type { World } from './world.ts';

/** What is known before a run. */
export type Known = Pick<World, 'spec' | 'target'>;

/** The request as the runtime expressions of a link see it. */
export const asked = ({ operation, as, path = '', body }: RequestTemplate): Exchange => ({
  operation,
  as,
  request: {
    method: '',
    url: path,
    headers: [],
    ...(body !== undefined && 'json' in body ? { body: JSON.stringify(body.json) } : {}),
  },
  tokenEchoes: [],
  sentAt: 0,
  answeredAt: 0,
});

/** What two requests for the same list have in common. */
export const keyOf = ({ operation, path, query }: RequestTemplate): string => JSON.stringify([operation, path, query]);

/** A list, and a request whose resource would stand in it: whatever is found there is given back as if that had created it. */
export type Listed = { readonly list: RequestTemplate; readonly creator: Exchange };

/** Does a role's description say that it is what a request gave this name? No other name that it gave may be another's. */
const isMeant = (given: JsonObject, attributes: Readonly<Record<string, string>>): boolean => {
  const names = Object.keys(attributes).filter((name) => Object.hasOwn(given, name));
  return names.length > 0 && names.every((name) => given[name] === attributes[name]);
};

/** An exchange as if its request had named each thing in every way in which the target's description names it. */
const namedFully = (exchange: Exchange, { roles }: Target): Exchange => {
  const body = parsed(exchange.request.body);
  if (!isObject(body)) return exchange;
  const named = Object.entries(roles).flatMap(([kind, known]) => {
    const given = own(body, kind);
    const meant = isObject(given) ? Object.values(known).find((one) => isMeant(given, one)) : undefined;
    return isObject(given) && meant !== undefined ? [[kind, { ...meant, ...given }] as const] : [];
  });
  const full = JSON.stringify({ ...body, ...Object.fromEntries(named) });
  return { ...exchange, request: { ...exchange.request, body: full } };
};

/** The role that reads the list of what a request creates: where no token is known, whoever asked. */
export const readerOf = ({ as }: Pick<RequestTemplate, 'as'>, { tokens }: Target): string =>
  own(tokens, TRUSTED) === undefined ? as : TRUSTED;

/** The list in which stands what an exchange creates, by the spec's link `list`; `undefined` if nothing says which it is. */
export const listOf = (exchange: Exchange, { spec, target }: Known): RequestTemplate | undefined => {
  const link = creatorOf(exchange, spec)?.links.list;
  const as = readerOf(exchange, target);
  return link && (follow(link, exchange, as) ?? follow(link, namedFully(exchange, target), as));
};
