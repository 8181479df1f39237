import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { kept } from './running.ts';
import { exchangeWith, requestTo, senderTo, serveTcp, WHOLE } from './sending.ts';
import { serve } from './support.ts';

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

  it('closed: 100 Continue before the answer', async () => {
    const { failure } = await exchangeWith((socket) => socket.end(`HTTP/1.1 100 Continue\r\n\r\n${WHOLE}`));
    expect(failure?.kind).toBe('closed');
    expect(failure?.message).toMatch(/^the answer begins with `100 Continue`/);
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
