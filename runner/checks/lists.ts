import { shown, valueAt } from '../json.ts';
import type { Pagination } from '../types/spec.ts';
import type { Json, JsonObject } from '../types/values.ts';
import { type Check, finder } from './context.ts';
import { successesIn } from './match.ts';
import { sameValue } from './spelling.ts';

type Facts = { readonly message: string; readonly expected: string; readonly actual: string };

/** May the list have pages that this answer does not show? One that has nothing may say that it has none. */
const goesOn = (body: Json | undefined, { page, pages }: Pagination): boolean => {
  const count = pages === undefined ? undefined : valueAt(body, pages);
  if (page === undefined) return false;
  return typeof count !== 'number' || count > 1;
};

/** What is wrong with the item that a list should hold; one that may stand on another page is not missing. */
const problemsOf = (body: Json | undefined, wanted: JsonObject, pagination: Pagination): readonly Facts[] => {
  const { items, id } = pagination;
  const listed = valueAt(body, items);
  const named = `${id} ${shown(wanted[id])}`;
  const item = Array.isArray(listed) ? listed.find((one: Json) => sameValue(valueAt(one, id), wanted[id])) : undefined;
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
