import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../runner/types.ts';
import { kept } from './running.ts';
import { requestTo, senderTo, serveTcp, turn, WHOLE } from './sending.ts';
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
