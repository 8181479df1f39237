import { isObject, own } from '../runner/json.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import { freeIn } from './pools.ts';
import type { OrganizationStatus, Version } from './things.ts';
import type { Provider } from './types.ts';
import type { World } from './world.ts';
import { poolOf } from './world.ts';

/** Takes back what a set-up did. */
type Undo = () => void;

/** Brings the world into a state; gives the reason if it cannot. The parameters are valid. */
type SetUp = (world: World, params: JsonObject) => Undo | string;

const setFree: SetUp = (world, { network, version, count }) => {
  const pool = poolOf(world, String(network), version as Version);
  if (pool === undefined) return `params/network: there is no network ${network}`;
  const before = pool.state.withheld;
  const most = freeIn(pool) + before;
  if (Number(count) > most) return `params/count: the pool has only ${most} addresses left`;
  pool.state.withheld = most - Number(count);
  return () => {
    const { state } = poolOf(world, pool.network, pool.version) ?? pool;
    state.withheld = before;
  };
};

const setPermitted: SetUp = (world, { permitted, token }) => {
  const { limiter } = world.state;
  if (token !== undefined && own(world.tokens, String(token)) === undefined)
    return `params/token: there is no token ${token}; known: ${Object.keys(world.tokens).join(', ')}`;
  const before = structuredClone(limiter);
  if (token === undefined) {
    limiter.permitted = Number(permitted);
    limiter.permittedOf.clear();
    limiter.windows.clear();
  } else {
    limiter.permittedOf.set(String(token), Number(permitted));
    limiter.windows.delete(String(token));
  }
  return () => {
    world.state = { ...world.state, limiter: before };
  };
};

const setStatus: SetUp = (world, { organization, status }) => {
  const before = world.state.statuses.get(String(organization));
  if (before === undefined) return `params/organization: there is no organization ${organization}`;
  world.state.statuses.set(String(organization), status as OrganizationStatus);
  return () => {
    world.state.statuses.set(String(organization), before);
  };
};

const setUnavailable =
  (unavailable: boolean): SetUp =>
  (world) => {
    const before = world.state.unavailable;
    world.state.unavailable = unavailable;
    return () => {
      world.state.unavailable = before;
    };
  };

const STATES: Readonly<Record<string, SetUp>> = {
  'a clean start': (world) => {
    const before = world.state;
    world.state = structuredClone(world.initial);
    return () => {
      world.state = before;
    };
  },
  'free addresses in a pool': setFree,
  'permitted requests per minute': setPermitted,
  'the service is unavailable': setUnavailable(true),
  'the service is available': setUnavailable(false),
  'status of an organization': setStatus,
  'time has passed': (world, { seconds }) => {
    world.state.aheadMs += Number(seconds) * 1000;
    return () => {
      world.state.aheadMs -= Number(seconds) * 1000;
    };
  },
};

/** Answer to a request for a provider state: `refused` says what is wrong with the request. */
export type StateAnswer = { readonly refused?: string };

/** Handles requests in the protocol of Pact's provider states. */
export type StateHandler = (request: Json) => StateAnswer;

const ACTIONS = ['setup', 'teardown'];

type Wanted = { readonly state: string; readonly params: JsonObject; readonly action: string };

const read = (request: Json, { answers }: Provider): Wanted | string => {
  const { states } = answers.description.spec;
  if (!isObject(request)) return 'the body must be a JSON object with state, params and action';
  const { state, params = {}, action = 'setup' } = request;
  const known = Object.keys(states);
  const definition = typeof state === 'string' ? own(states, state) : undefined;
  if (definition === undefined || typeof state !== 'string')
    return `there is no state ${JSON.stringify(state)}; known: ${known.join(', ')}`;
  if (typeof action !== 'string' || !ACTIONS.includes(action))
    return `there is no action ${JSON.stringify(action)}; known: ${ACTIONS.join(', ')}`;
  const faults = answers.description.stateFaults(definition, params);
  return faults.length > 0 || !isObject(params) ? faults.join('; ') : { state, params, action };
};

const keyOf = ({ state, params }: Wanted): string =>
  JSON.stringify([state, Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** A handler for one provider. A teardown takes back the latest set-up of the same state; without one it does nothing. */
export const stateHandler = (provider: Provider): StateHandler => {
  const undos: { readonly key: string; readonly undo: Undo }[] = [];
  return (request) => {
    const wanted = read(request, provider);
    if (typeof wanted === 'string') return { refused: wanted };
    const key = keyOf(wanted);
    if (wanted.action === 'teardown') {
      const latest = undos.findLastIndex((done) => done.key === key);
      const [done] = latest < 0 ? [] : undos.splice(latest, 1);
      done?.undo();
      return {};
    }
    const set = STATES[wanted.state];
    if (set === undefined) return { refused: `the mock cannot set up ${JSON.stringify(wanted.state)}` };
    const undo = set(provider.world, wanted.params);
    if (typeof undo === 'string') return { refused: undo };
    undos.push({ key, undo });
    return {};
  };
};
