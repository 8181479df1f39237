import { asker } from './ask.ts';
import { unknownIds } from './checks/allocates.ts';
import type { StepContext } from './checks/context.ts';
import { type Listing, observe } from './observe.ts';
import type { Progress } from './progress.ts';
import { isStray } from './stray.ts';
import type { Exchange } from './types/exchange.ts';
import type { RequestStep } from './types/scenario.ts';

/** What is listed now; nothing if the step does not ask for it. */
export type Count = { readonly listing?: Listing; readonly problem?: string };

/** Lists what there is before a step and after it. */
type Counter = { readonly before: () => Promise<Count>; readonly after: () => Promise<Count> };

const NOTHING_TO_COUNT: Counter = { before: async () => ({}), after: async () => ({}) };

/**
 * Lists what there is, if the step wants to know what it creates, or what is no longer there. If nobody else can have changed the
 * list since it was read last, and no request of the run may yet do so, it is not read again before the step.
 */
export const counterOf = ({ expect }: RequestStep, { scenario, world, polite, keep }: Progress): Counter => {
  const { spec, target, ledger, sighting } = world;
  const template = scenario.observe;
  const { allocates, unlisted } = expect;
  if ((allocates ?? unlisted) === undefined || template === undefined) return NOTHING_TO_COUNT;
  const errand = { scenario: scenario.id, polite, keep: keep('observe') };
  const ask = asker(world, errand);
  const mine = target.dedicated && scenario.alone;
  return {
    before: async () => {
      const listing = mine ? sighting.recall(template) : undefined;
      return listing === undefined ? observe(template, spec, ask) : { listing };
    },
    after: async () => {
      const count = await observe(template, spec, ask);
      if (mine && 'listing' in count && ledger.lost() === 0) sighting.keep(template, count.listing);
      return count;
    },
  };
};

/**
 * Takes care of what is new in the list although no answer named it: in an organization that is the run's alone, while nothing
 * else of the run is under way, the step created it, or an earlier request that had its effect only now. A list that did not
 * show everything before may show now what was there.
 */
export const claimUnknown = (
  exchanges: readonly Exchange[],
  context: StepContext,
  { scenario, world }: Progress,
): void => {
  const { ledger } = world;
  const [first] = [...exchanges, ...(context.others?.exchanges ?? [])];
  const { listings } = context;
  if (first === undefined || listings?.dedicated !== true || !scenario.alone || listings.before.partial === true)
    return;
  const unknown = unknownIds(exchanges, context).filter((id) => !ledger.holds(id));
  const mine = ledger.maybesOf(scenario.id);
  const maybes = [...mine, ...ledger.strays().filter((stray) => !mine.includes(stray))];
  unknown.forEach((id, index) => {
    ledger.claim(id, scenario.id, maybes[index]?.exchange ?? first);
  });
  for (const [index, maybe] of maybes.entries())
    if (index < unknown.length || !isStray(maybe.exchange)) ledger.clear(maybe);
};
