import type { buildConnector, Dispatcher, Client as OneConnection } from 'undici';
import type { Clock } from './clock.ts';
import { Client } from './undici.ts';

/** Timeouts of a whole answer are the sender's; undici's own are off. */
export const TIMELESS = { headersTimeout: 0, bodyTimeout: 0 };

/** Connections to one origin, as many as are needed at one time. */
export type ConnectionPool = Pick<Dispatcher, 'dispatch'> & {
  /** How many open connections wait to be used again. */
  readonly idle: () => number;
  readonly destroy: () => Promise<void>;
};

/** A connection and what it has carried; times are milliseconds on the clock. */
type Line = { readonly client: OneConnection; requests: number; lastAt: number; answeredAt: number };

/** Whoever closes a connection later than this after a request, in milliseconds, has waited for another one. */
const BEHIND_MS = 500;

/** No connection is used again before one has stayed open for so many milliseconds behind an answer. */
const TRIAL_MS = 50;

const NEVER = Number.POSITIVE_INFINITY;

/** The same handler, which also calls `ended` when an answer has come to its end. */
const noticing = (handler: Dispatcher.DispatchHandler, ended: () => void): Dispatcher.DispatchHandler => ({
  ...handler,
  onResponseEnd: (...answer) => {
    ended();
    handler.onResponseEnd?.(...answer);
  },
});

const isIdle = ({ client }: Line): boolean => {
  const { size, connected } = client.stats;
  return size === 0 && connected;
};

/** Bytes that had come on a connection when the other side closed it; undici tells them unless the connection was reset. */
const bytesRead = (error: Error): number => {
  const socket: unknown = 'socket' in error ? error.socket : undefined;
  return typeof socket === 'object' && socket !== null && 'bytesRead' in socket ? Number(socket.bytesRead) : 0;
};

/** Did the other side close a connection on which it had answered? What this side closes is an error of another code. */
const closedBehindAnswer = (error: Error, { requests, answeredAt }: Line): boolean => {
  const code = 'code' in error ? error.code : undefined;
  const answered = requests > 1 || answeredAt < NEVER;
  return (code === 'UND_ERR_SOCKET' && bytesRead(error) > 0) || (code === 'ECONNRESET' && answered);
};

/** Lets go of a connection that has ended, and tells whether such connections last: `false` if it was closed right behind an answer. */
const tend = (line: Line, clock: Clock, leave: () => void, onEnd: (lasting: boolean) => void): void => {
  const { client } = line;
  const drop = (): void => {
    // What it still has to send it opens another connection for.
    if (client.stats.pending > 0) return;
    leave();
    void client.destroy();
  };
  client.on('connectionError', drop).on('disconnect', (_, __, error) => {
    const now = clock.now();
    const { lastAt, answeredAt } = line;
    const since = now - (answeredAt < NEVER ? Math.max(lastAt, answeredAt) : lastAt);
    if (since < BEHIND_MS && closedBehindAnswer(error, line)) onEnd(false);
    // A server that serves one connection at a time lets the next request wait until this one is closed.
    else if (now - answeredAt >= TRIAL_MS) onEnd(true);
    drop();
  });
};

/**
 * A connection that is open is used again before another is opened: undici's own pool may open one although it has one, and requests that
 * have to be sent at one moment are then sent one after the other. Where connections are closed behind an answer that does not say so,
 * which a server only should (RFC 9112 section 9.6), none is used again: the next request might be sent on it, and lost.
 */
export const createPool = (origin: string, connect: buildConnector.connector, clock: Clock): ConnectionPool => {
  const lines = new Set<Line>();
  /** Whether connections stay open behind an answer, as far as it was seen. */
  let lasting: boolean | undefined;
  const create = (): Line => {
    const line: Line = {
      client: new Client(origin, { ...TIMELESS, connect }),
      requests: 0,
      lastAt: 0,
      answeredAt: NEVER,
    };
    lines.add(line);
    const learn = (how: boolean): void => {
      lasting = how && (lasting ?? true);
    };
    tend(line, clock, () => lines.delete(line), learn);
    return line;
  };
  const lasted = (line: Line): boolean => isIdle(line) && clock.now() - line.answeredAt >= TRIAL_MS;
  const mayReuse = (): boolean => {
    if (lasting === undefined && [...lines].some(lasted)) lasting = true;
    return lasting === true;
  };
  const free = (): Line | undefined => {
    for (const line of lines) if (isIdle(line)) return line;
    return undefined;
  };
  return {
    idle: () => (mayReuse() ? [...lines].filter(isIdle).length : 0),
    dispatch: (options, handler) => {
      const line = (mayReuse() ? free() : undefined) ?? create();
      line.requests++;
      line.lastAt = clock.now();
      if (lasting === true) return line.client.dispatch(options, handler);
      if (lasting === false) return line.client.dispatch({ ...options, reset: true }, handler);
      const noting = noticing(handler, () => {
        line.answeredAt = clock.now();
      });
      return line.client.dispatch(options, noting);
    },
    destroy: async () => {
      await Promise.all([...lines].map(({ client }) => client.destroy()));
    },
  };
};
