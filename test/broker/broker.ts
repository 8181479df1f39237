import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A Pact Broker that runs on this machine for a test. */
export type Broker = { readonly url: string; readonly close: () => Promise<void> };

const here = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));

const gems = (): string => execFileSync(here('folder'), { encoding: 'utf8' }).trim();

/** Why the Broker cannot run here; `undefined` if it can. */
export const brokerMissing = (): string | undefined => {
  try {
    execFileSync('ruby', ['--version'], { stdio: 'ignore' });
  } catch {
    return 'there is no Ruby';
  }
  return existsSync(join(gems(), 'complete')) ? undefined : 'its gems are not installed: run test/broker/install';
};

/** A port at which nobody listens, for a server that is started later. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    return response.status < 500;
  } catch {
    return false;
  }
};

/** How often a Broker that starts is asked whether it is there; it takes about three seconds. */
const POLL_MS = 100;
const MOST_POLLS = 600;

/** Starts a Broker with an empty database; `env` may hold the credentials that config.ru knows. */
export const startBroker = async (env: Readonly<Record<string, string>> = {}): Promise<Broker> => {
  const folder = await mkdtemp(join(tmpdir(), 'broker-'));
  const port = await freePort();
  const home = gems();
  const args = [join(home, 'bin', 'rackup'), '-s', 'webrick', '-o', '127.0.0.1', '-p', String(port), here('config.ru')];
  const child = spawn('ruby', args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, GEM_HOME: home, GEM_PATH: home, ...env },
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = `${log}${text}`.slice(-10_000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const url = `http://127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (let polls = 0; polls < MOST_POLLS; polls += 1) {
    if (await answers(url)) return { url, close };
    if (child.exitCode !== null) break;
    await delay(POLL_MS);
  }
  await close();
  throw new Error(`The Broker did not start:\n${log}`);
};
