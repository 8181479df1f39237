import { receivedOf } from './capture.ts';
import type { Clock } from './clock.ts';
import { createRedactor, type Redactor } from './redact.ts';
import { createConnections } from './send-connections.ts';
import { failureOf } from './send-failures.ts';
import { type Raw, type Receiver, receive } from './send-receive.ts';
import type { Exchange, SentRequest, Target } from './types.ts';

/** A request as it goes over the wire, secrets included: never to be logged. */
export type Outgoing = {
  readonly operation: string;
  /** Role of the token it carries. */
  readonly as: string;
  readonly method: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path with query, as it is sent. */
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string;
};

export type SendOptions = {
  readonly signal?: AbortSignal;
  /** Called just before the request is written to its connection. */
  readonly onSent?: () => void;
};

/** Sends requests, and has no opinion on what comes back. */
export type Sender = {
  /** One exchange: nothing is sent twice, no redirect is followed. Never rejects. */
  readonly send: (request: Outgoing, options?: SendOptions) => Promise<Exchange>;
  /** Opens connections to an origin, so that this many requests can be sent at one moment. */
  readonly warm: (origin: string, count: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

const sentOf = (request: Outgoing, redactor: Redactor): SentRequest => ({
  method: request.method,
  url: redactor.text(`${request.origin}${request.path}`),
  headers: request.headers.map(([name, value]) => [name, redactor.requestHeader(value)]),
  ...(request.body === undefined ? {} : { body: redactor.text(request.body) }),
});

type Answer = NonNullable<Raw['answer']>;
type Answered = Pick<Exchange, 'response' | 'failure' | 'tokenEchoes'>;

/** Where an answer repeats a token that the request carried. */
const echoesOf = (request: Outgoing, { headers, body }: Answer, redactor: Redactor): readonly string[] => {
  const carried = new Set(request.headers.flatMap(([, value]) => redactor.rolesIn(value)));
  const repeats = (text: string): boolean => redactor.rolesIn(text).some((role) => carried.has(role));
  return [
    ...(repeats(body.toString('utf8')) ? ['body'] : []),
    ...headers.flatMap(([name, value]) => (repeats(value) ? [`header ${name}`] : [])),
  ];
};

const responseOf = (request: Outgoing, answer: Answer, redactor: Redactor): Answered => {
  const { status, headers, body } = answer;
  const secret = redactor.finds(body.toString('utf8')) || headers.some(([, value]) => redactor.finds(value));
  if (!secret) return { response: receivedOf(status, headers, body), tokenEchoes: [] };
  return { response: receivedOf(status, headers, body, redactor), tokenEchoes: echoesOf(request, answer, redactor) };
};

const answered = (request: Outgoing, { answer, failure }: Raw, redactor: Redactor): Answered => ({
  ...(answer === undefined ? { tokenEchoes: [] } : responseOf(request, answer, redactor)),
  ...(failure === undefined ? {} : { failure: { ...failure, message: redactor.text(failure.message) } }),
});

/** Aborts all that is under way when a signal does: one listener a signal, however many requests. */
const underWay = (): ((signal: AbortSignal, receiver: Receiver) => () => void) => {
  const known = new WeakMap<AbortSignal, Set<Receiver>>();
  const watch = (signal: AbortSignal): Set<Receiver> => {
    const receivers = new Set<Receiver>();
    known.set(signal, receivers);
    signal.addEventListener('abort', () => {
      for (const receiver of receivers) receiver.abort();
    });
    return receivers;
  };
  return (signal, receiver) => {
    const receivers = known.get(signal) ?? watch(signal);
    receivers.add(receiver);
    return () => receivers.delete(receiver);
  };
};

/** A sender for one target. Secrets of the target are taken out of everything that it gives back. */
export const createSend = (target: Target, clock: Clock): Sender => {
  const redactor = createRedactor(target);
  const connections = createConnections(target);
  const limits = { ...target.timeouts, responseBytes: target.limits.responseBytes };
  const enlist = underWay();
  const requests = new WeakMap<Outgoing, SentRequest>();
  const shownOf = (request: Outgoing): SentRequest => {
    const shown = requests.get(request) ?? sentOf(request, redactor);
    requests.set(request, shown);
    return shown;
  };

  const dispatch = (
    request: Outgoing,
    { signal, onSent }: SendOptions,
    done: (raw: Raw, sentAt?: number) => void,
  ): void => {
    let sentAt: number | undefined;
    let leave: (() => void) | undefined;
    const written = (): void => {
      sentAt = clock.now();
      onSent?.();
    };
    const receiver = receive(limits, written, (raw) => {
      leave?.();
      done(raw, sentAt);
    });
    if (signal !== undefined) leave = enlist(signal, receiver);
    const { method, path, body } = request;
    const headers = request.headers.flat();
    connections
      .to(request.origin)
      .dispatcher.dispatch({ origin: request.origin, method, path, headers, body: body ?? null }, receiver.handler);
  };

  return {
    send: (request, options = {}) =>
      new Promise((resolve) => {
        const began = clock.now();
        const done = (raw: Raw, sentAt = began): void => {
          const { operation, as } = request;
          const answeredAt = clock.now();
          resolve({
            operation,
            as,
            request: shownOf(request),
            ...answered(request, raw, redactor),
            sentAt,
            answeredAt,
          });
        };
        try {
          if (options.signal?.aborted === true)
            done({ failure: { kind: 'aborted', message: 'stopped before it was sent' } });
          else dispatch(request, options, done);
        } catch (error) {
          done({ failure: failureOf(error instanceof Error ? error : new Error(String(error)), 'connecting') });
        }
      }),
    warm: (origin, count) => connections.to(origin).warm(count),
    close: connections.close,
  };
};
