// Requests per second of the runner, checks and all, beside bare undici; the server is a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { collect, createSend, loadSpec, loadTarget, plan, run, systemClock } from '../dist/index.js';
import { median } from './median.mjs';

const command = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** Starts the reference server; gives its URL and the environment that describes it. */
const startServer = async () => {
  const server = spawn(process.execPath, [command, 'mock', '--permitted', '999999999'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  while (!text.includes('export KATAPULT_STATES_URL')) text += String(await once(server.stdout, 'data'));
  const env = Object.fromEntries([...text.matchAll(/export (\w+)=(.*)/g)].map(([, name, value]) => [name, value]));
  return { server, env, url: /(http:\S+)\n/.exec(text)[1] };
};

const place = { file: 'bench', line: 1, column: 1 };

/** A scenario of many refused requests, one after the other. */
const scenarioOf = (index, requests, body) => ({
  id: `bench/${index}`,
  suite: 'bench',
  title: 'Many requests',
  requirements: [],
  tags: [],
  level: 'safe',
  given: [],
  alone: false,
  place,
  steps: [
    {
      id: '1',
      kind: 'request',
      place,
      times: requests,
      together: false,
      request: { operation: 'createIpAddress', as: 'valid', query: {}, headers: {}, body: { json: body } },
      expect: {
        answers: [{ status: 404, code: 'network_not_found' }],
        says: '',
        body: {},
        detail: {},
        headers: {},
        conceals: [],
      },
    },
  ],
});

const byRunner = async (target, spec, lanes, requests, body) => {
  const scenarios = Array.from({ length: lanes }, (_, index) => scenarioOf(index, requests, body));
  const sender = createSend(target, systemClock);
  const options = { sender, clock: systemClock, tool: { name: 'bench', version: '0' } };
  const limited = { ...target, limits: { ...target.limits, concurrency: lanes } };
  const events = [];
  const start = performance.now();
  for await (const event of run(plan(scenarios, limited, 'bench'), spec, limited, options)) events.push(event);
  const seconds = (performance.now() - start) / 1000;
  await sender.close();
  if (collect(events).verdict !== 'conformant') throw new Error('the bench scenario does not pass');
  return (lanes * requests) / seconds;
};

const byUndici = async (target, operation, lanes, requests, body) => {
  const { origin, pathname } = new URL(target.url + operation.path);
  const pool = new Pool(origin, { connections: lanes });
  const headers = { authorization: `Bearer ${target.tokens.valid.secret}`, 'content-type': 'application/json' };
  const options = { method: operation.method, path: pathname, headers, body: JSON.stringify(body) };
  const lane = async () => {
    for (let count = 0; count < requests; count += 1) await (await pool.request(options)).body.text();
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: lanes }, lane));
  const seconds = (performance.now() - start) / 1000;
  await pool.close();
  return (lanes * requests) / seconds;
};

/** Measures both in turn, `rounds` times after one to warm up; prints medians and their ratio. */
export const requestRates = async (rounds) => {
  const { server, env, url } = await startServer();
  const target = await loadTarget({ url, env });
  const spec = await loadSpec();
  const body = { organization: { id: target.roles.organization.main.id }, network: { id: 'unknown' }, version: 'ipv4' };
  for (const lanes of [1, 8]) {
    const rates = { runner: [], undici: [] };
    for (let round = 0; round <= rounds; round += 1) {
      const runner = await byRunner(target, spec, lanes, 4000 / lanes, body);
      const undici = await byUndici(target, spec.operations.createIpAddress, lanes, 4000 / lanes, body);
      if (round > 0) rates.runner.push(runner) && rates.undici.push(undici);
    }
    const [runner, undici] = [median(rates.runner), median(rates.undici)];
    const share = ((100 * runner) / undici).toFixed(0);
    console.log(`${lanes} at a time: runner ${runner.toFixed(0)}/s, bare undici ${undici.toFixed(0)}/s: ${share} %`);
  }
  server.kill('SIGTERM');
};
