import { describe, expect, it } from 'vitest';
import { judgedBy } from '../../runner/judge.ts';
import type { Exchange } from '../../runner/types/exchange.ts';
import type { Expect } from '../../runner/types/scenario.ts';
import { BAD, brief, exchange, findings, ODD, refusal, spec, thing } from './judging.ts';
import { expectOf, PLACE, SUCCESS } from './support.ts';

describe('an exchange without a whole answer', () => {
  const failed = (kind: 'broken' | 'timeout' | 'closed'): Exchange =>
    exchange(200, '{"a"', { failure: { kind, message: 'cut off' } });

  it('that was broken off breaks a rule', () => {
    expect(brief(findings([failed('broken')], expectOf()))).toEqual([['complete', 'WHOLE', 'cut off']]);
  });

  it.each(['timeout', 'closed'] as const)('%s proves nothing', (kind) => {
    expect(findings([failed(kind)], expectOf([BAD], { headers: { a: true }, conceals: ['a'] }))).toEqual([]);
  });
});

it('an answer that repeats the token breaks a rule', () => {
  const given = exchange(200, thing(), { tokenEchoes: ['body', 'header x-said'] });
  expect(brief(findings([given], expectOf()))).toEqual([
    ['token-echo', 'SECRET', 'The answer repeats the token in its body.'],
    ['token-echo', 'SECRET', 'The answer repeats the token in header x-said.'],
  ]);
});

describe('the number of successes', () => {
  const answers = (successes: number, refusals: number): readonly Exchange[] => [
    ...Array.from({ length: successes }, () => exchange(200, thing())),
    ...Array.from({ length: refusals }, () => exchange(503, refusal('none_left'))),
  ];
  const expected = expectOf([{ status: 503, code: 'none_left' }], { succeed: 2 });
  const timeout = exchange(200, '', { failure: { kind: 'timeout', message: 'late' } });

  it('is exact', () => {
    expect(findings(answers(2, 3), expected)).toEqual([]);
    expect(brief(findings(answers(3, 2), expected))).toEqual([
      ['succeed', 'ONE', '3 of 5 requests succeeded; expected exactly 2.'],
    ]);
    expect(brief(findings(answers(1, 4), expected))).toEqual([
      ['succeed', 'ONE', '1 of 5 requests succeeded; expected exactly 2.'],
    ]);
  });

  it('is exact where the rate limit refused some of them, and nothing was lost before that it may count', () => {
    const limited = expectOf([{ status: 429, code: 'limited' }], { succeed: 2 });
    const given = [exchange(200, thing()), exchange(429, refusal('limited'))];
    for (const strays of [{}, { strays: { creating: 0, any: false } }])
      expect(brief(findings(given, limited, strays))).toEqual([
        ['succeed', 'ONE', '1 of 2 requests succeeded; expected exactly 2.'],
      ]);
  });

  it('is open where requests got no answer or were not sent', () => {
    expect(findings([...answers(1, 3), timeout], expected)).toEqual([]);
    expect(findings(answers(1, 3), expected, { unsent: 1 })).toEqual([]);
    expect(findings([...answers(3, 1), timeout], expected).map(({ check }) => check)).toEqual(['succeed']);
    expect(findings([...answers(0, 4), timeout], expected).map(({ check }) => check)).toEqual(['succeed']);
  });
});

describe('a finding', () => {
  const lost = exchange(200, '', { failure: { kind: 'closed', message: '' } });
  const left = { 'x-left': '10', 'x-most': '9' };
  const list = (vip: boolean, id = 'b') =>
    exchange(200, { pages: 1, things: [{ id, vip }] }, { operation: 'list', sent: '' });

  it.each<[check: string, given: Exchange, expected: Partial<Expect>, wanted: string, actual: string]>([
    ['answer', exchange(500, 'x'), {}, '200 (success) or 400 bad', '500 without an error code: x'],
    [
      'complete',
      exchange(200, '{"a"', { failure: { kind: 'broken', message: 'cut off' } }),
      {},
      'one complete HTTP answer',
      'cut off',
    ],
    ['schema', exchange(200, { thing: {} }), {}, 'it', 'not it'],
    ['equals', exchange(200, thing({ colour: 'blue' }), { sent: { colour: 'red' } }), {}, '"red"', '"blue"'],
    ['body', exchange(200, thing({ size: 1 })), { body: { '/thing/size': 2 } }, '2', '1'],
    ['differs', exchange(200, thing({ size: 1 })), { differs: { '/thing/size': 1 } }, 'anything but 1', '1'],
    ['lists', list(false, 'a'), { lists: { '/id': 'b' } }, 'an item with /id "b"', 'no item with /id "b"'],
    ['lists', list(false), { lists: { '/id': 'b', '/vip': true } }, 'true', 'false'],
    ['detail', exchange(400, refusal('bad', { total: 6 })), { detail: { total: 5 } }, '5', '6'],
    ['headers', exchange(200, thing(), { headers: { 'x-a': '2' } }), { headers: { 'X-A': '1' } }, '"1"', '"2"'],
    ['headers', exchange(200, thing()), { headers: { 'X-A': true } }, 'present', 'absent'],
    ['falls', exchange(200, thing(), { headers: left }), { falls: { 'X-Left': 'X-Most' } }, 'at most 9', '10'],
    [
      'conceals',
      exchange(400, refusal('bad', { a: 'hidden' })),
      { conceals: ['hidden'] },
      'no "hidden" in the answer',
      '"hidden" in the body',
    ],
    [
      'token-echo',
      exchange(200, thing(), { tokenEchoes: ['body'] }),
      {},
      'no token in the answer',
      'the token in body',
    ],
  ])('of %s shows the exchange, what was wanted, and what came', (check, given, expected, wanted, actual) => {
    const found = findings([lost, given], expectOf([SUCCESS, BAD], expected)).filter((one) => one.check === check);
    expect(found).toMatchObject([{ expected: wanted, actual, exchange: 1, step: 'step-1', place: PLACE }]);
  });
});

describe('findings that are alike', () => {
  it('become one, which counts them and shows the first', () => {
    const given = [exchange(400, refusal('bad')), exchange(500, 'x'), exchange(200, thing()), exchange(500, 'x')];
    const found = findings(given, expectOf([SUCCESS, BAD]), { indexOf: (one) => 10 + given.indexOf(one) });
    expect(found).toMatchObject([
      {
        message: 'The answer is 500 without an error code: x; expected 200 (success) or 400 bad. (2 of 4 requests)',
        exchange: 11,
      },
    ]);
  });
});

it('findings that say the same of several requirements stay apart', () => {
  const told = { ...spec, judge: () => ['STATUS', 'SHAPE'].map((requirement) => ({ ...ODD, requirement })) };
  expect(brief(findings([exchange(200, thing())], expectOf(), { spec: told }))).toEqual([
    ['schema', 'STATUS', 'odd'],
    ['schema', 'SHAPE', 'odd'],
  ]);
});

describe('what an exchange is judged by', () => {
  it.each<[what: string, given: Exchange, judged: readonly string[]]>([
    ['success', exchange(200, thing()), ['REL', 'SECRET', 'SHAPE', 'SOFT', 'STATUS', 'UNIQUE', 'WHOLE']],
    ['error', exchange(400, refusal('bad')), ['SECRET', 'SHAPE', 'SOFT', 'STATUS', 'WHOLE']],
    ['answer off every route', exchange(404, 'x', { operation: '' }), ['SECRET', 'WHOLE']],
    ['failure', exchange(200, '', { failure: { kind: 'closed', message: '' } }), []],
  ])('%s', (_, given, judged) => {
    expect([...judgedBy([given], undefined, spec)].sort()).toEqual(judged);
  });

  it.each<[what: string, given: Exchange, forms: readonly string[]]>([
    ['a success is that of a success', exchange(200, thing()), ['SUCCESS']],
    ['an error is that of an error', exchange(400, refusal('bad')), ['ERROR']],
    ['neither is none', exchange(500, 'x'), []],
  ])('by the form of %s', (_, given, forms) => {
    const rules = { ...spec.rules, 'success-schema': 'SUCCESS', 'error-schema': 'ERROR' };
    const judged = judgedBy([given], undefined, { ...spec, rules });
    expect(['SUCCESS', 'ERROR'].filter((id) => judged.has(id))).toEqual(forms);
  });
});
