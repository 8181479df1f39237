import { type AddressInfo, createServer, type Socket, type Server as TcpServer } from 'node:net';
import type { Clock } from '../../runner/clock.ts';
import { systemClock } from '../../runner/clock.ts';
import type { Outgoing } from '../../runner/outgoing.ts';
import { createSend, type Sender } from '../../runner/send.ts';
import { kept } from './running.ts';
import { SECRETS, type Server, targetOf } from './support.ts';

/** A sender to a server that is closed after the test. */
export const senderTo = (
  url: string,
  changes: Parameters<typeof targetOf>[1] = {},
  clock: Clock = systemClock,
): Promise<Sender> => kept(createSend(targetOf(url, changes), clock));

/** A clock that is a tenth of a second further on each time: connections have always stayed open for long. */
export const leaping = (): Clock => {
  let now = 0;
  return {
    ...systemClock,
    now: () => {
      now += 100;
      return now;
    },
  };
};

/** A request to it. */
export const requestTo = (url: string, changes: Partial<Outgoing> = {}): Outgoing => {
  const { origin, pathname } = new URL(url);
  const headers = [['Authorization', `Bearer ${SECRETS.valid}`]] as const;
  return { operation: 'create', as: 'valid', method: 'POST', origin, path: pathname, headers, body: '{}', ...changes };
};

/** Does what `answer` says with each connection, once something came in on it. */
export const serveTcp = async (
  answer: (socket: Socket, received: string) => void,
): Promise<Server & { readonly connections: () => number }> => {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server: TcpServer = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => answer(socket, chunk.toString('latin1')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return kept({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close,
    connections: () => connections,
  });
};

/** A whole answer. */
export const WHOLE = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';

/** A connection can be used again one turn of the event loop after its answer. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What comes of a request to a server that does this with its connection. */
export const exchangeWith = async (answer: (socket: Socket) => void, changes: Parameters<typeof targetOf>[1] = {}) => {
  const server = await serveTcp(answer);
  return (await senderTo(server.url, changes)).send(requestTo(server.url));
};
