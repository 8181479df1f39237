import { describe, expect, it } from 'vitest';
import type { Lot, Scenario } from '../../runner/types/scenario.ts';
import { BAD, refused, things, words } from './running.ts';
import { error, expectOf, LIST, runAll, SUCCESS, scenarioOf, stepOf, targetOf, templateOf } from './support.ts';

const BLUE = templateOf({ body: { json: { colour: 'blue' } } });
const UNREADABLE = templateOf({ body: { json: 'no object' } });

const mixed = (among: readonly Lot[], allocates: number): Scenario =>
  scenarioOf({
    alone: true,
    observe: LIST,
    steps: [stepOf({ times: 2, together: true, expect: expectOf([SUCCESS], { allocates }), among })],
  });

const refusals = { request: UNREADABLE, times: 2, expect: refused };
const blue = { request: BLUE, times: 2, expect: expectOf([SUCCESS], { body: { '/thing/colour': 'blue' } }) };

describe('requests among others', () => {
  it('are sent in turn with them, judged each by its own expectation, and counted together', async () => {
    const server = await things();
    const { report } = await runAll([mixed([refusals, blue], 4)], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
    expect(report.scenarios[0]?.overlap).toMatchObject({ requests: 6, inFlight: 6 });
    const posts = server.asked.filter(({ method }) => method === 'POST').map(({ text }) => text);
    expect(posts).toEqual(['{}', '"no object"', '{"colour":"blue"}', '{}', '"no object"', '{"colour":"blue"}']);
    expect(server.things.size).toBe(0);
  });

  it('are told apart when they get what the others should', async () => {
    const server = await things();
    const swapped = { request: UNREADABLE, times: 2, expect: expectOf() };
    const { report } = await runAll([mixed([swapped], 2)], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toBe(
      'The answer is 400 bad; expected 200 (success). (2 of 2 requests)',
    );
  });

  it('break what they prove themselves, the step what is left', async () => {
    const server = await things();
    const other = { ...refusals, request: BLUE, requirements: ['TWO'] };
    const step = stepOf({ together: true, requirements: ['ONE'], expect: expectOf([BAD]), among: [other] });
    const { report } = await runAll(
      [scenarioOf({ requirements: ['ONE', 'TWO'], steps: [step] })],
      targetOf(server.url),
    );
    expect(report.scenarios[0]?.outcome).toMatchObject({
      findings: [{ requirements: ['ONE'] }, { requirements: ['TWO'] }],
    });
  });

  it('prove what their own answers are judged by', async () => {
    const server = await things();
    const step = stepOf({ request: UNREADABLE, together: true, expect: refused, among: [blue] });
    const { report } = await runAll([scenarioOf({ alone: true, steps: [step] })], targetOf(server.url));
    expect(report.requirements.find(({ id }) => id === 'REL')?.status).toBe('proved');
  });

  it('that create something nobody expected are counted with the step, and given back', async () => {
    const server = await things();
    const { report } = await runAll([mixed([{ ...refusals, request: BLUE }], 2)], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toContain('The step created 4 new in the list');
    expect(words(report.scenarios[0]?.outcome)).toContain('The answer is 200 (success); expected 400 bad.');
    expect(server.things.size).toBe(0);
  });

  it('that met the rate limit are sent again, each for what it expects', async () => {
    let left = 1;
    const server = await things(({ method, json }) =>
      method === 'POST' && typeof json === 'object' && json !== null && 'colour' in json && left-- > 0
        ? error(429, 'limited')
        : undefined,
    );
    const { report } = await runAll([mixed([blue], 4)], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
    expect(report.waits).toHaveLength(1);
  });

  it('leave the verdict open if one of them gets no answer', async () => {
    const server = await things(({ text }, _, response) => {
      if (!text.includes('colour')) return undefined;
      response.destroy();
      return 'silent';
    });
    const steps = [stepOf({ times: 2, together: true, among: [blue] })];
    const { report } = await runAll([scenarioOf({ alone: true, steps })], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toMatch(/^errored: step 'step-1': no answer \(closed\)/);
  });

  it('count when it is asked how much is held at one time', async () => {
    const server = await things();
    const { report } = await runAll([mixed([blue], 4)], targetOf(server.url, { limits: { allocations: 3 } }));
    expect(words(report.scenarios[0]?.outcome)).toBe(
      'skipped: holds 4 resources at one time: needs a budget (target.yaml: limits.allocations)',
    );
    expect(server.asked).toEqual([]);
  });

  it('are waited for politely unless the scenario asks for a refusal', async () => {
    const server = await things(({ method }) => (method === 'POST' ? error(429, 'limited') : undefined));
    const asking = { request: UNREADABLE, times: 2, expect: expectOf([{ status: 429, code: 'limited' }]) };
    const steps = [stepOf({ together: true, expect: expectOf([BAD]), among: [asking] })];
    const { report } = await runAll([scenarioOf({ alone: true, level: 'safe', steps })], targetOf(server.url));
    expect(report.waits).toEqual([]);
    expect(words(report.scenarios[0]?.outcome)).toBe('The answer is 429 limited; expected 400 bad.');
  });
});
