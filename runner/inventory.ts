import { doubtIn } from './book.ts';
import { creates } from './budget.ts';
import { decoded, segmentsOf } from './links.ts';
import { asked, type Known, keyOf, type Listed, listOf, readerOf } from './list-of.ts';
import { createReader, type Moment, NOBODYS } from './list-reader.ts';
import { lotsOf } from './lots.ts';
import { referencesIn } from './references.ts';
import type { RequestTemplate, Scenario } from './types/scenario.ts';
import { TRUSTED } from './types/target.ts';
import { giveBack } from './unnamed.ts';
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

/** Does a request hold references to answers that are yet to come? */
const isOpen = ({ path = '', query, body }: RequestTemplate): boolean =>
  referencesIn({ path: segmentsOf(path).map(decoded), query, body: body ?? null }).length > 0;

/** The lists in which resources would stand that the scenarios create, by the spec's link `list`, as far as that is known before a run. */
export const listsOf = (scenarios: readonly Scenario[], known: Known): readonly Listed[] => {
  const lists = new Map<string, Listed>();
  for (const { level, steps } of scenarios)
    for (const lot of level === 'safe' ? [] : steps.flatMap(lotsOf)) {
      const creator = asked({ ...lot.request, as: readerOf(lot.request, known.target) });
      const list = creates(lot, known.spec) ? listOf(creator, known) : undefined;
      if (list !== undefined && !isOpen(list)) lists.set(keyOf(list), { list, creator });
    }
  return [...lists.values()];
};

/** The lists of all that the target's roles stand for, by the same link: what requests will create there is not known yet. */
export const listsOfRoles = (known: Known): readonly Listed[] => {
  const { spec, target } = known;
  if (target.tokens[TRUSTED] === undefined) return [];
  return Object.entries(target.roles).flatMap(([kind, roles]) =>
    Object.values(roles).flatMap((attributes) => {
      const request = { operation: spec.subject, as: TRUSTED, query: {}, headers: {} };
      const creator = asked({ ...request, body: { json: { [kind]: attributes } } });
      const list = listOf(creator, known);
      return list === undefined ? [] : [{ list, creator }];
    }),
  );
};

const UNREAD = {
  began: 'what was there before the run is not known, for the list could not be read',
  ended: 'the list could not be read when the run ended',
};

/** Why lists could not be read, by when they were asked for. */
type Unread = Readonly<Record<Moment, string[]>>;

const tellUnread = (unread: Unread, moment: Moment, { ledger, emit }: World): void => {
  const [why] = unread[moment];
  if (why === undefined || !ledger.tried()) return;
  const others = unread[moment].length - 1;
  const reason = `${UNREAD[moment]}: ${why}${others === 0 ? '' : ` (and ${others} more)`}`;
  emit({ type: 'leaked', scenario: NOBODYS, resource: 'unknown', reason });
};

const tellDoubts = ({ ledger, emit }: World): void => {
  for (const maybe of ledger.maybes())
    emit({ type: 'leaked', scenario: maybe.scenario, resource: 'unknown', reason: doubtIn(maybe) });
};

/** An inventory of lists. What keeps one from being read is reported if it may pass, or began after the run. */
export const createInventory = (lists: readonly Listed[], world: World): Inventory => {
  const { target, ledger } = world;
  const read = createReader(world);
  const before = new Map<Listed, ReadonlySet<string>>();
  const unread: Unread = { began: [], ended: [] };
  /** Lists what is there now, and gives back what is found. */
  const search = async (): Promise<void> => {
    for (const [listed, known] of before) {
      const observed = await read(listed.list, 'ended');
      if (!('listing' in observed)) {
        unread.ended.push(observed.why);
        continue;
      }
      const unknown = [...new Set(observed.listing.ids)].filter((id) => !known.has(id));
      await giveBack(listed, unknown, world);
    }
  };
  return {
    open: async () => {
      for (const listed of lists) {
        const observed = await read(listed.list, 'began');
        if (!('listing' in observed)) {
          if (observed.again) unread.began.push(observed.why);
          continue;
        }
        const { ids, partial } = observed.listing;
        ledger.spare(ids, target.dedicated);
        if (partial !== true) before.set(listed, new Set(ids));
      }
    },
    close: async () => {
      try {
        await search();
      } finally {
        tellDoubts(world);
      }
      tellUnread(unread, 'began', world);
      tellUnread(unread, 'ended', world);
    },
  };
};
