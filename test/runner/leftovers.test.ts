import { describe, expect, it } from 'vitest';
import { createSend, type Sender } from '../../runner/send.ts';
import type { Spec } from '../../runner/types/spec.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import { listing } from './inhabited.ts';
import { exchangesOf, kept, things, words } from './running.ts';
import {
  type Asked,
  error,
  type Reply,
  runAll,
  SECRETS,
  scenarioOf,
  specOf,
  stepOf,
  stoppedClock,
  targetOf,
  templateOf,
} from './support.ts';

const busy = (seconds?: string): Reply => ({
  status: 503,
  body: '<h1>busy</h1>',
  ...(seconds === undefined ? {} : { headers: { 'retry-after': seconds } }),
});

/** A server whose releases are answered by a function; `undefined` carries them out, `nothing` closes the connection. */
const releasing = (answer: (nth: number) => Reply | 'nothing' | undefined) => {
  let releases = 0;
  return things(({ method }, _, response) => {
    const reply = method === 'DELETE' ? answer(++releases) : undefined;
    if (reply !== 'nothing') return reply;
    response.destroy();
    return 'silent';
  });
};

const releasesOf = (asked: readonly Asked[]): readonly string[] =>
  asked
    .filter(({ method }) => ['POST', 'DELETE'].includes(method))
    .map(({ method, json }) => (method === 'POST' ? 'new' : (json as { thing: { id: string } }).thing.id));

/** What a run waited for, but for the bounds of its own end. */
const pausesOf = ({ slept }: { readonly slept: readonly number[] }): readonly number[] =>
  slept.filter((ms) => ![3000, 9000, 6000].includes(ms));

const IN_TURN = { limits: { concurrency: 1 } };

describe('what could not be given back when its scenario ended', () => {
  it.each<[what: string, answer: Reply | 'nothing', pauses: readonly number[]]>([
    ['a server that is busy', busy(), [250, 1000, 1000, 2000, 4000, 8000]],
    ['a server that does not answer', 'nothing', [250, 1000, 1000, 2000, 4000, 8000]],
    ['a server that asks for patience', busy('12'), [5000, 5000, 12_000]],
    ['a server that asks for more than there is', busy('3600'), [5000, 5000, 25_000]],
    ['a server that asks for less than is due', busy('1'), [1000, 1000, 1000, 2000, 4000, 8000]],
  ])('is tried again when the run ends: by %s', async (_, answer, pauses) => {
    const clock = stoppedClock();
    const back = clock.now() + 15_000;
    const server = await releasing(() => (clock.now() < back ? answer : undefined));
    const { events, report } = await runAll([scenarioOf()], targetOf(server.url), { clock, spec: listing() });
    expect(report).toMatchObject({ verdict: 'conformant', created: 1, released: 1, leaks: [] });
    expect(pausesOf(clock)).toEqual(pauses);
    expect(exchangesOf(events).at(-1)).toBe('release 200');
    expect(server.asked.at(-1)?.method).toBe('GET');
  });

  it('is tried again if one token may release it later, when the answer to that token says, whatever another may', async () => {
    const clock = stoppedClock();
    const back = clock.now() + 15_000;
    const server = await things(({ method, headers }) => {
      if (method !== 'DELETE') return undefined;
      if (headers.authorization !== `Bearer ${SECRETS.second}`) return error(403, 'forbidden');
      return clock.now() < back ? busy('12') : undefined;
    });
    const steps = [stepOf({ request: templateOf({ as: 'second' }) })];
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url), { clock });
    expect(report).toMatchObject({ verdict: 'conformant', created: 1, released: 1, leaks: [] });
    expect(pausesOf(clock)).toEqual([5000, 5000, 12_000]);
  });

  it('is reported after half a minute, with the reason of the last attempt', async () => {
    const clock = stoppedClock();
    const server = await releasing((nth) => (nth < 6 ? 'nothing' : busy()));
    const { report } = await runAll([scenarioOf()], targetOf(server.url), { clock });
    expect(report).toMatchObject({ verdict: 'undetermined', counts: { passed: 1 }, created: 1, released: 0 });
    expect(report.leaks).toEqual([
      { scenario: 'suite/one', resource: 'thing-1', reason: `DELETE ${server.url}/thing was answered with 503` },
    ]);
    expect(pausesOf(clock)).toEqual([250, 1000, 1000, 2000, 4000, 8000, 8000, 2000]);
  });

  it('is tried until the time for cleaning up is over after an interruption', async () => {
    const controller = new AbortController();
    const time = stoppedClock();
    let leave = (): void => {};
    const server = await things(({ method }, held) => {
      if (method === 'DELETE') controller.abort();
      return method === 'DELETE' && held.size > 0 ? busy() : undefined;
    });
    const sleep = async (ms: number): Promise<void> => {
      if (ms === 3000 || ms === 9000) return;
      if (ms !== 6000) {
        await time.sleep(ms);
        if (time.slept.length === 4) leave();
        return new Promise<void>((resolve) => {
          setImmediate(resolve);
        });
      }
      await new Promise<void>((resolve) => {
        leave = resolve;
      });
    };
    const clock = { now: time.now, sleep };
    const options = { clock, signal: controller.signal, spec: listing() };
    const { report } = await runAll([scenarioOf()], targetOf(server.url), options);
    expect(report.ending).toBe('interrupted');
    expect(report.leaks).toEqual([
      { scenario: 'suite/one', resource: 'thing-1', reason: `DELETE ${server.url}/thing was answered with 503` },
      {
        scenario: '',
        resource: 'unknown',
        reason: 'the list could not be read when the run ended: the time for cleaning up is over',
      },
    ]);
    expect(time.slept).toEqual([250, 1000, 1000, 2000]);
  });

  it('is tried again at once when the target has released something else', async () => {
    const server = await releasing((nth) => (nth <= 4 ? busy() : undefined));
    const scenarios = ['a', 'b', 'c'].map((id) => scenarioOf({ id }));
    const { report } = await runAll(scenarios, targetOf(server.url, IN_TURN));
    const first = Array.from({ length: 4 }, () => 'thing-1');
    expect(releasesOf(server.asked)).toEqual([
      ...['new', ...first],
      ...['new', 'thing-2', 'thing-1'],
      ...['new', 'thing-3'],
    ]);
    expect(report).toMatchObject({ verdict: 'conformant', released: 3, leaks: [] });
  });

  it('is waited for again after the target has released something', async () => {
    const clock = stoppedClock();
    const server = await releasing((nth) => ([5, 6].includes(nth) || nth > 9 ? undefined : busy()));
    const scenarios = ['a', 'b', 'c'].map((id) => scenarioOf({ id }));
    const { report } = await runAll(scenarios, targetOf(server.url, IN_TURN), { clock });
    expect(pausesOf(clock)).toEqual([250, 1000, 250, 1000]);
    expect(report).toMatchObject({ released: 3, leaks: [] });
  });

  it('uses up the budget until it is given back', async () => {
    const clock = stoppedClock();
    const server = await releasing(() => (clock.now() < 1_010_000 ? busy() : undefined));
    const scenarios = ['a', 'b', 'c'].map((id) => scenarioOf({ id }));
    const limits = { concurrency: 1, allocations: 2 };
    const { report } = await runAll(scenarios, targetOf(server.url, { limits }), { clock });
    expect(report).toMatchObject({ created: 2, released: 2, leaks: [] });
    expect(words(report.scenarios[2]?.outcome)).toMatch(/^errored: the budget is used up/);
  });

  it('is nothing that an answer is compared with: its release may have had an effect', async () => {
    const server = await things(({ method }) => {
      if (method === 'POST') return { status: 200, body: { thing: { id: 'same' } } };
      return method === 'DELETE' ? error(403, 'forbidden') : undefined;
    });
    const scenarios = ['a', 'b'].map((id) => scenarioOf({ id }));
    const { report } = await runAll(scenarios, targetOf(server.url, IN_TURN), { spec: listing() });
    expect(report.scenarios.map(({ outcome }) => words(outcome))).toEqual(['passed', 'passed']);
    expect(report.leaks.map(({ resource }) => resource)).toEqual(['same', 'same']);
  });

  it('is not forgotten if the runner itself fails', async () => {
    const server = await things();
    const target = targetOf(server.url);
    const sender = await kept(createSend(target, stoppedClock()));
    let fails = true;
    const send: Sender['send'] = (request, options) => {
      if (!fails || request.method !== 'DELETE') return sender.send(request, options);
      fails = false;
      return Promise.reject(new Error('boom'));
    };
    const { report } = await runAll([scenarioOf()], target, { sender: { ...sender, send } });
    expect(words(report.scenarios[0]?.outcome)).toBe('errored: the runner itself failed: boom');
    expect(report).toMatchObject({ released: 1, leaks: [] });
    expect(server.things.size).toBe(0);
  });
});

describe('where others create too', () => {
  const { create } = specOf().operations;
  const get = { operation: 'show', query: { id: '$response.body#/thing/id' } };
  const spec: Spec = specOf({ create: { links: { ...create?.links, get } } });
  const shown = (held: Map<string, JsonObject>, id: string | null): Reply => {
    const thing = held.get(id ?? '');
    return thing === undefined ? error(404, 'absent') : { status: 200, body: { thing } };
  };

  it('what was given to somebody else meanwhile is not released, though its release had been refused', async () => {
    let releases = 0;
    const server = await things(({ method, query }, held) => {
      if (method === 'GET') return shown(held, query.get('id'));
      if (method !== 'DELETE' || ++releases > 4) return undefined;
      if (releases === 4) held.set('thing-1', { id: 'thing-1', name: 'theirs' });
      return error(403, 'forbidden');
    });
    const { report } = await runAll([scenarioOf()], targetOf(server.url, { dedicated: false }), { spec });
    expect([...server.things.values()]).toEqual([{ id: 'thing-1', name: 'theirs' }]);
    expect(report).toMatchObject({ released: 1, leaks: [] });
  });

  it.each<[what: string, answer: Reply]>([
    ['is busy', busy()],
    ['limits the rate', error(429, 'none_left')],
  ])(
    'a release without an answer is not repeated while the server %s and does not show what is there',
    async (_, answer) => {
      const clock = stoppedClock();
      let releases = 0;
      const server = await things(({ method, query }, held, response) => {
        if (method === 'GET') return clock.now() < 1_010_000 ? answer : shown(held, query.get('id'));
        if (method !== 'DELETE' || ++releases > 1) return undefined;
        held.set('thing-1', { id: 'thing-1', name: 'theirs' });
        response.destroy();
        return 'silent';
      });
      const { report } = await runAll([scenarioOf()], targetOf(server.url, { dedicated: false }), { spec, clock });
      expect(releases).toBe(1);
      expect([...server.things.keys()]).toEqual(['thing-1']);
      expect(report).toMatchObject({ released: 1, leaks: [] });
    },
  );
});
