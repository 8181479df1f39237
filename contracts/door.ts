import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer as readBytes } from 'node:stream/consumers';
import { bytesOf } from '../runner/capture.ts';
import { unpacked } from '../runner/packed.ts';
import type { Received } from '../runner/types/exchange.ts';
import type { JsonObject } from '../runner/types/values.ts';
import type { Session } from './attempts.ts';
import { ask, doubt, enter, leave } from './attempts.ts';
import { isRedirect, isUnreadable, LOCATION } from './exchanges.ts';

/**
 * A server on this machine that stands between Pact's Verifier and the target. So the Verifier never sees a secret, a
 * target that is down is an answer like others, and an interaction whose state failed is never sent.
 */
export type Door = {
  readonly host: string;
  readonly port: number;
  /** Path of the base URL for the Verifier. */
  readonly basePath: string;
  readonly statesUrl: string;
  /** Where the Verifier asks for messages; without a place of their own they go to the base URL. */
  readonly messagesPath: string;
  readonly close: () => Promise<void>;
};

const HOST = '127.0.0.1';
const BASE_PATH = '/provider';
const STATES_PATH = '/states';
const MESSAGES_PATH = '/messages';

/** Answered where the target did not answer or was not asked: no status that a contract can expect. */
const NO_ANSWER = 599;

/** The Verifier would try a state again for minutes after a status of 500 and more. */
const REFUSED = 400;

type Wanted = { readonly state: string; readonly params?: JsonObject; readonly action: string };

const answerState = async (session: Session, body: string, response: ServerResponse): Promise<void> => {
  const { state, params = {}, action } = JSON.parse(body) as Wanted;
  const values = action === 'setup' ? await enter(session, { name: state, params }) : await leave(session);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(values ?? {}));
};

/**
 * The headers of an answer for the Verifier, with the length of what it is shown. With a place to go to it would judge what is
 * answered there; one that it cannot read it would take for right; a body that was sent in chunks is sent so again.
 */
const shown = (received: Received, body: Buffer): readonly (readonly [string, string])[] =>
  received.headers
    .filter(([name]) => !isUnreadable(received, name) && (name !== LOCATION || !isRedirect(received)))
    .map(([name, value]) => {
      if (name === 'transfer-encoding') return [name, 'chunked'];
      // Without a body it is the length of another answer: that to GET, or the one that is known already.
      return [name, name === 'content-length' && body.length > 0 ? String(body.length) : value];
    });

const PACKED = 'content-encoding';

/** How a body may be packed for the Verifier: it knows no others, and these in small letters only. */
const READABLE = /^(?:gzip|deflate|identity)?$/;

/** An answer that is packed as the Verifier cannot read it, though it is packed well (RFC 9110 section 8.4.1): as it is unpacked. */
const readable = (received: Received, bytes: Buffer): { readonly received: Received; readonly body: Buffer } => {
  const { body, problem } = unpacked(received.headers, bytes);
  const packing = received.headers.flatMap(([name, value]) => (name === PACKED ? [value] : [])).join();
  if (READABLE.test(packing) || problem !== undefined || body === bytes) return { received, body: bytes };
  return { received: { ...received, headers: received.headers.filter(([name]) => name !== PACKED) }, body };
};

/** Headers that Node adds to an answer: the Verifier would take them for the target's. */
const ADDED = ['connection', 'content-length', 'date', 'transfer-encoding'];

const show = (session: Session, answer: Received, response: ServerResponse): void => {
  const { received, body } = readable(answer, bytesOf(answer) ?? Buffer.alloc(0));
  for (const name of ADDED) response.removeHeader(name);
  try {
    response.writeHead(received.status, shown(received, body).flat()).end(body);
  } catch {
    // Node sends less than it receives: it refuses a `Trailer` beside a length, for example.
    doubt(session, 'the answer cannot be passed on to the Verifier');
    response.writeHead(NO_ANSWER).end();
  }
};

const answerRequest = async (
  session: Session,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> => {
  const { method = '', url = '', headers } = request;
  const { exchange, trouble } = await ask(session, {
    ...{ method, headers, body },
    path: url.slice(BASE_PATH.length),
    isMessage: url === MESSAGES_PATH,
  });
  const received = exchange?.response;
  if (received === undefined || trouble !== undefined || exchange?.failure !== undefined)
    response.writeHead(NO_ANSWER).end();
  else show(session, received, response);
};

const answer = async (session: Session, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const isState = request.url === STATES_PATH;
  try {
    const body = await readBytes(request);
    await (isState
      ? answerState(session, body.toString('utf8'), response)
      : answerRequest(session, request, body, response));
  } catch {
    if (!response.headersSent) response.writeHead(isState ? REFUSED : NO_ANSWER).end();
  }
};

/** The Verifier sends a request at once, or never the whole of it: where that tells more bytes than it has. In milliseconds. */
const WHOLE_WITHIN = { requestTimeout: 5000, headersTimeout: 5000, connectionsCheckingInterval: 500 };

const listening = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, () => resolve((server.address() as AddressInfo).port));
  });

/** Opens a door to the target of a session, on a free port of the loopback interface. */
export const openDoor = async (session: Session): Promise<Door> => {
  const server = createServer(WHOLE_WITHIN, (request, response) => {
    answer(session, request, response);
  });
  const port = await listening(server);
  return {
    host: HOST,
    port,
    basePath: BASE_PATH,
    messagesPath: MESSAGES_PATH,
    statesUrl: `http://${HOST}:${port}${STATES_PATH}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
