import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../mock/faults/catalogue.ts';
import { EMBEDDED_PERMITTED, startMock } from '../../mock/start.ts';
import { tryTarget } from '../../proof/embedded.ts';
import { matrixOf } from '../../proof/matrix.ts';
import type { Trial } from '../../proof/types.ts';
import type { Spec } from '../../runner/types/spec.ts';
import { loadDescription } from '../../spec/load.ts';
import { loadSuites } from '../../suites/load.ts';

const PROFILE = 'documented';

/** Proves one fault of the catalogue with all scenarios, by a spec that was changed. */
const killed = async (id: string, change: (spec: Spec) => Spec): Promise<boolean | undefined> => {
  const description = await loadDescription({ profile: PROFILE });
  const scenarios = await loadSuites({ spec: description.spec });
  const faults = FAULTS.filter((fault) => fault.id === id);
  const trial: Trial = { kind: 'fault', id, profile: PROFILE, seed: 'seed' };
  const mock = await startMock({ profile: PROFILE, description, faults, permitted: EMBEDDED_PERMITTED });
  try {
    const result = await tryTarget(trial, { spec: change(description.spec), scenarios, target: mock.target });
    const about = { tool: { name: 'katapult-conformance', version: '0.0.0' }, seed: 'seed', profiles: [PROFILE] };
    return matrixOf({ faults, variations: [] }, [result], about).faults[0]?.killed;
  } finally {
    await mock.close();
  }
};

/** The spec without the relations that prove a requirement. */
const without =
  (requirement: string) =>
  (spec: Spec): Spec => ({
    ...spec,
    operations: Object.fromEntries(
      Object.entries(spec.operations).map(([id, operation]) => [
        id,
        { ...operation, relations: operation.relations.filter((relation) => relation.requirement !== requirement) },
      ]),
    ),
  });

describe('a check that is broken on purpose', () => {
  it.each(['every-third-address-twice', 'ipv6-for-ipv4'])('lets %s survive', async (id) => {
    const broken = FAULTS.find((fault) => fault.id === id)?.requirement ?? '';
    expect(await killed(id, (spec) => spec)).toBe(true);
    expect(await killed(id, without(broken))).toBe(false);
  });
});
