import { isArray, shown, valueAt } from '../json.ts';
import type { Exchange } from '../types/exchange.ts';
import type { Pagination } from '../types/spec.ts';
import type { Json, JsonObject } from '../types/values.ts';
import { type Check, finder, type StepContext } from './context.ts';
import { successesIn } from './match.ts';
import { sameValue } from './spelling.ts';

type Facts = { readonly message: string; readonly expected: string; readonly actual: string };

const itemsIn = (body: Json | undefined, { items }: Pagination): readonly Json[] => {
  const listed = valueAt(body, items);
  return isArray(listed) ? listed : [];
};

/** May the list have pages that this answer does not show? One that has nothing may say that it has none. */
const goesOn = (body: Json | undefined, pagination: Pagination): boolean => {
  const { page, pages } = pagination;
  if (page === undefined) return false;
  if (pages === undefined) return itemsIn(body, pagination).length > 0;
  const count = valueAt(body, pages);
  return typeof count !== 'number' || count > 1;
};

const itemIn = (body: Json | undefined, wanted: JsonObject, pagination: Pagination): Json | undefined =>
  itemsIn(body, pagination).find((one) => sameValue(valueAt(one, pagination.id), wanted[pagination.id]));

/** What is wrong with the item that a list should hold; one that may stand on another page is not missing. */
const problemsOf = (body: Json | undefined, wanted: JsonObject, pagination: Pagination): readonly Facts[] => {
  const { id } = pagination;
  const named = `${id} ${shown(wanted[id])}`;
  const item = itemIn(body, wanted, pagination);
  if (item === undefined) {
    const facts = { expected: `an item with ${named}`, actual: `no item with ${named}` };
    return goesOn(body, pagination) ? [] : [{ message: `The list has ${facts.actual}.`, ...facts }];
  }
  return Object.entries(wanted).flatMap(([pointer, value]) => {
    const found = valueAt(item, pointer);
    if (sameValue(found, value)) return [];
    const facts = { expected: shown(value), actual: shown(found) };
    const message = `In the list ${pointer} of the item with ${named} is ${facts.actual}; expected ${facts.expected}.`;
    return [{ message, ...facts }];
  });
};

/** Values of one item of a list, which its id names. */
export const checkLists: Check = (exchanges, context) => {
  const { expect, spec, requirements } = context;
  const wanted = expect?.lists;
  if (wanted === undefined) return [];
  const found = finder('lists', exchanges, context);
  return successesIn(exchanges, spec).flatMap((exchange) => {
    const pagination = spec.operations[exchange.operation]?.pagination;
    const problems = pagination === undefined ? [] : problemsOf(exchange.response.json, wanted, pagination);
    return problems.map((facts) => found(requirements, { ...facts, exchange }));
  });
};

/** Why an answer does not show whether the list has an item: it never says how many pages there are, and the item is not on this one. */
export const doubtOfLists = (exchanges: readonly Exchange[], { expect, spec }: StepContext): string | undefined => {
  const wanted = expect?.lists;
  if (wanted === undefined) return undefined;
  const [id] = successesIn(exchanges, spec).flatMap(({ operation, response: { json } }) => {
    const pagination = spec.operations[operation]?.pagination;
    if (pagination === undefined || pagination.pages !== undefined || !goesOn(json, pagination)) return [];
    return itemIn(json, wanted, pagination) === undefined ? [pagination.id] : [];
  });
  if (id === undefined) return undefined;
  return `the list has no item with ${id} ${shown(wanted[id])} on this page, and does not say how many there are`;
};
