import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../runner/types/exchange.ts';
import type { Expect } from '../../runner/types/scenario.ts';
import { BAD, brief, exchange, findings, refusal, thing } from './judging.ts';
import { expectOf, SUCCESS } from './support.ts';

describe('members', () => {
  it.each<[what: string, given: Exchange, expected: Partial<Expect>, found: readonly string[]]>([
    [
      'body',
      exchange(200, thing({ tags: { a: 1, b: [2] } })),
      { body: { '/thing/id': 'thing-1', '/thing/tags': { b: [2], a: 1 } } },
      [],
    ],
    ...[
      { wanted: [1, 2], given: [1, 3] },
      { wanted: [1, 2], given: [3, 2] },
      { wanted: [1, 2], given: [2, 1] },
      { wanted: [1], given: [1, 2] },
      { wanted: [1, 2], given: [1] },
      { wanted: { a: 1, b: 2 }, given: { a: 1, b: 3 } },
      { wanted: { a: 1, b: 2 }, given: { a: 1, c: 2 } },
      { wanted: { a: 1 }, given: { a: 1, b: 2 } },
      { wanted: { a: 1, b: 2 }, given: { a: 1 } },
      { wanted: [], given: {} },
      { wanted: { a: null }, given: { a: 0 } },
    ].map(({ wanted, given }): [string, Exchange, Partial<Expect>, string[]] => [
      'body',
      exchange(200, thing({ size: given })),
      { body: { '/thing/size': wanted } },
      [`/thing/size is ${JSON.stringify(given)}; expected ${JSON.stringify(wanted)}.`],
    ]),
    ['body', exchange(200, thing({ size: 1 })), { body: { '/thing/size': '1' } }, ['/thing/size is 1; expected "1".']],
    ['body', exchange(200, thing({ size: '1' })), { body: { '/thing/size': 1 } }, ['/thing/size is "1"; expected 1.']],
    ['body', exchange(200, thing()), { body: { '/thing/size': null } }, ['/thing/size is nothing; expected null.']],
    ['body', exchange(400, refusal('bad')), { body: { '/thing/size': null } }, []],
    [
      'body',
      exchange(200, thing({ a: '2001:DB8:0::1', b: '2001:db8::1/64', c: '2001:db8::1', d: '2001:db8::1/64' })),
      {
        body: {
          '/thing/a': '2001:db8::1',
          '/thing/b': '2001:0db8::0001/64',
          '/thing/c': '2001:db8::2',
          '/thing/d': '2001:db8::1/48',
        },
      },
      [
        '/thing/c is "2001:db8::1"; expected "2001:db8::2".',
        '/thing/d is "2001:db8::1/64"; expected "2001:db8::1/48".',
      ],
    ],
    [
      'differs',
      exchange(200, thing({ size: 1 })),
      { differs: { '/thing/size': 1, '/thing/id': 'thing-1', '/thing/colour': null, '/thing/name': 'other' } },
      [
        '/thing/size is 1; expected anything but 1.',
        '/thing/id is "thing-1"; expected anything but "thing-1".',
        '/thing/colour is nothing; expected anything but null.',
      ],
    ],
    ['differs', exchange(400, refusal('bad')), { differs: { '/thing/size': null } }, []],
    ['detail', exchange(400, refusal('bad', { total: 5 })), { detail: { total: 5 } }, []],
    [
      'detail',
      exchange(400, refusal('bad', { total: 6 })),
      { detail: { total: 5 } },
      ['detail.total is 6; expected 5.'],
    ],
    ['detail', exchange(200, thing()), { detail: { total: 5 } }, []],
    [
      'detail',
      exchange(400, refusal('bad')),
      { detail: { constructor: 5 } },
      ['detail.constructor is nothing; expected 5.'],
    ],
    ['headers', exchange(200, thing(), { headers: { 'x-a': '1' } }), { headers: { 'X-A': '1', 'x-b': false } }, []],
    [
      'headers',
      exchange(200, thing(), { headers: { 'x-a': '2' } }),
      { headers: { 'X-A': '1' } },
      ['Header X-A is "2"; expected "1".'],
    ],
    ['headers', exchange(200, thing()), { headers: { 'X-A': true } }, ['Header X-A is absent; expected present.']],
    [
      'headers',
      exchange(400, refusal('bad'), { headers: { 'x-a': '' } }),
      { headers: { 'X-A': false } },
      ['Header X-A is ""; expected absent.'],
    ],
    ['conceals', exchange(400, refusal('bad')), { conceals: ['secret'] }, []],
    [
      'conceals',
      exchange(400, refusal('bad', { a: 'a secret' })),
      { conceals: ['secret'] },
      ['The answer reveals "secret" in the body.'],
    ],
    [
      'conceals',
      exchange(400, refusal('bad', { a: 12345 })),
      { conceals: ['234'] },
      ['The answer reveals "234" in the body.'],
    ],
    [
      'conceals',
      exchange(400, '{"code": "bad", "detail": {"a": "\\u0073ecret"}}'),
      { conceals: ['secret'] },
      ['The answer reveals "secret" in the body.'],
    ],
    [
      'conceals',
      exchange(400, '{"code": "bad", "detail": {"\\u0073ecret": 1}}'),
      { conceals: ['secret'] },
      ['The answer reveals "secret" in the body.'],
    ],
    [
      'conceals',
      exchange(400, refusal('bad'), { headers: { 'x-a': 'secret!' } }),
      { conceals: ['secret'] },
      ['The answer reveals "secret" in header x-a.'],
    ],
  ])('%s', (check, given, expected, messages) => {
    const found = findings([given], expectOf([SUCCESS, BAD], expected));
    expect(brief(found)).toEqual(messages.map((message) => [check, 'ONE', message]));
  });
});
