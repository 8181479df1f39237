import { describe, expect, it } from 'vitest';
import type { Outgoing } from '../../runner/outgoing.ts';
import { kept } from './running.ts';
import { exchangeWith, leaping, requestTo, senderTo, serveTcp, turn, WHOLE } from './sending.ts';
import { SECRETS, serveJson } from './support.ts';

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

  it.each<[string, Partial<Outgoing>, string]>([
    [
      'a line break in a header',
      { headers: [['x-a', 'a\nb']] },
      'its header `x-a` holds a character that no header can carry',
    ],
    [
      'a header beyond Latin-1',
      { headers: [['X-A', 'ł']] },
      'its header `X-A` holds a character that no header can carry',
    ],
    ['a header of two words', { headers: [['x y', 'a']] }, '`x y` is no name of a header'],
    ['a blank in its path', { path: '/a b' }, 'its path holds a character that no path can carry'],
    ['a length that is none', { headers: [['content-length', 'x']] }, 'invalid content-length header'],
  ])('that cannot be sent for %s is a failure that says so, and nothing is sent', async (_, changes, reason) => {
    const server = await serveTcp(() => {});
    const { failure } = await (await senderTo(server.url)).send(requestTo(server.url, changes));
    expect(failure).toEqual({ kind: 'aborted', message: `the request cannot be sent: ${reason}` });
    expect(server.connections()).toBe(0);
  });

  it('uses a connection again, after a DELETE with a body too', async () => {
    const server = await serveTcp((socket) => socket.write(WHOLE));
    const sender = await senderTo(server.url, {}, leaping());
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

  it.each<[what: string, text: string, read: boolean]>([
    ['in lists', '['.repeat(500) + ']'.repeat(500), true],
    ['in lists, once more', '['.repeat(501) + ']'.repeat(501), false],
    ['in objects', '{"a":'.repeat(500) + 1 + '}'.repeat(500), true],
    ['in objects, once more', '{"a":'.repeat(501) + 1 + '}'.repeat(501), false],
    ['in both, once more', `${'[{"a":'.repeat(250)}[]${'}]'.repeat(250)}`, false],
    ['one after the other', `[${'[{}],'.repeat(600)}[]]`, true],
  ])('that is JSON is read as far as 500 levels: %s', async (_, text, read) => {
    const response = await answered(`${head}\r\n${text}`);
    expect(response?.json).toEqual(read ? JSON.parse(text) : undefined);
    expect(response?.problem).toBe(read ? undefined : 'it is nested more than 500 levels deep');
  });

  it.each([
    ['no JSON', `${head}\r\n<p>`, 'it cannot be parsed: "<p>"'],
    [
      'JSON nested too deep',
      `${head}\r\n${'['.repeat(6000)}${']'.repeat(6000)}`,
      'it is nested more than 500 levels deep',
    ],
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
