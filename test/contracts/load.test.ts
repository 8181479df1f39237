import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished, vi } from 'vitest';
import { generatePacts } from '../../contracts/generate.ts';
import { writePact } from '../../contracts/pact-file.ts';
import { JSON_TYPE, temporaryFolder } from './helpers.ts';

const told: string[] = [];

vi.mock('node:timers/promises', async (original) => {
  const timers = await original<typeof import('node:timers/promises')>();
  const setTimeout = async (ms?: number): Promise<void> => {
    told.push(`pause of ${ms} ms`);
    await timers.setTimeout(ms);
  };
  return { ...timers, setTimeout };
});

it('the mock server is left alone for a moment after each answer', async () => {
  const interactions = ['one', 'two'].map((description) => ({
    description,
    states: [],
    as: 'nobody',
    request: {},
    status: 200,
    code: null,
    response: {},
    example: {},
    headers: [],
  }));
  const pact = { consumer: 'c', provider: 'p', profile: 'live', method: 'POST', path: '/', interactions, examples: {} };
  await writePact(pact, await temporaryFolder(), async (url) => {
    await fetch(url, { method: 'POST', headers: JSON_TYPE, body: '{}' });
    told.push('answer');
    return 'created';
  });
  expect(told).toEqual(['answer', 'pause of 10 ms', 'answer', 'pause of 10 ms']);
});

/** Keeps this many processors busy until the test is over. */
const busy = (count: number): void => {
  const workers = Array.from({ length: count }, () => new Worker('for (;;) Math.random();', { eval: true }));
  onTestFinished(async () => {
    await Promise.all(workers.map((worker) => worker.terminate()));
  });
};

const EVERY_ERROR = `consumer: busy
providers: { live: katapult-core }
reads: { success: [/ip_address/id], errors: [/code] }
interactions:
  success: { organization: [id], network: [id], version: [ipv4], address: [plain] }
  errors: all
`;

it('every interaction arrives while all processors are busy', async () => {
  const folder = await temporaryFolder();
  const contract = join(folder, 'contract.yaml');
  await writeFile(contract, EVERY_ERROR);
  busy(3);
  const written = await generatePacts({ contract, folder });
  expect(written.map(({ interactions }) => interactions)).toEqual([17]);
});
