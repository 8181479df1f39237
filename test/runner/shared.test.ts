import { describe, expect, it } from 'vitest';
import { things, words } from './running.ts';
import { error, expectOf, runAll, scenarioOf, stepOf, targetOf, templateOf } from './support.ts';

const NEEDS =
  'skipped: asks for what it released by what somebody else may have been given since: needs an organization of its own (target.yaml: dedicated)';

describe('what was released', () => {
  it.each([
    ['id', true, 'passed'],
    ['id', false, 'passed'],
    ['name', true, 'passed'],
    ['name', false, NEEDS],
  ])('is asked for by its %s (dedicated: %s): %s', async (member, dedicated, outcome) => {
    const server = await things(({ method, headers }) =>
      method === 'DELETE' && headers['x-again'] === '1' ? error(404, 'absent') : undefined,
    );
    const release = (id: string, named: string, headers = {}) =>
      stepOf({
        id,
        request: templateOf({
          operation: 'release',
          headers,
          body: { json: { thing: { [named]: `\${steps.step-1.response.body#/thing/${named}}` } } },
        }),
      });
    const again = {
      ...release('again', member, { 'x-again': '1' }),
      expect: expectOf([{ status: 404, code: 'absent' }]),
    };
    const scenario = scenarioOf({ steps: [stepOf(), release('release', 'id'), again] });
    const { report } = await runAll([scenario], targetOf(server.url, { dedicated }));
    expect(words(report.scenarios[0]?.outcome)).toBe(outcome);
  });

  it('may be asked for by anything before it is released, and so may everything else', async () => {
    const server = await things(({ headers }) => (headers['x-again'] === '1' ? error(404, 'absent') : undefined));
    const named = (id: string, answer: number, member: string, headers = {}) =>
      stepOf({
        id,
        request: templateOf({
          operation: 'release',
          headers,
          body: { json: { thing: { [member]: `\${steps.step-1.${answer}.response.body#/thing/${member}}` } } },
        }),
        expect: expectOf(member === 'name' ? [{ status: 404, code: 'absent' }] : undefined),
      });
    const steps = [stepOf({ times: 2 }), named('release', 0, 'id'), named('other', 1, 'name', { 'x-again': '1' })];
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url, { dedicated: false }));
    expect(words(report.scenarios[0]?.outcome)).toBe('passed');
  });
});
