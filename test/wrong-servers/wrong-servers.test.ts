import { beforeAll, describe, expect, it } from 'vitest';
import { FAULTS } from '../../mock/faults/catalogue.ts';
import { embeddedTrials } from '../../proof/embedded.ts';
import type { TrialResult } from '../../proof/types.ts';
import type { Scenario } from '../../runner/types/scenario.ts';
import { loadSpec } from '../../spec/load.ts';
import { loadSuites } from '../../suites/load.ts';
import type { WrongServer } from './table.ts';
import { expectedOf, PROFILES, wrongServers } from './table.ts';

const SEED = 'wrong servers';

const tables = await Promise.all(PROFILES.map(wrongServers));
const all = tables.flat();

const tried = embeddedTrials();

/** A line for each scenario that does not pass or should not; those that surprise say why. */
const linesOf = ({ scenarios }: TrialResult, expected: ReadonlyMap<string, string>): readonly string[] =>
  scenarios
    .filter(({ id, status }) => status !== 'passed' || expected.has(id))
    .map(({ id, status, reason }) =>
      [`${id} ${status}`, ...(status === 'passed' || status === expected.get(id) ? [] : [reason])].join(': '),
    );

const brokenIn = ({ scenarios }: TrialResult): ReadonlySet<string> =>
  new Set(scenarios.flatMap(({ broken }) => broken));

describe.each(PROFILES)('A wrong server under %s', (profile) => {
  let scenarios: readonly Scenario[] = [];
  beforeAll(async () => {
    scenarios = await loadSuites({ spec: await loadSpec({ profile }) });
  });

  const rows = all.filter((server) => server.profile === profile);
  it.each(rows)('is shown by exactly the right scenarios: $fault.id', async (server: WrongServer) => {
    const { fault, why } = server;
    const expected = expectedOf(server, scenarios);
    const result = await tried({ kind: 'fault', id: fault.id, fault, profile, seed: SEED });
    const lines = [...expected].map(([id, status]) => `${id} ${status}`);
    expect([...linesOf(result, expected)].sort(), why).toEqual(lines.sort());
    if (fault.verdict === 'failed') expect(brokenIn(result)).toContain(fault.requirement);
    expect(result.verdict).toBe(fault.verdict === 'failed' ? 'broken' : 'undetermined');
  });
});

describe('A wrong server that hits whoever comes next', () => {
  it('is shown by the scenario that is about it, which is alone: refused-after-refusal', async () => {
    const { scenarios } = await tried({
      kind: 'fault',
      id: 'refused-after-refusal',
      profile: 'documented',
      seed: SEED,
    });
    const told = scenarios.find(({ id }) => id === 'authentication/served-after-refusal');
    expect(told).toMatchObject({ status: 'failed', broken: expect.arrayContaining(['AUTH-7']) });
  });
});

describe('A wrong server that serves, or refuses otherwise, what it has to refuse', () => {
  it.each([
    'no-token-needed',
    'expired-token-taken',
    'missing-api-token-as-401',
    'network-agreeing-members-taken',
    'suspended-organization-served',
    'unknown-organization-served',
  ])('is not accused of allocating for what it refused: %s', async (id) => {
    const result = await tried({ kind: 'fault', id, profile: 'documented', seed: SEED });
    const fault = FAULTS.find((one) => one.id === id);
    expect(brokenIn(result)).toContain(fault?.requirement);
    expect([...brokenIn(result)].filter((broken) => ['SIDE-1', 'POOL-3'].includes(broken))).toEqual([]);
  });
});

describe('The tables of wrong servers', () => {
  it('have at least 40 of them, each wrong in its way, and some of every class', () => {
    expect(new Set(all.map(({ fault }) => fault.id)).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(40);
    expect(new Set(all.map(({ fault }) => fault.class))).toEqual(new Set(FAULTS.map((fault) => fault.class)));
  });

  it.each(all)('judge $fault.id as its catalogue does, and leave nothing to chance', ({ fault, profile, ...row }) => {
    expect(fault.profiles).toContain(profile);
    expect(fault.deterministic).toBe(true);
    expect(row.why).toMatch(/\.$/);
    expect(row.fails !== undefined).toBe(fault.verdict === 'failed');
    expect(row.fails ?? row.errs).not.toEqual([]);
  });
});
