import { isObject } from '../../runner/json.ts';
import type { Outcome } from '../replies.ts';
import type { Address } from '../things.ts';
import type { Call, Change, Provider, Stage } from '../types.ts';
import { inStage, isRefusal } from './change.ts';

/** Lists these addresses, and no others, as if they were the organization's. */
const listOnly = (addresses: readonly Address[], next: Stage, call: Call, provider: Provider): ReturnType<Stage> => {
  const { world } = provider;
  const organization = call.organization?.id ?? '';
  const listed = new Map(addresses.map((one) => [one.id, { ...one, organization }]));
  const state = { ...world.state, addresses: listed };
  return next({ ...call, input: { ...call.input, page: '1' } }, { ...provider, world: { ...world, state } });
};

const told = (outcome: Outcome | undefined, page: Readonly<Record<string, number>>): Outcome | undefined => {
  if (outcome === undefined || isRefusal(outcome)) return outcome;
  const { pagination, ...others } = outcome.body;
  return { body: { ...others, pagination: { ...(isObject(pagination) ? pagination : {}), ...page } } };
};

const pagesOf = (outcome: Outcome): number => {
  const pagination = isRefusal(outcome) ? undefined : outcome.body.pagination;
  return Math.max(1, isObject(pagination) ? Number(pagination.total_pages) : 1);
};

/** Lists further addresses on a page behind the last, unless the request says how many a page has. */
export const onFurtherPage = (further: (call: Call, provider: Provider) => readonly Address[]): Change =>
  inStage('list', (next) => async (call, provider) => {
    const outcome = await next(call, provider);
    const more = call.input.per_page === undefined ? further(call, provider) : [];
    if (outcome === undefined || isRefusal(outcome) || more.length === 0) return outcome;
    const last = pagesOf(outcome) + 1;
    return Number(call.input.page) === last
      ? told(await listOnly(more, next, call, provider), { current_page: last, total_pages: last })
      : told(outcome, { total_pages: last });
  });
