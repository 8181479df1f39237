import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../runner/types/scenario.ts';
import { kept, things, words } from './running.ts';
import {
  error,
  expectOf,
  LIST,
  PLACE,
  runAll,
  SUCCESS,
  scenarioOf,
  serveJson,
  specOf,
  stepOf,
  targetOf,
  templateOf,
} from './support.ts';

const spec = { ...specOf(), transient: ['none_left'] };

const dry = (after: number) =>
  things(({ method }, held) => (method === 'POST' && held.size >= after ? error(503, 'none_left') : undefined));

const outcome = async (url: string, scenario: Scenario, states = false) => {
  const handler = states ? await kept(serveJson(() => ({ status: 200 }))) : undefined;
  const target = targetOf(url, handler === undefined ? {} : { states: { url: handler.url, headers: {} } });
  const { report } = await runAll([scenario], target, { spec });
  return words(report.scenarios[0]?.outcome);
};

describe('an answer that any target may have to give', () => {
  it('proves nothing to a scenario that did not bring the target into a state', async () => {
    const server = await dry(0);
    expect(await outcome(server.url, scenarioOf())).toBe(
      "errored: step 'step-1': the target answered 503 none_left, which proves nothing unless it was brought into a state",
    );
  });

  it('proves nothing where it may come before the refusal that is expected', async () => {
    const server = await dry(0);
    const first = { ...spec, precedence: [['none_left'], ['bad']] };
    const scenario = scenarioOf({ steps: [stepOf({ expect: expectOf([{ status: 400, code: 'bad' }]) })] });
    const { report } = await runAll([scenario], targetOf(server.url), { spec: first });
    expect(words(report.scenarios[0]?.outcome)).toMatch(/^errored: .*503 none_left, which proves nothing/);
  });

  it('accuses a target that had to refuse the request before it came to that', async () => {
    const server = await dry(0);
    const last = { ...spec, precedence: [['bad'], ['none_left']] };
    const scenario = scenarioOf({ steps: [stepOf({ expect: expectOf([{ status: 400, code: 'bad' }]) })] });
    const { report } = await runAll([scenario], targetOf(server.url), { spec: last });
    expect(words(report.scenarios[0]?.outcome)).toBe('The answer is 503 none_left; expected 400 bad.');
  });

  it('accuses a target that was', async () => {
    const server = await dry(0);
    const given = [{ name: 'a pool', params: {} }];
    expect(await outcome(server.url, scenarioOf({ given, alone: true }), true)).toBe(
      'The answer is 503 none_left; expected 200 (success).',
    );
  });

  it('accuses a target that was in a step before, or whose pool the scenario empties itself', async () => {
    const server = await dry(0);
    const state = { kind: 'state', id: 's', place: PLACE, state: { name: 'a pool', params: {} } } as const;
    const told = 'The answer is 503 none_left; expected 200 (success).';
    expect(await outcome(server.url, scenarioOf({ alone: true, steps: [state, stepOf()] }), true)).toBe(told);
    const scenario = scenarioOf({ level: 'draining', alone: true });
    const bare = targetOf(server.url);
    const target = { ...bare, dedicated: true, limits: { ...bare.limits, drain: 2 } };
    const { report } = await runAll([scenario], target, { spec });
    expect(words(report.scenarios[0]?.outcome)).toBe(told);
  });

  it('is counted neither for nor against the others of its step', async () => {
    const server = await dry(2);
    const steps = [stepOf({ times: 4, together: true, expect: expectOf([SUCCESS], { succeed: 4 }) })];
    expect(await outcome(server.url, scenarioOf({ alone: true, steps }))).toBe(
      "errored: step 'step-1': the target answered 503 none_left, which proves nothing unless it was brought into a state",
    );
  });

  it('is missed in the list neither where it is counted nor among the others', async () => {
    const server = await dry(1);
    const among = [{ request: templateOf({ body: { json: { colour: 'blue' } } }), times: 2, expect: expectOf() }];
    const steps = [stepOf({ times: 2, together: true, expect: expectOf([SUCCESS], { allocates: 4 }), among })];
    expect(await outcome(server.url, scenarioOf({ alone: true, observe: LIST, steps }))).toBe(
      "errored: step 'step-1': the target answered 503 none_left, which proves nothing unless it was brought into a state",
    );
  });

  it('proves nothing where it is given to others only', async () => {
    const server = await things(({ text }) => (text.includes('blue') ? error(503, 'none_left') : undefined));
    const among = [{ request: templateOf({ body: { json: { colour: 'blue' } } }), times: 2, expect: expectOf() }];
    const steps = [stepOf({ times: 2, together: true, among })];
    expect(await outcome(server.url, scenarioOf({ alone: true, steps }))).toBe(
      "errored: step 'step-1': the target answered 503 none_left, which proves nothing unless it was brought into a state",
    );
  });

  it('keeps the contract like any other', async () => {
    const server = await things(({ method }) =>
      method === 'POST' ? { status: 503, body: { code: 'none_left', detail: 'none' } } : undefined,
    );
    expect(await outcome(server.url, scenarioOf())).toBe('detail is missing');
  });

  it('is right where it is expected', async () => {
    const server = await dry(0);
    const steps = [stepOf({ expect: expectOf([{ status: 503, code: 'none_left' }]) })];
    expect(await outcome(server.url, scenarioOf({ steps }))).toBe('passed');
  });
});
