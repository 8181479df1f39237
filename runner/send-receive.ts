import type { Dispatcher } from 'undici';
import { failureOf, isStale, type Progress } from './send-failures.ts';
import type { Failure } from './types/exchange.ts';
import type { Target } from './types/target.ts';

/** What came back, as bytes. */
export type Raw = {
  /** The answer, or as much of it as came before it failed. */
  readonly answer?: {
    readonly status: number;
    readonly headers: readonly (readonly [string, string])[];
    readonly body: Buffer;
  };
  readonly failure?: Failure;
  /** The connection broke before anything of the request was written to it. */
  readonly stale?: boolean;
};

/** The failure of a request that was stopped in time. */
export const NOT_SENT: Failure = { kind: 'aborted', message: 'stopped before it was sent' };

export type Limits = Pick<Target['timeouts'], 'headersMs' | 'bodyMs'> & { readonly responseBytes: number };

/** Receives one answer. */
export type Receiver = {
  readonly handler: Dispatcher.DispatchHandler;
  /** Ends the exchange, whether it was sent or not. */
  readonly abort: () => void;
};

type Controller = Dispatcher.DispatchController;

/** Optional whitespace around a field's value is no part of it (RFC 9110 section 5.5). */
const BLANKS_AROUND = /^[ \t]+|[ \t]+$/g;

const pairs = (raw: Controller['rawHeaders']): readonly (readonly [string, string])[] => {
  if (!Array.isArray(raw)) return [];
  const found: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2)
    found.push([text(raw[index]).toLowerCase(), text(raw[index + 1]).replace(BLANKS_AROUND, '')]);
  return found;
};

/** Header fields are bytes; those outside ASCII are read as Latin-1 (RFC 9110 section 5.5). */
const text = (field: Buffer | string | undefined): string =>
  typeof field === 'string' ? field : (field?.toString('latin1') ?? '');

type Head = Pick<NonNullable<Raw['answer']>, 'status' | 'headers'>;

/** An answer that is coming in. */
type Incoming = {
  readonly limits: Limits;
  readonly done: (raw: Raw) => void;
  readonly chunks: Buffer[];
  progress: Progress;
  size: number;
  finished: boolean;
  head?: Head;
  /** Set once the request was written. */
  controller?: Controller;
  /** Why this side ended the exchange. */
  reason?: Failure;
  timer?: NodeJS.Timeout;
};

const finish = (incoming: Incoming, failure?: Failure, stale = false): void => {
  clearTimeout(incoming.timer);
  if (incoming.finished) return;
  incoming.finished = true;
  const { head, chunks, done } = incoming;
  const body = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  const answer = head && { status: head.status, headers: head.headers, body };
  if (failure === undefined) done(answer === undefined ? {} : { answer });
  else done(answer === undefined ? { failure, stale } : { answer, failure });
};

const end = (incoming: Incoming, failure: Failure): void => {
  incoming.reason = failure;
  incoming.controller?.abort(new Error(failure.message));
};

const within = (incoming: Incoming, ms: number, what: string): void => {
  clearTimeout(incoming.timer);
  incoming.timer = setTimeout(() => end(incoming, { kind: 'timeout', message: `${what} within ${ms} ms` }), ms);
};

const handlerOf = (incoming: Incoming, onSent: () => void): Dispatcher.DispatchHandler => ({
  onRequestStart: (controller) => {
    if (incoming.reason !== undefined) {
      controller.abort(new Error(incoming.reason.message));
      return;
    }
    incoming.controller = controller;
    incoming.progress = 'sent';
    onSent();
    within(incoming, incoming.limits.headersMs, 'no answer');
  },
  onResponseStarted: () => {
    incoming.progress = 'answering';
  },
  onResponseStart: ({ rawHeaders }, status) => {
    if (status < 200) return;
    incoming.head = { status, headers: pairs(rawHeaders) };
    within(incoming, incoming.limits.bodyMs, 'the answer did not end');
  },
  onResponseData: (_, chunk) => {
    const most = incoming.limits.responseBytes;
    incoming.size += chunk.length;
    incoming.chunks.push(chunk);
    if (incoming.size > most) end(incoming, { kind: 'too-large', message: `the answer has more than ${most} bytes` });
  },
  onResponseEnd: () => finish(incoming),
  onResponseError: (_, error) => {
    const { reason, progress } = incoming;
    finish(incoming, reason ?? failureOf(error, progress), reason === undefined && isStale(error, progress));
  },
});

/**
 * Receives one answer within the limits: `headersMs` from the request's being written to the end of the answer's head, then
 * `bodyMs` to its end. `onSent` is called just before the request is written, `done` once.
 */
export const receive = (limits: Limits, onSent: () => void, done: (raw: Raw) => void): Receiver => {
  const incoming: Incoming = { limits, done, chunks: [], progress: 'connecting', size: 0, finished: false };
  return {
    handler: handlerOf(incoming, onSent),
    abort: () => {
      if (incoming.controller !== undefined)
        end(incoming, { kind: 'aborted', message: 'stopped before the answer came' });
      else {
        end(incoming, NOT_SENT);
        finish(incoming, NOT_SENT);
      }
    },
  };
};
