import { describe, expect, it } from 'vitest';
import { kept, refused, things, words } from './running.ts';
import { PLACE, runAll, scenarioOf, serveJson, specOf, stepOf, targetOf } from './support.ts';

describe('provider states', () => {
  const given = [
    { name: 'one', params: { organization: '${organization.main.id}' } },
    { name: 'two', params: {} },
  ];
  const serveStates = async (refuse: string) => {
    const asked: unknown[] = [];
    const server = await kept(
      serveJson(({ json, headers }) => {
        asked.push(json);
        const { state, action } = json as { state: string; action: string };
        return `${state} ${action}` === refuse
          ? { status: 500, body: `no ${String(headers['x-key'])}` }
          : { status: 200 };
      }),
    );
    return { asked, states: { url: `${server.url}/states`, headers: { 'X-Key': 'key-of-the-states-url' } } };
  };
  const sequence = (asked: readonly unknown[]) =>
    asked.map((one) => one as { state: string; action: string }).map(({ state, action }) => `${state} ${action}`);

  it('are set up in order, and torn down in reverse', async () => {
    const server = await things();
    const { asked, states } = await serveStates('');
    const between = { kind: 'state', id: 'between', place: PLACE, state: { name: 'three', params: {} } } as const;
    const scenario = scenarioOf({ given, steps: [stepOf(), between, stepOf({ id: 'last' })], alone: true });
    const { report } = await runAll([scenario], targetOf(server.url, { states }));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
    expect(asked[0]).toEqual({ state: 'one', params: { organization: 'org-1' }, action: 'setup' });
    expect(sequence(asked)).toEqual([
      'one setup',
      'two setup',
      'three setup',
      'three teardown',
      'two teardown',
      'one teardown',
    ]);
  });

  it.each([
    ['two setup', ['one setup', 'two setup', 'one teardown']],
    ['two teardown', ['one setup', 'two setup', 'two teardown', 'one teardown']],
  ])('that fail make an error of the scenario: %s', async (refuse, expected) => {
    const server = await things();
    const { asked, states } = await serveStates(refuse);
    const { report } = await runAll([scenarioOf({ given, alone: true })], targetOf(server.url, { states }));
    expect(words(report.scenarios[0]?.outcome)).toBe(
      `errored: provider state 'two': ${refuse.slice(4)} was answered with 500: no $STATES_X_KEY`,
    );
    expect(sequence(asked)).toEqual(expected);
  });

  it.each([
    ['passes', { seconds: 1 }, 'no answer within 1040 ms'],
    ['passes', { count: 2 }, 'no answer within 40 ms'],
    ['other', { seconds: 1 }, 'no answer within 40 ms'],
  ])('may be waited for by who has no clock of its own: %s, %j', async (name, params, reason) => {
    const states = await kept(serveJson(() => undefined));
    const target = targetOf('http://127.0.0.1:9', {
      states: { url: states.url, headers: {} },
      timeouts: { connectMs: 1000, headersMs: 40, bodyMs: 40 },
    });
    const scenario = scenarioOf({ given: [{ name, params }], alone: true });
    const vocabulary = { passes: { name: 'passes', text: 'Seconds pass.', params: {}, waits: 'seconds' } };
    const { report } = await runAll([scenario], target, { spec: { ...specOf(), states: vocabulary } });
    expect(words(report.scenarios[0]?.outcome)).toMatch(new RegExp(`${reason}$`));
  });

  it('whose setting up got no answer are torn down all the same', async () => {
    const server = await things();
    const asked: unknown[] = [];
    const handler = await kept(
      serveJson(({ json }, response) => {
        asked.push(json);
        if (asked.length > 1) return { status: 200 };
        response.destroy();
        return undefined;
      }),
    );
    const states = { url: handler.url, headers: {} };
    const { report } = await runAll([scenarioOf({ given, alone: true })], targetOf(server.url, { states }));
    expect(words(report.scenarios[0]?.outcome)).toMatch(/^errored: provider state 'one': setup got no answer/);
    expect(sequence(asked)).toEqual(['one setup', 'one teardown']);
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
    expect(sequence(asked)).toHaveLength(4);
  });
});
