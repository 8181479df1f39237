import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { generatePacts } from '../../contracts/generate.ts';
import { readPacts } from '../../contracts/pact-input.ts';
import type { Source } from '../../contracts/verifier-command.ts';
import type { VerifyOptions } from '../../contracts/verifier-run.ts';
import { verify } from '../../contracts/verify.ts';
import { systemClock } from '../../runner/clock.ts';
import { collect } from '../../runner/collect.ts';
import { createSend } from '../../runner/send.ts';
import type { Report } from '../../runner/types/report.ts';
import type { Target } from '../../runner/types/target.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import { loadSpec } from '../../spec/load.ts';

/** A folder that is gone when the test is over. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'contracts-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** A request as a server of a test sees it. */
export type Seen = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly bytes: Buffer;
};

/** What a server of a test answers; `undefined` closes the connection. */
export type Reply =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string | Buffer }
  | undefined;

const closing = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** A real HTTP server on this machine that answers by a function, until the test is over. */
export const serve = async (
  answer: (request: Seen) => Reply,
): Promise<{ readonly url: string; readonly seen: readonly Seen[] }> => {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const bytes = await buffer(request);
    const asked = { method, url, headers, body: bytes.toString('utf8'), bytes };
    seen.push(asked);
    const reply = answer(asked);
    if (reply === undefined) request.socket.destroy();
    else response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  onTestFinished(() => closing(server));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
};

export const JSON_TYPE = { 'content-type': 'application/json' };

/** An address at which nobody listens. */
export const NOBODY_THERE = 'http://127.0.0.1:9';

/** A target with a token of role `valid` and nothing else. */
export const targetAt = (url: string, more: Partial<Target> = {}): Target => ({
  url,
  profile: 'documented',
  tokens: { valid: { role: 'valid', secret: 'secret-of-the-valid-token', variable: 'VALID_TOKEN' } },
  roles: {},
  dedicated: false,
  timeouts: { connectMs: 2000, headersMs: 5000, bodyMs: 5000 },
  limits: { allocations: 10, drain: 0, concurrency: 1, responseBytes: 1_000_000, rateWaitMs: 0 },
  tls: { insecure: false },
  ...more,
});

/** No pause between attempts: what is awaited comes at once or never. */
export const WITHOUT_PAUSE = { sleep: async () => {} };

/** A clock that waits for nothing. */
export const UNHURRIED = { clock: { now: systemClock.now, ...WITHOUT_PAUSE } };

type Verification = { readonly target: Target; readonly source: Source } & Partial<
  Pick<VerifyOptions, 'stranger' | 'version' | 'waiting' | 'signal' | 'clock'>
>;

/** Verifies as the command does, and gives the report. */
export const verified = async ({ target, source, ...more }: Verification): Promise<Report> => {
  const sender = createSend(target, systemClock);
  const events = await verify({
    target,
    source,
    spec: await loadSpec({ profile: target.profile }),
    sender,
    tool: { name: 'test', version: '0' },
    clock: systemClock,
    waiting: WITHOUT_PAUSE,
    version: { tags: [] },
    ...more,
  });
  await sender.close();
  return collect(events);
};

/** Verifies pact files. */
export const verifiedFiles = async (
  target: Target,
  paths: readonly string[],
  more: Partial<Verification> = {},
): Promise<Report> => verified({ target, source: { from: 'files', files: await readPacts(paths) }, ...more });

/** Outcomes by the title of the interaction; a failure with its messages. */
export const outcomes = ({ scenarios }: Pick<Report, 'scenarios'>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    scenarios.map(({ title, outcome }) => {
      const why =
        outcome.status === 'failed'
          ? `: ${outcome.findings.map(({ message }) => message).join('; ')}`
          : 'reason' in outcome
            ? `: ${outcome.reason}`
            : '';
      return [title, `${outcome.status}${why}`];
    }),
  );

/** An interaction as a pact file holds it, and what is usually the same in all. */
export const interaction = (
  description: string,
  more: { readonly request?: JsonObject; readonly response?: JsonObject; readonly states?: readonly JsonObject[] } = {},
): JsonObject => ({
  type: 'Synchronous/HTTP',
  description,
  pending: false,
  ...(more.states === undefined ? {} : { providerStates: more.states }),
  request: { method: 'GET', path: '/thing', ...more.request },
  response: { status: 200, ...more.response },
});

/** The text of a pact file. */
export const pactText = (interactions: readonly JsonObject[], consumer = 'consumer', provider = 'provider'): string =>
  JSON.stringify({
    consumer: { name: consumer },
    provider: { name: provider },
    interactions,
    metadata: { pactSpecification: { version: '4.0' } },
  });

/** A pact file with these interactions. */
export const pactFile = async (...interactions: readonly JsonObject[]): Promise<string> => {
  const path = join(await temporaryFolder(), 'pact.json');
  await writeFile(path, pactText(interactions));
  return path;
};

/** Is this a request for a provider state? */
export const isState = ({ url }: Seen): boolean => url === '/states';

/** The pact files of this package's own contract, by profile, in a folder of their own. */
export const ownPacts = async (folder: string): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries((await generatePacts({ folder })).map(({ profile, file }) => [profile, file]));

/** The same by profile, for all tests of a block: written before the first of them and removed after the last. */
export const ownPactsOfBlock = (): ((profile: string) => string) => {
  let files: Readonly<Record<string, string>> = {};
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pacts-'));
    files = await ownPacts(folder);
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return (profile) => files[profile] ?? '';
};

export const readJson = async (path: string): Promise<JsonObject> =>
  JSON.parse(await readFile(path, 'utf8')) as JsonObject;
