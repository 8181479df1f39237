import type { ServerResponse } from 'node:http';
import { creating, faultsOf, isRefusal } from '../changes/change.ts';
import { onCreated, onError, withHeader } from '../changes/replies.ts';
import type { Outcome, Reply } from '../replies.ts';
import type { Call, Change, Transport } from '../types.ts';

const CLASS = 'protocol';

const created = (outcome: Outcome, call: Call): boolean => !isRefusal(outcome) && creating(call);
const refusedFor =
  (code: string) =>
  (outcome: Outcome): boolean =>
    isRefusal(outcome) && outcome.refused === code;

const headersOf = (reply: Reply): string[] => reply.headers.flat();

/** Writes bytes of its own making instead of what Node would write, and ends the connection. */
const raw =
  (bytes: (reply: Reply) => string): Transport =>
  (reply, response: ServerResponse) => {
    response.socket?.end(bytes(reply));
  };

const head = (reply: Reply, first = `HTTP/1.1 ${reply.status} Answer`): string =>
  [first, ...reply.headers.map(([name, value]) => `${name}: ${value}`)].join('\r\n');

const lengthOf = (reply: Reply): number => Buffer.byteLength(reply.body);

const textOf = (reply: Reply): string => Buffer.from(reply.body).toString();

/** Sends answers of another kind in another way. `when` looks at the answer as it was rendered. */
const sendWhen =
  (when: (outcome: Outcome, call: Call) => boolean, send: Transport): Change =>
  (behaviour) => {
    const marked = new WeakSet<Reply>();
    return {
      ...behaviour,
      render: (outcome, call, provider) => {
        const reply = behaviour.render(outcome, call, provider);
        if (when(outcome, call)) marked.add(reply);
        return reply;
      },
      transport: (reply, response) => (marked.has(reply) ? send : behaviour.transport)(reply, response),
    };
  };

export const TRANSPORT = faultsOf(CLASS, [
  {
    id: 'body-cut-in-chunks',
    text: 'The connection ends in the middle of a body that is sent in chunks.',
    requirement: 'PROTO-2',
    apply: sendWhen(created, (reply, response) => {
      response.writeHead(reply.status, headersOf(reply));
      response.write(textOf(reply).slice(0, 40), () => response.destroy());
    }),
  },
  {
    id: 'body-shorter-than-said',
    text: 'The connection ends before as many bytes were sent as Content-Length says.',
    requirement: 'PROTO-2',
    apply: sendWhen(
      created,
      raw((reply) => `${head(reply)}\r\nContent-Length: ${lengthOf(reply) + 50}\r\n\r\n${textOf(reply)}`),
    ),
  },
  {
    id: 'body-longer-than-said',
    text: 'More bytes are sent than Content-Length says.',
    requirement: 'SUCC-2',
    apply: sendWhen(
      created,
      raw((reply) => `${head(reply)}\r\nContent-Length: ${lengthOf(reply) - 20}\r\n\r\n${textOf(reply)}`),
    ),
  },
  {
    id: 'two-lengths',
    text: 'An answer has two lengths that differ.',
    requirement: 'PROTO-2',
    apply: sendWhen(
      created,
      raw(
        (reply) => `${head(reply)}\r\nContent-Length: ${lengthOf(reply)}\r\nContent-Length: 7\r\n\r\n${textOf(reply)}`,
      ),
    ),
  },
  {
    id: 'no-status-line',
    text: 'An answer begins with something that is no status line.',
    requirement: 'PROTO-2',
    apply: sendWhen(
      created,
      raw((reply) => `OK\r\n\r\n${textOf(reply)}`),
    ),
  },
  {
    id: 'wrong-chunk-size',
    text: 'A chunk of a body says a size that is no number.',
    requirement: 'PROTO-2',
    apply: sendWhen(
      created,
      raw((reply) => `${head(reply)}\r\nTransfer-Encoding: chunked\r\n\r\nsize\r\n${textOf(reply)}\r\n0\r\n\r\n`),
    ),
  },
  {
    id: 'success-packed-in-name-only',
    text: 'A success says in Content-Encoding that it is packed, and is not.',
    requirement: 'SUCC-2',
    apply: onCreated((reply) => withHeader(reply, 'Content-Encoding', 'gzip')),
  },
  {
    id: 'error-packed-in-name-only',
    text: 'An error says in Content-Encoding that it is packed, and is not.',
    requirement: 'ERR-1',
    apply: onError([], (reply) => withHeader(reply, 'Content-Encoding', 'gzip')),
  },
  {
    id: 'never-answers',
    text: 'A request for a network that does not exist is never answered.',
    requirement: 'PROTO-2',
    verdict: 'errored',
    apply: sendWhen(refusedFor('network_not_found'), () => undefined),
  },
  {
    id: 'stops-in-the-middle',
    text: 'The answer for a network that does not exist stops in the middle.',
    requirement: 'PROTO-2',
    verdict: 'errored',
    apply: sendWhen(refusedFor('network_not_found'), (reply, response) => {
      response.writeHead(reply.status, headersOf(reply));
      response.write(textOf(reply).slice(0, 20));
    }),
  },
  {
    id: 'connection-reset',
    text: 'The connection is reset instead of answering for a suspended organization.',
    requirement: 'PROTO-2',
    verdict: 'errored',
    apply: sendWhen(refusedFor('organization_suspended'), (_, response) => {
      response.socket?.resetAndDestroy();
    }),
  },
  {
    id: 'connection-closed',
    text: 'The connection is closed instead of answering for an organization that was not activated.',
    requirement: 'PROTO-2',
    verdict: 'errored',
    apply: sendWhen(refusedFor('organization_not_activated'), (_, response) => {
      response.socket?.end();
    }),
  },
]);
