import { describe, expect, it } from 'vitest';
import { createSend, type Sender } from '../../runner/send.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import { listing, named } from './inhabited.ts';
import { kept, signal, things } from './running.ts';
import {
  error,
  LIST,
  type Reply,
  runAll,
  scenarioOf,
  serveJson,
  specOf,
  stepOf,
  stoppedClock,
  targetOf,
  templateOf,
} from './support.ts';

/** A spec that says how a thing is shown that was created. */
const showing = () => {
  const { create } = specOf().operations;
  const get = { operation: 'show', query: { id: '$response.body#/thing/id' } };
  return specOf({ create: { links: { ...create?.links, get } } });
};

const TARGET = { timeouts: { connectMs: 1000, headersMs: 500, bodyMs: 500 } };

/** The first release is carried out as `lost` says, and not answered. */
const losing = async (lost: (held: Map<string, JsonObject>, id: string) => void, seen = true) => {
  let first = true;
  const asked: string[] = [];
  const server = await things(({ method, path, query, json }, held, response) => {
    asked.push(`${method} ${path}`);
    if (method === 'GET' && !seen) {
      response.destroy();
      return 'silent';
    }
    if (method === 'GET') {
      const thing = held.get(query.get('id') ?? '');
      return thing === undefined ? error(404, 'absent') : { status: 200, body: { thing } };
    }
    if (method !== 'DELETE' || !first) return undefined;
    first = false;
    lost(held, (json as { thing: { id: string } }).thing.id);
    return 'silent';
  });
  return { server, asked };
};

describe('a release without an answer', () => {
  const TWICE = ['POST /things', 'DELETE /thing', 'GET /thing', 'DELETE /thing'];
  const ONCE = TWICE.slice(0, 3);
  const UNSEEN = TWICE.filter((one) => one !== 'GET /thing');
  type Lost = (held: Map<string, JsonObject>, id: string) => void;
  const renamed: Lost = (held, id) => held.set(id, { ...held.get(id), name: 'theirs' });

  it("is not repeated as long as no look is answered: it may be somebody else's by then", async () => {
    const { server, asked } = await losing(() => {}, false);
    const { report } = await runAll([scenarioOf()], targetOf(server.url, { ...TARGET, dedicated: false }), {
      spec: showing(),
      clock: stoppedClock(),
    });
    expect(asked.filter((one) => one.startsWith('DELETE'))).toHaveLength(1);
    expect(report).toMatchObject({ verdict: 'undetermined', released: 0, leaks: [{ resource: 'thing-1' }] });
  });

  it('is repeated without a look where the spec does not say how to look', async () => {
    const { server, asked } = await losing(() => {});
    const { report } = await runAll([scenarioOf()], targetOf(server.url, { ...TARGET, dedicated: false }), {
      clock: stoppedClock(),
    });
    expect(asked).toEqual(UNSEEN);
    expect(report).toMatchObject({ verdict: 'conformant', released: 1, leaks: [] });
  });

  it.each<[what: string, dedicated: boolean, lost: Lost, asked: readonly string[], left: readonly string[]]>([
    ['is repeated if the thing is still there', false, () => {}, TWICE, []],
    ['is repeated if it seems to be gone', false, (held, id) => held.delete(id), TWICE, []],
    ['is repeated without a look where nobody else creates', true, () => {}, UNSEEN, []],
    ['is repeated there whatever is shown now', true, renamed, UNSEEN, []],
    ['is not if its id is that of a thing with another name', false, renamed, ONCE, ['thing-1']],
    [
      'is not if its id is that of a thing of another colour',
      false,
      (held, id) => held.set(id, { ...held.get(id), colour: 'theirs' }),
      ONCE,
      ['thing-1'],
    ],
  ])('%s', async (_, dedicated, lost, order, left) => {
    const { server, asked } = await losing(lost);
    const steps = [stepOf({ request: templateOf({ body: { json: { colour: 'red' } } }) })];
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url, { ...TARGET, dedicated }), {
      spec: showing(),
      clock: stoppedClock(),
    });
    expect(asked).toEqual(order);
    expect([...server.things.keys()]).toEqual(left);
    expect(report).toMatchObject({ verdict: 'conformant', released: 1, leaks: [] });
  });
});

it('an id that is given anew while its release is without an answer is not released in the name of who had it before', async () => {
  const [releasing, over] = [signal(), signal()];
  const asked: string[] = [];
  const server = await kept(
    serveJson(async ({ method }) => {
      asked.push(method);
      const nth = asked.filter((one) => one === method).length;
      if (method === 'POST' && nth === 2) await releasing.given;
      if (method === 'GET') {
        await over.given;
        asked.push('used');
      }
      if (method === 'DELETE' && nth === 1) {
        releasing.give();
        return undefined;
      }
      return { status: 200, body: { thing: { id: 'thing-1', name: `name-${nth}` }, pages: 1, things: [] } };
    }),
  );
  const holding = scenarioOf({ id: 'suite/two', steps: [stepOf(), stepOf({ id: 'hold', request: LIST })] });
  const target = targetOf(server.url, { timeouts: { connectMs: 1000, headersMs: 500, bodyMs: 2000 } });
  const { report } = await runAll([scenarioOf(), holding], target, {
    clock: stoppedClock(),
    record: ({ type }) => {
      if (type === 'released') over.give();
    },
  });
  expect(asked.filter((one) => ['DELETE', 'used'].includes(one))).toEqual(['DELETE', 'used', 'DELETE']);
  expect(report).toMatchObject({ verdict: 'conformant', created: 2, released: 2, leaks: [] });
});

/** An address at which nobody listens. */
const NOWHERE = 'http://127.0.0.1:9';

/** An answer that breaks off, or before it began; `done`: what was asked for was done all the same. */
type Cut = (Reply & { readonly done?: boolean }) | 'nothing';

describe('the answer to a release', () => {
  it.each<[what: string, answers: readonly (Cut | undefined)[]]>([
    ['that it was done', [{ status: 200 }, undefined]],
    ['that there is nothing', ['nothing', error(404, 'absent'), undefined]],
    ['that it is refused', [{ ...error(403, 'forbidden'), done: true }, undefined]],
  ])('that broke off is not taken at its word %s', async (_, answers) => {
    const turns = [...answers];
    const server = await things(({ method }, held, response) => {
      const answer = method === 'DELETE' ? turns.shift() : undefined;
      if (answer === undefined) return undefined;
      if (answer === 'nothing') response.destroy();
      else {
        if (answer.done === true) held.clear();
        response.writeHead(answer.status, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write(JSON.stringify(answer.body ?? {}), () => response.destroy());
      }
      return 'silent';
    });
    const { report } = await runAll([scenarioOf()], targetOf(server.url));
    expect(report).toMatchObject({ released: 1, leaks: [], verdict: 'conformant' });
    expect(server.asked.filter(({ method }) => method === 'DELETE')).toHaveLength(answers.length);
    expect(server.things.size).toBe(0);
  });

  it('is not waited for by one that was never sent: the thing is held as before', async () => {
    const server = await things(({ method }) => (method === 'DELETE' ? error(404, 'absent') : undefined));
    const target = targetOf(server.url);
    const sender = await kept(createSend(target, stoppedClock()));
    let first = true;
    const send: Sender['send'] = (request, options) => {
      const lost = first && request.method === 'DELETE';
      if (lost) first = false;
      return sender.send(lost ? { ...request, origin: NOWHERE } : request, options);
    };
    const { report } = await runAll([scenarioOf()], target, { sender: { ...sender, send } });
    expect(report).toMatchObject({ released: 0, leaks: [{ resource: 'thing-1' }] });
  });

  it('says nothing of an id once it was given anew', async () => {
    let releases = 0;
    const server = await things(({ method }, held) => {
      if (method === 'POST') {
        held.set('thing-1', { id: 'thing-1' });
        return named({ id: 'thing-1' });
      }
      return method === 'DELETE' && ++releases > 1 ? error(403, 'forbidden') : undefined;
    });
    const scenarios = [scenarioOf({ alone: true }), scenarioOf({ id: 'suite/two', alone: true })];
    const { report } = await runAll(scenarios, targetOf(server.url), { spec: listing() });
    expect(report.leaks).toEqual([
      { scenario: 'suite/two', resource: 'thing-1', reason: `DELETE ${server.url}/thing was answered with 403` },
    ]);
  });
});
