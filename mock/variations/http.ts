import type { ServerResponse } from 'node:http';
import { setTimeout as pass } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { remembering } from '../changes/change.ts';
import { onReply, withHeader } from '../changes/replies.ts';
import { variationsOf } from '../changes/variation.ts';
import type { Reply } from '../replies.ts';
import type { Change, Transport } from '../types.ts';

/** How long a slow answer takes, in milliseconds: long beside the others, short beside any timeout. */
const SLOW_MS = 120;

const send =
  (change: (next: Transport) => Transport): Change =>
  (behaviour) => ({ ...behaviour, transport: change(behaviour.transport) });

const names = (spell: (name: string) => string): Change =>
  onReply((reply): Reply => ({ ...reply, headers: reply.headers.map(([name, value]) => [spell(name), value]) }));

const contentType = (value: string): Change => onReply((reply) => withHeader(reply, 'Content-Type', value));

const lengthOf = (reply: Reply): string => String(Buffer.byteLength(reply.body));

const inChunks = (reply: Reply, response: ServerResponse): void => {
  response.writeHead(reply.status, reply.headers.flat());
  const bytes = Buffer.from(reply.body);
  const half = Math.ceil(bytes.length / 2);
  for (let at = 0; at < bytes.length; at += half) response.write(bytes.subarray(at, at + half));
  response.end();
};

/** Headers that have nothing to do with the contract, of the kind that frameworks and proxies add. */
const COMMON: readonly (readonly [string, string])[] = [
  ['Access-Control-Allow-Origin', '*'],
  ['Cache-Control', 'max-age=0, private, must-revalidate'],
  ['Strict-Transport-Security', 'max-age=63072000; includeSubDomains'],
  ['Vary', 'Accept-Encoding'],
  ['Set-Cookie', 'route=1; HttpOnly'],
  ['Set-Cookie', 'region=2; HttpOnly'],
  ['Via', '1.1 proxy.example.net'],
  ['X-Request-Id', 'd376caf3-0000-4000-8000-000000000000'],
];

export const HTTP = variationsOf([
  {
    id: 'header-names-small',
    text: 'Header names are written in small letters.',
    apply: names((name) => name.toLowerCase()),
  },
  {
    id: 'header-names-in-capitals',
    text: 'Header names are written in capital letters.',
    apply: names((name) => name.toUpperCase()),
  },
  {
    id: 'headers-in-other-order',
    text: 'Headers come in the opposite order.',
    apply: onReply((reply) => ({ ...reply, headers: reply.headers.toReversed() })),
  },
  {
    id: 'further-headers',
    text: 'Answers have headers that are not documented.',
    apply: onReply((reply) => ({ ...reply, headers: [...reply.headers, ...COMMON] })),
  },
  {
    id: 'one-of-two-machines',
    text: 'A header that is not documented has one of two values, by chance.',
    apply: (behaviour, random) =>
      onReply((reply) => withHeader(reply, 'X-Colour', random() < 0.5 ? 'blue' : 'green'))(behaviour, random),
  },
  {
    id: 'content-type-with-charset',
    text: 'The content type names the charset.',
    apply: contentType('application/json; charset=utf-8'),
  },
  {
    id: 'content-type-in-capitals',
    text: 'The content type is written in other letters, without a blank before the charset.',
    apply: contentType('Application/JSON;charset="UTF-8"'),
  },
  {
    id: 'coding-identity',
    text: 'Answers say in Content-Encoding that they are not packed.',
    apply: onReply((reply) => withHeader(reply, 'Content-Encoding', 'identity')),
  },
  {
    id: 'packed-by-gzip',
    text: 'Answers are packed by gzip.',
    apply: onReply((reply): Reply => withHeader({ ...reply, body: gzipSync(reply.body) }, 'Content-Encoding', 'gzip')),
  },
  {
    id: 'sent-in-chunks',
    text: 'Bodies are sent in chunks.',
    apply: send(() => inChunks),
  },
  {
    id: 'body-until-close',
    text: 'Bodies have no length, and end with the connection.',
    apply: send(() => (reply, response) => {
      const head = [`HTTP/1.1 ${reply.status} Answer`, ...reply.headers.map(([name, value]) => `${name}: ${value}`)];
      response.socket?.end(`${[...head, 'Connection: close'].join('\r\n')}\r\n\r\n${reply.body}`);
    }),
  },
  {
    id: 'connection-closed-each-time',
    text: 'Every answer closes its connection.',
    apply: onReply((reply) => withHeader(reply, 'Connection', 'close')),
  },
  {
    id: 'other-reason-phrase',
    text: 'The reason phrase is not the usual one.',
    apply: send(() => (reply, response) => {
      const headers = [...reply.headers.flat(), 'Content-Length', lengthOf(reply)];
      response.writeHead(reply.status, 'As You Like It', headers);
      response.end(reply.body);
    }),
  },
  {
    id: 'early-hints',
    text: 'An interim answer with status 103 comes before every answer.',
    apply: send((next) => async (reply, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
      await next(reply, response);
    }),
  },
  {
    id: 'slow-in-time',
    text: 'Every fiftieth answer takes a tenth of a second and more.',
    apply: remembering(() => {
      let answers = 0;
      return send((next) => async (reply, response) => {
        answers += 1;
        if (answers % 50 === 0) await pass(SLOW_MS);
        await next(reply, response);
      });
    }),
  },
  {
    id: 'answers-overtake-one-another',
    text: 'Answers come in another order than their requests.',
    apply: (behaviour, random) =>
      send((next) => async (reply, response) => {
        await pass(Math.floor(random() * 3));
        await next(reply, response);
      })(behaviour, random),
  },
]);
