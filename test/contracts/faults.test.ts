import { mkdir, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { FAULTS } from '../../mock/faults/catalogue.ts';
import { startMock } from '../../mock/start.ts';
import { VARIATIONS } from '../../mock/variations.ts';
import { outcomes, ownPacts, temporaryFolder, verifiedFiles } from './helpers.ts';
import type { Contracted, Trial } from './matrix.ts';
import { contractedIn, inParallel, replay, tried } from './matrix.ts';

/** Faults that change an answer to the contract's requests, and that no pact can see. */
const UNSEEN: Readonly<Record<string, string>> = {
  'mask-of-subnet': 'a pact cannot compare two members of an answer',
  'network-shown-wrong': 'the right value is known at verification only',
  'refusal-names-organization': 'a pact cannot forbid a member',
  'refusal-knows-organization-in-header': 'a pact cannot forbid a header',
  'refusal-greets-organization': 'a pact leaves descriptions open',
  'data-center-by-permalink': 'a pact takes any data centre',
  'token-in-success': 'a pact cannot forbid a text',
  'token-in-error': 'a pact cannot forbid a text',
  'answers-cached': 'it shows in the second of two requests only',
  'label-leaks': 'it shows in the second of two requests only',
  'status-remembered': 'it shows in the second of two requests only',
};

/** `CONTRACT_MATRIX=all` tries every fault and writes the matrix; otherwise a sample is tried, always the same. */
const ALL = process.env.CONTRACT_MATRIX === 'all';
const ONE_OF = 16;

const sample = <T>(all: readonly T[]): readonly T[] => (ALL ? all : all.filter((_, index) => index % ONE_OF === 0));

const PATIENCE_MS = ALL ? 3_600_000 : 300_000;

const referenceOf = async (contracted: Contracted): Promise<readonly string[]> => {
  const { description } = contracted;
  const mock = await startMock({ profile: description.spec.profile, description });
  const answers = await replay(mock.target, contracted);
  await mock.close();
  return answers;
};

const writeMatrix = async (profile: string, trials: readonly Trial[]): Promise<void> => {
  const rows = trials.filter(({ changed }) => changed.length > 0);
  const killed = rows.filter(({ failed }) => failed.length > 0);
  const lines = rows.map(({ fault, changed, failed }) => {
    const verdict = failed.length > 0 ? `${failed.length} of ${changed.length}` : (UNSEEN[fault] ?? 'SURVIVED');
    return `| \`${fault}\` | ${verdict} |`;
  });
  const text = [
    `# Faults and the contract of the client, profile ${profile}`,
    '',
    `${trials.length} faults; ${rows.length} change an answer to one of the contract's requests, ${killed.length} of them fail the verification.`,
    '',
    '| fault | interactions that fail, of those answered differently |',
    '| --- | --- |',
    ...lines,
    '',
  ];
  await mkdir('reports-out', { recursive: true });
  await writeFile(`reports-out/contract-matrix-${profile}.md`, text.join('\n'));
  await writeFile(`reports-out/contract-matrix-${profile}.json`, `${JSON.stringify(rows, null, 2)}\n`);
};

it.each(['documented', 'live'])(
  'a fault that shows in an interaction fails the verification, profile %s',
  async (profile) => {
    const contracted = await contractedIn(profile);
    const files = await ownPacts(await temporaryFolder());
    const reference = await referenceOf(contracted);
    expect(await referenceOf(contracted)).toEqual(reference);
    const faults = sample(FAULTS.filter(({ profiles }) => profiles.includes(profile)));
    const trials = await inParallel(faults, 2, (fault) => tried(fault, contracted, reference, files[profile] ?? ''));
    if (ALL) await writeMatrix(profile, trials);
    const shown = trials.filter(({ changed }) => changed.length > 0);
    expect(shown.length).toBeGreaterThan(0);
    const survivors = shown.filter(({ failed }) => failed.length === 0).map(({ fault }) => fault);
    expect(survivors.filter((fault) => UNSEEN[fault] === undefined)).toEqual([]);
  },
  PATIENCE_MS,
);

it.each(['documented', 'live'])(
  'a server that differs and is right keeps the contract, profile %s',
  async (profile) => {
    const { description } = await contractedIn(profile);
    const files = await ownPacts(await temporaryFolder());
    const variations = sample(VARIATIONS.filter(({ profiles }) => profiles.includes(profile)));
    const accused = await inParallel(variations, 2, async (variation) => {
      const mock = await startMock({ profile, description, variations: [variation] });
      const found = outcomes(await verifiedFiles(mock.target, [files[profile] ?? '']));
      await mock.close();
      const wrong = Object.entries(found).filter(([, outcome]) => outcome !== 'passed');
      return wrong.map(([title, outcome]) => `${variation.id}: ${title}: ${outcome}`);
    });
    expect(variations.length).toBeGreaterThan(0);
    expect(accused.flat()).toEqual([]);
  },
  PATIENCE_MS,
);
