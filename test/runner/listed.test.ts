import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../runner/types/exchange.ts';
import type { Expect } from '../../runner/types/scenario.ts';
import { BAD, brief, exchange, findings, refusal, thing } from './judging.ts';
import { expectOf, SUCCESS, specOf } from './support.ts';

describe('what was created', () => {
  const created = (...ids: readonly string[]) => ids.map((id) => exchange(200, { thing: { id } }));
  const lists = (before: readonly string[], after: readonly string[], dedicated = true, pages = 1) => ({
    listings: { before: { ids: before, pages }, after: { ids: after, pages }, dedicated },
  });
  const expected = (allocates: number | 'answered') => expectOf([SUCCESS, BAD], { allocates });
  const timeout = exchange(200, '', { failure: { kind: 'timeout', message: 'late' } });
  const unsent = (kind: 'connect' | 'tls') => exchange(200, '', { failure: { kind, message: 'no' } });

  it.each<
    [
      what: string,
      exchanges: readonly Exchange[],
      allocates: number | 'answered',
      list: ReturnType<typeof lists>,
      actual: string | undefined,
    ]
  >([
    ['as many as expected', created('b', 'c'), 2, lists(['a'], ['a', 'c', 'b']), undefined],
    ['nothing', [exchange(400, refusal('bad'))], 0, lists(['a'], ['a']), undefined],
    [
      'too many',
      created('b'),
      1,
      lists(['a'], ['a', 'b', 'x']),
      '2 new in the list (b, x); listed but not answered (x)',
    ],
    [
      'something by a refusal',
      [exchange(400, refusal('bad'))],
      0,
      lists([], ['x']),
      '1 new in the list (x); listed but not answered (x)',
    ],
    ['something that is not listed', created('b'), 1, lists([], []), '0 new in the list; answered but not listed (b)'],
    [
      'something else than answered',
      created('b'),
      1,
      lists([], ['x']),
      'listed but not answered (x); answered but not listed (b)',
    ],
    ['something that was there before', created('a'), 1, lists(['a'], ['a']), '0 new in the list'],
    ['something listed twice', created('b'), 1, lists([], ['b', 'b']), 'listed twice (b)'],
    ['perhaps something by a request without an answer', [timeout], 0, lists([], ['x']), '1 new in the list (x)'],
    ['perhaps less by a request without an answer', [...created('b'), timeout], 2, lists([], ['b']), undefined],
    ['what a request without an answer may have created', [timeout], 'answered', lists([], ['x']), undefined],
    [
      'more than was answered, or may have been lost',
      [...created('b'), timeout],
      'answered',
      lists([], ['b', 'x', 'y']),
      '3 new in the list (b, x, y); listed but not answered (x, y)',
    ],
    ['one thing that is answered twice', created('b', 'b'), 'answered', lists([], ['b']), undefined],
    ['something by an answer that does not name it', [exchange(200, { thing: {} })], 1, lists([], ['x']), undefined],
    ['something by an answer with an empty id', created(''), 1, lists([], ['x']), undefined],
    ['as much as an answer that names nothing tells', [exchange(200, {})], 'answered', lists([], ['x']), undefined],
    [
      'more than an answer that names nothing tells',
      [exchange(200, {})],
      1,
      lists([], ['x', 'y']),
      '2 new in the list (x, y); listed but not answered (x, y)',
    ],
    [
      'something by a success that should be a refusal',
      [exchange(200, {})],
      0,
      lists([], ['x']),
      '1 new in the list (x)',
    ],
    [
      'something, but not by a request that creates nothing',
      [exchange(200, {}, { operation: 'show' })],
      0,
      lists([], ['x']),
      '1 new in the list (x); listed but not answered (x)',
    ],
    [
      'something by a request off every route',
      [exchange(200, { thing: { id: 'b' } }, { operation: '' })],
      1,
      lists([], ['b']),
      undefined,
    ],
    [
      'something, but not by a request without a connection',
      [unsent('connect')],
      0,
      lists([], ['x']),
      '1 new in the list (x); listed but not answered (x)',
    ],
    [
      'something, but not by a request without TLS',
      [unsent('tls')],
      0,
      lists([], ['x']),
      '1 new in the list (x); listed but not answered (x)',
    ],
    ['less by a request without a connection', [...created('b'), unsent('connect')], 2, lists([], ['b']), undefined],
    [
      'less by a request that a gateway gave up',
      [...created('b'), exchange(504, 'late')],
      2,
      lists([], ['b']),
      undefined,
    ],
    ['what a request created that a gateway gave up', [exchange(504, 'late')], 1, lists([], ['x']), undefined],
    ['less by a request without TLS', [...created('b'), unsent('tls')], 2, lists([], ['b']), undefined],
    ['what somebody else gave back meanwhile', created('a'), 1, lists(['a'], ['a'], false), undefined],
    ['something by somebody else', created('b'), 1, lists([], ['b', 'x'], false), undefined],
    ['less, while others work on several pages', created('b'), 1, lists([], [], false, 2), undefined],
    ['the same twice, while others work on several pages', created('b'), 1, lists([], ['b', 'b'], false, 2), undefined],
    [
      'less, while others work on one page',
      created('b'),
      1,
      lists([], [], false),
      '0 new in the list; answered but not listed (b)',
    ],
  ])('%s', (_, exchanges, allocates, list, actual) => {
    const found = findings(exchanges, expected(allocates), list).filter(({ check }) => check === 'allocates');
    expect(found.map((one) => one.actual)).toEqual(actual === undefined ? [] : [actual]);
  });
});

describe('of the requirements of a step', () => {
  const told = specOf({ create: { listed: ['TWO', 'SOFT'] } });
  const refused = exchange(400, refusal('bad'));
  const blamed = (exchanges: readonly Exchange[], expected: Expect, after: readonly string[], ...own: string[]) => {
    const listings = { before: { ids: [], pages: 1 }, after: { ids: after, pages: 1 }, dedicated: true };
    const found = findings(exchanges, expected, { spec: told, requirements: own, listings });
    return found.map(({ check, requirements }) => `${check}: ${requirements.join()}`);
  };
  const nothing = { allocates: 0 };
  const one = exchange(200, thing());
  const byList = (line: string) => line.startsWith('allocates');

  it.each<[what: string, actual: readonly string[], expected: readonly string[]]>([
    [
      'a wrong answer breaks none that the list shows',
      blamed([refused], expectOf([SUCCESS], nothing), [], 'ONE', 'TWO'),
      ['answer: ONE'],
    ],
    [
      'the list breaks none of the others',
      blamed([refused], expectOf([BAD], nothing), ['x'], 'ONE', 'TWO'),
      ['allocates: TWO'],
    ],
    [
      'a list that agrees with wrong answers breaks none of its own',
      blamed([one], expectOf([BAD], nothing), ['thing-1'], 'ONE', 'TWO'),
      ['answer: ONE', 'allocates: ONE'],
    ],
    [
      'nor does one that agrees with a wrong answer that names nothing',
      blamed([exchange(200, {})], expectOf([BAD], nothing), ['x'], 'ONE', 'TWO').filter(byList),
      ['allocates: ONE'],
    ],
    [
      'a list that has less than two answers tell breaks its own',
      blamed([one, one], expectOf([SUCCESS], { allocates: 2 }), ['thing-1'], 'ONE', 'TWO').filter(byList),
      ['allocates: TWO'],
    ],
    [
      'where the list is not read, any',
      blamed([refused], expectOf([SUCCESS]), ['x'], 'ONE', 'TWO'),
      ['answer: ONE,TWO'],
    ],
    [
      'where there are no others, all',
      blamed([refused], expectOf([SUCCESS], nothing), ['x'], 'TWO'),
      ['answer: TWO', 'allocates: TWO'],
    ],
    ['none that the list shows, all', blamed([refused], expectOf([BAD], nothing), ['x'], 'ONE'), ['allocates: ONE']],
    [
      'a failure is not softened',
      blamed([refused], expectOf([BAD], nothing), ['x'], 'ONE', 'SOFT'),
      ['allocates: ONE,SOFT'],
    ],
  ])('%s', (_, actual, expected) => {
    expect(actual).toEqual(expected);
  });
});

describe('a list that an earlier request may have changed while it was read', () => {
  const listings = (pages: number) => ({
    before: { ids: ['a'], pages },
    after: { ids: ['a', 'b', 'b'], pages },
    dedicated: true,
  });
  const created = [exchange(200, thing({ id: 'b' }))];

  it.each([
    ['has shifted on several pages', 2, 1, 0],
    ['has not where nothing was lost', 2, 0, 1],
    ['has not on one page', 1, 1, 1],
  ])('%s', (_, pages, creating, found) => {
    const context = { listings: listings(pages), strays: { creating, any: true } };
    expect(findings(created, expectOf([SUCCESS], { allocates: 1 }), context)).toHaveLength(found);
  });
});

describe('what is listed', () => {
  const given = [exchange(404, refusal('absent'))];
  const expected = expectOf([{ status: 404, code: 'absent' }], { unlisted: ['a', 'b'] });
  const listing = (ids: readonly string[], dedicated: boolean) => ({
    listings: { before: { ids: ['a'], pages: 2 }, after: { ids, pages: 2 }, dedicated },
  });

  it.each<[what: string, ids: readonly string[], dedicated: boolean, message: string | undefined]>([
    ['others only', ['c'], true, undefined],
    ['one of them', ['c', 'a'], true, 'The list has a on one of its pages after the step.'],
    ['all of them', ['b', 'a'], true, 'The list has a, b on one of its pages after the step.'],
    [
      'one of them, and what somebody else created',
      ['a', 'x'],
      false,
      'The list has a on one of its pages after the step.',
    ],
    ['what somebody else created', ['x'], false, undefined],
  ])('%s', (_, ids, dedicated, message) => {
    expect(brief(findings(given, expected, listing(ids, dedicated)))).toEqual(
      message === undefined ? [] : [['unlisted', 'ONE', message]],
    );
  });

  it.each<[what: string, exchanges: readonly Exchange[], more: object]>([
    ['a release got no answer', [exchange(200, '', { failure: { kind: 'timeout', message: 'late' } })], {}],
    ['a release was not answered as it might have been', given, { unsent: 1 }],
  ])('is open if %s', (_, exchanges, more) => {
    const found = findings(exchanges, expected, { ...listing(['a'], true), ...more });
    expect(found.filter(({ check }) => check === 'unlisted')).toEqual([]);
  });
});
