import { describe, expect, it } from 'vitest';
import { receivedOf } from '../../runner/capture.ts';
import { checkSameAs } from '../../runner/checks/same-as.ts';
import { judge } from '../../runner/judge.ts';
import type { Exchange } from '../../runner/types/exchange.ts';
import type { Expect } from '../../runner/types/scenario.ts';
import type { Operation, Pagination, Relation } from '../../runner/types/spec.ts';
import type { Json } from '../../runner/types/values.ts';
import { things, words } from './running.ts';
import {
  error,
  expectOf,
  PLACE,
  type Reply,
  runAll,
  SUCCESS,
  scenarioOf,
  specOf,
  stepOf,
  targetOf,
  templateOf,
} from './support.ts';

type Headers = Readonly<Record<string, string>>;

const BAD = { status: 400, code: 'bad' };
const spec = specOf();

const answered = (operation: string, status: number, body: Json | string, headers: Headers = {}): Exchange => ({
  operation,
  as: 'valid',
  request: { method: 'POST', url: 'http://test/things', headers: [], body: '{"on": true, "x": ""}' },
  response: receivedOf(
    status,
    Object.entries(headers),
    Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  ),
  tokenEchoes: [],
  sentAt: 0,
  answeredAt: 1,
});

const context = { spec, step: 'step-2', place: PLACE, requirements: ['ONE'] };

const messages = (exchanges: readonly Exchange[], expected: Expect, more: object = {}): readonly string[] =>
  judge(exchanges, { ...context, expect: expected, ...more })
    .filter(({ check }) => check !== 'schema')
    .map(({ message }) => message);

describe('an item of a list', () => {
  const lists = { '/id': 'b', '/vip': true };
  const list = (pages: Json, ...items: readonly Json[]): Exchange =>
    answered('list', 200, { pages, things: [{ id: 'a', vip: false }, ...items] });

  it.each<[what: string, exchange: Exchange, found: readonly string[]]>([
    ['with the values that are expected', list(1, { id: 'b', vip: true, more: 1 }), []],
    [
      'with another value',
      list(1, { id: 'b', vip: false }),
      ['In the list /vip of the item with /id "b" is false; expected true.'],
    ],
    [
      'without the value',
      list(2, { id: 'b' }),
      ['In the list /vip of the item with /id "b" is nothing; expected true.'],
    ],
    ['that is missing', list(1), ['The list has no item with /id "b".']],
    ['that is missing where there are no pages', list(0), ['The list has no item with /id "b".']],
    ['that may stand on another page', list(2), []],
    ['of an unknown number of pages', list(null), []],
    ['that was not answered', answered('list', 503, { code: 'none_left', description: 'No.', detail: {} }), []],
  ])('%s', (_, exchange, found) => {
    expect(messages([exchange], expectOf([SUCCESS, { status: 503, code: 'none_left' }], { lists }))).toEqual(found);
  });
});

const UNCOUNTED: Pagination = { page: 'page', items: '/things', id: '/id' };
const MISSING = ['The list has no item with /id "b".'];

it.each<[what: string, pagination: Pagination, things: readonly Json[], found: readonly string[]]>([
  ['is all that there is', { items: '/things', id: '/id' }, [{ id: 'a' }], MISSING],
  ['has pages without a number', UNCOUNTED, [{ id: 'a' }], []],
  ['has pages without a number, and nothing on them', UNCOUNTED, [], MISSING],
])('an item that is missing from a list that %s', (_, pagination, things, found) => {
  const listing = specOf({ list: { pagination } });
  const body = answered('list', 200, { things });
  expect(messages([body], expectOf([SUCCESS], { lists: { '/id': 'b' } }), { spec: listing })).toEqual(found);
});

describe('a list in the detail of an error', () => {
  const refusal = (scopes: Json) => answered('create', 400, { code: 'bad', description: 'No.', detail: { scopes } });

  it.each<[what: string, scopes: Json, wanted: Json, found: readonly string[]]>([
    ['holds what is expected among others', ['b', 'a'], ['a'], []],
    ['lacks what is expected', ['b'], ['a'], ['detail.scopes is ["b"]; expected ["a"] at least.']],
    ['is none', 'a', ['a'], ['detail.scopes is "a"; expected ["a"] at least.']],
    ['should be empty', ['a'], [], ['detail.scopes is ["a"]; expected [] at least.']],
  ])('%s', (_, scopes, wanted, found) => {
    expect(messages([refusal(scopes)], expectOf([BAD], { detail: { scopes: wanted } }))).toEqual(found);
  });
});

describe('as many resources as were answered', () => {
  const made = (id: string) => answered('create', 200, { thing: { id } });
  const refused = answered('create', 400, { code: 'bad', description: 'No.', detail: {} });
  const listed = (...ids: readonly string[]) => ({
    listings: { before: { ids: ['a'], pages: 1 }, after: { ids: ['a', ...ids], pages: 1 }, dedicated: true },
  });

  it.each<[what: string, exchanges: readonly Exchange[], list: object, found: readonly string[]]>([
    ['none, as none was answered', [refused], listed(), []],
    ['one of two, as one was answered', [made('b'), refused], listed('b'), []],
    [
      'one although none was answered',
      [refused],
      listed('x'),
      [
        'The step created 1 new in the list (x); listed but not answered (x); expected 0 new in the list, each once, and those that were answered.',
      ],
    ],
    [
      'none although one was answered',
      [made('b')],
      listed(),
      [
        'The step created 0 new in the list; answered but not listed (b); expected 1 new in the list, each once, and those that were answered.',
      ],
    ],
  ])('%s', (_, exchanges, list, found) => {
    expect(messages(exchanges, expectOf([SUCCESS, BAD], { allocates: 'answered' }), list)).toEqual(found);
  });
});

describe('a relation with exceptions', () => {
  const relation: Relation = { requirement: 'REL', text: 'Kept.', kind: 'equals', response: '/thing/x', request: '/x' };
  const findings = (unless: Exclude<Relation & { kind: 'equals' }, never>['unless']): number => {
    const operation: Operation = { ...spec.operations.create, relations: [{ ...relation, unless }] } as Operation;
    const operations = { ...spec.operations, create: operation };
    const exchange = answered('create', 200, { thing: { id: 'b', x: 'default' } });
    return judge([exchange], { ...context, spec: { ...spec, operations } }).filter(({ check }) => check === 'equals')
      .length;
  };

  it('is not judged of a request that is one', () => {
    expect([{ '/x': '' }, { '/x': 'other' }, { '/y': '' }, {}].map(findings)).toEqual([0, 1, 1, 1]);
  });
});

describe('an answer that should be the one of an earlier step', () => {
  const expected = expectOf([BAD], { sameAs: 'step-1' });
  const no = (rest: object = {}, headers: Headers = {}): Exchange =>
    answered('create', 400, { code: 'bad', description: 'No.', detail: {}, ...rest }, headers);
  const named = (...names: readonly string[]): Exchange => {
    const headers = names.map((name) => ['x-name', name] as const);
    return { ...no(), response: receivedOf(400, headers, Buffer.from('{"code":"bad"}')) };
  };
  const compare = (exchange: Exchange, ...earlier: readonly Exchange[]): readonly string[] =>
    checkSameAs([exchange], earlier, { ...context, expect: expected }, { own: [], earlier: [] }).map(({ message }) =>
      message.replace("The answer differs from those of step 'step-1': ", ''),
    );

  it.each<[what: string, exchange: Exchange, earlier: readonly Exchange[], found: readonly string[]]>([
    ['and is, whatever the time', no({ sent_at: 2 }, { date: 'b' }), [no({ sent_at: 1 }, { date: 'a' })], []],
    ['and is, whatever the time in capitals', no({ Sent_At: 2, DATE: 2 }), [no({ Sent_At: 1, DATE: 1 })], []],
    ['and says more', no({ name: 'x' }), [no(), no()], ['body /name is "x"; expected nothing.']],
    ['and says less', no(), [no({ name: 'x' })], ['body /name is nothing; expected "x".']],
    ['and describes it otherwise', no({ description: 'Oh.' }), [no()], ['body /description is "Oh."; expected "No.".']],
    [
      'and has a member in another, whose names are those of one that has a slash in its name',
      no({ a: { b: 1 } }),
      [no({ 'a/b': 1 }), no({ 'a/b': 1 })],
      ['body /a/b is 1; expected nothing.', 'body /a~1b is nothing; expected 1.'],
    ],
    [
      'and differs late in a long text',
      no({ description: `${'a'.repeat(300)}x` }),
      [no({ description: `${'a'.repeat(300)}y` })],
      [expect.stringMatching(/^body \/description is "a+…; expected "a+…\.$/)],
    ],
    [
      'and differs in a character that is not shown by halves',
      no({ description: `${'a'.repeat(198)}😀` }),
      [no({ description: `${'a'.repeat(198)}😎` })],
      [`body /description is "${'a'.repeat(198)}…; expected "${'a'.repeat(198)}….`],
    ],
    [
      'and has a header that differs late',
      no({}, { 'x-name': `${'a'.repeat(300)}x` }),
      [no({}, { 'x-name': `${'a'.repeat(300)}y` })],
      [expect.stringMatching(/^header x-name is "a+…; expected "a+…\.$/)],
    ],
    [
      'and is no JSON, and differs late',
      answered('create', 400, `${'a'.repeat(300)}x`),
      [answered('create', 400, `${'a'.repeat(300)}y`)],
      [expect.stringMatching(/^body is "a+…; expected "a+…\.$/)],
    ],
    ['and came another way', no({}, { 'x-upstream-latency': '2' }), [no({}, { 'x-upstream-latency': '1' })], []],
    [
      'and has another header',
      no({}, { 'x-name': 'b' }),
      [no({}, { 'x-name': 'a' })],
      ['header x-name is "b"; expected "a".'],
    ],
    [
      'and has a header twice, the second time with another value',
      named('a', 'b'),
      [named('a', 'c')],
      ['header x-name is "a", "b"; expected "a", "c".'],
    ],
    ['and has a header more', no({}, { 'x-name': 'b' }), [no(), no()], ['header x-name is "b"; expected nothing.']],
    [
      'and differs where those differ',
      no({ id: 3 }, { 'x-id': 'c' }),
      [no({ id: 1 }, { 'x-id': 'a' }), no({ id: 2 }, { 'x-id': 'b' })],
      [],
    ],
    [
      'and has another status',
      answered('create', 404, { code: 'bad', description: 'No.', detail: {} }),
      [no()],
      ['status is 404; expected 400.'],
    ],
    [
      'and is no JSON',
      answered('create', 400, 'no'),
      [answered('create', 400, 'oh')],
      ['body is "no"; expected "oh".'],
    ],
    ['where that got no answer', no({ name: 'x' }), [], []],
  ])('%s', (_, exchange, earlier, found) => {
    expect(compare(exchange, ...earlier)).toEqual(found);
  });

  const first = stepOf({ times: 2, expect: expectOf([BAD]) });
  const next = stepOf({ id: 'next', request: templateOf({ headers: { 'x-next': '1' } }), expect: expected });
  const DIFFERS = "The answer differs from those of step 'step-1': ";

  it.each<[what: string, answer: (next: boolean, nth: number) => Reply | 'silent', outcome: string, asked: number]>([
    ['is compared in a run', () => error(400, 'bad'), 'passed', 3],
    [
      'is another if it differs every time',
      (again) => error(400, 'bad', { again }),
      `${DIFFERS}body /detail/again is true; expected false.`,
      3 + 16,
    ],
    [
      'is not if it differs by chance',
      (_, nth) => ({ ...error(400, 'bad'), headers: { 'x-machine': nth === 3 ? 'b' : 'a' } }),
      'passed',
      3 + 2,
    ],
    [
      'is not if that changes as well',
      (_, nth) => ({ ...error(400, 'bad'), headers: { 'x-version': nth < 3 ? '1' : '2' } }),
      'passed',
      3 + 2,
    ],
    [
      'is another if only one of them has it, whatever it is',
      (again, nth) => ({ ...error(400, 'bad'), headers: again ? {} : { 'x-known': String(nth) } }),
      `${DIFFERS}header x-known is nothing; expected something.`,
      3 + 16,
    ],
    [
      'is open if quite another answer comes',
      (again, nth) => (nth < 7 ? error(400, 'bad', { again }) : error(503, 'none_left')),
      "errored: step 'next': asked again the target answered 503 none_left, which can be compared with nothing",
      3 + 4,
    ],
    [
      'is open if no answer of a known form comes',
      (again, nth) => (nth < 7 ? error(400, 'bad', { again }) : { status: 500, body: 'Oops' }),
      "errored: step 'next': asked again the target answered 500, which can be compared with nothing",
      3 + 4,
    ],
    [
      'is not if two machines take turns',
      (_, nth) => ({ ...error(400, 'bad'), headers: { 'x-machine': nth % 2 === 0 ? 'b' : 'a' } }),
      'passed',
      3,
    ],
    [
      'is open if it cannot be seen again',
      (again, nth) => (nth < 5 ? error(400, 'bad', { again }) : 'silent'),
      "errored: step 'next': no answer (timeout): no answer within 500 ms",
      3 + 2,
    ],
  ])('%s', async (_, answer, outcome, asked) => {
    const server = await things(({ headers }) => answer(headers['x-next'] === '1', server.asked.length));
    const target = targetOf(server.url, { timeouts: { connectMs: 1000, headersMs: 500, bodyMs: 500 } });
    const { report } = await runAll([scenarioOf({ level: 'safe', steps: [first, next] })], target);
    expect(words(report.scenarios[0]?.outcome)).toBe(outcome);
    expect(server.asked).toHaveLength(asked);
  });

  it('is given back if it is a success when it is asked for again', async () => {
    const server = await things(({ method, headers }) => {
      if (method !== 'POST' || server.asked.length > 3) return undefined;
      return error(400, 'bad', { again: headers['x-next'] === '1' });
    });
    const { report } = await runAll([scenarioOf({ level: 'safe', steps: [first, next] })], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toMatch(/^errored: step 'next': asked again the target answered 200/);
    expect(report).toMatchObject({ created: 1, released: 1, leaks: [] });
    expect(server.things.size).toBe(0);
  });

  it('is not asked for again where that would create something', async () => {
    const server = await things();
    const steps = [stepOf(), { ...stepOf({ id: 'next' }), expect: expectOf([SUCCESS], { sameAs: 'step-1' }) }];
    const { report } = await runAll([scenarioOf({ steps })], targetOf(server.url));
    expect(words(report.scenarios[0]?.outcome)).toContain('body /thing/id is "thing-2"; expected "thing-1".');
    expect(report.created).toBe(2);
  });
});

it('an answer that is compared with one other is not another because two machines take turns', async () => {
  const server = await things(() => ({
    ...error(400, 'bad'),
    headers: { 'x-machine': server.asked.length % 2 === 0 ? 'b' : 'a' },
  }));
  const steps = [
    stepOf({ expect: expectOf([BAD]) }),
    stepOf({ id: 'next', expect: expectOf([BAD], { sameAs: 'step-1' }) }),
  ];
  const { report } = await runAll([scenarioOf({ level: 'safe', steps })], targetOf(server.url));
  expect(words(report.scenarios[0]?.outcome)).toBe('passed');
});
