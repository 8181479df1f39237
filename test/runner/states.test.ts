import { describe, expect, it } from 'vitest';
import { DONE, handler, tries } from './handler.ts';
import { kept, refused, things, words } from './running.ts';
import { PLACE, runAll, scenarioOf, serveJson, specOf, stepOf, targetOf } from './support.ts';

describe('provider states', () => {
  const given = [
    { name: 'one', params: { organization: '${organization.main.id}' } },
    { name: 'two', params: {} },
  ];
  const serveStates = (refuse: string, status = 500) =>
    handler(({ what, headers }) => (what === refuse ? { status, body: `no ${String(headers['x-key'])}` } : DONE));

  it('are set up in order, and torn down in reverse', async () => {
    const server = await things();
    const { asked, states } = await serveStates('');
    const between = { kind: 'state', id: 'between', place: PLACE, state: { name: 'three', params: {} } } as const;
    const scenario = scenarioOf({ given, steps: [stepOf(), between, stepOf({ id: 'last' })], alone: true });
    const { report } = await runAll([scenario], targetOf(server.url, { states }));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
    expect(asked[0]?.json).toEqual({ state: 'one', params: { organization: 'org-1' }, action: 'setup' });
    expect(asked.map(({ what }) => what)).toEqual([
      'one setup',
      'two setup',
      'three setup',
      'three teardown',
      'two teardown',
      'one teardown',
    ]);
  });

  it.each([
    ['two setup', 400, ['one setup', 'two setup', 'one teardown']],
    ['two setup', 500, ['one setup', 'two setup', 'two teardown', 'one teardown']],
    ['two setup', 408, ['one setup', 'two setup', 'two teardown', 'one teardown']],
    ['two setup', 499, ['one setup', 'two setup', 'two teardown', 'one teardown']],
    ['two teardown', 500, ['one setup', 'two setup', ...tries(5, 'two teardown'), 'one teardown']],
  ])('that fail make an error of the scenario: %s %i', async (refuse, status, expected) => {
    const server = await things();
    const { asked, states } = await serveStates(refuse, status);
    const { report } = await runAll([scenarioOf({ given, alone: true })], targetOf(server.url, { states }));
    expect(words(report.scenarios[0]?.outcome)).toBe(
      `errored: provider state 'two': ${refuse.slice(4)} was answered with ${status}: no $STATES_X_KEY`,
    );
    expect(asked.map(({ what }) => what)).toEqual(expected);
  });

  it.each([
    ['passes', { seconds: 1 }, 'no answer within 1040 ms'],
    ['passes', { count: 2 }, 'no answer within 40 ms'],
    ['other', { seconds: 1 }, 'no answer within 40 ms'],
  ])('may be waited for by who has no clock of its own: %s, %j', async (name, params, reason) => {
    const states = await kept(serveJson(({ text }) => (text.includes('teardown') ? { status: 200 } : undefined)));
    const target = targetOf('http://127.0.0.1:9', {
      states: { url: states.url, headers: {} },
      timeouts: { connectMs: 1000, headersMs: 40, bodyMs: 40 },
    });
    const scenario = scenarioOf({ given: [{ name, params }], alone: true });
    const vocabulary = { passes: { name: 'passes', text: 'Seconds pass.', params: {}, waits: 'seconds' } };
    const { report } = await runAll([scenario], target, { spec: { ...specOf(), states: vocabulary } });
    expect(words(report.scenarios[0]?.outcome)).toMatch(new RegExp(`${reason}$`));
  });

  it('alone prove nothing', async () => {
    const server = await things();
    const { states } = await serveStates('');
    const { report } = await runAll([scenarioOf({ given, steps: [], alone: true })], targetOf(server.url, { states }));
    expect(words(report.scenarios[0]?.outcome)).toBe('errored: nothing was sent');
  });

  it('are torn down after a failure too, and never hide it', async () => {
    const server = await things();
    const { asked, states } = await serveStates('two teardown');
    const { report } = await runAll(
      [scenarioOf({ given, steps: [stepOf({ expect: refused })], alone: true })],
      targetOf(server.url, { states }),
    );
    expect(report.scenarios[0]?.outcome).toMatchObject({
      status: 'failed',
      problems: ["provider state 'two': teardown was answered with 500: no $STATES_X_KEY"],
    });
    expect(asked.map(({ what }) => what).at(-1)).toBe('one teardown');
  });
});
