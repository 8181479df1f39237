import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../runner/types.ts';
import { kept, signal, things } from './running.ts';
import {
  error,
  LIST,
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
const losing = async (lost: (held: Map<string, JsonObject>, id: string) => void) => {
  let first = true;
  const asked: string[] = [];
  const server = await things(({ method, path, query, json }, held) => {
    asked.push(`${method} ${path}`);
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
