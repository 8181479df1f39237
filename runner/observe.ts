import type { Ask } from './ask.ts';
import { valueAt } from './json.ts';
import { passing } from './passing.ts';
import { lossOf, unconnected } from './reach.ts';
import type { RequestTemplate } from './types/scenario.ts';
import type { Operation, Pagination, Spec } from './types/spec.ts';
import type { Json } from './types/values.ts';

/** The ids of a list, as listed; a list on several pages may shift while it is read if others change it. */
export type Listing = {
  readonly ids: readonly string[];
  /** So many were read, however many there were when the last was. */
  readonly pages: number;
  /** The list says that it has more than it shows: whatever is not in it may be there all the same. */
  readonly partial?: true;
};

/** A listing, or why there is none. `again`: it may be read a little later, for the target was at fault, or nothing was answered. */
export type Observed =
  | { readonly listing: Listing }
  | { readonly problem: string; readonly why: string; readonly again: boolean };

/** A list that names more pages than this is not read. */
const MOST_PAGES = 1000;

const unasked = (why: string, again = false): Observed => ({ problem: why, why, again });

const unread = (why: string, again = false): Observed => ({
  problem: `the list could not be read, so new resources cannot be counted: ${why}`,
  why,
  again,
});

/** `pages` is absent if a list is not counted, or is too large for it: then it goes on until a page lists nothing. */
type Page = { readonly ids: readonly string[]; readonly pages?: number } | string;

const isText = (value: Json | undefined): value is string => typeof value === 'string';

/** How many pages a list has, by what one of them says; `null` if it is not counted. */
const countIn = (body: Json | undefined, { page, pages }: Pagination): Json | undefined => {
  if (page === undefined) return 1;
  return pages === undefined ? null : valueAt(body, pages);
};

const readPage = (body: Json | undefined, pagination: Pagination): Page => {
  const { items, id, pages } = pagination;
  const listed = valueAt(body, items);
  const count = countIn(body, pagination);
  if (!Array.isArray(listed)) return `has no list at ${items}`;
  if (typeof count !== 'number' && count !== null) return `has no number of pages at ${pages}`;
  const ids = listed.map((item: Json) => valueAt(item, id));
  if (!ids.every(isText)) return `lists something without a text at ${id}`;
  return count === null ? { ids } : { ids, pages: count };
};

/** How many items the whole list has, by what a page says that is held to it (`x-relations`). */
const totalOf = ({ relations }: Operation, body: Json | undefined): number => {
  const [total] = relations.flatMap((relation) => (relation.kind === 'pages' ? [valueAt(body, relation.total)] : []));
  return typeof total === 'number' ? total : 0;
};

/** After so many pages that are the same it is no shift any more: the list has no such pages. */
const MOST_ALIKE = 3;

/** Reads a list to its end, page by page, as the operation's pagination says. */
export const observe = async (template: RequestTemplate, spec: Spec, ask: Ask): Promise<Observed> => {
  const operation = spec.operations[template.operation];
  const pagination = operation?.pagination;
  if (operation === undefined || pagination === undefined) return unasked(`${template.operation} lists nothing`);
  const ids: string[] = [];
  let pages = 1;
  let page = 0;
  let total = 0;
  let alike = 1;
  let last = '';
  while (page < Math.min(pages, MOST_PAGES)) {
    page++;
    const paged = pagination.page === undefined ? {} : { [pagination.page]: String(page) };
    const delivery = await ask({ ...template, query: { ...template.query, ...paged } });
    if ('halted' in delivery) return unasked(delivery.halted);
    const { exchange } = delivery;
    const loss = lossOf(exchange);
    if (loss !== undefined)
      return unconnected(exchange) ? unasked(loss, passing(exchange)) : unread(loss, passing(exchange));
    const url = `${exchange.request.method} ${exchange.request.url}`;
    const { status, json } = exchange.response ?? {};
    if (status !== operation.success) return unread(`${url} was answered with ${status}`, passing(exchange));
    const read = readPage(json, pagination);
    if (typeof read === 'string') return unread(`the answer to ${url} ${read}`);
    const now = JSON.stringify(read.ids);
    alike = now === last ? alike + 1 : 1;
    last = now;
    if (read.pages === undefined && read.ids.length > 0 && alike === MOST_ALIKE)
      return unread(`pages ${page - MOST_ALIKE + 1} to ${page} are the same, and none says how many there are`);
    ids.push(...read.ids);
    total = totalOf(operation, json);
    pages = read.pages ?? (read.ids.length > 0 ? page + 1 : page);
  }
  if (pages > MOST_PAGES) return unread(`it has ${pages} pages`);
  return { listing: { ids, pages: page, ...(new Set(ids).size < total ? { partial: true } : {}) } };
};
