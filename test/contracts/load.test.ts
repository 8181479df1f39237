import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { generatePacts } from '../../contracts/generate.ts';
import { temporaryFolder } from './helpers.ts';

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
