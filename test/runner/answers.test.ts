import { describe, expect, it } from 'vitest';
import { blamedOf } from '../../runner/checks/blame.ts';
import type { Exchange } from '../../runner/types/exchange.ts';
import type { Expect } from '../../runner/types/scenario.ts';
import { BAD, brief, exchange, findings, ODD, refusal, response, spec, thing } from './judging.ts';
import { expectOf, PLACE, SUCCESS, scenarioOf, specOf } from './support.ts';

describe('an answer', () => {
  it.each<[what: string, given: Exchange, expected: Expect]>([
    ['of the status and code that is expected', exchange(400, refusal('bad')), expectOf([BAD])],
    ['that is one of several', exchange(404, refusal('absent')), expectOf([BAD, { status: 404, code: 'absent' }])],
    ['that is a success', exchange(200, thing()), expectOf([SUCCESS])],
    [
      'with the members of detail that are expected, among others',
      exchange(400, refusal('bad', { issue: 'x', more: 1 })),
      expectOf([{ ...BAD, detail: { issue: 'x' } }]),
    ],
    ['of a range whose body is left open', exchange(405, '<html>', { operation: '' }), expectOf([{ status: '4XX' }])],
    ['of a status whose body is left open, on a route', exchange(400, { code: 'bad' }), expectOf([{ status: 400 }])],
    ['of a status whose body is left open', exchange(404, 'none', { operation: '' }), expectOf([{ status: 404 }])],
    [
      'off every route, whose form nobody knows',
      exchange(404, { code: 'route_not_found' }, { operation: '' }),
      expectOf([{ status: 404, code: 'route_not_found' }]),
    ],
  ])('%s is right', (_, given, expected) => {
    expect(findings([given], expected)).toEqual([]);
  });

  it('that is wrapped otherwise has its detail there, which is no other answer', () => {
    const told = { ...spec, codeOf: () => 'bad' };
    const expected = expectOf([{ ...BAD, detail: { issue: 'x' } }]);
    const wrapped = [{ error: refusal('bad', { issue: 'x' }) }, { meta: {}, fault: refusal('bad', { issue: 'x' }) }];
    const found = wrapped.flatMap((body) => findings([exchange(400, body)], expected, { spec: told }));
    expect(found.filter(({ check }) => check === 'answer')).toEqual([]);
  });

  it('that is a success of a status of its own is right', () => {
    const own = specOf({ create: { success: 201 } });
    expect(findings([exchange(201, thing())], expectOf([SUCCESS]), { spec: own })).toEqual([]);
  });

  it.each<[what: string, given: Exchange, expected: Expect, message: string]>([
    [
      'of another code',
      exchange(403, refusal('bad')),
      expectOf([{ status: 403, code: 'forbidden' }]),
      'The answer is 403 bad; expected 403 forbidden.',
    ],
    ['of another status', exchange(422, refusal('bad')), expectOf([BAD]), 'The answer is 422 bad; expected 400 bad.'],
    [
      'that succeeds',
      exchange(200, thing()),
      expectOf([BAD, { status: 404, code: 'absent' }]),
      'The answer is 200 (success); expected 400 bad or 404 absent.',
    ],
    [
      'that does not succeed',
      exchange(503, refusal('none_left')),
      expectOf(),
      'The answer is 503 none_left; expected 200 (success).',
    ],
    [
      'with another detail',
      exchange(400, refusal('bad', { issue: 'y' })),
      expectOf([{ ...BAD, detail: { issue: 'x' } }]),
      'The answer is 400 bad with detail.issue "y"; expected 400 bad with detail.issue "x".',
    ],
    [
      'without the detail',
      exchange(400, refusal('bad')),
      expectOf([{ ...BAD, detail: { issue: 'x' } }]),
      'The answer is 400 bad with detail.issue null; expected 400 bad with detail.issue "x".',
    ],
    [
      'that is a page',
      exchange(500, '<h1>Oops</h1>'),
      expectOf([BAD]),
      'The answer is 500 without an error code: <h1>Oops</h1>; expected 400 bad.',
    ],
    ['that is empty', exchange(502, ''), expectOf([BAD]), 'The answer is 502 with an empty body; expected 400 bad.'],
    [
      'that is a redirect',
      exchange(302, ''),
      expectOf(),
      'The answer is 302 with an empty body; expected 200 (success).',
    ],
    [
      'outside the range',
      exchange(200, 'ok', { operation: '' }),
      expectOf([{ status: '4XX' }]),
      'The answer is 200 (success); expected 4XX.',
    ],
  ])('%s is one finding that says so', (_, given, expected, message) => {
    expect(brief(findings([given], expected))).toEqual([['answer', 'ONE', message]]);
  });

  it('tells the situation', () => {
    const [found] = findings([exchange(200, thing())], expectOf([BAD], { says: 'The body is bad.' }));
    expect(found).toMatchObject({
      message: 'The answer is 200 (success); expected 400 bad. The body is bad.',
      expected: '400 bad',
      actual: '200 (success)',
    });
  });

  it('that is wrong but claims a known form is held to that form as well', () => {
    const given = exchange(400, { code: 'bad' });
    expect(brief(findings([given], expectOf()))).toEqual([
      ['answer', 'ONE', 'The answer is 400 bad; expected 200 (success).'],
      ['schema', 'SHAPE', 'detail is missing'],
    ]);
  });

  it('of no known form breaks the rules of the form as well, in one finding', () => {
    const told = {
      ...spec,
      judge: () => ['STATUS', 'SHAPE', 'STATUS'].map((requirement) => ({ ...ODD, requirement })),
    };
    expect(brief(findings([exchange(201, 'x')], expectOf(), { spec: told }))).toEqual([
      ['answer', 'ONE,STATUS,SHAPE', 'The answer is 201 without an error code: x; expected 200 (success).'],
    ]);
  });

  it.each<[requirements: readonly string[], expected: Expect, blamed: string]>([
    [['UNIQUE', 'ONE', 'TWO'], expectOf(), 'ONE,TWO'],
    [['UNIQUE', 'ONE'], expectOf([SUCCESS, BAD], { succeed: 1 }), 'ONE'],
    [['UNIQUE'], expectOf(), 'UNIQUE'],
    [['UNIQUE', 'SOFT'], expectOf(), 'UNIQUE,SOFT'],
  ])('that is wrong says nothing of relations: of %s', (requirements, expected, blamed) => {
    const [finding] = findings([exchange(400, refusal('bad'))], expected, { requirements });
    expect(finding?.requirements.join()).toBe(blamed);
  });

  it('that is wrong does not break the rules that have a check of their own', () => {
    const blamed = (...requirements: readonly string[]) => blamedOf(scenarioOf({ requirements }), {}, spec).join();
    expect(blamed('ONE', 'SHAPE', 'SECRET', 'TWO')).toBe('ONE,TWO');
    expect(blamed('SHAPE', 'SECRET')).toBe('SHAPE,SECRET');
    expect(blamedOf(scenarioOf({ requirements: ['ONE', 'TWO'] }), { requirements: ['TWO'] }, spec)).toEqual(['TWO']);
  });

  it('off every route is held to its form where the spec describes it, and only if it is the right one', () => {
    const told = {
      ...spec,
      unrouted: true,
      judge: (id: string) => (id === '' ? spec.judge('create', bare.response) : []),
    };
    const bare = {
      ...exchange(404, { code: 'absent' }, { operation: '' }),
      response: response(404, { code: 'absent' }),
    };
    const expected = expectOf([{ status: 404, code: 'absent' }]);
    expect(brief(findings([bare], expected, { spec: told }))).toEqual([['schema', 'SHAPE', 'detail is missing']]);
    expect(brief(findings([bare], expected))).toEqual([]);
    expect(brief(findings([bare], expectOf([{ status: '4XX' }]), { spec: told }))).toEqual([]);
    expect(brief(findings([bare], expectOf([{ status: 403, code: 'other' }]), { spec: told }))).toEqual([
      ['answer', 'ONE', 'The answer is 404 absent; expected 403 other.'],
    ]);
  });

  it('that is wrong is told with its place, and what was wanted instead', () => {
    const given = [exchange(200, thing()), exchange(200, { thing: {} })];
    expect(findings(given, expectOf())).toEqual([
      {
        check: 'schema',
        requirements: ['SHAPE'],
        severity: 'failure',
        message: 'the thing has no id',
        expected: 'it',
        actual: 'not it',
        step: 'step-1',
        exchange: 1,
        place: PLACE,
        rule: { file: 'spec/test.yaml', line: 7, column: 3 },
      },
    ]);
  });

  it('that is right in kind is held to its form', () => {
    expect(brief(findings([exchange(200, { thing: {} })], expectOf()))).toEqual([
      ['schema', 'SHAPE', 'the thing has no id'],
    ]);
  });

  it('is held to its form even if nothing is expected', () => {
    expect(brief(findings([exchange(200, {})]))).toEqual([['schema', 'SHAPE', 'the thing has no id']]);
  });
});

describe('severity', () => {
  it('is a warning for what a server should do', () => {
    const [found] = findings([exchange(200, thing(), { headers: { 'x-odd': '1' } })], expectOf());
    expect(found).toMatchObject({ severity: 'warning', requirements: ['SOFT'], rule: { line: 7 } });
  });

  it.each([
    [['SOFT'], 'warning'],
    [['SOFT', 'ONE'], 'failure'],
    [['UNHEARD-OF'], 'failure'],
    [[], 'failure'],
  ] as const)('of a scenario that proves %j is a %s', (requirements, severity) => {
    expect(findings([exchange(200, thing())], expectOf([BAD]), { requirements })[0]?.severity).toBe(severity);
  });
});
