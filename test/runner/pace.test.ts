import { expect, it } from 'vitest';
import type { Step } from '../../runner/types/scenario.ts';
import { kept, things, words } from './running.ts';
import { expectOf, PLACE, runAll, scenarioOf, serveJson, specOf, stepOf, targetOf, templateOf } from './support.ts';

const STATES = {
  limit: { name: 'limit', text: 'A limit.', params: {}, limiting: 'permitted' },
  other: { name: 'other', text: 'Something else.', params: {} },
  time: { name: 'time', text: 'Time passes.', params: {}, waits: 'seconds' },
};

const limitOf = (permitted: number) => ({ name: 'limit', params: { permitted } });
const state = (name: string, params: Record<string, number>): Step => ({
  id: `${name}-${Object.values(params).join()}`,
  place: PLACE,
  kind: 'state',
  state: { name, params },
});
const pass = (seconds: number) => state('time', { seconds });
const create = (id: string, times: number, as = 'valid') => stepOf({ id, times, request: templateOf({ as }) });
const refused = (times = 1): Step => ({
  ...create('refused', times),
  expect: expectOf([{ status: 429, code: 'limited' }]),
});

const PASSED = 'The answer is 200 (success); expected 429 limited.';
const OPEN = "errored: step 'refused': the requests took so long that a limit of 2 a minute may have let one more pass";

it.each<[what: string, steps: readonly Step[], outcome: string]>([
  ['before as many passed as may', [create('a', 1), refused()], PASSED],
  ['at once', [create('a', 2), refused()], PASSED],
  ['before time gives one back', [create('a', 2), pass(29), refused()], PASSED],
  ['when time may have given one back', [create('a', 2), pass(15), pass(15), refused()], OPEN],
  [
    'when time may have given one back before another state',
    [create('a', 2), pass(30), state('other', {}), refused()],
    OPEN,
  ],
  ['after more than time may have given back', [create('a', 3), pass(30), refused()], PASSED],
  [
    'but only as it is to pass',
    [pass(30), { ...create('some', 2), expect: expectOf([{ status: 429, code: 'limited' }], { succeed: 2 }) }],
    'passed',
  ],
  [
    'when time may have given back one of a new limit',
    [create('a', 2), state('limit', { permitted: 2 }), create('b', 2), pass(30), refused()],
    OPEN,
  ],
  [
    'when a new limit was set since',
    [create('a', 2), pass(60), state('limit', { permitted: 2 }), create('b', 2), refused()],
    PASSED,
  ],
  ['when others of another token passed', [create('a', 1), create('b', 2, 'second'), pass(30), refused(2)], `${OPEN}`],
])('a request that the limit should refuse and that passes %s', async (_, steps, outcome) => {
  const server = await things();
  const handler = await kept(serveJson(() => ({ status: 200 })));
  const target = targetOf(server.url, { states: { url: handler.url, headers: {} } });
  const scenario = scenarioOf({ given: [limitOf(2)], alone: true, steps });
  const { report } = await runAll([scenario], target, { spec: { ...specOf(), states: STATES } });
  expect(words(report.scenarios[0]?.outcome)).toBe(outcome);
});
