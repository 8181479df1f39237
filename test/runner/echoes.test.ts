import { describe, expect, it } from 'vitest';
import { systemClock } from '../../runner/clock.ts';
import { createSend } from '../../runner/send.ts';
import type { Exchange } from '../../runner/types/exchange.ts';
import { kept } from './running.ts';
import { SECRETS, serve, targetOf } from './support.ts';

const limits = { responseBytes: 1000 };

type Answer = { readonly body?: string | Buffer; readonly headers?: Readonly<Record<string, string>> };

/** What is kept of an answer to a request with a token. */
const exchangeWith = async ({ body = '{}', headers = {} }: Answer): Promise<Exchange> => {
  const server = await kept(
    serve((_, response) => {
      response.writeHead(200, headers);
      if ('Content-Length' in headers) response.write(body, () => response.socket?.end());
      else response.end(body);
    }),
  );
  const sender = await kept(createSend(targetOf(server.url, { limits }), systemClock));
  return sender.send({
    operation: 'create',
    as: 'valid',
    method: 'POST',
    origin: server.url,
    path: '/',
    headers: [['Authorization', `Bearer ${SECRETS.valid}`]],
  });
};

/** Everything that an exchange holds, with nothing escaped. */
const inside = (exchange: Exchange): string =>
  JSON.stringify(exchange).replaceAll(/\\+u([0-9a-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );

const ESCAPED = `\\u0076${SECRETS.valid.slice(1)}`;

describe('a token that JSON escapes', () => {
  it.each([
    ['in a value', `{"a":[{"said":"Bearer ${ESCAPED}"}]}`, { a: [{ said: 'Bearer $VALID_TOKEN' }] }],
    ['in the name of a member', `{"${ESCAPED}":1}`, { $VALID_TOKEN: 1 }],
    ['in a member that another of its name hides', `{"a":"${ESCAPED}","a":1}`, { a: 1 }],
  ])('%s is noticed, and hidden', async (_, body, json) => {
    const exchange = await exchangeWith({ body });
    expect(exchange.tokenEchoes).toEqual(['body']);
    expect(exchange.response?.json).toEqual(json);
    expect(exchange.response?.text).toBe(body.replace(ESCAPED, '$VALID_TOKEN'));
    expect(inside(exchange)).not.toContain(SECRETS.valid);
  });

  it('in what is no JSON is hidden in the problem too', async () => {
    const { response } = await exchangeWith({ body: `{"a":"${ESCAPED}` });
    expect(response).toMatchObject({ text: '{"a":"$VALID_TOKEN', problem: expect.stringContaining('$VALID_TOKEN') });
  });
});

it.each([
  ['UTF-16', Buffer.from(`{"a":"${SECRETS.valid}"}`, 'utf16le')],
  ['UTF-16, big-endian', Buffer.from(SECRETS.valid, 'utf16le').swap16()],
  ['UTF-32', Buffer.from([...SECRETS.valid].map((letter) => `${letter}\0\0\0`).join(''))],
  ['Base64 in UTF-16', Buffer.from(Buffer.from(`a: ${SECRETS.valid}`).toString('base64'), 'utf16le')],
])('a token in %s is noticed, and hidden', async (_, body) => {
  const exchange = await exchangeWith({ body });
  expect(exchange.tokenEchoes).toEqual(['body']);
  const shown = inside(exchange).replaceAll('\0', '');
  expect(shown).not.toContain(SECRETS.valid);
  expect(shown).toContain('$VALID_TOKEN');
});

it('a token in the name of a header is noticed, and hidden', async () => {
  const exchange = await exchangeWith({ headers: { [`X-${SECRETS.valid.toUpperCase()}`]: '1' } });
  expect(exchange.tokenEchoes).toEqual(['header x-$VALID_TOKEN']);
  expect(exchange.response?.headers).toContainEqual(['x-$VALID_TOKEN', '1']);
  expect(inside(exchange)).not.toContain(SECRETS.valid);
});

describe('a token of which the answer holds only the beginning', () => {
  const TAIL = SECRETS.valid.slice(0, 12);
  it.each([
    ['because it broke off', { body: `{"a":"${TAIL}`, headers: { 'Content-Length': '100' } }, 'broken'],
    ['because it is too large', { body: `{"a":"${' '.repeat(limits.responseBytes)}${TAIL}` }, 'too-large'],
  ] as const)('%s is hidden, and is no echo', async (_, answer, kind) => {
    const exchange = await exchangeWith(answer);
    expect(exchange).toMatchObject({ failure: { kind }, tokenEchoes: [] });
    expect(exchange.response?.text).toMatch(/ *\$VALID_TOKEN$/);
    expect(inside(exchange)).not.toContain(TAIL);
  });

  it('because the server wrote no more is kept', async () => {
    expect((await exchangeWith({ body: `{"a":"${TAIL}"}` })).response?.json).toEqual({ a: TAIL });
  });
});

it('an answer that escapes something else is kept as it is', async () => {
  const body = '{"a":"\\u0076alid \\"\\\\ \\ud83d\\ude00 100%25 &amp;"}';
  const exchange = await exchangeWith({ body });
  expect(exchange).toMatchObject({ tokenEchoes: [], response: { text: body, json: JSON.parse(body) } });
});
