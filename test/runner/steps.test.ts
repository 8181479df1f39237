import { describe, expect, it } from 'vitest';
import { exchangesOf, kept, refused, things, words } from './running.ts';
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

describe('steps', () => {
  it('refer to earlier answers', async () => {
    const server = await things();
    const steps = [
      stepOf({ id: 'made', times: 2 }),
      stepOf({
        id: 'again',
        request: templateOf({
          body: {
            json: {
              colour: '${steps.made.1.response.body#/thing/id}',
              text: 'x ${steps.made.response.body#/thing/id}',
            },
          },
        }),
        expect: expectOf([SUCCESS], {
          body: { '/thing/colour': '${steps.made.1.response.body#/thing/id}' },
          conceals: ['${steps.made.0.response.body#/thing/id}'],
        }),
      }),
    ];
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
    expect(server.asked[2]?.json).toEqual({ colour: 'thing-2', text: 'x thing-1' });
  });

  const nulls = () =>
    things(({ method }) =>
      method === 'POST' ? { status: 200, body: { thing: { id: 'one' }, null: null } } : undefined,
    );

  it.each([
    [
      'what no answer has',
      { body: { json: '${steps.made.response.body#/none}' } },
      'no earlier answer has a value for ${steps.made.response.body#/none}',
    ],
    [
      'what is null, in a query',
      { query: { of: '${steps.made.response.body#/null}' } },
      'an earlier answer has null for ${steps.made.response.body#/null}, which no path and no query can carry',
    ],
    [
      'what is null, in a path',
      { path: '/things/${steps.made.response.body#/null}' },
      'an earlier answer has null for ${steps.made.response.body#/null}, which no path and no query can carry',
    ],
  ])('that refer to %s cannot be judged', async (_, request, reason) => {
    const server = await nulls();
    const steps = [stepOf({ id: 'made' }), stepOf({ id: 'next', request: templateOf(request) })];
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toBe(`errored: step 'next': ${reason}`);
    expect(server.asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('carry a null of an earlier answer in their body', async () => {
    const server = await nulls();
    const request = templateOf({ body: { json: { given: '${steps.made.response.body#/null}' } } });
    await runAll(
      [scenarioOf({ steps: [stepOf({ id: 'made' }), stepOf({ id: 'next', request })] })],
      targetOf(server.url),
    );
    expect(server.asked.filter(({ method }) => method === 'POST')[1]?.json).toEqual({ given: null });
  });

  it('after one that went wrong are not carried out', async () => {
    const server = await things();
    const steps = [stepOf({ id: 'made', expect: refused }), stepOf({ id: 'next' })];
    const { events, report } = await runAll([scenarioOf({ steps })], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toBe('The answer is 200 (success); expected 400 bad.');
    expect(exchangesOf(events)).toEqual(['made 200', 'release 200']);
  });

  it('that are wrong break what they prove themselves', async () => {
    const server = await things();
    const steps = [stepOf({ requirements: ['ONE'] }), stepOf({ id: 'next', expect: refused, requirements: ['TWO'] })];
    const scenario = scenarioOf({ steps, requirements: ['ONE', 'TWO'] });
    const { report } = await runAll([scenario], targetOf(server.url));
    expect(report.scenarios[0]?.outcome).toMatchObject({ findings: [{ step: 'next', requirements: ['TWO'] }] });
  });

  it.each([
    ['another answer', stepOf({ expect: refused }), 'The answer is 200 (success); expected 400 bad.'],
    [
      'more successes',
      stepOf({ times: 2, expect: expectOf([SUCCESS], { succeed: 1 }) }),
      '2 of 2 requests succeeded; expected exactly 1.',
    ],
    [
      'more in the list',
      stepOf({ expect: expectOf([SUCCESS], { allocates: 0 }) }),
      'The step created 1 new in the list',
    ],
  ])('after one that came to %s prove nothing of what a server should do', async (_, step, message) => {
    const server = await things();
    const steps = [{ ...step, id: 'made' }, stepOf({ id: 'next' })];
    const scenario = scenarioOf({ steps, requirements: ['SOFT'], alone: true, observe: LIST });
    const { events, report } = await runAll([scenario], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toContain(`errored: step 'made': ${message}`);
    expect(exchangesOf(events)).not.toContain('next 200');
  });

  it('after one whose answer broke off are not carried out', async () => {
    let asked = 0;
    const server = await things(({ method }, _, response) => {
      if (method !== 'POST' || asked++ > 0) return undefined;
      response.writeHead(200, { 'content-length': '100' });
      response.write('{}', () => response.destroy());
      return 'silent';
    });
    const { events } = await runAll([scenarioOf({ steps: [stepOf(), stepOf({ id: 'next' })] })], targetOf(server.url));
    expect(exchangesOf(events)).toEqual(['step-1 200']);
  });

  it('after one that only broke a form are', async () => {
    const server = await things(({ method }, _, response) => {
      if (method === 'POST') response.setHeader('x-odd', '1');
      return undefined;
    });
    const { events, report } = await runAll(
      [scenarioOf({ steps: [stepOf(), stepOf({ id: 'next' })] })],
      targetOf(server.url),
    );
    expect(exchangesOf(events)).toEqual(['step-1 200', 'next 200', 'release 200', 'release 200']);
    expect(report.scenarios[0]?.outcome).toMatchObject({
      status: 'passed',
      warnings: [
        { step: 'step-1', exchange: 0 },
        { step: 'next', exchange: 1 },
      ],
    });
  });

  it.each([
    ['a failure outweighs an error', [stepOf({ expect: refused }), stepOf({ id: 'b' })], 'failed'],
    [
      'an error outweighs a pass',
      [stepOf(), stepOf({ id: 'b', request: templateOf({ headers: { 'x-hang': '1' } }) })],
      'errored',
    ],
  ])('%s', async (_, steps, status) => {
    const server = await things(({ headers }) => (headers['x-hang'] === '1' ? 'silent' : undefined));
    const { report } = await runAll(
      [scenarioOf({ steps })],
      targetOf(server.url, { timeouts: { connectMs: 1000, headersMs: 250, bodyMs: 250 } }),
    );
    expect(report.scenarios[0]?.outcome.status).toBe(status);
  });

  it('together are sent at one moment over connections that are open', async () => {
    const waiting: (() => void)[] = [];
    const server = await kept(
      serveJson(async ({ path, method }) => {
        if (method === 'DELETE') return { status: 200 };
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          if (waiting.length === 5) for (const go of waiting) go();
        });
        return { status: 200, body: { thing: { id: `thing-${path}${waiting.length}` } } };
      }),
    );
    const { report } = await runAll(
      [scenarioOf({ steps: [stepOf({ times: 5, together: true })], alone: true })],
      targetOf(server.url),
    );
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
    expect(report.scenarios[0]?.overlap).toMatchObject({ requests: 5, inFlight: 5 });
  });

  it('until an answer go on as long as they succeed, within the budget', async () => {
    const pool = (free: number) =>
      things(({ method }, held) => (method === 'POST' && held.size >= free ? error(503, 'none_left') : undefined));
    const drain = scenarioOf({
      level: 'draining',
      alone: true,
      steps: [stepOf({ until: [{ status: 503, code: 'none_left' }] })],
    });
    const run = async (free: number, budget: number) => {
      const server = await pool(free);
      const { events, report } = await runAll(
        [drain],
        targetOf(server.url, { limits: { drain: budget, allocations: 1 } }),
      );
      expect(server.things.size).toBe(0);
      return [words(report.scenarios[0]?.outcome), exchangesOf(events).filter((one) => one.startsWith('step')).length];
    };
    expect(await run(3, 5)).toEqual(['passed', 4]);
    expect(await run(5, 3)).toEqual([
      "errored: step 'step-1': the pool has at least 3 resources, and no more may be taken (target.yaml: limits.drain)",
      3,
    ]);
  });

  it('after those that emptied a pool may take what was given back, within the budget of that', async () => {
    const server = await things(({ method }, held) => {
      return method === 'POST' && held.size >= 3 ? error(503, 'none_left') : undefined;
    });
    const body = { json: { thing: { id: '${steps.drain.0.response.body#/thing/id}' } } };
    const steps = [
      stepOf({ id: 'drain', until: [{ status: 503, code: 'none_left' }] }),
      stepOf({ id: 'back', request: templateOf({ operation: 'release', body }) }),
      stepOf({ id: 'again' }),
    ];
    const scenario = scenarioOf({ level: 'draining', alone: true, steps });
    const limits = { drain: 5, allocations: 1 };
    const { report } = await runAll([scenario], targetOf(server.url, { limits }));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
    expect(report).toMatchObject({ created: 4, released: 4 });
  });

  it('until an answer are held to all that the step expects of each', async () => {
    const server = await things(({ method }, held) => {
      return method === 'POST' && held.size >= 2 ? error(503, 'none_left') : undefined;
    });
    const steps = [
      stepOf({
        until: [{ status: 503, code: 'none_left' }],
        expect: expectOf([SUCCESS], { body: { '/thing/colour': 'red' } }),
      }),
    ];
    const scenario = scenarioOf({ level: 'draining', alone: true, steps });
    const { report } = await runAll([scenario], targetOf(server.url, { limits: { drain: 5 } }));
    expect(words(report.scenarios[0]?.outcome)).toBe('/thing/colour is nothing; expected "red". (2 of 3 requests)');
  });

  it('until an answer are not begun where others may give back meanwhile what they took', async () => {
    const server = await things();
    const drain = scenarioOf({ level: 'draining', steps: [stepOf({ until: [{ status: 503, code: 'none_left' }] })] });
    const shared = targetOf(server.url, { dedicated: false, limits: { drain: 5 } });
    const { report } = await runAll([drain], shared);
    expect(words(report.scenarios[0]?.outcome)).toBe(
      'skipped: empties a pool, which others may fill meanwhile: needs a pool of its own (target.yaml: dedicated)',
    );
    expect(server.asked).toEqual([]);
  });

  it('until an answer that comes at once prove nothing', async () => {
    const server = await things(({ method }) => (method === 'POST' ? error(503, 'none_left') : undefined));
    const steps = [stepOf({ until: [{ status: 503, code: 'none_left' }] })];
    const scenario = scenarioOf({ level: 'draining', alone: true, steps });
    const { report } = await runAll([scenario], targetOf(server.url, { limits: { drain: 5 } }));
    expect(words(report.scenarios[0]?.outcome)).toBe(
      "errored: step 'step-1': the pool was dry before anything was taken from it",
    );
  });

  it('stop at a request without an answer, and count no success as missing', async () => {
    let asked = 0;
    const server = await things(({ method }) => (method === 'POST' && ++asked === 2 ? 'silent' : undefined));
    const steps = [stepOf({ times: 5, expect: expectOf([SUCCESS], { succeed: 5 }) })];
    const { report } = await runAll(
      [scenarioOf({ steps })],
      targetOf(server.url, { timeouts: { connectMs: 1000, headersMs: 250, bodyMs: 250 } }),
    );
    expect(words(report.scenarios[0]?.outcome)).toBe(
      "errored: step 'step-1': no answer (timeout): no answer within 250 ms",
    );
    expect(asked).toBe(2);
  });
});
