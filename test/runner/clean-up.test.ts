import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Spec } from '../../runner/types/spec.ts';
import { inhabited, listing, named } from './inhabited.ts';
import { BAD, brokenOff, exchangesOf, kept, refused, signal, things, words } from './running.ts';
import {
  error,
  expectOf,
  LIST,
  PLACE,
  type Reply,
  runAll,
  SECRETS,
  SUCCESS,
  scenarioOf,
  serveJson,
  specOf,
  stepOf,
  stoppedClock,
  targetOf,
  templateOf,
} from './support.ts';

describe('clean-up', () => {
  it('takes note of what a scenario releases itself', async () => {
    const server = await things();
    const release = stepOf({
      id: 'gone',
      request: templateOf({
        operation: 'release',
        body: { json: { thing: { id: '${steps.step-1.response.body#/thing/id}' } } },
      }),
    });
    const { events, report } = await runAll([scenarioOf({ steps: [stepOf(), release] })], targetOf(server.url));
    expect(exchangesOf(events)).toEqual(['step-1 200', 'gone 200']);
    expect(report).toMatchObject({ created: 1, released: 1 });
  });

  it('takes an id that is answered anew while its release is under way for one that was given back', async () => {
    const [releasing, again] = [signal(), signal()];
    const asked: string[] = [];
    const server = await kept(
      serveJson(async ({ method }) => {
        asked.push(method);
        const nth = asked.filter((one) => one === method).length;
        if (method === 'POST') {
          if (nth === 2) await releasing.given;
          return { status: 200, body: { thing: { id: 'thing-1', name: `name-${nth}` } } };
        }
        if (method === 'DELETE' && nth === 1) {
          releasing.give();
          await again.given;
        } else if (method === 'DELETE') again.give();
        return { status: 200, body: method === 'GET' ? { pages: 1, things: [] } : {} };
      }),
    );
    const { report } = await runAll([scenarioOf(), scenarioOf({ id: 'suite/two' })], targetOf(server.url));
    expect(report).toMatchObject({ verdict: 'conformant', created: 2, released: 2, leaks: [] });
  });

  it('happens after a failure too', async () => {
    const server = await things();
    const { report } = await runAll(
      [scenarioOf({ steps: [stepOf({ times: 3, expect: expectOf([SUCCESS], { body: { '/thing/colour': 'no' } }) })] })],
      targetOf(server.url),
    );
    expect(report).toMatchObject({ created: 3, released: 3, verdict: 'broken' });
    expect(server.things.size).toBe(0);
  });

  it('takes only what was served once where everything had to be refused', async () => {
    const server = await things();
    const steps = [stepOf({ times: 3, expect: refused })];
    const { report } = await runAll([scenarioOf({ level: 'safe', steps })], targetOf(server.url));
    expect(report).toMatchObject({ created: 1, released: 1, verdict: 'broken' });
  });

  it('takes an address that is named under any status, or in a body that broke off', async () => {
    const server = await things(({ method }, held) => {
      if (method !== 'POST') return undefined;
      held.set('odd', { id: 'odd' });
      if (held.size === 1) return { status: 500, body: { thing: { id: 'odd' } } };
      return undefined;
    });
    const cut = await things(({ method }, held, response) => {
      if (method !== 'POST') return undefined;
      held.set('cut', { id: 'cut' });
      response.writeHead(200, { 'content-length': '100' });
      const part = '{"thing": {"name": "a \\" },", "id": "cut", "size": 1';
      response.write(part, () => response.destroy());
      return 'silent';
    });
    for (const one of [server, cut]) {
      const { report } = await runAll([scenarioOf()], targetOf(one.url));
      expect(report).toMatchObject({ created: 1, released: 1, leaks: [], verdict: 'broken' });
      expect(one.things.size).toBe(0);
    }
  });

  it.each([
    ['after an object', '{"thing": {"id": "cut"}, "size": 1'],
    ['after a list', '{"tags": [1, [2]], "thing": {"id": "cut", "size": 1'],
    ['in a list', '{"thing": {"id": "cut", "tags": ["a", {"b": 1'],
    ['in a text with a bracket', '{"thing": {"id": "cut", "of": "}]", "name": "\\", {'],
    ['behind a byte order mark', '\ufeff{"thing": {"id": "cut", "size": 1'],
  ])('takes an address that is named in a body that broke off %s', async (_, part) => {
    const server = await things(({ method }, held, response) => {
      if (method !== 'POST') return undefined;
      held.set('cut', { id: 'cut' });
      response.writeHead(200, { 'content-length': '100' });
      response.write(part, () => response.destroy());
      return 'silent';
    });
    const { report } = await runAll([scenarioOf()], targetOf(server.url));
    expect(report).toMatchObject({ created: 1, released: 1, leaks: [] });
    expect(server.things.size).toBe(0);
  });

  it('is not stopped by an id that no path can carry', async () => {
    const odd = '\ud800';
    const server = await things(({ method }, held) => {
      if (method !== 'POST' || held.has(odd)) return undefined;
      held.set(odd, { id: odd });
      return { status: 200, body: '{"thing": {"id": "\\ud800", "name": "odd"}}' };
    });
    const scenarios = [scenarioOf(), scenarioOf({ id: 'suite/two' })];
    const { report } = await runAll(scenarios, targetOf(server.url, { limits: { concurrency: 1 } }));
    expect(report).toMatchObject({ verdict: 'conformant', created: 2, released: 2, leaks: [] });
    expect(server.things.size).toBe(0);
  });

  it.each([
    ['a path', { path: '/thing/{$response.body#/thing/id}', query: {} }],
    ['a query', { query: { id: '$response.body#/thing/id' } }],
  ])('sends an id that UTF-8 cannot carry in %s as well as it can', async (_, link) => {
    const gone: string[] = [];
    const server = await things(({ method, path, query }) => {
      if (method === 'POST') return { status: 200, body: '{"thing": {"id": "\\ud800", "name": "odd"}}' };
      if (method === 'DELETE') gone.push(`${path} ${query}`);
      return { status: 200 };
    });
    const release = { operation: 'release', ...link };
    const spec = specOf({ create: { links: { release } }, release: { isAt: () => true } });
    const { report } = await runAll([scenarioOf()], targetOf(server.url), { spec });
    expect(report).toMatchObject({ verdict: 'conformant', created: 1, released: 1, leaks: [] });
    expect(gone).toEqual([expect.stringContaining('%EF%BF%BD')]);
  });

  const answering = (answers: readonly (number | 'nothing')[]) => {
    let tries = 0;
    return things(({ method }, _, response) => {
      const status = method === 'DELETE' ? answers[tries++] : undefined;
      if (status === 'nothing') {
        response.destroy();
        return 'silent';
      }
      return status === 404 ? error(404, 'absent') : (status && { status, body: 'no' }) || undefined;
    });
  };

  it.each([
    ['counts as released where that has no code', [], 'conformant'],
    ['does not where it should have one', [{ status: 404, code: 'absent', pointer: '' }], 'undetermined'],
  ])('what is answered with 404 after a release without an answer %s', async (_, errors, verdict) => {
    let tries = 0;
    const server = await things(({ method }, held, response) => {
      if (method !== 'DELETE') return undefined;
      held.clear();
      if (tries++ > 0) return { status: 404, body: '' };
      response.destroy();
      return 'silent';
    });
    const { report } = await runAll([scenarioOf()], targetOf(server.url), { spec: specOf({ release: { errors } }) });
    expect(report.verdict).toBe(verdict);
  });

  it.each<[what: string, answers: readonly (number | 'nothing')[], pauses: readonly number[]]>([
    ['again after a fault of the server', [500, 500], [250]],
    ['again what the server did not know yet', [404, 404], [250]],
    ['no more once it is gone after an attempt without an answer', ['nothing', 404], []],
  ])('tries %s', async (_, answers, pauses) => {
    const server = await answering(answers);
    const clock = stoppedClock();
    const { report } = await runAll([scenarioOf()], targetOf(server.url), { clock });
    expect(report).toMatchObject({ released: 1, leaks: [], verdict: 'conformant' });
    expect(clock.slept.filter((ms) => ms <= 1000)).toEqual(pauses);
  });

  it('takes no word for it that a thing is gone which it never saw released', async () => {
    const server = await answering([404, 404, 404, 404, 404, 404]);
    const { report } = await runAll([scenarioOf()], targetOf(server.url));
    expect(report).toMatchObject({ released: 0, verdict: 'undetermined' });
    expect(report.leaks).toMatchObject([{ resource: 'thing-1', scenario: 'suite/one' }]);
  });

  it('reports what it cannot give back, and waits for that only once', async () => {
    const server = await things(({ method }) => (method === 'DELETE' ? error(403, 'forbidden') : undefined));
    const clock = stoppedClock();
    const { report } = await runAll([scenarioOf({ steps: [stepOf({ times: 2 })] })], targetOf(server.url), { clock });
    expect(report.leaks.map(({ resource, reason }) => [resource, reason])).toEqual([
      ['thing-1', `DELETE ${server.url}/thing was answered with 403`],
      ['thing-2', `DELETE ${server.url}/thing was answered with 403`],
    ]);
    expect(report).toMatchObject({ verdict: 'undetermined', created: 2, released: 0, counts: { passed: 1 } });
    expect(clock.slept.filter((ms) => ms <= 1000)).toEqual([250, 1000]);
  });

  it.each([
    ['a 404 of a route', { status: 404, body: 'no such route' }],
    ['a success with the code of an error', { status: 200, body: { code: 'forbidden', detail: {} } }],
  ])('does not take %s for a release', async (_, answer) => {
    const server = await things(({ method }) => (method === 'DELETE' ? answer : undefined));
    const { report } = await runAll([scenarioOf()], targetOf(server.url));
    expect(report.leaks).toMatchObject([{ resource: 'thing-1' }]);
  });

  it('uses the token that created, and no other if that may', async () => {
    const server = await things();
    const steps = [stepOf({ request: templateOf({ as: 'second' }) })];
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url));
    expect(report).toMatchObject({ released: 1, leaks: [] });
    const releases = server.asked.filter(({ method }) => method === 'DELETE');
    expect(releases.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${SECRETS.second}`]);
  });

  it('uses the token that created, and else the valid one', async () => {
    const tokens: unknown[] = [];
    const server = await things(({ method, headers }) => {
      if (method !== 'DELETE') return undefined;
      tokens.push(headers.authorization);
      return String(headers.authorization).includes('second') ? error(403, 'forbidden') : undefined;
    });
    const { report } = await runAll(
      [scenarioOf({ steps: [stepOf({ request: templateOf({ as: 'second' }) })] })],
      targetOf(server.url),
    );
    expect(report).toMatchObject({ released: 1, leaks: [] });
    expect(tokens).toEqual(['Bearer second-0123456789abcdef', 'Bearer valid-0123456789abcdef']);
  });

  it('sends nothing without a token that the target has one for, even to give back what was created without one', async () => {
    const server = await things();
    const scenario = scenarioOf({ steps: [stepOf({ request: templateOf({ as: 'nobody' }) })] });
    const { report } = await runAll([scenario], targetOf(server.url));
    expect(report).toMatchObject({ released: 1, leaks: [] });
    const releases = server.asked.filter(({ method }) => method === 'DELETE');
    expect(releases.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${SECRETS.valid}`]);
  });

  it('gives back without a token, and lists so, what was created so at a target that has none', async () => {
    const server = await inhabited();
    const scenario = scenarioOf({ steps: [stepOf({ request: templateOf({ as: 'nobody' }) })] });
    const { report } = await runAll([scenario], targetOf(server.url, { tokens: {} }), { spec: listing() });
    expect(report).toMatchObject({ verdict: 'conformant', released: 1, leaks: [] });
    expect(server.asked.map(({ method }) => method)).toEqual(['GET', 'POST', 'DELETE', 'GET']);
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual(Array(4).fill(undefined));
  });

  it('tells what a scenario may have left behind as that of no other', async () => {
    let first = true;
    const server = await things(({ method }) => {
      const odd = first && method === 'POST';
      first &&= !odd;
      return odd ? { status: 500, body: 'Oops' } : undefined;
    });
    const scenarios = [scenarioOf(), scenarioOf({ id: 'suite/two' })];
    const { report } = await runAll(scenarios, targetOf(server.url, { limits: { concurrency: 1 } }));
    expect(report.leaks).toMatchObject([{ scenario: 'suite/one', resource: 'unknown' }]);
  });

  it('follows the link of the operation that created, whichever that is', async () => {
    const base = specOf();
    const { create, release } = base.operations;
    const links = { release: { operation: 'discard', query: { id: '$response.body#/thing/id' } } };
    const built = { path: '/built', isAt: (path: string) => path === '/built' };
    const operations = {
      ...base.operations,
      build: { ...create, ...built, id: 'build', links },
      discard: { ...release, ...built, id: 'discard' },
    } as Spec['operations'];
    const codeOf: Spec['codeOf'] = (id, response) => base.codeOf(id === 'build' ? 'create' : id, response);
    const server = await things(({ method, path }) => {
      if (path !== '/built') return undefined;
      return { status: 200, body: method === 'POST' ? { thing: { id: 'built', name: 'built' } } : {} };
    });
    const steps = [stepOf(), stepOf({ id: 'build', request: templateOf({ operation: 'build' }) })];
    const spec = { ...base, operations, codeOf };
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url), { spec });
    expect(report).toMatchObject({ verdict: 'conformant', created: 2, released: 2, leaks: [] });
    const released = server.asked.filter(({ method }) => method === 'DELETE');
    expect(released.map(({ path, query }) => `${path}?${query}`)).toEqual(['/thing?', '/built?id=built']);
  });

  it('waits for provider states to end if they are in its way', async () => {
    let down = false;
    const states = await kept(
      serveJson(({ json }) => {
        down = (json as { action: string }).action === 'setup';
        return { status: 200 };
      }),
    );
    const server = await things(() => (down ? error(503, 'none_left') : undefined));
    const steps = [stepOf(), { kind: 'state', id: 'down', place: PLACE, state: { name: 'down', params: {} } } as const];
    const { report } = await runAll(
      [scenarioOf({ steps, alone: true })],
      targetOf(server.url, { states: { url: states.url, headers: {} } }),
    );
    expect(report).toMatchObject({ released: 1, leaks: [], verdict: 'conformant' });
    expect(server.things.size).toBe(0);
  });

  it('tries all that is held some seconds before an interrupted run has to end, whatever else is under way', async () => {
    const controller = new AbortController();
    const [others, end] = [signal(), signal()];
    const released: string[] = [];
    const server = await kept(
      serveJson(async ({ method, json }) => {
        if (method !== 'DELETE') return named({ id: `thing-${++created}` });
        released.push((json as { thing: { id: string } }).thing.id);
        if (released.length === 1) controller.abort();
        if (released.length === 3) others.give();
        if (released.at(-1) === 'thing-1') await others.given;
        return { status: 200 };
      }),
    );
    let created = 0;
    const sleep = (ms: number) => (ms === 6000 ? end.given : Promise.resolve());
    const clock = { ...stoppedClock(), sleep };
    const scenario = scenarioOf({ steps: [stepOf({ times: 3 })] });
    const { report } = await runAll([scenario], targetOf(server.url), { clock, signal: controller.signal });
    end.give();
    expect(released).toEqual(['thing-1', 'thing-2', 'thing-3']);
    expect(report).toMatchObject({ ending: 'interrupted', created: 3, released: 3, leaks: [] });
  });

  it.each<[what: string, answer: 'closed' | 'lost', leaks: number]>([
    ['may have created something is reported', 'lost', 1],
    ['was refused is not', 'closed', 0],
  ])('a request that %s', async (_, answer, leaks) => {
    const server = await things(({ method }, __, response) => {
      if (method !== 'POST') return undefined;
      if (answer === 'closed') return error(400, 'bad');
      response.destroy();
      return 'silent';
    });
    const { report } = await runAll(
      [scenarioOf({ steps: [stepOf({ expect: expectOf([SUCCESS, BAD]) })] })],
      targetOf(server.url),
    );
    expect(report.leaks).toHaveLength(leaks);
    if (leaks === 1) {
      expect(report.leaks[0]).toMatchObject({
        resource: 'unknown',
        reason: expect.stringContaining('may have created it: no answer: the connection was closed'),
      });
      expect(words(report.scenarios[0]?.outcome)).toMatch(/^errored: .*no answer \(closed\)/);
    }
  });

  it.each([
    ['a fault of the server may have', { status: 500, body: 'Oops' }, 1],
    ['a documented refusal has not', error(503, 'none_left'), 0],
    ['a success without an id has', { status: 200, body: {} }, 1],
    ['a success with an empty id has', { status: 200, body: { thing: { id: '' } } }, 1],
    ['a success with an id that is no text has', { status: 200, body: { thing: { id: 5 } } }, 1],
    ['a redirect to what was made may have', { status: 303, body: '' }, 1],
    ['one that may be to that may have', { status: 302, body: '' }, 1],
    ['who waited no longer may have', { status: 408, body: '' }, 1],
    ['a client that went away may have', { status: 499, body: '' }, 1],
    ['a redirect to where to ask has not', { status: 307, body: '' }, 0],
    ['a server that has not come to it yet may have', { status: 501, body: '' }, 1],
    ['a refusal of any other kind has not', { status: 418, body: 'I am a teapot' }, 0],
  ])('knows that %s created something', async (_, answer, leaks) => {
    const server = await things(({ method }) => (method === 'POST' ? answer : undefined));
    const { report } = await runAll([scenarioOf()], targetOf(server.url));
    expect(report.leaks.map(({ resource }) => resource)).toEqual(Array(leaks).fill('unknown'));
  });

  it.each<[what: string, method: string, answer: number | 'lost', leaks: number]>([
    ['may have, if its answer was lost', 'PUT', 'lost', 1],
    ['may have, if something between failed', 'PUT', 502, 1],
    ['may have, if the server failed', 'PUT', 500, 1],
    ['has not, if it was refused', 'PUT', 404, 0],
    ['has not, if the server knows no such method', 'PUT', 501, 0],
    ['may have, if the server has not come to it yet', 'POST', 501, 1],
    ['has not, if it changes nothing', 'OPTIONS', 204, 0],
    ['has not, if it only looks', 'GET', 204, 0],
    ['has not, if it only looks at headers', 'HEAD', 204, 0],
  ])('knows whether a request off every route created something: it %s', async (_, wanted, answer, leaks) => {
    const server = await things(({ method }, __, response) => {
      if (method !== wanted) return undefined;
      if (answer === 'lost') response.destroy();
      return answer === 'lost' ? 'silent' : { status: answer };
    });
    const path = wanted === 'POST' ? '/other' : '/things';
    const step = stepOf({ request: templateOf({ operation: '', method: wanted, path }) });
    const { report } = await runAll([scenarioOf({ steps: [step] })], targetOf(server.url));
    expect(report.leaks).toHaveLength(leaks);
  });

  it('counts once what an answer names that breaks off, and a list shows', async () => {
    const server = await things(({ method }, held, response) => {
      if (method !== 'POST') return undefined;
      held.set('thing-9', { id: 'thing-9' });
      return brokenOff(response, '{"thing":{"id":"thing-9","name":"a"');
    });
    const steps = [stepOf({ expect: expectOf([SUCCESS], { allocates: 1 }) })];
    const { report } = await runAll([scenarioOf({ alone: true, observe: LIST, steps })], targetOf(server.url));
    expect(report).toMatchObject({ created: 1, released: 1, leaks: [] });
    expect(server.things.size).toBe(0);
  });

  it.each<[what: string, leaks: number, answer: (response: ServerResponse) => Reply | 'silent']>([
    ['is still being worked on', 1, () => 'silent'],
    ['may still be worked on behind a gateway', 1, () => ({ status: 504, body: 'late' })],
    ['is over', 0, brokenOff],
    ['has failed', 0, () => ({ status: 500, body: 'sorry' })],
  ])('knows from a list that a request that %s created nothing', async (_, leaks, answer) => {
    const server = await things(({ method }, __, response) => (method === 'POST' ? answer(response) : undefined));
    const steps = [stepOf({ expect: expectOf([SUCCESS], { allocates: 1 }) })];
    const target = targetOf(server.url, { timeouts: { connectMs: 1000, headersMs: 250, bodyMs: 250 } });
    const { report } = await runAll([scenarioOf({ alone: true, observe: LIST, steps })], target);
    expect(report.leaks).toHaveLength(leaks);
  });

  it.each([
    ['that broke off', true],
    ['that never came', false],
  ])('finds in a list what a request created whose answer is one %s, if nobody else can have', async (_, cut) => {
    const lost = () =>
      things(({ method }, held, response) => {
        if (method !== 'POST') return undefined;
        held.set('lost', { id: 'lost' });
        if (cut) response.destroy();
        return 'silent';
      });
    const timeouts = { connectMs: 1000, headersMs: 200, bodyMs: 200 };
    const scenario = scenarioOf({
      alone: true,
      observe: LIST,
      steps: [stepOf({ expect: expectOf([SUCCESS], { allocates: 1 }) })],
    });
    const ours = await lost();
    expect((await runAll([scenario], targetOf(ours.url, { timeouts }))).report).toMatchObject({
      created: 1,
      released: 1,
      leaks: [],
    });
    expect(ours.things.size).toBe(0);
    const shared = await lost();
    const { report } = await runAll([scenario], targetOf(shared.url, { dedicated: false, timeouts }));
    expect(report.leaks).toMatchObject([{ resource: 'unknown' }]);
    expect([...shared.things.keys()]).toEqual(['lost']);
  });
});
