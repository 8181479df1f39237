import { describe, expect, it } from 'vitest';
import { judgedBy } from '../../runner/judge.ts';
import type { Exchange } from '../../runner/types.ts';
import { BAD, brief, exchange, findings, refusal, spec, thing } from './judging.ts';
import { expectOf, SUCCESS } from './support.ts';

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

  it('is open where requests got no answer or were not sent', () => {
    expect(findings([...answers(1, 3), timeout], expected)).toEqual([]);
    expect(findings(answers(1, 3), expected, { unsent: 1 })).toEqual([]);
    expect(findings([...answers(3, 1), timeout], expected).map(({ check }) => check)).toEqual(['succeed']);
    expect(findings([...answers(0, 4), timeout], expected).map(({ check }) => check)).toEqual(['succeed']);
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

describe('what an exchange is judged by', () => {
  it.each<[what: string, given: Exchange, judged: readonly string[]]>([
    ['success', exchange(200, thing()), ['REL', 'SECRET', 'SHAPE', 'SOFT', 'STATUS', 'UNIQUE', 'WHOLE']],
    ['error', exchange(400, refusal('bad')), ['SECRET', 'SHAPE', 'SOFT', 'STATUS', 'WHOLE']],
    ['answer off every route', exchange(404, 'x', { operation: '' }), ['SECRET', 'WHOLE']],
    ['failure', exchange(200, '', { failure: { kind: 'closed', message: '' } }), []],
  ])('%s', (_, given, judged) => {
    expect([...judgedBy([given], undefined, spec)].sort()).toEqual(judged);
  });
});
