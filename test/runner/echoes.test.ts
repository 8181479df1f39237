import { describe, expect, it } from 'vitest';
import { systemClock } from '../../runner/clock.ts';
import { createSend } from '../../runner/send.ts';
import type { Exchange } from '../../runner/types.ts';
import { kept } from './running.ts';
import { SECRETS, serve, targetOf } from './support.ts';

type Answer = { readonly body?: string; readonly headers?: Readonly<Record<string, string>> };

/** What is kept of an answer to a request with a token. */
const exchangeWith = async ({ body = '{}', headers = {} }: Answer): Promise<Exchange> => {
  const server = await kept(serve((_, response) => response.writeHead(200, headers).end(body)));
  const sender = await kept(createSend(targetOf(server.url), systemClock));
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

it('an answer that escapes something else is kept as it is', async () => {
  const body = '{"a":"\\u0076alid \\"\\\\ \\ud83d\\ude00 100%25 &amp;"}';
  const exchange = await exchangeWith({ body });
  expect(exchange).toMatchObject({ tokenEchoes: [], response: { text: body, json: JSON.parse(body) } });
});
