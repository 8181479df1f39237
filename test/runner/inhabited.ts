import type { Scenario } from '../../runner/types/scenario.ts';
import type { Spec } from '../../runner/types/spec.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import { things } from './running.ts';
import { runAll, scenarioOf, specOf, targetOf } from './support.ts';

/** A spec that says where what was created is listed, and that no two things share an id. */
export const listing = (list: Parameters<typeof specOf>[0] = {}): Spec => {
  const { create } = specOf().operations;
  return specOf({
    create: {
      links: { ...create?.links, list: { operation: 'list', query: {} } },
      relations: [{ requirement: 'UNIQUE', text: 'No two share an id.', kind: 'unique', response: '/thing/id' }],
    },
    ...list,
  });
};

/** What others have. */
export const STRANGERS = ['foreign-1', 'foreign-2'];

/** A server where others have things. */
export const inhabited = async (...override: Parameters<typeof things>) => {
  const server = await things(...override);
  for (const id of STRANGERS) server.things.set(id, { id });
  return server;
};

/** Runs scenarios on it. */
export const run = (url: string, dedicated: boolean, scenarios: readonly Scenario[] = [scenarioOf()]) =>
  runAll(scenarios, targetOf(url, { dedicated, limits: { allocations: 5 } }), { spec: listing() });

/** An answer that names a thing as new. */
export const named = (thing: JsonObject) => ({ status: 200, body: { thing } });
