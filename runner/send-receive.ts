import type { Dispatcher } from 'undici';
import { failureOf, type Progress } from './send-failures.ts';
import type { Failure, Target } from './types.ts';

/** What came back, as bytes. */
export type Raw = {
  /** The answer, or as much of it as came before it failed. */
  readonly answer?: {
    readonly status: number;
    readonly headers: readonly (readonly [string, string])[];
    readonly body: Buffer;
  };
  readonly failure?: Failure;
};

export type Limits = Pick<Target['timeouts'], 'headersMs' | 'bodyMs'> & { readonly responseBytes: number };

/** Receives one answer. */
export type Receiver = {
  readonly handler: Dispatcher.DispatchHandler;
  /** Ends the exchange, whether it was sent or not. */
  readonly abort: () => void;
};

type Controller = Dispatcher.DispatchController;

const pairs = (raw: Controller['rawHeaders']): readonly (readonly [string, string])[] => {
  if (!Array.isArray(raw)) return [];
  const found: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2)
    found.push([text(raw[index]).toLowerCase(), text(raw[index + 1])]);
  return found;
};

/** Header fields are bytes; those outside ASCII are read as Latin-1 (RFC 9110 section 5.5). */
const text = (field: Buffer | string | undefined): string =>
  typeof field === 'string' ? field : (field?.toString('latin1') ?? '');

/**
 * Receives one answer within the limits: `headersMs` from the request's being written to the end of the answer's head, then
 * `bodyMs` to its end. `onSent` is called just before the request is written, `done` once.
 */
export const receive = (limits: Limits, onSent: () => void, done: (raw: Raw) => void): Receiver => {
  const chunks: Buffer[] = [];
  let progress: Progress = 'connecting';
  let head: Pick<NonNullable<Raw['answer']>, 'status' | 'headers'> | undefined;
  let controller: Controller | undefined;
  let reason: Failure | undefined;
  let timer: NodeJS.Timeout | undefined;
  let size = 0;
  let finished = false;

  const answer = (): Pick<Raw, 'answer'> =>
    head === undefined
      ? {}
      : { answer: { ...head, body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) } };
  const finish = (failure?: Failure): void => {
    clearTimeout(timer);
    if (finished) return;
    finished = true;
    done(failure === undefined ? answer() : { ...answer(), failure });
  };
  const give = (failure: Failure): void => {
    reason = failure;
    controller?.abort(new Error(failure.message));
  };
  const within = (ms: number, what: string): void => {
    clearTimeout(timer);
    timer = setTimeout(() => give({ kind: 'timeout', message: `${what} within ${ms} ms` }), ms);
  };

  return {
    abort: () => {
      const sent = controller !== undefined;
      give({ kind: 'aborted', message: sent ? 'stopped before the answer came' : 'stopped before it was sent' });
      if (!sent) finish(reason);
    },
    handler: {
      onRequestStart: (started) => {
        if (reason !== undefined) {
          started.abort(new Error(reason.message));
          return;
        }
        controller = started;
        progress = 'sent';
        onSent();
        within(limits.headersMs, 'no answer');
      },
      onResponseStarted: () => {
        progress = 'answering';
      },
      onResponseStart: ({ rawHeaders }, status) => {
        if (status < 200) return;
        head = { status, headers: pairs(rawHeaders) };
        within(limits.bodyMs, 'the answer did not end');
      },
      onResponseData: (_, chunk) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > limits.responseBytes)
          give({ kind: 'too-large', message: `the answer has more than ${limits.responseBytes} bytes` });
      },
      onResponseEnd: () => finish(),
      onResponseError: (_, error) => finish(reason ?? failureOf(error, progress)),
    },
  };
};
