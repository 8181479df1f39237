import { writeFile } from 'node:fs/promises';
import type { RequestListener, Server } from 'node:http';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { ConsumerVersion, Published } from '../../contracts/broker.ts';
import { canIDeploy, publish } from '../../contracts/broker.ts';
import type { BrokerAccess } from '../../contracts/broker-access.ts';
import { runPact } from '../../contracts/pact-binary.ts';
import { readPacts } from '../../contracts/pact-input.ts';
import type { ProviderVersion } from '../../contracts/verifier-command.ts';
import type { Report } from '../../runner/types/report.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import {
  interaction,
  JSON_TYPE,
  pactText,
  targetAt,
  temporaryFolder,
  verified,
  WITHOUT_PAUSE,
} from '../contracts/helpers.ts';

/** A pact file with these interactions. */
export const pactOf = async (
  consumer: string,
  provider: string,
  ...interactions: readonly JsonObject[]
): Promise<string> => {
  const path = join(await temporaryFolder(), 'pact.json');
  await writeFile(path, pactText(interactions, consumer, provider));
  return path;
};

/** Publishes one interaction between two parties. */
export const published = async (
  broker: BrokerAccess,
  consumer: string,
  provider: string,
  version: Partial<ConsumerVersion> & { readonly version: string },
  interactions: readonly JsonObject[] = [interaction('a thing is there')],
): Promise<Published> => {
  const files = await readPacts([await pactOf(consumer, provider, ...interactions)]);
  return publish(files, { tags: [], ...version }, broker, WITHOUT_PAUSE);
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** A server on this machine until the test is over; gives its URL. */
const listening = async (answer: RequestListener, port = 0): Promise<string> => {
  const server = createServer(answer);
  const at = await listen(server, port);
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${at}`;
};

type Wanted = {
  readonly selectors?: readonly string[];
  readonly pending?: boolean;
  readonly wipSince?: string;
  readonly pactUrl?: string;
  readonly version?: Partial<ProviderVersion>;
  /** Status of a handler of provider states, which gives the id 7; without it there is none. */
  readonly states?: (action: string) => number;
  /** Takes note of the paths that are asked for. */
  readonly asked?: string[];
  /** What happens before the provider answers. */
  readonly meanwhile?: () => Promise<unknown>;
};

const GIVEN = JSON.stringify({ id: '7' });

/** A provider that answers everything with one status. */
const provide = (status: number, { states, asked, meanwhile }: Wanted): Promise<string> =>
  listening(async (request, response) => {
    const body = await text(request);
    const { url = '' } = request;
    if (url !== '/') asked?.push(url);
    if (url === '/states') {
      const { action } = JSON.parse(body) as { readonly action: string };
      response.writeHead(states?.(action) ?? 404, JSON_TYPE).end(GIVEN);
      return;
    }
    if (url !== '/') await meanwhile?.();
    response.writeHead(status).end();
  });

/** Verifies what a Broker has for a provider that answers everything with one status. */
export const verifiedFrom = async (
  broker: BrokerAccess,
  provider: string,
  status: number,
  wanted: Wanted = {},
): Promise<Report> => {
  const { selectors = [], pending = false, wipSince, pactUrl, version = {} } = wanted;
  const url = await provide(status, wanted);
  const states = wanted.states === undefined ? {} : { states: { url: `${url}/states`, headers: {} } };
  const source =
    pactUrl === undefined
      ? ({
          from: 'broker',
          broker,
          provider,
          selectors,
          pending,
          ...(wipSince === undefined ? {} : { wipSince }),
        } as const)
      : ({ from: 'webhook', broker, provider, pactUrl } as const);
  return verified({ target: targetAt(url, states), source, version: { tags: [], ...version } });
};

/** One of Pact's own commands, as its users give it. */
export const pactBroker = async (broker: BrokerAccess, ...args: readonly string[]): Promise<void> => {
  const { exitCode, stdout, stderr } = await runPact(['broker', ...args, '--broker-base-url', broker.url]);
  if (exitCode !== 0) throw new Error(`${stdout}${stderr}`);
};

/** What can-i-deploy says, in one line. */
export const deployable = async (
  broker: BrokerAccess,
  participant: string,
  version: string,
  environment: string,
): Promise<string> => {
  const result = await canIDeploy({ participant, version, environment }, broker, WITHOUT_PAUSE);
  return 'trouble' in result ? `trouble: ${result.trouble}` : `${result.deployable ? 'yes' : 'no'}: ${result.reason}`;
};

/** Stands before a Broker and answers a request by itself if `refuse` gives a status. */
export const before = async (
  broker: BrokerAccess,
  refuse: (path: string, method: string) => number | undefined,
  port = 0,
): Promise<BrokerAccess> => {
  const url = await listening((request, response) => {
    const { url: path = '', method = '', headers } = request;
    const status = refuse(path, method);
    if (status !== undefined) {
      request.resume();
      response.writeHead(status).end();
      return;
    }
    request.pipe(
      forward(`${broker.url}${path}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }),
    );
  }, port);
  return { ...broker, url };
};
