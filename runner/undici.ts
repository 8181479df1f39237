import { createRequire } from 'node:module';
import type undici from 'undici';

const load = createRequire(import.meta.url);

// undici's entry also loads fetch, WebSocket, caches and mocks, which takes twice as long as loading what a run uses of it.
export const Client: typeof undici.Client = load('undici/lib/dispatcher/client.js');
export const Pool: typeof undici.Pool = load('undici/lib/dispatcher/pool.js');
export const buildConnector: typeof undici.buildConnector = load('undici/lib/core/connect.js');
export const errors: typeof undici.errors = load('undici/lib/core/errors.js');

/** undici's agent for a proxy; undici is loaded whole, but only where there is a proxy: tunnels need what its entry adds. */
export const proxyAgent = (options: undici.ProxyAgent.Options): undici.ProxyAgent => {
  const { ProxyAgent }: typeof undici = load('undici');
  return new ProxyAgent(options);
};
