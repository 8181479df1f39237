import { creates } from './budget.ts';
import type { Errand } from './courier.ts';
import { follow } from './links.ts';
import { type Listing, observe } from './observe.ts';
import { type Exchange, type RequestTemplate, type Scenario, TRUSTED } from './types.ts';
import type { World } from './world.ts';

/** Lists what there is before a run and after it. */
export type Inventory = {
  /** What is there now is nobody's business but its owners': the run never releases it. */
  readonly open: () => Promise<void>;
  /** What is there now, was not there before, and should not be: it is reported, and given back if it can only be the run's. */
  readonly close: () => Promise<void>;
};

/** Exchanges of the inventory belong to no scenario. */
export const NOBODYS = '';

/** The request as the runtime expressions of a link see it. */
const asked = ({ operation, as, body }: RequestTemplate): Exchange => ({
  operation,
  as,
  request: {
    method: '',
    url: '',
    headers: [],
    ...(body !== undefined && 'json' in body ? { body: JSON.stringify(body.json) } : {}),
  },
  tokenEchoes: [],
  sentAt: 0,
  answeredAt: 0,
});

/** The lists in which resources would stand that the scenarios create, by the spec's link `list`. */
export const listsOf = (
  scenarios: readonly Scenario[],
  { spec, target }: Pick<World, 'spec' | 'target'>,
): readonly RequestTemplate[] => {
  if (target.tokens[TRUSTED] === undefined) return [];
  const lists = new Map<string, RequestTemplate>();
  for (const { level, steps } of scenarios)
    for (const step of level === 'safe' ? [] : steps)
      for (const lot of step.kind === 'request' ? [step, ...(step.among ?? [])] : []) {
        const link = spec.operations[lot.request.operation]?.links.list;
        const list = creates(lot, spec) && link !== undefined ? follow(link, asked(lot.request), TRUSTED) : undefined;
        if (list !== undefined) lists.set(JSON.stringify(list.query), list);
      }
  return [...lists.values()];
};

/** The lists of all that the target's roles stand for, by the same link: what requests will create there is not known yet. */
export const listsOfRoles = ({ spec, target }: Pick<World, 'spec' | 'target'>): readonly RequestTemplate[] => {
  const link = spec.operations[spec.subject]?.links.list;
  if (link === undefined || target.tokens[TRUSTED] === undefined) return [];
  return Object.entries(target.roles).flatMap(([kind, roles]) =>
    Object.values(roles).flatMap((attributes) => {
      const request = { operation: spec.subject, as: TRUSTED, query: {}, headers: {} };
      return follow(link, asked({ ...request, body: { json: { [kind]: attributes } } }), TRUSTED) ?? [];
    }),
  );
};

const STILL_LISTED = 'it counts as released, and it is still listed';
const LISTED_AGAIN = `${STILL_LISTED}, or listed again as somebody else's`;
const CREATED_AGAIN = `${STILL_LISTED}, or created anew by a request that may have created something`;
const UNNAMED = 'it was created during the run, and no answer had named it';

/** An inventory of lists. A list that cannot be read, or not to its end, is left out. */
export const createInventory = (lists: readonly RequestTemplate[], world: World): Inventory => {
  const { spec, target, courier, build, ledger, releaser, states, emit } = world;
  const before = new Map<RequestTemplate, ReadonlySet<string>>();
  const read = async (list: RequestTemplate, cleaning: boolean): Promise<Listing | undefined> => {
    const errand: Errand = { scenario: NOBODYS, polite: true, cleaning, keep: () => {} };
    const ask = (page: RequestTemplate) =>
      courier.deliver(
        build(page, () => undefined),
        errand,
      );
    const observed = await observe(list, spec, ask);
    return 'listing' in observed ? observed.listing : undefined;
  };
  const settle = async (id: string): Promise<void> => {
    const creator = ledger.releasedOf(id);
    const own = ledger.lost() > 0 ? CREATED_AGAIN : STILL_LISTED;
    const reason = target.dedicated ? own : LISTED_AGAIN;
    if (creator !== undefined) emit({ type: 'leaked', scenario: creator, resource: id, reason });
    else if (target.dedicated && !states.used() && !ledger.holds(id)) {
      ledger.claim(id, NOBODYS, asked({ operation: spec.subject, as: TRUSTED, query: {}, headers: {} }));
      await releaser.finish(NOBODYS, () => {});
      if (ledger.releasedOf(id) !== undefined)
        emit({ type: 'leaked', scenario: NOBODYS, resource: id, reason: UNNAMED, fate: 'found' });
    }
  };
  return {
    open: async () => {
      for (const list of lists) {
        const listing = await read(list, false);
        if (listing === undefined) continue;
        ledger.spare(listing.ids, target.dedicated);
        if (listing.partial !== true) before.set(list, new Set(listing.ids));
      }
    },
    close: async () => {
      for (const [list, known] of before) {
        const ids = (await read(list, true))?.ids ?? [];
        for (const id of new Set(ids.filter((one) => !known.has(one)))) await settle(id);
      }
    },
  };
};
