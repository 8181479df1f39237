import { mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../mock/faults/catalogue.ts';
import { VARIATIONS } from '../../mock/variations.ts';
import { ownPacts, temporaryFolder } from './helpers.ts';
import type { Trial } from './matrix.ts';
import { contractedIn, inParallel, referenceOf, tried, triedFault } from './matrix.ts';
import { disagreements, flawsOf, readUnseen, reasonOf } from './unseen.ts';

/** `CONTRACT_MATRIX=all` tries every fault and variation, and writes the matrix; otherwise a sample is tried, always the same. */
const ALL = process.env.CONTRACT_MATRIX === 'all';
const ONE_OF = 16;
const LANES = 2;
const PATIENCE_MS = ALL ? 1_800_000 : 300_000;

const PROFILES = ['documented', 'live'] as const;

const sample = <T extends { readonly profiles: readonly string[] }>(all: readonly T[], profile: string): readonly T[] =>
  all.filter(({ profiles }) => profiles.includes(profile)).filter((_, index) => ALL || index % ONE_OF === 0);

const table = await readUnseen();

const writeMatrix = async (profile: string, trials: readonly Trial[]): Promise<void> => {
  const rows = trials.map(({ id, verdict, failed }) => {
    const fault = FAULTS.find((one) => one.id === id);
    const reason = fault && reasonOf(table, fault, profile);
    const said = verdict === 'conformant' ? `not seen: ${reason}` : failed.map(([title]) => title).join('; ');
    return `| \`${id}\` | ${verdict === 'conformant' ? 0 : failed.length} | ${said} |`;
  });
  const caught = trials.filter(({ verdict }) => verdict !== 'conformant').length;
  const text = [
    `# Faults and the contract of the client, profile ${profile}`,
    '',
    `${trials.length} faults: ${caught} fail the verification, ${trials.length - caught} are not seen.`,
    '',
    '| fault | interactions | which fail |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ];
  await mkdir('reports-out', { recursive: true });
  await writeFile(`reports-out/contract-matrix-${profile}.md`, text.join('\n'));
  await writeFile(`reports-out/contract-matrix-${profile}.json`, `${JSON.stringify(trials, null, 2)}\n`);
};

it('the table of faults that are not seen names faults, each once', () => {
  expect(flawsOf(table, FAULTS, PROFILES)).toEqual([]);
});

describe.each(PROFILES)('profile %s', (profile) => {
  it(
    'every fault fails the verification, but for those that the table lists',
    async () => {
      const contracted = await contractedIn(profile);
      const file = (await ownPacts(await temporaryFolder()))[profile] ?? '';
      const reference = await referenceOf(contracted);
      expect(await referenceOf(contracted)).toEqual(reference);
      const trials = await inParallel(sample(FAULTS, profile), LANES, (fault) =>
        triedFault(fault, contracted, reference, file),
      );
      if (ALL) await writeMatrix(profile, trials);
      expect(trials.length).toBeGreaterThan(0);
      expect(disagreements(trials, table, FAULTS, profile)).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'a server that differs and is right keeps the contract',
    async () => {
      const contracted = await contractedIn(profile);
      const file = (await ownPacts(await temporaryFolder()))[profile] ?? '';
      const trials = await inParallel(sample(VARIATIONS, profile), LANES, (variation) =>
        tried(variation.id, { variations: [variation] }, contracted, file),
      );
      expect(trials.length).toBeGreaterThan(0);
      expect(trials.filter(({ verdict }) => verdict !== 'conformant')).toEqual([]);
    },
    PATIENCE_MS,
  );
});
