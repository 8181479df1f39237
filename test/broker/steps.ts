import { writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ConsumerVersion, Published } from '../../contracts/broker.ts';
import { canIDeploy, publish } from '../../contracts/broker.ts';
import type { BrokerAccess } from '../../contracts/broker-access.ts';
import { runPact } from '../../contracts/pact-binary.ts';
import { readPacts } from '../../contracts/pact-input.ts';
import type { ProviderVersion } from '../../contracts/verifier-command.ts';
import type { JsonObject, Report } from '../../runner/types.ts';
import {
  interaction,
  pactText,
  serve,
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

type Wanted = {
  readonly selectors?: readonly string[];
  readonly pending?: boolean;
  readonly wipSince?: string;
  readonly pactUrl?: string;
  readonly version?: Partial<ProviderVersion>;
};

/** Verifies what a Broker has for a provider that answers everything with one status. */
export const verifiedFrom = async (
  broker: BrokerAccess,
  provider: string,
  status: number,
  wanted: Wanted = {},
): Promise<Report> => {
  const { selectors = [], pending = false, wipSince, pactUrl, version = {} } = wanted;
  const { url } = await serve(() => ({ status }));
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
  return verified({ target: targetAt(url), source, version: { tags: [], ...version } });
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

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** Stands before a Broker and answers a request by itself if `refuse` gives a status. */
export const before = async (
  broker: BrokerAccess,
  refuse: (path: string, method: string) => number | undefined,
  port = 0,
): Promise<BrokerAccess> => {
  const server = createServer((request, response) => {
    const { url = '', method = '', headers } = request;
    const status = refuse(url, method);
    if (status !== undefined) {
      request.resume();
      response.writeHead(status).end();
      return;
    }
    request.pipe(
      forward(`${broker.url}${url}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  const at = await listen(server, port);
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { ...broker, url: `http://127.0.0.1:${at}` };
};
