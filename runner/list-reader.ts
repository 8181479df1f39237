import { asker } from './ask.ts';
import type { Errand } from './courier.ts';
import { type Observed, observe } from './observe.ts';
import { PAUSES } from './repeat.ts';
import type { RequestTemplate } from './types/scenario.ts';
import type { World } from './world.ts';

/** Exchanges of the inventory belong to no scenario. */
export const NOBODYS = '';

/** When a list was asked for. */
export type Moment = 'began' | 'ended';

/** Reads lists with patience, which ends with the first that cannot be read for all that. */
export const createReader = (world: World) => {
  const { spec, clock, stopping, leaving } = world;
  const patience: Record<Moment, readonly number[]> = { began: PAUSES, ended: PAUSES };
  const once = (list: RequestTemplate, moment: Moment): Promise<Observed> => {
    const errand: Errand = { scenario: NOBODYS, polite: true, cleaning: moment === 'ended', keep: () => {} };
    return observe(list, spec, asker(world, errand));
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
