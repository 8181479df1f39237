import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer as readBytes } from 'node:stream/consumers';
import type { JsonObject, Received } from '../runner/types.ts';
import type { Session } from './attempts.ts';
import { ask, enter, leave } from './attempts.ts';
import { isRedirect, LOCATION } from './exchanges.ts';

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

/** A byte that no UTF-8 text has. */
const NO_TEXT = Buffer.from([0xff]);

/** The body as it came. Where it was not UTF-8 the text shows U+FFFD: the Verifier has to see that it was not. */
const bytesOf = ({ text, problem }: Received): Buffer => {
  const whole = Buffer.from(text, 'utf8');
  if (problem === undefined || !text.includes('\uFFFD')) return whole;
  return Buffer.concat(
    text
      .split('\uFFFD')
      .flatMap((part) => [NO_TEXT, Buffer.from(part, 'utf8')])
      .slice(1),
  );
};

/** Headers that belong to one connection or say how the body was sent (RFC 9110, section 7.6.1). */
const OWN = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding'];

/** The headers of an answer for the Verifier; with a place to go to it would judge what is answered there. */
const shown = (received: Received): readonly (readonly [string, string])[] =>
  received.headers.filter(([name]) => !OWN.includes(name) && (name !== LOCATION || !isRedirect(received)));

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
  else response.writeHead(received.status, shown(received).flat()).end(bytesOf(received));
};

const answer = async (session: Session, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const isState = request.url === STATES_PATH;
  try {
    const body = await readBytes(request);
    await (isState
      ? answerState(session, body.toString('utf8'), response)
      : answerRequest(session, request, body, response));
  } catch {
    // A status or a header that HTTP does not know cannot be passed on.
    if (!response.headersSent) response.writeHead(isState ? REFUSED : NO_ANSWER).end();
  }
};

const listening = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, () => resolve((server.address() as AddressInfo).port));
  });

/** Opens a door to the target of a session, on a free port of the loopback interface. */
export const openDoor = async (session: Session): Promise<Door> => {
  const server = createServer((request, response) => {
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
