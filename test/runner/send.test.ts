import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../runner/clock.ts';
import { createSend, type Outgoing, type Sender } from '../../runner/send.ts';
import type { Target } from '../../runner/types.ts';
import { kept } from './running.ts';
import { SECRETS, type Server, serve, serveJson, targetOf } from './support.ts';

const senderTo = (url: string, changes: Parameters<typeof targetOf>[1] = {}): Promise<Sender> =>
  kept(createSend(targetOf(url, changes), systemClock));

const requestTo = (url: string, changes: Partial<Outgoing> = {}): Outgoing => {
  const { origin, pathname } = new URL(url);
  const headers = [['Authorization', `Bearer ${SECRETS.valid}`]] as const;
  return { operation: 'create', as: 'valid', method: 'POST', origin, path: pathname, headers, body: '{}', ...changes };
};

/** Does what `answer` says with each connection, once something came in on it. */
const serveTcp = async (
  answer: (socket: Socket, received: string) => void,
): Promise<Server & { readonly connections: () => number }> => {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server: TcpServer = createTcpServer((socket) => {
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

const WHOLE = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';

/** A connection can be used again one turn of the event loop after its answer. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const exchangeWith = async (answer: (socket: Socket) => void, changes: Parameters<typeof targetOf>[1] = {}) => {
  const server = await serveTcp(answer);
  return (await senderTo(server.url, changes)).send(requestTo(server.url));
};

describe('a request', () => {
  it('goes out as it is: method, path, names and values of headers in their order, and body', async () => {
    let received = '';
    const server = await serveTcp((socket, text) => {
      received += text;
      socket.end('HTTP/1.1 204 No Content\r\n\r\n');
    });
    const headers = [
      ['AUTHORIZATION', 'bearer  x'],
      ['x-Twice', '1'],
      ['Content-Type', 'text/yaml'],
      ['x-Twice', '2'],
    ] as const;
    const sender = await senderTo(server.url);
    await sender.send(
      requestTo(server.url, { method: 'PATCH', path: '/A//b/../c?organization%5Bid%5D=1', headers, body: '{"é":1}' }),
    );
    const [head = '', body] = received.split('\r\n\r\n');
    const lines = head.split('\r\n');
    expect(lines[0]).toBe('PATCH /A//b/../c?organization%5Bid%5D=1 HTTP/1.1');
    expect(lines.filter((line) => !/^(host|connection|content-length):/.test(line)).slice(1)).toEqual([
      'AUTHORIZATION: bearer  x',
      'x-Twice: 1',
      'Content-Type: text/yaml',
      'x-Twice: 2',
    ]);
    expect(Buffer.from(body ?? '', 'latin1').toString('utf8')).toBe('{"é":1}');
    expect(head).not.toMatch(/accept-encoding|user-agent/i);
  });

  it('is sent once, and no redirect is followed', async () => {
    const paths: string[] = [];
    const server = await kept(
      serveJson(({ path }) => {
        paths.push(path);
        return { status: 302, headers: { location: '/elsewhere' } };
      }),
    );
    const { response } = await (await senderTo(server.url)).send(requestTo(`${server.url}/here`));
    expect(response?.status).toBe(302);
    expect(paths).toEqual(['/here']);
  });

  it('that cannot be sent is a failure, and nothing is sent', async () => {
    const server = await serveTcp(() => {});
    const { failure } = await (await senderTo(server.url)).send(requestTo(server.url, { headers: [['x', 'a\nb']] }));
    expect(failure).toEqual({ kind: 'aborted', message: 'the request cannot be sent (invalid x header)' });
    expect(server.connections()).toBe(0);
  });

  it('uses a connection again, after a DELETE with a body too', async () => {
    const server = await serveTcp((socket) => socket.write(WHOLE));
    const sender = await senderTo(server.url);
    for (const method of ['DELETE', 'POST', 'DELETE', 'GET']) {
      await sender.send(requestTo(server.url, { method }));
      await turn();
    }
    expect(server.connections()).toBe(1);
  });
});

describe('an answer', () => {
  const answered = async (bytes: string | Buffer) => {
    const { response } = await exchangeWith((socket) => socket.end(bytes));
    return response;
  };
  const head = 'HTTP/1.1 200 OK\r\nConnection: close\r\n';

  it('keeps status, headers with duplicates in their order, text and JSON', async () => {
    expect(await answered(`${head}X-A: 1\r\nx-b: 2\r\nX-a: 3\r\n\r\n{"a": [1]}`)).toEqual({
      status: 200,
      headers: [
        ['connection', 'close'],
        ['x-a', '1'],
        ['x-b', '2'],
        ['x-a', '3'],
      ],
      text: '{"a": [1]}',
      json: { a: [1] },
    });
  });

  it('may come after other, informational ones', async () => {
    expect(await answered(`HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n${head}\r\n{}`)).toMatchObject({
      status: 200,
      json: {},
    });
  });

  it('without a body has no problem and no JSON', async () => {
    const response = await answered('HTTP/1.1 204 No Content\r\n\r\n');
    expect(response).toEqual({ status: 204, headers: [], text: '' });
  });

  it.each([
    ['no JSON', `${head}\r\n<p>`, 'it cannot be parsed: "<p>"'],
    ['JSON with a byte order mark', Buffer.from(`${head}\r\n\ufeff{}`), 'it cannot be parsed: "\ufeff{}"'],
    [
      'no UTF-8',
      Buffer.concat([Buffer.from(`${head}\r\n{"a": "`), Buffer.from([0xe9]), Buffer.from('"}')]),
      'it is not UTF-8',
    ],
    [
      'UTF-8 that is too long',
      Buffer.concat([Buffer.from(`${head}\r\n"`), Buffer.from([0xc0, 0xaf]), Buffer.from('"')]),
      'it is not UTF-8',
    ],
  ])('that is %s has a problem', async (_, bytes, problem) => {
    const response = await answered(bytes);
    expect(response?.problem).toBe(problem);
    expect(response).not.toHaveProperty('json');
  });
});

describe('an exchange fails as', () => {
  it.each<[kind: string, what: string, answer: (socket: Socket) => void]>([
    ['closed', 'a connection that is closed', (socket) => socket.end()],
    ['closed', 'a connection that is reset', (socket) => socket.resetAndDestroy()],
    ['broken', 'something else than HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
    ['broken', 'half a status line', (socket) => socket.end('HTTP/1.1 2')],
    ['broken', 'half a head', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le')],
    [
      'broken',
      'a head that is reset',
      (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{', () => socket.resetAndDestroy()),
    ],
    [
      'broken',
      'fewer bytes than Content-Length says',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}'),
    ],
    [
      'broken',
      'fewer bytes than Content-Length says, Connection: close',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\n{}'),
    ],
    [
      'broken',
      'chunks without an end',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n'),
    ],
    [
      'broken',
      'chunks without an end, Connection: close',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n'),
    ],
    [
      'broken',
      'a chunk that is none',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'),
    ],
    ['broken', 'a header that is none', (socket) => socket.end('HTTP/1.1 200 OK\r\nno colon\r\n\r\n')],
    [
      'too-large',
      'a body beyond the limit',
      (socket) => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n${'x'.repeat(200)}`),
    ],
    [
      'too-large',
      'a head without an end',
      (socket) => socket.end(`HTTP/1.1 200 OK\r\nX-A: ${'x'.repeat(70_000)}\r\n\r\n`),
    ],
  ])('%s: %s', async (kind, _, answer) => {
    const { failure } = await exchangeWith(answer, { limits: { responseBytes: 100 } });
    expect(failure?.kind).toBe(kind);
  });

  it.each<[what: string, part: string, message: string]>([
    ['no head', '', 'no answer within 30 ms'],
    ['no end of the body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{', 'the answer did not end within 20 ms'],
  ])('timeout: %s', async (_, part, message) => {
    const timeouts = { connectMs: 1000, headersMs: 30, bodyMs: 20 };
    const { failure } = await exchangeWith((socket) => socket.write(part), { timeouts });
    expect(failure).toEqual({ kind: 'timeout', message });
  });

  it('timeout: a body that drips for ever', async () => {
    const server = await kept(
      serve((_, response) => {
        const timer = setInterval(() => response.write(' '), 5);
        response.on('close', () => clearInterval(timer));
      }),
    );
    const sender = await senderTo(server.url, { timeouts: { connectMs: 1000, headersMs: 1000, bodyMs: 60 } });
    expect((await sender.send(requestTo(server.url))).failure?.kind).toBe('timeout');
  });

  it('connect: nobody listens', async () => {
    const server = await serveTcp(() => {});
    await server.close();
    const { failure } = await (await senderTo(server.url)).send(requestTo(server.url));
    expect(failure?.kind).toBe('connect');
    expect(failure?.message).toContain('ECONNREFUSED');
  });

  it('aborted: before it is sent, and while it waits', async () => {
    const server = await serveTcp(() => controller.abort());
    const controller = new AbortController();
    const sender = await senderTo(server.url);
    const send = () => sender.send(requestTo(server.url), { signal: controller.signal });
    expect((await send()).failure).toEqual({ kind: 'aborted', message: 'stopped before the answer came' });
    expect((await send()).failure).toEqual({ kind: 'aborted', message: 'stopped before it was sent' });
    expect(server.connections()).toBe(1);
  });

  it('aborted: while it is being connected, and it is not sent after all', async () => {
    const received: string[] = [];
    const server = await serveTcp((socket, text) => {
      received.push(text.slice(0, 6));
      socket.write(WHOLE);
    });
    const sender = await senderTo(server.url);
    const controller = new AbortController();
    const stopped = sender.send(requestTo(server.url), { signal: controller.signal });
    controller.abort();
    expect((await stopped).failure).toEqual({ kind: 'aborted', message: 'stopped before it was sent' });
    await sender.send(requestTo(server.url, { method: 'PUT' }));
    expect(received).toEqual(['PUT / ']);
  });

  it('broken: an informational answer that none follows, which is no answer', async () => {
    const { failure, response } = await exchangeWith((socket) => socket.end('HTTP/1.1 103 Early Hints\r\n\r\n'));
    expect(failure?.kind).toBe('broken');
    expect(response).toBeUndefined();
  });

  it('but keeps what came of the answer', async () => {
    const { response } = await exchangeWith((socket) =>
      socket.end('HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\n{"id": "a'),
    );
    expect(response).toMatchObject({ status: 201, text: '{"id": "a' });
  });

  it('and leaves a later exchange alone', async () => {
    let answers = 0;
    const server = await serveTcp((socket) =>
      answers++ === 0 ? socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{') : socket.write(WHOLE),
    );
    const sender = await senderTo(server.url);
    expect((await sender.send(requestTo(server.url))).failure?.kind).toBe('broken');
    expect((await sender.send(requestTo(server.url))).response?.json).toEqual({});
  });
});

describe('secrets', () => {
  const echo = (where: 'body' | 'header' | 'both') =>
    kept(
      serveJson(({ headers }) => {
        const token = headers.authorization ?? '';
        return {
          status: 200,
          body: where === 'header' ? {} : { said: token, other: SECRETS.second },
          headers: where === 'body' ? {} : { 'X-Said': token },
        };
      }),
    );

  it.each([
    ['body', ['body']],
    ['header', ['header x-said']],
    ['both', ['body', 'header x-said']],
  ] as const)('that come back in %s are noticed, and hidden', async (where, echoes) => {
    const server = await echo(where);
    const exchange = await (await senderTo(server.url)).send(
      requestTo(server.url, { body: JSON.stringify({ t: SECRETS.valid }) }),
    );
    expect(exchange.tokenEchoes).toEqual(echoes);
    expect(exchange.request.headers).toEqual([['Authorization', 'Bearer $VALID_TOKEN']]);
    expect(exchange.request.body).toBe('{"t":"$VALID_TOKEN"}');
    for (const secret of Object.values(SECRETS)) expect(JSON.stringify(exchange)).not.toContain(secret);
  });

  it('of another role are hidden, and are no echo', async () => {
    const server = await kept(serveJson(() => ({ status: 200, body: { said: SECRETS.second } })));
    const exchange = await (await senderTo(server.url)).send(requestTo(server.url));
    expect(exchange.tokenEchoes).toEqual([]);
    expect(exchange.response?.json).toEqual({ said: '$SECOND_TOKEN' });
  });

  it('are hidden in what is no JSON, and in its problem', async () => {
    const server = await kept(serveJson(() => ({ status: 500, body: `<p>${SECRETS.valid}` })));
    const exchange = await (await senderTo(server.url)).send(requestTo(server.url));
    expect(exchange.response).toMatchObject({
      text: '<p>$VALID_TOKEN',
      problem: 'it cannot be parsed: "<p>$VALID_TOKEN"',
    });
  });
});

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
    const sender = await senderTo(server.url);
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
