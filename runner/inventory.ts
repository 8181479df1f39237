import { doubtIn, type Maybe } from './book.ts';
import { creates } from './budget.ts';
import type { Errand } from './courier.ts';
import { follow } from './links.ts';
import { lotsOf } from './lots.ts';
import { type Observed, observe } from './observe.ts';
import { creatorOf } from './operations.ts';
import { PAUSES } from './repeat.ts';
import type { Exchange } from './types/exchange.ts';
import type { RequestTemplate, Scenario } from './types/scenario.ts';
import { TRUSTED } from './types/target.ts';
import type { World } from './world.ts';

/** Lists what there is before a run and after it. */
export type Inventory = {
  /** What is there now is nobody's business but its owners': the run never releases it. */
  readonly open: () => Promise<void>;
  /**
   * What is there now, was not there before, and should not be: it is reported, and given back if it can only be the run's. Then what
   * is not found, and requests may have created all the same, is reported.
   */
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

/** What two requests for the same list have in common. */
const keyOf = ({ query }: RequestTemplate): string => JSON.stringify(query);

/** The lists in which resources would stand that the scenarios create, by the spec's link `list`. */
export const listsOf = (
  scenarios: readonly Scenario[],
  { spec, target }: Pick<World, 'spec' | 'target'>,
): readonly RequestTemplate[] => {
  if (target.tokens[TRUSTED] === undefined) return [];
  const lists = new Map<string, RequestTemplate>();
  for (const { level, steps } of scenarios)
    for (const lot of level === 'safe' ? [] : steps.flatMap(lotsOf)) {
      const link = spec.operations[lot.request.operation]?.links.list;
      const list = creates(lot, spec) && link !== undefined ? follow(link, asked(lot.request), TRUSTED) : undefined;
      if (list !== undefined) lists.set(keyOf(list), list);
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

const UNREAD = {
  began: 'what was there before the run is not known, for the list could not be read',
  ended: 'the list could not be read when the run ended',
};

/** When a list was asked for. */
type Moment = 'began' | 'ended';

/** Reads lists with patience, which ends with the first that cannot be read for all that. */
const createReader = ({ spec, courier, build, clock, stopping, leaving }: World) => {
  const patience: Record<Moment, readonly number[]> = { began: PAUSES, ended: PAUSES };
  const once = (list: RequestTemplate, moment: Moment): Promise<Observed> => {
    const errand: Errand = { scenario: NOBODYS, polite: true, cleaning: moment === 'ended', keep: () => {} };
    const ask = (page: RequestTemplate) =>
      courier.deliver(
        build(page, () => undefined),
        errand,
      );
    return observe(list, spec, ask);
  };
  return async (list: RequestTemplate, moment: Moment): Promise<Observed> => {
    let observed = await once(list, moment);
    for (const pause of patience[moment]) {
      if ('listing' in observed || !observed.again) return observed;
      await clock.sleep(pause, moment === 'began' ? stopping : leaving);
      observed = await once(list, moment);
    }
    if (!('listing' in observed)) patience[moment] = [];
    return observed;
  };
};

/** Takes note that so many of the requests which may have created something in a list created what was found there. */
const explain = (list: RequestTemplate, found: number, { spec, ledger }: World): void => {
  const isThere = ({ exchange }: Maybe): boolean => {
    const link = creatorOf(exchange, spec)?.links.list;
    const own = link && follow(link, exchange, TRUSTED);
    return own !== undefined && keyOf(own) === keyOf(list);
  };
  for (const maybe of ledger.maybes().filter(isThere).slice(0, found)) ledger.clear(maybe);
};

/** Takes care of what is listed that should not be; gives the ids of what the run claims, to give it back. */
const claimUnnamed = (ids: readonly string[], world: World): readonly string[] => {
  const { spec, target, ledger, states, emit } = world;
  const own = ledger.lost() > 0 ? CREATED_AGAIN : STILL_LISTED;
  const reason = target.dedicated ? own : LISTED_AGAIN;
  return ids.filter((id) => {
    const creator = ledger.releasedOf(id);
    if (creator !== undefined) emit({ type: 'leaked', scenario: creator, resource: id, reason });
    if (creator !== undefined || !target.dedicated || states.used() || ledger.holds(id)) return false;
    ledger.claim(id, NOBODYS, asked({ operation: spec.subject, as: TRUSTED, query: {}, headers: {} }));
    return true;
  });
};

/** An inventory of lists. What keeps one from being read is reported if it may pass, or began after the run. */
export const createInventory = (lists: readonly RequestTemplate[], world: World): Inventory => {
  const { target, ledger, releaser, emit } = world;
  const read = createReader(world);
  const before = new Map<RequestTemplate, ReadonlySet<string>>();
  const unread: Record<Moment, string[]> = { began: [], ended: [] };
  const giveBack = async (list: RequestTemplate, unknown: readonly string[]): Promise<void> => {
    const ids = claimUnnamed(unknown, world);
    if (ids.length === 0) return;
    explain(list, ids.length, world);
    await releaser.finish(NOBODYS, () => {});
    await releaser.settle();
    for (const id of ids)
      if (ledger.releasedOf(id) !== undefined)
        emit({ type: 'leaked', scenario: NOBODYS, resource: id, reason: UNNAMED, fate: 'found' });
  };
  const tellUnread = (moment: Moment): void => {
    const [why] = unread[moment];
    if (why === undefined || !ledger.tried()) return;
    const others = unread[moment].length - 1;
    const reason = `${UNREAD[moment]}: ${why}${others === 0 ? '' : ` (and ${others} more)`}`;
    emit({ type: 'leaked', scenario: NOBODYS, resource: 'unknown', reason });
  };
  const tellDoubts = (): void => {
    for (const maybe of ledger.maybes())
      emit({ type: 'leaked', scenario: maybe.scenario, resource: 'unknown', reason: doubtIn(maybe) });
  };
  /** Lists what is there now, and gives back what is found. */
  const search = async (): Promise<void> => {
    for (const [list, known] of before) {
      const observed = await read(list, 'ended');
      if (!('listing' in observed)) unread.ended.push(observed.why);
      else {
        const ids = [...new Set(observed.listing.ids)];
        await giveBack(
          list,
          ids.filter((id) => !known.has(id)),
        );
      }
    }
  };
  return {
    open: async () => {
      for (const list of lists) {
        const observed = await read(list, 'began');
        if (!('listing' in observed)) {
          if (observed.again) unread.began.push(observed.why);
          continue;
        }
        const { ids, partial } = observed.listing;
        ledger.spare(ids, target.dedicated);
        if (partial !== true) before.set(list, new Set(ids));
      }
    },
    close: async () => {
      try {
        await search();
      } finally {
        tellDoubts();
      }
      tellUnread('began');
      tellUnread('ended');
    },
  };
};
