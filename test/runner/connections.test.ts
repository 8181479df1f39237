import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../runner/types/target.ts';
import { kept } from './running.ts';
import { leaping, requestTo, senderTo, serveTcp, turn, WHOLE } from './sending.ts';
import { serve, serveJson } from './support.ts';

describe('TLS', () => {
  const file = (name: string): string => readFileSync(new URL(`./tls/${name}`, import.meta.url), 'utf8');
  const [cert, key] = [file('server.pem'), file('server-key.pem')];
  const serveTls = async (wanted: 'nobody' | 'certificate' = 'nobody') => {
    const options = wanted === 'certificate' ? { requestCert: true, rejectUnauthorized: true, ca: cert } : {};
    const server = createTlsServer({ cert, key, ...options }, (_, response) => response.end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = async (): Promise<void> => {
      server.close();
      server.closeAllConnections();
    };
    return kept({ url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`, close });
  };
  const kindWith = async (tls: Target['tls'], wanted?: 'certificate') => {
    const server = await serveTls(wanted);
    const { failure, response } = await (await senderTo(server.url, { tls })).send(requestTo(server.url));
    return failure?.kind ?? response?.status;
  };

  it('is verified', async () => {
    expect(await kindWith({ insecure: false })).toBe('tls');
  });

  it('is not verified if the target says so', async () => {
    expect(await kindWith({ insecure: true })).toBe(200);
  });

  it('trusts the CA of the target', async () => {
    expect(await kindWith({ insecure: false, ca: cert })).toBe(200);
  });

  it('presents the certificate of the target', async () => {
    expect(await kindWith({ insecure: false, ca: cert, cert, key }, 'certificate')).toBe(200);
  });

  it('without a certificate that the server wants gets no answer', async () => {
    expect(['closed', 'tls', 'connect', 'broken']).toContain(
      await kindWith({ insecure: false, ca: cert }, 'certificate'),
    );
  });

  it('that the server does not speak is told in words', async () => {
    const server = await serveJson(() => ({ status: 200 }));
    const url = server.url.replace('http:', 'https:');
    const { failure } = await (await senderTo(url)).send(requestTo(url));
    expect(failure).toEqual({
      kind: 'tls',
      message: 'the server speaks no TLS there (wrong version number): its URL may have to begin with http://',
    });
  });

  it('is opened beforehand too', async () => {
    const server = await serveTls();
    const sender = await senderTo(server.url, { tls: { insecure: false, ca: cert } });
    await sender.warm(new URL(server.url).origin, 3);
    const exchanges = await Promise.all([1, 2, 3].map(() => sender.send(requestTo(server.url))));
    expect(exchanges.map(({ response }) => response?.status)).toEqual([200, 200, 200]);
  });
});

describe('connections that are opened beforehand', () => {
  it('are used, so that requests are under way at the same time', async () => {
    const server = await serveTcp((socket) => socket.write(WHOLE));
    const { origin } = new URL(server.url);
    const sender = await senderTo(server.url, {}, leaping());
    for (const _ of ['opened', 'used again']) {
      await sender.warm(origin, 8);
      await Promise.all(Array.from({ length: 8 }, () => sender.send(requestTo(server.url))));
      await turn();
    }
    expect(server.connections()).toBe(8);
  });

  it('are left to the requests if they cannot be opened', async () => {
    const server = await serveTcp(() => {});
    await server.close();
    const sender = await senderTo(server.url);
    await sender.warm(new URL(server.url).origin, 2);
    expect((await sender.send(requestTo(server.url))).failure?.kind).toBe('connect');
  });
});

/** In a process of its own, so that answers can come at any moment: a server that closes each connection after seven, and says so. */
const CLOSING = `
  const closing = ${JSON.stringify(WHOLE.replace('Content', 'Connection: close\r\nContent'))};
  const server = require('node:net').createServer({ noDelay: true }, (socket) => {
    let count = 0;
    socket.on('error', () => {});
    socket.on('data', () => (++count === 7 ? socket.end(closing) : socket.write(${JSON.stringify(WHOLE)})));
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

it('requests that are sent at one moment are under way at one time, however often the server closes a connection', async () => {
  const server = spawn(process.execPath, ['-e', CLOSING]);
  await kept({ close: async () => void server.kill() });
  const [port] = await once(server.stdout, 'data');
  const url = `http://127.0.0.1:${String(port).trim()}/`;
  const sender = await senderTo(url);
  let underWay = 0;
  const send = async (): Promise<number> => {
    let most = 0;
    await sender.send(requestTo(url), {
      onSent: () => {
        underWay++;
        most = underWay;
      },
    });
    underWay--;
    return most;
  };
  const most: number[] = [];
  for (let count = 0; count < 300; count += 1) {
    for (let before = 0; before < count % 3; before += 1) await send();
    await sender.warm(new URL(url).origin, 2);
    most.push(Math.max(...(await Promise.all([send(), send()]))));
  }
  expect(most.filter((one) => one < 2)).toHaveLength(0);
});

/** In a process of its own, so that a connection can break at any moment: a server that resets each one after an answer. */
const RESETTING = `
  const server = require('node:net').createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.write(${JSON.stringify(WHOLE)}, () => setTimeout(() => socket.resetAndDestroy(), 0)));
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

it('a connection that breaks while nobody uses it does not mean that the target cannot be reached', async () => {
  const server = spawn(process.execPath, ['-e', RESETTING]);
  await kept({ close: async () => void server.kill() });
  const [port] = await once(server.stdout, 'data');
  const url = `http://127.0.0.1:${String(port).trim()}/`;
  const sender = await senderTo(url);
  const kinds: unknown[] = [];
  for (let count = 0; count < 400; count += 1) {
    kinds.push((await sender.send(requestTo(url))).failure?.kind);
    await turn();
  }
  expect(kinds).not.toContain('connect');
});

/** In a process of its own: a server that closes each connection a moment after an answer that does not say so, as uWSGI's does. */
const ABRUPT = `
  const server = require('node:net').createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.write(${JSON.stringify(WHOLE)}, () => setImmediate(() => socket.end())));
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

it('a server that closes connections behind its answers without saying so is sent nothing that it does not read', async () => {
  const server = spawn(process.execPath, ['-e', ABRUPT]);
  await kept({ close: async () => void server.kill() });
  const [port] = await once(server.stdout, 'data');
  const url = `http://127.0.0.1:${String(port).trim()}/`;
  const sender = await senderTo(url);
  const failures: unknown[] = [];
  for (const method of [...Array<string>(20).fill('GET'), ...Array<string>(200).fill('POST')]) {
    const { body, ...bare } = requestTo(url, { method });
    const { failure } = await sender.send(method === 'GET' || body === undefined ? bare : { ...bare, body });
    if (failure !== undefined) failures.push(`${method}: ${failure.message}`);
  }
  expect(failures).toEqual([]);
});

it('a request whose connection the server closes without an answer is sent once', async () => {
  let requests = 0;
  const server = await serveTcp((socket) => {
    requests++;
    socket.end();
  });
  const sender = await senderTo(server.url);
  const { failure } = await sender.send(requestTo(server.url, { method: 'GET' }));
  expect([failure?.kind, requests]).toEqual(['closed', 1]);
});

describe('a proxy', () => {
  const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'];
  const through = async (environment: Readonly<Record<string, string>>, url: string) => {
    const before = names.map((name) => [name, process.env[name]] as const);
    for (const name of names) delete process.env[name];
    Object.assign(process.env, environment);
    try {
      return await (await senderTo(url)).send(requestTo(url));
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  };
  const proxy = () =>
    kept(
      serve((message, response) => {
        response.end(JSON.stringify({ proxied: message.url, token: message.headers.authorization }));
      }),
    );

  it('of the environment is used', async () => {
    const { url } = await proxy();
    const { response } = await through({ HTTP_PROXY: url }, 'http://target.test/path');
    expect(response?.json).toEqual({ proxied: 'http://target.test/path', token: 'Bearer $VALID_TOKEN' });
  });

  it('is used though that for https is no URL', async () => {
    const { url } = await proxy();
    const { response } = await through(
      { HTTP_PROXY: url, HTTPS_PROXY: 'http://user:secret@:x' },
      'http://target.test/',
    );
    expect(response?.json).toMatchObject({ proxied: 'http://target.test/' });
  });

  it.each([
    ['HTTP_PROXY', 'me:pass-word'],
    ['http_proxy', 'me:pass%2Fword'],
    ['HTTP_PROXY', 'person:word'],
    ['http_proxy', 'long-name-of-a-user:word'],
  ])('may repeat what lets in at it, which is hidden: %s with %s', async (variable, pair) => {
    const { url } = await kept(
      serve(({ headers }, response) => {
        const basic = headers['proxy-authorization'] ?? '';
        const plain = Buffer.from(basic.replace('Basic ', ''), 'base64').toString('utf8');
        response.writeHead(403, { 'X-Said': plain }).end(`${basic} ${plain} ${encodeURIComponent(plain)} ${url}`);
      }),
    );
    const address = url.replace('//', `//${pair}@`);
    const exchange = await through({ [variable]: address }, 'http://target.test/path');
    expect(exchange.response?.status).toBe(403);
    expect(exchange.tokenEchoes).toEqual([]);
    expect(exchange.response?.headers).toContainEqual(['x-said', `$${variable}_CREDENTIALS`]);
    expect(exchange.response?.text).toBe(
      `Basic $${variable}_CREDENTIALS $${variable}_CREDENTIALS $${variable}_CREDENTIALS ${url}`,
    );
  });

  it('that wants to know who asks has passed nothing on: the target was not reached', async () => {
    const { url } = await kept(serve((_, response) => response.writeHead(407).end()));
    const { failure } = await through({ HTTP_PROXY: url }, 'http://target.test/');
    expect(failure).toEqual({
      kind: 'connect',
      message: `Proxy Authentication Required (407) (by way of the proxy that the environment variable HTTP_PROXY names)`,
    });
  });

  it('that takes a tunnel and never opens it is not waited for', async () => {
    const { url } = await serveTcp(() => {});
    const { failure } = await through({ HTTPS_PROXY: url }, 'https://target.test/');
    expect(failure).toEqual({
      kind: 'connect',
      message: `the proxy did not answer in time (by way of the proxy that the environment variable HTTPS_PROXY names)`,
    });
  });

  it('is named where the tunnel that it opens leads to no TLS', async () => {
    const { url } = await serveTcp((socket, received) =>
      socket.write(received.startsWith('CONNECT') ? 'HTTP/1.1 200 OK\r\n\r\n' : 'HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    const { failure } = await through({ HTTPS_PROXY: url }, 'https://target.test/');
    expect(failure).toMatchObject({ kind: 'tls', message: expect.stringMatching(/HTTPS_PROXY names\)$/) });
  });

  it('is not named where an answer is lost: it may have passed the request on', async () => {
    const { url } = await serveTcp((socket) => socket.destroy());
    const { failure } = await through({ HTTP_PROXY: url }, 'http://target.test/');
    expect(failure).toMatchObject({ kind: 'closed', message: expect.not.stringContaining('HTTP_PROXY') });
  });

  it('is passed by for the loopback interface', async () => {
    const { url } = await proxy();
    const server = await kept(serveJson(() => ({ status: 200, body: { direct: true } })));
    expect((await through({ HTTP_PROXY: url }, server.url)).response?.json).toEqual({ direct: true });
  });

  it('is passed by for hosts that NO_PROXY names', async () => {
    const { url } = await proxy();
    const { failure } = await through({ HTTP_PROXY: url, NO_PROXY: 'target.invalid' }, 'http://target.invalid/');
    expect(failure?.kind).toBe('connect');
  });
});
