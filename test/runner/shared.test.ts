import { describe, expect, it } from 'vitest';
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

const NEEDS =
  'skipped: asks for what it released, which somebody else may have been given since: needs an organization of its own (target.yaml: dedicated)';

describe('what was released', () => {
  it.each([
    ['id', true, 'passed'],
    ['id', false, NEEDS],
    ['name', true, 'passed'],
    ['name', false, NEEDS],
  ])('is asked for by its %s (dedicated: %s): %s', async (member, dedicated, outcome) => {
    const server = await things(({ method, headers }) =>
      method === 'DELETE' && headers['x-again'] === '1' ? error(404, 'absent') : undefined,
    );
    const release = (id: string, named: string, headers = {}) =>
      stepOf({
        id,
        request: templateOf({
          operation: 'release',
          headers,
          body: { json: { thing: { [named]: `\${steps.step-1.response.body#/thing/${named}}` } } },
        }),
      });
    const again = {
      ...release('again', member, { 'x-again': '1' }),
      expect: expectOf([{ status: 404, code: 'absent' }]),
    };
    const scenario = scenarioOf({ steps: [stepOf(), release('release', 'id'), again] });
    const { report } = await runAll([scenario], targetOf(server.url, { dedicated }));
    expect(words(report.scenarios[0]?.outcome)).toBe(outcome);
  });

  it('may be asked for by anything before it is released, and so may everything else', async () => {
    const server = await things(({ headers }) => (headers['x-again'] === '1' ? error(404, 'absent') : undefined));
    const named = (id: string, answer: number, member: string, headers = {}) =>
      stepOf({
        id,
        request: templateOf({
          operation: 'release',
          headers,
          body: { json: { thing: { [member]: `\${steps.step-1.${answer}.response.body#/thing/${member}}` } } },
        }),
        expect: expectOf(member === 'name' ? [{ status: 404, code: 'absent' }] : undefined),
      });
    const steps = [stepOf({ times: 2 }), named('release', 0, 'id'), named('other', 1, 'name', { 'x-again': '1' })];
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url, { dedicated: false }));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
  });
});

it.each([
  [true, 'passed'],
  [false, 'passed'],
])(
  'a release that has to be refused releases nothing that somebody else may be given (dedicated: %s)',
  async (dedicated, outcome) => {
    const server = await things(({ method, headers }) =>
      method === 'DELETE' && headers['x-refuse'] === '1' ? error(403, 'forbidden') : undefined,
    );
    const body = { json: { thing: { id: '${steps.step-1.response.body#/thing/id}' } } };
    const release = (id: string, headers: Readonly<Record<string, string>>, expect = expectOf()) =>
      stepOf({ id, request: templateOf({ operation: 'release', headers, body }), expect });
    const refused = release('refused', { 'x-refuse': '1' }, expectOf([{ status: 403, code: 'forbidden' }]));
    const { report } = await runAll(
      [scenarioOf({ steps: [stepOf(), refused, release('release', {})] })],
      targetOf(server.url, { dedicated }),
    );
    expect(words(report.scenarios[0]?.outcome)).toBe(outcome);
  },
);

it('a list that must not hold what was never released is read where others are given things', async () => {
  const server = await things();
  const unlisted = ['${steps.step-1.response.body#/thing/name}'];
  const steps = [stepOf(), stepOf({ id: 'two', expect: expectOf([SUCCESS], { unlisted }) })];
  const scenario = scenarioOf({ observe: LIST, steps });
  const { report } = await runAll([scenario], targetOf(server.url, { dedicated: false }));
  expect(words(report.scenarios[0]?.outcome)).toBe('passed');
});

it('what is named again and again, and not released, is asked for where others are given things', async () => {
  const server = await things();
  const request = templateOf({ body: { json: { colour: '${steps.step-1.response.body#/thing/name}' } } });
  const steps = [stepOf(), stepOf({ id: 'two', request }), stepOf({ id: 'three', request })];
  const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url, { dedicated: false }));
  expect(words(report.scenarios[0]?.outcome)).toBe('passed');
});

it('what is nearly a token is no answer that somebody else may change', async () => {
  const server = await things();
  const headers = { authorization: 'Bearer ${token.valid.shortened}' };
  const steps = [stepOf({ request: templateOf({ operation: 'list', as: 'nobody', headers }) })];
  const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url, { dedicated: false }));
  expect(words(report.scenarios[0]?.outcome)).toBe('passed');
});

it('a list that must no longer hold what was released is not asked for where others are given things', async () => {
  const server = await things();
  const id = '${steps.step-1.response.body#/thing/id}';
  const release = stepOf({
    id: 'release',
    request: templateOf({ operation: 'release', body: { json: { thing: { id } } } }),
    expect: expectOf([SUCCESS], { unlisted: [id] }),
  });
  const scenario = scenarioOf({ observe: LIST, steps: [stepOf(), release] });
  const outcomeOn = async (dedicated: boolean) =>
    words((await runAll([scenario], targetOf(server.url, { dedicated }))).report.scenarios[0]?.outcome);
  expect(await outcomeOn(true)).toBe('passed');
  expect(await outcomeOn(false)).toBe(NEEDS);
});

it.each([
  ['pool', true, 'passed'],
  [
    'pool',
    false,
    "skipped: needs provider state 'pool' to last, which others may change meanwhile: needs a target of its own (target.yaml: dedicated)",
  ],
  ['limit', false, 'passed'],
])(
  'a state that others may change is not counted on where there are others: %s (dedicated: %s)',
  async (name, dedicated, outcome) => {
    const server = await things();
    const handler = await kept(serveJson(() => ({ status: 200 })));
    const states = {
      pool: { name: 'pool', text: 'A pool.', shared: true, params: {} },
      limit: { name: 'limit', text: 'A limit.', params: {} },
    };
    const target = targetOf(server.url, { dedicated, states: { url: handler.url, headers: {} } });
    const spec = { ...specOf(), states };
    const given = [{ name, params: {} }];
    const inSteps = scenarioOf({
      id: 'suite/step',
      alone: true,
      steps: [{ kind: 'state', id: 'state', place: PLACE, state: { name, params: {} } }, stepOf()],
    });
    const { report } = await runAll([scenarioOf({ given, alone: true }), inSteps], target, { spec });
    expect(report.scenarios.map((one) => words(one.outcome))).toEqual([outcome, outcome]);
  },
);
