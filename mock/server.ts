import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../runner/types/values.ts';
import { respond } from './pipeline.ts';
import { parseJson } from './stages/syntax.ts';
import type { StateHandler } from './states.ts';
import type { Incoming, Provider } from './types.ts';

// Importing it would load all that its exports stand for, WebSocket among them.
const { createServer } = process.getBuiltinModule('node:http');

/** Path of the provider states, beside the API and not below it. */
export const STATES_PATH = '/_states';

/** Idle connections stay open so long, in milliseconds: longer than a busy client leaves one alone. */
const KEEP_ALIVE_MS = 60_000;

/** The bytes of a request's body; rejects if the client gives the request up. */
const bodyOf = (request: IncomingMessage): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    request.on('data', (part: Uint8Array) => parts.push(part));
    request.on('end', () => resolve(Buffer.concat(parts)));
    request.on('error', reject);
  });

/** The caller's address; one of IPv4 is written as such although the socket speaks IPv6. */
const callerOf = (request: IncomingMessage): string => (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');

/** Path and query. Who takes a server for a proxy names the whole URL, and has to be understood (RFC 9112 section 3.2.2). */
const askedFor = ({ url = '' }: IncomingMessage): string => url.replace(/^https?:\/\/[^/?#]*/i, '');

const incoming = async (request: IncomingMessage, basePath: string): Promise<Incoming> => {
  const [path = '', ...query] = askedFor(request).split('?');
  return {
    method: request.method ?? '',
    path: path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : '',
    query: new URLSearchParams(query.join('?')),
    headers: request.headers,
    headerNames: request.rawHeaders.filter((_, index) => index % 2 === 0),
    body: await bodyOf(request),
    caller: callerOf(request),
  };
};

const readState = (body: Uint8Array): Json | undefined => {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
};

const handleState = async (request: IncomingMessage, response: ServerResponse, handle: StateHandler): Promise<void> => {
  const wanted = readState(await bodyOf(request));
  const { refused } = wanted === undefined ? { refused: 'the body is no JSON' } : handle(wanted);
  response.writeHead(refused === undefined ? 200 : 400, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(refused === undefined ? {} : { error: refused }));
};

/** An HTTP server that answers for the provider. Requests that the client gives up are forgotten. */
export const serverOf = (provider: Provider, states: StateHandler, basePath: string): Server => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'POST' && askedFor(request) === STATES_PATH) return handleState(request, response, states);
    const { reply } = await respond(await incoming(request, basePath), provider);
    await provider.behaviour.transport(reply, response);
  };
  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!request.socket.destroyed) process.emitWarning(error instanceof Error ? error : String(error));
      response.destroy();
    });
  });
};

/** Starts listening; port 0 takes any free one. Throws what listening throws (`EADDRINUSE`, `EACCES`). */
export const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

/** Stops listening and cuts the connections that are left. */
export const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
