import { isObject } from '../runner/json.ts';
import type { Target } from '../runner/types.ts';
import type { Description } from '../spec/load.ts';
import { loadDescription } from '../spec/load.ts';
import { createAnswers } from './answers.ts';
import { REFERENCE } from './behaviour.ts';
import { randomFrom } from './random.ts';
import { close, listen, STATES_PATH, serverOf } from './server.ts';
import { stateHandler } from './states.ts';
import { targetOf } from './target.ts';
import type { Behaviour, Change, Fault, Provider, Variation } from './types.ts';
import { createWorld } from './world.ts';

/** Requests per minute that a token may make: the number in the recordings. */
const PERMITTED = 1000;

/**
 * So many that a run of all scenarios never meets a limit it did not ask for, and so few that within some answers time fills up none of
 * those that are left.
 */
export const EMBEDDED_PERMITTED = 5000;

const SEED = 'katapult';
const LOOPBACK = '127.0.0.1';

export type MockOptions = {
  readonly profile: string;
  /** Paths of overlays besides those of the profile. */
  readonly overlays?: readonly string[];
  /** The profile's description, if it is loaded already. */
  readonly description?: Description;
  /** Ids, secrets and everything that faults leave to chance follow from it. */
  readonly seed?: string;
  readonly faults?: readonly Fault[];
  readonly variations?: readonly Variation[];
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** Address to bind; the loopback address by default. */
  readonly host?: string;
  /** Requests per minute that every token may make. */
  readonly permitted?: number;
  /** The base clock, in milliseconds since the epoch. */
  readonly clock?: () => number;
};

/** A running mock. */
export type Mock = {
  /** Base URL of the API. */
  readonly url: string;
  /** Where provider states are set up. */
  readonly statesUrl: string;
  /** The mock as a target for a run. */
  readonly target: Target;
  readonly close: () => Promise<void>;
};

const basePathOf = ({ document }: Description): string => {
  const [server] = Array.isArray(document.servers) ? document.servers : [];
  return isObject(server) && typeof server.url === 'string' ? new URL(server.url).pathname.replace(/\/$/, '') : '';
};

const changed = (changes: readonly { readonly id: string; readonly apply: Change }[], seed: string): Behaviour =>
  changes.reduce<Behaviour>((behaviour, { id, apply }) => apply(behaviour, randomFrom(`${seed} ${id}`)), REFERENCE);

const hostInUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/**
 * Starts the reference provider, with faults and variations if any are given.
 * Throws an `InputError` if the spec cannot be used, and the error of listening if the port or host cannot.
 */
export const startMock = async (options: MockOptions): Promise<Mock> => {
  const { profile, overlays, seed = SEED, host = LOOPBACK, faults = [], variations = [] } = options;
  const description =
    options.description ?? (await loadDescription(overlays === undefined ? { profile } : { profile, overlays }));
  const { permitted = PERMITTED, clock = Date.now } = options;
  const world = createWorld({ seed, permitted, clock });
  const behaviour = changed([...variations, ...faults], seed);
  const provider: Provider = { world, answers: createAnswers(description, behaviour.prefer), behaviour };
  const basePath = basePathOf(description);
  const server = serverOf(provider, stateHandler(provider), basePath);
  const port = await listen(server, options.port ?? 0, host);
  const origin = `http://${hostInUrl(host)}:${port}`;
  const url = `${origin}${basePath}`;
  const statesUrl = `${origin}${STATES_PATH}`;
  return { url, statesUrl, target: targetOf(world, { seed, profile, url, statesUrl }), close: () => close(server) };
};
