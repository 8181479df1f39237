import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../runner/types/scenario.ts';
import { DONE, handler } from './handler.ts';
import { BAD, brokenOff, things, words } from './running.ts';
import { error, expectOf, LIST, type Reply, runAll, SUCCESS, scenarioOf, specOf, stepOf, targetOf } from './support.ts';

const spec = { ...specOf(), transient: ['none_left'] };
const AFTERMATH = 'an earlier request that got no answer may have had its effect only now';
const ODD = [{ name: 'a state', params: {} }];

const lost = scenarioOf({ id: 'suite/lost', alone: true });
const counted = (changes: Partial<Scenario>): Scenario => scenarioOf({ alone: true, observe: LIST, ...changes });

/** Runs a scenario whose only request is lost, then one that is answered so; what is late comes with the first request after it. */
const followed = async (
  scenario: Scenario,
  { late, ...answer }: { readonly late?: readonly string[]; readonly nth?: (nth: number) => Reply | undefined },
  lose: (response: ServerResponse) => Reply | 'silent' = (response) => {
    response.destroy();
    return 'silent';
  },
) => {
  let posts = 0;
  const server = await things(({ method }, held, response) => {
    if (method !== 'POST') return undefined;
    const nth = posts++;
    if (nth === 0) return lose(response);
    if (nth === 1) for (const id of late ?? []) held.set(id, { id });
    return answer.nth?.(nth);
  });
  const { states } = await handler(() => DONE);
  const timeouts = { connectMs: 1000, headersMs: 250, bodyMs: 250 };
  const target = targetOf(server.url, { states, timeouts });
  const { report } = await runAll([lost, scenario], target, { spec });
  const leaks = report.leaks.map(({ resource }) => resource);
  return { words: words(report.scenarios[1]?.outcome), left: [...server.things.keys()], leaks };
};

const refusing = counted({ level: 'safe', steps: [stepOf({ expect: expectOf([BAD], { allocates: 0 }) })] });
const dry = error(503, 'none_left');

describe('a request that got no answer, and has its effect during a later scenario,', () => {
  it.each<[what: string, lose: Parameters<typeof followed>[2]]>([
    ['was closed', undefined],
    ['was waited for in vain', () => 'silent'],
    ['was given up by a gateway', () => ({ status: 504, body: '<h1>504</h1>' })],
    ['was given up by a proxy', () => ({ status: 499, body: '' })],
  ])('accuses nobody if it %s, and is cleaned up after', async (_, lose) => {
    const {
      words: told,
      left,
      leaks,
    } = await followed(refusing, { late: ['late'], nth: () => error(400, 'bad') }, lose);
    expect(told).toBe(`errored: step 'step-1': ${AFTERMATH} (late)`);
    expect({ left, leaks }).toEqual({ left: [], leaks: [] });
  });

  it.each<[what: string, lose: Parameters<typeof followed>[2]]>([
    ['an answer that broke off', brokenOff],
    ['a fault of the server itself', () => ({ status: 500, body: '<h1>500</h1>' })],
  ])('is none behind %s', async (_, lose) => {
    const { words: told } = await followed(refusing, { late: ['late'], nth: () => error(400, 'bad') }, lose);
    expect(told).toBe(
      'The step created 1 new in the list (late); listed but not answered (late); expected 0 new in the list, each once, and those that were answered.',
    );
  });

  it('is no excuse for more than it can have created', async () => {
    const { words: told } = await followed(refusing, { late: ['one', 'two'], nth: () => error(400, 'bad') });
    expect(told).toMatch(/^The step created 2 new in the list/);
  });

  it('is no excuse for an answer that names what is not listed', async () => {
    const ghost = () => ({ status: 200, body: { thing: { id: 'ghost', name: 'ghost' } } });
    const steps = [stepOf({ expect: expectOf([SUCCESS], { allocates: 1 }) })];
    expect((await followed(counted({ steps }), { late: ['late'], nth: ghost })).words).toBe(
      'The step created listed but not answered (late); answered but not listed (ghost); expected 1 new in the list, each once, and those that were answered.',
    );
  });

  it('may be what is one too many of those that are created', async () => {
    const steps = [stepOf({ times: 2, expect: expectOf([SUCCESS], { allocates: 2 }) })];
    expect((await followed(counted({ steps }), { late: ['late'] })).words).toBe(
      `errored: step 'step-1': ${AFTERMATH} (late)`,
    );
  });

  it.each<[what: string, scenario: Scenario, answer: (nth: number) => Reply | undefined, told: string]>([
    [
      'may have taken the last of a pool',
      scenarioOf({ alone: true, given: ODD, steps: [stepOf({ times: 2 })] }),
      (nth) => (nth === 2 ? dry : undefined),
      `errored: step 'step-1': the target answered 503 none_left: ${AFTERMATH}`,
    ],
    [
      'may have taken what one of many wants',
      scenarioOf({
        alone: true,
        given: ODD,
        steps: [
          stepOf({ times: 3, together: true, expect: expectOf([{ status: 503, code: 'none_left' }], { succeed: 2 }) }),
        ],
      }),
      (nth) => (nth >= 2 ? dry : undefined),
      `errored: step 'step-1': 1 fewer than expected succeeded: ${AFTERMATH}`,
    ],
    [
      'may have taken it before anything was counted',
      counted({
        given: ODD,
        steps: [
          stepOf({
            times: 3,
            together: true,
            expect: expectOf([{ status: 503, code: 'none_left' }], { succeed: 2, allocates: 2 }),
          }),
        ],
      }),
      (nth) => (nth >= 2 ? dry : undefined),
      `errored: step 'step-1': 1 fewer than expected succeeded: ${AFTERMATH}`,
    ],
    [
      'may have taken what one wants of those that are sent among others',
      scenarioOf({
        alone: true,
        given: ODD,
        steps: [
          stepOf({
            request: LIST,
            together: true,
            among: [{ ...stepOf(), times: 3, expect: expectOf([{ status: 503, code: 'none_left' }], { succeed: 2 }) }],
          }),
        ],
      }),
      (nth) => (nth >= 2 ? dry : undefined),
      `errored: step 'step-1': 1 fewer than expected succeeded: ${AFTERMATH}`,
    ],
    [
      'is no excuse if two want',
      scenarioOf({
        alone: true,
        given: ODD,
        steps: [
          stepOf({ times: 3, together: true, expect: expectOf([{ status: 503, code: 'none_left' }], { succeed: 2 }) }),
        ],
      }),
      () => dry,
      '0 of 3 requests succeeded; expected exactly 2.',
    ],
    [
      'is no excuse for another answer',
      scenarioOf({ alone: true, given: ODD }),
      () => error(400, 'bad'),
      'The answer is 400 bad; expected 200 (success).',
    ],
    [
      'may have used up what a limit permits',
      scenarioOf({
        alone: true,
        given: ODD,
        steps: [stepOf(), stepOf({ id: 'refused', expect: expectOf([{ status: 429, code: 'slow' }]) })],
      }),
      () => error(429, 'slow'),
      `errored: step 'step-1': the target answered 429 slow: ${AFTERMATH}`,
    ],
  ])('%s', async (_, scenario, nth, told) => {
    expect((await followed(scenario, { nth })).words).toBe(told);
  });

  it('is none that cannot be sent', async () => {
    const server = await things(({ method }) => (method === 'POST' ? error(429, 'slow') : undefined));
    const { states } = await handler(() => DONE);
    const unsendable = { ...LIST, headers: { 'x-odd': '\u0100' } };
    const refusal = stepOf({ id: 'refused', expect: expectOf([{ status: 429, code: 'slow' }]) });
    const scenarios = [
      scenarioOf({ id: 'suite/lost', alone: true, steps: [stepOf({ request: unsendable })] }),
      scenarioOf({ alone: true, given: ODD, steps: [stepOf(), refusal] }),
    ];
    const { report } = await runAll(scenarios, targetOf(server.url, { states }), { spec });
    expect(report.scenarios.map(({ outcome }) => words(outcome))).toEqual([
      expect.stringMatching(/the request cannot be sent/),
      'The answer is 429 slow; expected 200 (success).',
    ]);
  });

  it.each([
    ['lower', '1', `errored: step 'step-1': header x-left is "1"; expected "2": ${AFTERMATH}`],
    ['higher', '3', 'Header x-left is "3"; expected "2".'],
    ['no number', 'few', 'Header x-left is "few"; expected "2".'],
  ])('may be counted where a header is %s than it should be', async (_, left, told) => {
    const steps = [stepOf({ expect: expectOf([SUCCESS], { headers: { 'x-left': '2' } }) })];
    const headers = { 'x-left': left };
    const nth = () => ({ status: 200, headers, body: { thing: { id: 'thing', name: 'thing' } } });
    expect((await followed(scenarioOf({ alone: true, given: ODD, steps }), { nth })).words).toBe(told);
  });

  it('may have used up what a limit permits although it creates nothing', async () => {
    let posts = 0;
    const server = await things(({ method, headers }, _, response) => {
      if (headers['x-lost'] !== undefined) {
        response.destroy();
        return 'silent';
      }
      return method === 'POST' && ++posts > 2 ? error(429, 'slow') : undefined;
    });
    const { states } = await handler(() => DONE);
    const limited = expectOf([{ status: 429, code: 'slow' }], { succeed: 3, allocates: 3 });
    const scenarios = [
      scenarioOf({
        id: 'suite/lost',
        alone: true,
        steps: [stepOf({ request: { ...LIST, headers: { 'x-lost': 'yes' } } })],
      }),
      counted({ given: ODD, steps: [stepOf({ times: 5, together: true, expect: limited })] }),
    ];
    const { report } = await runAll(scenarios, targetOf(server.url, { states }), { spec });
    expect(words(report.scenarios[1]?.outcome)).toBe(
      `errored: step 'step-1': 1 fewer than expected succeeded: ${AFTERMATH}`,
    );
  });
});

describe('a request for a provider state that got no answer', () => {
  const scenarios = [
    scenarioOf({ id: 'suite/first', given: ODD, alone: true }),
    scenarioOf({ id: 'suite/then', alone: true }),
  ];
  const failing = async (what: string, reply: Reply | undefined) => {
    const server = await things(({ method }) => (method === 'POST' ? error(400, 'bad') : undefined));
    const { states } = await handler(({ what: asked, nth }) => (asked === what && nth === 1 ? reply : DONE));
    const { report } = await runAll(scenarios, targetOf(server.url, { states }), { spec });
    return report.scenarios.map(({ outcome }) => words(outcome));
  };
  const told = 'The answer is 400 bad; expected 200 (success).';

  it.each([
    ['a state setup', undefined],
    ['a state teardown', undefined],
    ['a state teardown', { status: 504 }],
  ])('may have its effect at any time: %s', async (what, reply) => {
    const [, then] = await failing(what, reply);
    expect(then).toMatch(/^errored: provider state 'a state': (setup|teardown) (got no|was answered)/);
    expect(then).toContain(`, and may have its effect at any time; what came then: ${told}`);
  });

  it('accuses nobody of what came before it', async () => {
    expect((await failing('a state teardown', undefined))[0]).toBe(told);
  });

  it.each([
    ['is refused', { status: 400 }],
    ['fails', { status: 500 }],
  ])('is no excuse where it %s', async (_, reply) => {
    expect((await failing('a state teardown', reply))[1]).toBe(told);
  });
});
