import type { FaultEntry, TrialResult, TrialScenario } from '../../proof/types.ts';

/** Parts of a proof that was never carried out: what holds of each if nothing else is said. */
export const about = { tool: { name: 'katapult-conformance', version: '0.0.0' }, seed: 's', profiles: ['documented'] };

export const fault = (id: string, more: Partial<FaultEntry> = {}): FaultEntry => ({
  id,
  class: 'pool',
  text: `${id} is wrong.`,
  requirement: 'POOL-1',
  profiles: ['documented'],
  deterministic: true,
  verdict: 'failed',
  ...more,
});

export const scenario = (id: string, more: Partial<TrialScenario> = {}): TrialScenario => ({
  id,
  status: 'passed',
  requirements: ['POOL-1'],
  broken: [],
  reason: '',
  requests: 1,
  ...more,
});

export const trial = (
  kind: TrialResult['kind'],
  id: string,
  scenarios: readonly TrialScenario[],
  more: Partial<TrialResult> = {},
): TrialResult => {
  const verdict = scenarios.some(({ status }) => status === 'failed')
    ? 'broken'
    : scenarios.some(({ status }) => status === 'errored')
      ? 'undetermined'
      : 'conformant';
  return { kind, id, profile: 'documented', seed: 's', verdict, scenarios, inFlight: 0, ...more };
};

export const failing = (id: string, broken = ['POOL-1']) => scenario(id, { status: 'failed', broken, reason: 'wrong' });
