import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Server = { readonly url: string; readonly close: () => Promise<void> };

/** A server of this test on a free port of the loopback address. */
export const serve = async (listener: RequestListener): Promise<Server> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Passes every request on to another server; one for which `seen` returns `'hold'` never gets an answer. */
export const servePassingOn = (origin: string, seen: (message: IncomingMessage) => 'pass' | 'hold'): Promise<Server> =>
  serve((message, response) => {
    if (seen(message) === 'hold') return;
    const { method, headers, url = '' } = message;
    const onward = request(new URL(url, origin), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    message.pipe(onward);
  });
