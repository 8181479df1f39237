import type { Socket } from 'node:net';
import type { buildConnector as Connect, Dispatcher } from 'undici';
import type { Clock } from './clock.ts';
import { proxyOf } from './proxies.ts';
import { createPool, TIMELESS } from './send-pool.ts';
import type { Target } from './types/target.ts';
import { buildConnector, Pool, proxyAgent } from './undici.ts';

type Connector = Connect.connector;
type Options = Parameters<Connector>[0];

/** The way to one origin. */
type Route = {
  readonly dispatcher: Pick<Dispatcher, 'dispatch'>;
  /** Opens connections, so that this many requests can be sent at one moment. One that fails is left to the request that needs it. */
  readonly warm: (count: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** The connections of a sender. */
export type Connections = { readonly to: (origin: string) => Route; readonly close: () => Promise<void> };

const usable = (stock: Socket[]): Socket | undefined => {
  const socket = stock.shift();
  return socket === undefined || socket.readyState === 'open' ? socket : usable(stock);
};

const open = (connect: Connector, options: Options): Promise<Socket | undefined> =>
  new Promise((resolve) => {
    connect(options, (error, socket) => resolve(error === null ? socket : undefined));
  });

/** Hands out connections that were opened beforehand before it opens others; never at once, which undici does not expect. */
const directTo = (url: URL, connect: Connector, clock: Clock): Route => {
  const stock: Socket[] = [];
  const fromStock: Connector = (options, callback) => {
    const socket = usable(stock);
    if (socket === undefined) connect(options, callback);
    // Called at once, undici would not notice that it may write.
    else queueMicrotask(() => callback(null, socket));
  };
  const pool = createPool(url.origin, fromStock, clock);
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const options = { hostname, host: url.host, protocol: url.protocol, port: url.port };
  return {
    dispatcher: pool,
    warm: async (count) => {
      const missing = Math.max(0, count - pool.idle() - stock.length);
      const opened = await Promise.all(Array.from({ length: missing }, () => open(connect, options)));
      stock.push(...opened.filter((socket) => socket !== undefined));
    },
    close: async () => {
      for (const socket of stock) socket.destroy();
      await pool.destroy();
    },
  };
};

/**
 * Connections to a target, over HTTP/1.1: certificates are verified unless the target says otherwise. A proxy is taken from
 * `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`, in capitals or not; its connections are not opened beforehand.
 */
export const createConnections = ({ timeouts, tls }: Target, clock: Clock): Connections => {
  const { insecure, ...certificates } = tls;
  const options = { ...certificates, rejectUnauthorized: !insecure, timeout: timeouts.connectMs };
  const routes = new Map<string, Route>();
  const through = (uri: string): Route => {
    const agent = proxyAgent({
      ...TIMELESS,
      uri,
      connect: options,
      requestTls: options,
      proxyTunnel: false,
      clientFactory: (proxy, more) => new Pool(proxy, { ...more, headersTimeout: timeouts.connectMs }),
    });
    return { dispatcher: agent, warm: async () => {}, close: () => agent.destroy() };
  };
  const create = (origin: string): Route => {
    const url = new URL(origin);
    const proxy = proxyOf(url);
    const route = proxy === undefined ? directTo(url, buildConnector(options), clock) : through(proxy.address);
    routes.set(origin, route);
    return route;
  };
  return {
    to: (origin) => routes.get(origin) ?? create(origin),
    close: async () => {
      await Promise.all([...routes.values()].map((route) => route.close()));
    },
  };
};
