import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../runner/book.ts';
import { kept, refused, signal, things, words } from './running.ts';
import {
  error,
  expectOf,
  LIST,
  runAll,
  SUCCESS,
  scenarioOf,
  serveJson,
  stepOf,
  targetOf,
  templateOf,
} from './support.ts';

describe('the door', () => {
  it('tells of each request before it is sent, and of what became of it', async () => {
    const entries: LedgerEntry[] = [];
    const before: number[] = [];
    const server = await things(({ method }) => {
      if (method === 'POST') before.push(entries.length);
      return method === 'POST' && before.length === 2 ? error(400, 'bad') : undefined;
    });
    const steps = [stepOf(), stepOf({ id: 'no', expect: refused })];
    await runAll([scenarioOf({ steps })], targetOf(server.url), { record: (entry) => entries.push(entry) });
    expect(entries.map(({ type }) => type)).toEqual(['intent', 'held', 'intent', 'refused', 'released']);
    expect(entries[0]).toEqual({
      type: 'intent',
      intent: 1,
      scenario: 'suite/one',
      as: 'valid',
      method: 'POST',
      url: `${server.url}/things`,
    });
    expect(entries[1]).toEqual({ type: 'held', intent: 1, scenario: 'suite/one', id: 'thing-1' });
    expect(before).toEqual([1, 3]);
  });

  it('tells of what cannot be given back, and why', async () => {
    const entries: LedgerEntry[] = [];
    const server = await things(({ method }) => (method === 'DELETE' ? error(403, 'forbidden') : undefined));
    await runAll([scenarioOf()], targetOf(server.url), { record: (entry) => entries.push(entry) });
    const reason = `DELETE ${server.url}/thing was answered with 403`;
    expect(entries.slice(2)).toEqual([{ type: 'leaked', id: 'thing-1', reason }]);
  });

  it.each([
    ['a fault', 'maybe', { status: 500, body: 'Oops' }, 'the answer 500 does not say that nothing was created'],
    ['no id', 'maybe', { status: 200, body: {} }, 'the answer 200 does not say what it created'],
  ])('tells of what may have been created by a request that was answered with %s', async (_, type, answer, reason) => {
    const entries: LedgerEntry[] = [];
    const server = await things(({ method }) => (method === 'POST' ? answer : undefined));
    await runAll([scenarioOf()], targetOf(server.url), { record: (entry) => entries.push(entry) });
    expect(entries.slice(1)).toEqual([{ type, intent: 1, reason }]);
  });

  it.each([false, true])(
    'is not even reached by a scenario that needs more than the budget (together: %s)',
    async (together) => {
      const server = await things();
      const scenario = scenarioOf({ steps: [stepOf({ times: 4, together })] });
      const { report } = await runAll([scenario], targetOf(server.url, { limits: { allocations: 3 } }));
      expect(words(report.scenarios[0]?.outcome)).toBe(
        'skipped: holds 4 resources at one time: needs a budget (target.yaml: limits.allocations)',
      );
      expect(server.asked).toEqual([]);
    },
  );

  it('is not reached either by one that gives back too little in between', async () => {
    const server = await things();
    const body = { json: { thing: { id: '${steps.two.response.body#/thing/id}' } } };
    const gone = stepOf({ id: 'gone', request: templateOf({ operation: 'release', body }) });
    const steps = [stepOf({ id: 'two', times: 2 }), gone, stepOf({ id: 'more', times: 2 })];
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url, { limits: { allocations: 2 } }));
    expect(words(report.scenarios[0]?.outcome)).toBe(
      'skipped: holds 3 resources at one time: needs a budget (target.yaml: limits.allocations)',
    );
    expect(server.asked).toEqual([]);
  });

  it('lets a scenario hold one thing after another, as many as it likes', async () => {
    const server = await things();
    const steps = ['one', 'two', 'three'].flatMap((id) => {
      const body = { json: { thing: { id: `\${steps.${id}.response.body#/thing/id}` } } };
      return [stepOf({ id }), stepOf({ id: `${id}-gone`, request: templateOf({ operation: 'release', body }) })];
    });
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url, { limits: { allocations: 1 } }));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
    expect(report).toMatchObject({ created: 3, released: 3 });
  });

  it.each([false, true])(
    'lets no more be held than the budget allows, whatever the target does (together: %s)',
    async (together) => {
      const server = await things(({ headers }) => (headers['x-keep'] === '1' ? error(403, 'forbidden') : undefined));
      const release = stepOf({
        id: 'release',
        request: templateOf({ operation: 'release', headers: { 'x-keep': '1' } }),
        expect: expectOf([SUCCESS, { status: 403, code: 'forbidden' }]),
      });
      const steps = [
        stepOf({ times: 3 }),
        release,
        { ...release, id: 'release-2' },
        stepOf({ id: 'more', times: 2, together }),
      ];
      const limits = { allocations: 3, drain: 9 };
      const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url, { limits }));
      expect(words(report.scenarios[0]?.outcome)).toBe(
        "errored: step 'more': more than 3 resources would be held at one time (target.yaml: limits.allocations)",
      );
      expect(server.asked.filter(({ method }) => method === 'POST')).toHaveLength(3);
      expect(server.things.size).toBe(0);
    },
  );

  it('lets requests pass that are to be refused, however much is held', async () => {
    const server = await things(({ method }, held) =>
      method === 'POST' && held.size >= 3 ? error(503, 'none_left') : undefined,
    );
    const steps = [stepOf({ times: 5, expect: expectOf([{ status: 503, code: 'none_left' }], { succeed: 3 }) })];
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url, { limits: { allocations: 3 } }));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
  });

  it('keeps scenarios side by side within the budget', async () => {
    let most = 0;
    const server = await things((_, held) => {
      most = Math.max(most, held.size);
      return undefined;
    });
    const scenarios = Array.from({ length: 8 }, (_, index) =>
      scenarioOf({ id: `suite/${index}`, steps: [stepOf({ times: 2 })] }),
    );
    const { report } = await runAll(scenarios, targetOf(server.url, { limits: { allocations: 4, concurrency: 8 } }));
    expect(report.counts.passed).toBe(8);
    expect(most).toBeLessThanOrEqual(4);
  });

  it('sees one resource handed out twice, to another scenario too', async () => {
    const [first, second] = [signal(), signal()];
    const server = await kept(
      serveJson(async ({ method, headers }) => {
        const mine = headers['x-scenario'] === 'one';
        if (method === 'DELETE') second.give();
        if (method === 'GET') first.give();
        if (method !== 'POST') await second.given;
        else if (!mine) await first.given;
        return {
          status: 200,
          body: { thing: { id: mine ? 'thing-1' : 'thing-2', name: 'same' }, pages: 1, things: [] },
        };
      }),
    );
    const create = (scenario: string) => stepOf({ request: templateOf({ headers: { 'x-scenario': scenario } }) });
    const scenarios = [
      scenarioOf({ steps: [create('one'), stepOf({ id: 'list', request: LIST })] }),
      scenarioOf({ id: 'suite/two', steps: [create('two')] }),
    ];
    const { report } = await runAll(scenarios, targetOf(server.url));
    expect(report.scenarios[1]?.outcome).toMatchObject({
      status: 'failed',
      findings: [{ check: 'unique', requirements: ['UNIQUE'], actual: 'same, which is held already' }],
    });
    expect(report.scenarios[0]?.outcome.status).toBe('passed');
  });

  it('does not mind that something is handed out again whose release is under way', async () => {
    const [releasing, created] = [signal(), signal()];
    const server = await kept(
      serveJson(async ({ method, headers, json }) => {
        const mine = headers['x-scenario'] === 'one';
        if (method === 'DELETE' && JSON.stringify(json).includes('thing-1')) {
          releasing.give();
          await created.given;
        }
        if (method === 'POST' && !mine) await releasing.given;
        return {
          status: 200,
          body: { thing: { id: mine ? 'thing-1' : 'thing-2', name: 'same' }, pages: 1, things: [] },
        };
      }),
    );
    const create = (scenario: string) => stepOf({ request: templateOf({ headers: { 'x-scenario': scenario } }) });
    const last = stepOf({ id: 'list', request: LIST });
    const scenarios = [
      scenarioOf({ steps: [create('one')] }),
      scenarioOf({ id: 'suite/two', steps: [create('two'), last] }),
    ];
    const { report } = await runAll(scenarios, targetOf(server.url), {
      record: (entry) => {
        if (entry.type === 'held' && entry.id === 'thing-2') created.give();
      },
    });
    expect(report.verdict).toBe('conformant');
  });

  it('sees something handed out again whose release was refused', async () => {
    let created = 0;
    const server = await things(({ method, headers }) => {
      if (method === 'POST') return { status: 200, body: { thing: { id: `thing-${++created}`, name: 'same' } } };
      return headers['x-keep'] === '1' ? error(403, 'forbidden') : { status: 200 };
    });
    const body = { json: { thing: { id: '${steps.step-1.response.body#/thing/id}' } } };
    const release = stepOf({
      id: 'release',
      request: templateOf({ operation: 'release', headers: { 'x-keep': '1' }, body }),
      expect: expectOf([{ status: 403, code: 'forbidden' }]),
    });
    const { report } = await runAll(
      [scenarioOf({ steps: [stepOf(), release, stepOf({ id: 'again' })] })],
      targetOf(server.url),
    );
    expect(report.scenarios[0]?.outcome).toMatchObject({
      status: 'failed',
      findings: [{ check: 'unique', step: 'again' }],
    });
  });

  it('does not mind that what was released is handed out again', async () => {
    const server = await things(({ method }) =>
      method === 'POST' ? { status: 200, body: { thing: { id: 'thing-1', name: 'same' } } } : { status: 200 },
    );
    const { report } = await runAll(
      [scenarioOf(), scenarioOf({ id: 'suite/two' })],
      targetOf(server.url, { limits: { concurrency: 1 } }),
    );
    expect(report.verdict).toBe('conformant');
  });
});
