import { isObject } from '../runner/json.ts';
import type { Target } from '../runner/types/target.ts';
import type { Description } from '../spec/load.ts';
import { loadDescription } from '../spec/load.ts';
import type { SpecOptions } from '../spec/profiles.ts';
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
  /** What is documented by default. */
  readonly profile?: string;
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
  /** Requests per minute that every token may make, 0 and more; as many as in the recordings by default. */
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

const specOptions = (profile: string | undefined, overlays: readonly string[] | undefined): SpecOptions => ({
  ...(profile === undefined ? {} : { profile }),
  ...(overlays === undefined ? {} : { overlays }),
});

const hostInUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/**
 * Starts the reference provider, with faults and variations if any are given.
 * Throws an `InputError` if the spec cannot be used, a `RangeError` for a limit that is none, and the error of listening if the port
 * or host cannot be used.
 */
export const startMock = async (options: MockOptions = {}): Promise<Mock> => {
  const { overlays, seed = SEED, host = LOOPBACK, faults = [], variations = [] } = options;
  const { permitted = PERMITTED, clock = Date.now } = options;
  if (!Number.isInteger(permitted) || permitted < 0)
    throw new RangeError(`permitted must be a whole number of requests, but is ${permitted}`);
  const description = options.description ?? (await loadDescription(specOptions(options.profile, overlays)));
  const { profile } = description.spec;
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
