import type { Dispatcher } from 'undici';
import { receivedOf } from './capture.ts';
import type { Clock } from './clock.ts';
import type { Outgoing } from './outgoing.ts';
import { proxyOf } from './proxies.ts';
import { createRedactor, type Redactor } from './redact.ts';
import { proxySecrets } from './secrets.ts';
import { type Connections, createConnections } from './send-connections.ts';
import { flawOf } from './send-failures.ts';
import { type Limits, NOT_SENT, type Raw, type Receiver, receive } from './send-receive.ts';
import type { Exchange, Failure, Received, SentRequest } from './types/exchange.ts';
import type { Target } from './types/target.ts';

export type SendOptions = {
  readonly signal?: AbortSignal;
  /** So many milliseconds longer than usual an answer may take to begin. */
  readonly patienceMs?: number;
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
  ...(request.body === undefined ? {} : { body: redactor.text(String(request.body)) }),
});

type Answer = NonNullable<Raw['answer']>;
type Answered = Pick<Exchange, 'response' | 'failure' | 'tokenEchoes'>;

const NO_ECHOES: readonly string[] = [];

/** Where an answer repeats a token that the request carried. */
const echoesOf = (request: Outgoing, { headers, text }: Received, redactor: Redactor): readonly string[] => {
  const carried = new Set(request.headers.flatMap(([, value]) => redactor.rolesIn(value)));
  const among = (roles: readonly string[]): boolean => roles.some((role) => carried.has(role));
  return [
    ...(among(redactor.rolesIn(text)) ? ['body'] : []),
    ...headers.flatMap(([name, value]) =>
      among(redactor.rolesIn(value)) || among(redactor.name.rolesIn(name))
        ? [`header ${redactor.name.text(name)}`]
        : [],
    ),
  ];
};

/** `whole`: the body did not break off. */
const responseOf = (request: Outgoing, answer: Answer, whole: boolean, redactor: Redactor): Answered => {
  const { status, headers, body } = answer;
  const response = receivedOf(status, headers, body);
  const { finds, text, broken, json, name } = redactor;
  const secret = finds(response.text) || headers.some(([key, value]) => finds(value) || name.finds(key));
  if (!secret && whole) return { response, tokenEchoes: NO_ECHOES };
  const hide = { body: whole ? text : broken, json, name: name.text, value: text };
  return {
    response: receivedOf(status, headers, body, hide),
    tokenEchoes: secret ? echoesOf(request, response, redactor) : NO_ECHOES,
  };
};

/** A connection that does not come about may be none to the origin; which proxy it was to, only its variable may tell. */
const wayTo = (origin: string, { kind }: Failure): string => {
  const proxy = kind === 'connect' || kind === 'tls' ? proxyOf(new URL(origin)) : undefined;
  return proxy === undefined ? '' : ` (by way of the proxy that the environment variable ${proxy.variable} names)`;
};

const answered = (request: Outgoing, { answer, failure }: Raw, redactor: Redactor): Answered => {
  const whole = failure === undefined;
  const received = answer === undefined ? { tokenEchoes: NO_ECHOES } : responseOf(request, answer, whole, redactor);
  if (whole) return received;
  const message = `${redactor.text(failure.message)}${wayTo(request.origin, failure)}`;
  return { ...received, failure: { ...failure, message } };
};

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
    return () => {
      receivers.delete(receiver);
    };
  };
};

/** What undici is asked to send. A DELETE with a body would otherwise cost its connection. */
const dispatchable = ({ origin, method, path, headers, body }: Outgoing): Dispatcher.DispatchOptions => ({
  origin,
  method,
  path,
  headers: headers.reduce<string[]>((list, [name, value]) => {
    list.push(name, value);
    return list;
  }, []),
  ...(body === undefined ? {} : { body, ...(method === 'DELETE' ? { reset: false } : {}) }),
});

type Wire = {
  readonly connections: Connections;
  readonly limits: Limits;
  readonly enlist: ReturnType<typeof underWay>;
};

const patient = (limits: Limits, ms: number): Limits =>
  ms === 0 ? limits : { ...limits, headersMs: limits.headersMs + ms };

/** So many connections in a row may turn out to be broken before the request is written to one of them. */
const MOST_STALE = 3;

/** Dispatches one request; never rejects. */
const dispatchOnce = (
  request: Outgoing,
  wire: Wire,
  onSent: () => void,
  { signal, patienceMs = 0 }: SendOptions,
): Promise<Raw> =>
  new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve({ failure: NOT_SENT });
      return;
    }
    let leave = (): void => {};
    const receiver = receive(patient(wire.limits, patienceMs), onSent, (raw) => {
      leave();
      const flaw = raw.failure?.kind === 'aborted' ? flawOf(request) : undefined;
      resolve(flaw === undefined ? raw : { failure: flaw });
    });
    if (signal !== undefined) leave = wire.enlist(signal, receiver);
    wire.connections.to(request.origin).dispatcher.dispatch(dispatchable(request), receiver.handler);
  });

/** Sends one request; never rejects. What was never written is dispatched again: that sends nothing twice. */
const exchangeRaw = async (
  request: Outgoing,
  wire: Wire,
  onSent: () => void,
  options: SendOptions,
  most = MOST_STALE,
): Promise<Raw> => {
  const raw = await dispatchOnce(request, wire, onSent, options);
  return raw.stale === true && most > 0 ? exchangeRaw(request, wire, onSent, options, most - 1) : raw;
};

/** A sender for one target. Secrets of the target are taken out of everything that it gives back. */
export const createSend = (target: Target, clock: Clock): Sender => {
  const redactor = createRedactor(target, proxySecrets(process.env));
  const connections = createConnections(target, clock);
  const limits = { ...target.timeouts, responseBytes: target.limits.responseBytes };
  const wire = { connections, limits, enlist: underWay() };
  const requests = new WeakMap<Outgoing, SentRequest>();
  const shownOf = (request: Outgoing): SentRequest => {
    const shown = requests.get(request) ?? sentOf(request, redactor);
    requests.set(request, shown);
    return shown;
  };
  return {
    send: async (request, options = {}) => {
      let sentAt = clock.now();
      const written = (): void => {
        sentAt = clock.now();
        options.onSent?.();
      };
      const raw = await exchangeRaw(request, wire, written, options);
      const answeredAt = clock.now();
      const { operation, as } = request;
      return { operation, as, request: shownOf(request), ...answered(request, raw, redactor), sentAt, answeredAt };
    },
    warm: (origin, count) => connections.to(origin).warm(count),
    close: connections.close,
  };
};
