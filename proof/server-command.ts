import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A server started by a user's command, until `stop`. */
export type StartedServer = { readonly port: number; readonly stop: () => Promise<void> };

/** A user's server did not start. */
export class ServerError extends Error {
  readonly command: string;
  readonly fault: string;

  constructor(message: string, command: string, fault: string) {
    super(message);
    this.name = 'ServerError';
    this.command = command;
    this.fault = fault;
  }
}

const LOOPBACK = '127.0.0.1';
const START_LIMIT_MS = 15_000;
const RETRY_MS = 20;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, LOOPBACK);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port could be found');
  return address.port;
};

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    const answer = (taken: boolean): void => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });

/** How a process ended; `undefined` while it runs. */
const endOf = ({ exitCode, signalCode }: ChildProcess): string | undefined => {
  if (signalCode !== null) return `was ended by ${signalCode}`;
  return exitCode === null ? undefined : `ended with code ${exitCode}`;
};

/** Ends a process with all that it started: what it left in the background may outlive it. */
const killGroup = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/**
 * Starts a shell command with `PORT` (a free one, on loopback) and `FAULT` in its environment, and waits until it takes
 * connections. Throws a `ServerError` if it ends before, or takes none within 15 seconds.
 */
export const startServer = async (
  command: string,
  fault: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<StartedServer> => {
  const port = await freePort();
  const child = spawn(command, {
    shell: true,
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...env, PORT: String(port), FAULT: fault },
  });
  const exited = once(child, 'exit');
  const kill = (): void => killGroup(child);
  // It is in a group of its own, which no signal to this process reaches.
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    kill();
    await exited;
    process.off('exit', kill);
  };
  const fail = async (why: string): Promise<never> => {
    await stop();
    throw new ServerError(`\`${command}\` ${why}`, command, fault);
  };
  for (let waited = 0; !(await accepts(port)); waited += RETRY_MS) {
    const end = endOf(child);
    if (end !== undefined) return fail(`${end} before it took connections`);
    if (waited >= START_LIMIT_MS)
      return fail(
        `took no connection on port ${port} within ${START_LIMIT_MS / 1000} seconds; it must listen on $PORT`,
      );
    await delay(RETRY_MS);
  }
  return { port, stop };
};
