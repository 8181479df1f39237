import { describe, expect, it } from 'vitest';
import { valueAt } from '../../runner/json.ts';
import { inhabited, listing, named, run, STRANGERS } from './inhabited.ts';
import { refused, things, words } from './running.ts';
import { error, expectOf, runAll, scenarioOf, stepOf, targetOf, templateOf } from './support.ts';

describe('a budget', () => {
  it('is used up by what cannot be given back, and then nothing more is created', async () => {
    const server = await inhabited(({ method }) => (method === 'DELETE' ? error(403, 'forbidden') : undefined));
    const many = Array.from({ length: 9 }, (_, n) => scenarioOf({ id: `suite/${n}` }));
    const { report } = await run(server.url, true, many);
    expect(server.things.size - STRANGERS.length).toBe(5);
    expect(report.leaks).toHaveLength(5);
    expect(words(report.scenarios[8]?.outcome)).toBe(
      'errored: the budget is used up by what could not be given back: 5 of 5 (target.yaml: limits.allocations)',
    );
  });

  it('may be used up in part, and then not suffice', async () => {
    const server = await things(({ method }) => (method === 'DELETE' ? error(403, 'forbidden') : undefined));
    const two = scenarioOf({ id: 'suite/two', alone: true, steps: [stepOf({ times: 2 })] });
    const target = targetOf(server.url, { limits: { allocations: 2 } });
    const { report } = await runAll([scenarioOf({ alone: true }), two], target);
    expect(words(report.scenarios[1]?.outcome)).toBe(
      'errored: it needs 2 of the budget of 2, of which 1 is used up by what could not be given back (target.yaml: limits.allocations)',
    );
  });

  it('is used up by answers that name what is held already', async () => {
    const server = await inhabited(({ method }) => (method === 'POST' ? named({ id: 'same' }) : undefined));
    const steps = [stepOf({ times: 9 })];
    const { report } = await runAll(
      [scenarioOf({ steps })],
      targetOf(server.url, { dedicated: false, limits: { allocations: 9 } }),
      { spec: listing() },
    );
    expect(server.asked.filter(({ method }) => method === 'POST')).toHaveLength(5);
    expect(report.leaks).toContainEqual({
      scenario: 'suite/one',
      resource: 'unknown',
      reason: expect.stringContaining('may have created it: its answer names same, which the run holds already'),
    });
  });

  it('is kept even if the server serves what it has to refuse', async () => {
    const steps = [stepOf({ times: 9, expect: expectOf([{ status: 400, code: 'bad' }]) })];
    const many = Array.from({ length: 9 }, (_, n) => scenarioOf({ id: `suite/${n}`, level: 'safe', steps }));
    let most = 0;
    const releases: (() => void)[] = [];
    // Gives back three at a time, so that nothing is released before all that the budget allows is held.
    const server = await inhabited(({ method, json }, held, response) => {
      most = Math.max(most, held.size - STRANGERS.length);
      if (method !== 'DELETE') return undefined;
      releases.push(() => {
        held.delete(String(valueAt(json, '/thing/id')));
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
      if (releases.length === 3) for (const release of releases.splice(0)) release();
      return 'silent';
    });
    await runAll(many, targetOf(server.url, { limits: { allocations: 3, concurrency: 8 } }), { spec: listing() });
    expect(most).toBe(3);
  });

  it('is used up by requests that may have created something, too', async () => {
    const server = await inhabited(({ method }) => (method === 'POST' ? { status: 500, body: 'no' } : undefined));
    const many = Array.from({ length: 9 }, (_, n) => scenarioOf({ id: `suite/${n}` }));
    await run(server.url, false, many);
    expect(server.asked.filter(({ method }) => method === 'POST')).toHaveLength(5);
  });

  describe('for a scenario that empties a pool', () => {
    /** A pool of five, of which a request without an answer has one. */
    const drained = async (allocations: number, drain: number) => {
      let [asked, most] = [0, 0];
      const server = await inhabited(({ method }, held, response) => {
        most = Math.max(most, held.size - STRANGERS.length);
        if (method !== 'POST') return undefined;
        if (held.size - STRANGERS.length >= 5) return error(503, 'none_left');
        if (++asked > 1) return undefined;
        held.set('lost', { id: 'lost' });
        response.destroy();
        return 'silent';
      });
      const steps = [stepOf({ until: [{ status: 503, code: 'none_left' }] })];
      const draining = scenarioOf({ id: 'suite/draining', level: 'draining', alone: true, steps });
      const target = targetOf(server.url, { limits: { allocations, drain } });
      const { report } = await runAll([scenarioOf({ alone: true }), draining], target, { spec: listing() });
      return [words(report.scenarios[1]?.outcome), most];
    };

    it.each<[allocations: number, drain: number, outcome: string, most: number]>([
      [2, 6, 'passed', 5],
      [
        1,
        6,
        'errored: the budget is used up by what could not be given back: 1 of 1 (target.yaml: limits.allocations)',
        1,
      ],
      [
        2,
        4,
        "errored: step 'step-1': more than 4 resources would be held at one time, with what could not be given back (target.yaml: limits.drain)",
        4,
      ],
      [
        4,
        4,
        "errored: step 'step-1': more than 4 resources would be held at one time, with what could not be given back (target.yaml: limits.allocations)",
        4,
      ],
    ])('counts what is lost (allocations: %s, drain: %s)', async (allocations, drain, outcome, most) => {
      expect(await drained(allocations, drain)).toEqual([outcome, most]);
    });
  });

  describe('for a scenario whose requests are all to be refused', () => {
    const steps = [stepOf({ request: templateOf({ body: { json: 'no object' } }), expect: refused })];
    const refusals = scenarioOf({ id: 'suite/refusals', level: 'safe', alone: true, steps });

    it('need not be given', async () => {
      const server = await things();
      const { report } = await runAll([refusals], targetOf(server.url, { limits: { allocations: 0 } }));
      expect(words(report.scenarios[0]?.outcome)).toBe('passed');
    });

    it('must not be used up, for the server may be wrong', async () => {
      const server = await things(({ method }) => (method === 'DELETE' ? error(403, 'forbidden') : undefined));
      const { report } = await runAll(
        [scenarioOf({ alone: true }), refusals],
        targetOf(server.url, { limits: { allocations: 1 } }),
      );
      expect(words(report.scenarios[1]?.outcome)).toMatch(/^errored: the budget is used up/);
      expect(server.things.size).toBe(1);
    });
  });
});
