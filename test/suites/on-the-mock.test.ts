import { describe, expect, it } from 'vitest';
import { onErrorContent } from '../../mock/changes/replies.ts';
import { EMBEDDED_PERMITTED, startMock } from '../../mock/start.ts';
import type { Fault } from '../../mock/types.ts';
import { systemClock } from '../../runner/clock.ts';
import { collect } from '../../runner/collect.ts';
import { plan } from '../../runner/plan.ts';
import { run } from '../../runner/run.ts';
import { createSend } from '../../runner/send.ts';
import type { Report } from '../../runner/types/report.ts';
import type { RunEvent } from '../../runner/types/run-event.ts';
import type { Target } from '../../runner/types/target.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import { loadDescription } from '../../spec/load.ts';
import { loadSuites } from '../../suites/load.ts';

const PATIENT = 120_000;

/** A run of every built-in scenario against the reference server, described to the runner as `described` changes it. */
const runAll = async (
  profile: string,
  described: (target: Target) => Target,
  faults: readonly Fault[] = [],
): Promise<Report> => {
  const description = await loadDescription({ profile });
  const scenarios = await loadSuites({ spec: description.spec });
  const mock = await startMock({ profile, description, faults, permitted: EMBEDDED_PERMITTED });
  const target = described(mock.target);
  const sender = createSend(target, systemClock);
  const events: RunEvent[] = [];
  try {
    const options = { sender, clock: systemClock, tool: { name: 'test', version: '' } };
    for await (const event of run(plan(scenarios, target, 'seed'), description.spec, target, options))
      events.push(event);
  } finally {
    await sender.close();
    await mock.close();
  }
  return collect(events);
};

const verdicts = ({ scenarios }: Report, ...statuses: readonly string[]): readonly string[] =>
  scenarios.flatMap(({ id, outcome }) =>
    statuses.includes(outcome.status) ? [`${id}: ${JSON.stringify(outcome)}`] : [],
  );

describe.each(['documented', 'live'])('Every scenario under %s', (profile) => {
  it('passes on the reference server, and together they see every documented answer', {
    timeout: PATIENT,
  }, async () => {
    const report = await runAll(profile, (target) => target);
    expect(verdicts(report, 'failed', 'errored', 'skipped')).toEqual([]);
    expect(report.answers.filter(({ documented, count }) => documented && count === 0)).toEqual([]);
    expect(report.requirements.filter(({ status }) => status !== 'proved').map(({ id }) => id)).toEqual([]);
    expect(report.leaks).toEqual([]);
    expect(report.verdict).toBe('conformant');
  });
});

describe('On a server that names another argument than the one at fault', () => {
  const fault: Fault = {
    id: 'another-argument-named',
    class: 'errors',
    text: 'The path leads to another argument than the one at fault.',
    requirement: 'ARG-15',
    profiles: ['live'],
    deterministic: true,
    verdict: 'failed',
    apply: onErrorContent(['missing_required_argument', 'invalid_argument'], (content) => ({
      ...content,
      detail: { ...(content.detail as JsonObject), path: ['other'] },
    })),
  };

  it('five scenarios warn, and none fails: the known facts do not say what is in a path', {
    timeout: PATIENT,
  }, async () => {
    const report = await runAll('live', (target) => target, [fault]);
    expect(verdicts(report, 'failed', 'errored', 'skipped')).toEqual([]);
    const warned = report.scenarios.flatMap(({ id, outcome }) =>
      outcome.status === 'passed' ? outcome.warnings.map(({ requirements }) => `${id} ${requirements.join()}`) : [],
    );
    expect(warned).toEqual(
      ['organization', 'network', 'version', 'vip', 'label'].map((name) => `arguments/${name}-named ARG-15`),
    );
  });
});

describe('On a target', () => {
  it('without provider states only what needs one is skipped', { timeout: PATIENT }, async () => {
    const report = await runAll('documented', ({ states: _, ...target }) => target);
    expect(verdicts(report, 'failed', 'errored')).toEqual([]);
    const reasons = report.scenarios.flatMap(({ skip }) => skip ?? []);
    expect([...new Set(reasons)].filter((reason) => !reason.startsWith('needs provider state'))).toEqual([]);
    const passed = report.scenarios.filter(({ outcome }) => outcome.status === 'passed').map(({ id }) => id);
    expect(passed).toContain('pool-exhaustion/drained');
    expect(passed).toContain('lookups/suspended-organization-by-id');
  });

  it('with little to give no scenario asks for more', { timeout: PATIENT }, async () => {
    const few = (target: Target): Target => ({ ...target, limits: { ...target.limits, allocations: 5, drain: 0 } });
    const report = await runAll('documented', few);
    expect(verdicts(report, 'failed', 'errored')).toEqual([]);
    const skipped = report.scenarios.filter(({ outcome }) => outcome.status === 'skipped').map(({ id }) => id);
    expect(skipped).toEqual([
      'pool-exhaustion/ipv4-5-of-sixteen-together',
      'pool-exhaustion/drained',
      'concurrency/ipv4-different-addresses',
      'concurrency/ipv6-different-addresses',
      'rate-limit/most-of-a-minute',
    ]);
  });
});
