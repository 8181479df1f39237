import type { Maybe } from './book.ts';
import { keyOf, type Listed, listOf } from './list-of.ts';
import { NOBODYS } from './list-reader.ts';
import type { Exchange } from './types/exchange.ts';
import type { RequestTemplate } from './types/scenario.ts';
import type { World } from './world.ts';

const STILL_LISTED = 'it counts as released, and it is still listed';
const LISTED_AGAIN = `${STILL_LISTED}, or listed again as somebody else's`;
const CREATED_AGAIN = `${STILL_LISTED}, or created anew by a request that may have created something`;
const UNNAMED = 'it was created during the run, and no answer had named it';

/** Takes note that so many of the requests which may have created something in a list created what was found there. */
const explain = (list: RequestTemplate, found: number, world: World): void => {
  const { ledger } = world;
  const isThere = ({ exchange }: Maybe): boolean => {
    const own = listOf(exchange, world);
    return own !== undefined && keyOf(own) === keyOf(list);
  };
  for (const maybe of ledger.maybes().filter(isThere).slice(0, found)) ledger.clear(maybe);
};

/** Takes care of what is listed that should not be; gives the ids of what the run claims, to give it back. */
const claimUnnamed = (ids: readonly string[], creator: Exchange, world: World): readonly string[] => {
  const { target, ledger, states, emit } = world;
  const own = ledger.lost() > 0 ? CREATED_AGAIN : STILL_LISTED;
  const reason = target.dedicated ? own : LISTED_AGAIN;
  return ids.filter((id) => {
    const scenario = ledger.releasedOf(id);
    if (scenario !== undefined) emit({ type: 'leaked', scenario, resource: id, reason });
    if (scenario !== undefined || !target.dedicated || states.used() || ledger.holds(id)) return false;
    ledger.claim(id, NOBODYS, creator);
    return true;
  });
};

/** Gives back what is new in a list that should not be there, and can only be the run's; reports all of it. */
export const giveBack = async ({ list, creator }: Listed, unknown: readonly string[], world: World): Promise<void> => {
  const { ledger, releaser, emit } = world;
  const ids = claimUnnamed(unknown, creator, world);
  if (ids.length === 0) return;
  explain(list, ids.length, world);
  await releaser.finish(NOBODYS, () => {});
  await releaser.settle();
  for (const id of ids)
    if (ledger.releasedOf(id) !== undefined)
      emit({ type: 'leaked', scenario: NOBODYS, resource: id, reason: UNNAMED, fate: 'found' });
};
