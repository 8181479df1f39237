import { beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from '../../runner/types/scenario.ts';
import type { Spec } from '../../runner/types/spec.ts';
import type { Json } from '../../runner/types/values.ts';
import { loadSpec } from '../../spec/load.ts';
import { builtIn } from '../../suites/built-in.ts';
import { loadSuites } from '../../suites/load.ts';

describe.each(['documented', 'live'])('The built-in suites under %s', (profile) => {
  let spec: Spec;
  let scenarios: readonly Scenario[];
  beforeAll(async () => {
    spec = await loadSpec({ profile });
    scenarios = await loadSuites({ spec });
  });

  const requests = (): Scenario['steps'][number][] =>
    scenarios.flatMap(({ steps }) => steps.filter((step) => step.kind === 'request'));
  const find = (id: string): Scenario | undefined => scenarios.find((scenario) => scenario.id === id);

  it('have scenarios in every suite, in the order of the suites', () => {
    expect([...new Set(scenarios.map(({ suite }) => suite))]).toEqual(builtIn);
  });

  it('name every requirement', () => {
    const named = new Set(scenarios.flatMap(({ requirements }) => requirements));
    expect(spec.requirements.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
  });

  it('expect every documented answer of the operation under test', () => {
    const expected = new Set(
      requests().flatMap((step) =>
        step.kind === 'request' && step.request.operation === spec.subject
          ? [...step.expect.answers, ...(step.until ?? [])].map(({ status, code }) => `${status} ${code}`)
          : [],
      ),
    );
    const { success, errors } = spec.operations[spec.subject] ?? { success: 0, errors: [] };
    const documented = [`${success} null`, ...errors.map(({ status, code }) => `${status} ${code}`)];
    expect(documented.filter((answer) => !expected.has(answer))).toEqual([]);
  });

  it('have titles that are sentences', () => {
    expect(scenarios.map(({ title }) => title).filter((title) => !/^[A-Z].*[^.]\.$/.test(title))).toEqual([]);
  });

  it('use every situation of the spec', () => {
    const said = requests().flatMap((step) => (step.kind === 'request' ? [step.expect.says] : []));
    const codes = Object.values(spec.operations).flatMap(({ errors }) => errors.map(({ code }) => code));
    const unused = Object.values(spec.cases).filter(
      ({ name, text }) => !codes.includes(name) && !said.some((says) => says.includes(text)),
    );
    expect(unused.map(({ name }) => name)).toEqual([]);
  });

  it('take nothing of the target in safe scenarios', () => {
    const creating = scenarios.filter(({ level, steps }) =>
      steps.some(
        (step) =>
          level === 'safe' &&
          step.kind === 'request' &&
          spec.operations[step.request.operation]?.allocates !== undefined &&
          step.expect.answers.some(({ code }) => code === null),
      ),
    );
    expect(creating.map(({ id }) => id)).toEqual([]);
  });

  it('send at most 1623 requests of their own', () => {
    const sent = requests().reduce((sum, step) => sum + (step.kind === 'request' ? step.times : 0), 0);
    expect(sent).toBeLessThanOrEqual(1623);
  });

  /** What a lookup's members may be, beside each other: the rows and columns of the truth table. */
  const values = (of: string, one: string): Readonly<Record<string, Json | undefined>> => ({
    absent: undefined,
    known: `\${${of}.main.${one}}`,
    another: `\${${of}.other.${one}}`,
    unknown: 'unknown-${run.id}',
    null: null,
    blank: '',
  });

  /** Every pair of values that the two members of a lookup must be tried with, and whether it is a refusal. */
  const pairs: readonly (readonly [one: string, other: string, refused: boolean])[] = [
    ['absent', 'absent', true],
    ['known', 'absent', false],
    ['another', 'absent', false],
    ['unknown', 'absent', true],
    ['null', 'absent', true],
    ['blank', 'absent', true],
    ['known', 'known', true],
    ['known', 'another', true],
    ['known', 'unknown', true],
    ['unknown', 'unknown', true],
    ['known', 'null', false],
    ['known', 'blank', profile === 'live'],
    ['null', 'null', true],
    ['blank', 'blank', true],
  ];

  it('hold the complete truth table of every exclusive lookup, each refusal with the proof that nothing was allocated', () => {
    const missing = (spec.tables.exclusive ?? []).flatMap((row) => {
      const [of, one, other] = [String(row.of), String(row.one), String(row.other)];
      return pairs.flatMap(([first, second, refused]) => {
        const lookup = Object.entries({ [one]: values(of, one)[first], [other]: values(of, other)[second] }).filter(
          ([, value]) => value !== undefined,
        );
        const tried = scenarios.flatMap(({ suite, steps }) =>
          steps.filter((step) => {
            if (step.kind !== 'request' || step.request.operation !== spec.subject) return false;
            const { body } = step.request;
            if (suite !== 'mutual-exclusivity' && suite !== 'lookups') return false;
            if (body === undefined || !('json' in body)) return false;
            const sent = (body.json as Readonly<Record<string, Readonly<Record<string, Json>>>>)[of] ?? {};
            return JSON.stringify(Object.entries(sent)) === JSON.stringify(lookup);
          }),
        );
        const proved = tried.some(
          (step) =>
            step.kind === 'request' &&
            step.expect.answers.some(({ code }) => code === null) === !refused &&
            (!refused || second === 'absent' || step.expect.allocates === 0),
        );
        return proved ? [] : [`${of}: ${one} ${first}, ${other} ${second}`];
      });
    });
    expect(missing).toEqual([]);
    expect(spec.tables.exclusive).toHaveLength(4);
  });

  it.each([
    ['mutual-exclusivity/organization-empty', true],
    ['pool-exhaustion/ipv4-5-of-sixteen-together', true],
    ['pool-exhaustion/drained', true],
    ['lookups/organization-becomes-suspended', true],
    ['authentication/served-after-refusal', true],
    ['side-effects/released-is-gone', true],
    ['side-effects/release-takes-one', true],
    ['success/organizations-stay-apart', true],
    ['rate-limit/headers-fall', profile === 'live' ? true : undefined],
    ['authentication/no-token', false],
    ['success/label-as-sent', false],
  ])('run %s alone: %s', (id, alone) => {
    expect(find(id)?.alone).toBe(alone);
  });
});
