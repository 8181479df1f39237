import { describe, expect, it } from 'vitest';
import { receivedOf } from '../../runner/capture.ts';
import { blamedOf } from '../../runner/checks/blame.ts';
import { judge, judgedBy } from '../../runner/judge.ts';
import type { Exchange, Expect, Finding, Json, Relation } from '../../runner/types.ts';
import { expectOf, PLACE, SUCCESS, scenarioOf, specOf } from './support.ts';

const response = (status: number, body: Json | string, headers: Readonly<Record<string, string>> = {}) =>
  receivedOf(status, Object.entries(headers), Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

const exchange = (
  status: number,
  body: Json | string,
  rest: Partial<Exchange> & { headers?: Record<string, string>; sent?: Json | string } = {},
): Exchange => {
  const { headers = {}, sent = {}, ...own } = rest;
  const text = typeof sent === 'string' ? sent : JSON.stringify(sent);
  return {
    operation: 'create',
    as: 'valid',
    request: { method: 'POST', url: 'http://test/things', headers: [], body: text },
    response: response(status, body, headers),
    tokenEchoes: [],
    sentAt: 0,
    answeredAt: 1,
    ...own,
  };
};
const thing = (rest: Json = {}) => ({ thing: { id: 'thing-1', ...(rest as object) } }) as Json;
const refusal = (code: string, detail: Json = {}) => ({ code, description: 'No.', detail });
const BAD = { status: 400, code: 'bad' };
const ODD = { message: 'odd', at: '', expected: 'it', actual: 'not it', place: PLACE };

const spec = specOf();
const findings = (
  exchanges: readonly Exchange[],
  expected?: Expect,
  more: Partial<Parameters<typeof judge>[1]> = {},
): readonly Finding[] =>
  judge(exchanges, {
    spec,
    step: 'step-1',
    place: PLACE,
    requirements: ['ONE'],
    ...(expected === undefined ? {} : { expect: expected }),
    ...more,
  });
const brief = (found: readonly Finding[]) =>
  found.map(({ check, requirements, message }) => [check, requirements.join(), message]);

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
    ['of a status whose body is left open', exchange(404, 'none', { operation: '' }), expectOf([{ status: 404 }])],
    [
      'off every route, whose form nobody knows',
      exchange(404, { code: 'route_not_found' }, { operation: '' }),
      expectOf([{ status: 404, code: 'route_not_found' }]),
    ],
  ])('%s is right', (_, given, expected) => {
    expect(findings([given], expected)).toEqual([]);
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

describe('members', () => {
  it.each<[what: string, given: Exchange, expected: Partial<Expect>, found: readonly string[]]>([
    [
      'body',
      exchange(200, thing({ tags: { a: 1, b: [2] } })),
      { body: { '/thing/id': 'thing-1', '/thing/tags': { b: [2], a: 1 } } },
      [],
    ],
    ['body', exchange(200, thing({ size: 1 })), { body: { '/thing/size': '1' } }, ['/thing/size is 1; expected "1".']],
    ['body', exchange(200, thing()), { body: { '/thing/size': null } }, ['/thing/size is nothing; expected null.']],
    ['body', exchange(400, refusal('bad')), { body: { '/thing/size': null } }, []],
    ['detail', exchange(400, refusal('bad', { total: 5 })), { detail: { total: 5 } }, []],
    [
      'detail',
      exchange(400, refusal('bad', { total: 6 })),
      { detail: { total: 5 } },
      ['detail.total is 6; expected 5.'],
    ],
    ['detail', exchange(200, thing()), { detail: { total: 5 } }, []],
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

describe('relations', () => {
  const judged = (relation: Relation, given: Exchange, beside: readonly Exchange[] = []) =>
    judge([given], {
      spec: specOf({ create: { relations: [relation] } }),
      step: 's',
      place: PLACE,
      requirements: [],
      besideOf: () => beside,
    }).map(({ check, expected, actual }) => [check, expected, actual]);
  const about = { requirement: 'REL', text: 'Text.' };
  const pages: Relation = {
    ...about,
    kind: 'pages',
    response: '/thing/pages',
    total: '/thing/all',
    size: '/thing/each',
  };
  const equals: Relation = { ...about, kind: 'equals', response: '/thing/x', request: '/x' };

  it.each<[what: string, relation: Relation, sent: Json | string, got: Json, found: readonly string[] | undefined]>([
    ['the same', equals, { x: { a: [1] } }, { x: { a: [1] } }, undefined],
    ['another value', equals, { x: 'one' }, { x: 'two' }, ['equals', '"one"', '"two"']],
    ['another type', equals, { x: 1 }, { x: '1' }, ['equals', '1', '"1"']],
    ['absent in the request', equals, {}, { x: 'two' }, undefined],
    ['absent in the answer, which its schema judges', equals, { x: 1 }, {}, undefined],
    [
      'absent in the request, with a default',
      { ...equals, otherwise: false },
      {},
      { x: true },
      ['equals', 'false', 'true'],
    ],
    [
      'null in the request, with a default',
      { ...equals, otherwise: false },
      { x: null },
      { x: true },
      ['equals', 'false', 'true'],
    ],
    ['null by default', { ...equals, otherwise: null }, {}, { x: 'kept' }, ['equals', 'null', '"kept"']],
    ['a request that the schema does not allow', equals, { x: 'one', invalid: true }, { x: 'two' }, undefined],
    ['a request that is no JSON', { ...equals, otherwise: 1 }, 'x=1', { x: 2 }, undefined],
    ['a name that is sent twice', equals, '{"x": 1, "x": 2}', { x: 1 }, undefined],
    ['a raw text that is plain JSON', equals, '{ "x" : "a b" }', { x: 'other' }, ['equals', '"a b"', '"other"']],
    [
      'a condition that holds',
      { ...equals, when: { '/on': true } },
      { on: true, x: 1 },
      { x: 2 },
      ['equals', '1', '2'],
    ],
    ['a condition that does not hold', { ...equals, when: { '/on': true } }, { on: false, x: 1 }, { x: 2 }, undefined],
    ['a condition of absence', { ...equals, when: { '/on': null }, otherwise: 1 }, {}, { x: 2 }, ['equals', '1', '2']],
    ['the pages that a list fills', pages, {}, { pages: 3, all: 5, each: 2 }, undefined],
    ['a page too few', pages, {}, { pages: 2, all: 5, each: 2 }, ['pages', '3', '2']],
    ['a page too many', pages, {}, { pages: 3, all: 4, each: 2 }, ['pages', '2', '3']],
    ['one page of nothing', pages, {}, { pages: 1, all: 0, each: 2 }, undefined],
    ['pages that nobody counted', pages, {}, { pages: null, all: null, each: 2 }, undefined],
    ['a value', { ...about, kind: 'value', response: '/thing/x', value: null }, {}, { x: null }, undefined],
    [
      'not the value',
      { ...about, kind: 'value', response: '/thing/x', value: null },
      {},
      { x: 0 },
      ['value', 'null', '0'],
    ],
    [
      'the family',
      { ...about, kind: 'family', response: '/thing/x', request: '/v' },
      { v: 'ipv6' },
      { x: '2001:db8::1' },
      undefined,
    ],
    [
      'another family',
      { ...about, kind: 'family', response: '/thing/x', request: '/v' },
      { v: 'ipv6' },
      { x: '192.0.2.1' },
      ['family', 'an ipv6 address', '192.0.2.1'],
    ],
    [
      'a family that was not named',
      { ...about, kind: 'family', response: '/thing/x', request: '/v' },
      { v: 'ipv5' },
      { x: '192.0.2.1' },
      undefined,
    ],
  ])('%s', (_, relation, sent, got, found) => {
    expect(judged(relation, exchange(200, thing(got), { sent }))).toEqual(found === undefined ? [] : [found]);
  });

  it.each<[mask: Json, address: string, right: boolean]>([
    ['192.0.2.1/24', '192.0.2.1', true],
    ['192.0.2.1/0', '192.0.2.1', true],
    ['192.0.2.1/32', '192.0.2.1', true],
    ['192.0.2.1/33', '192.0.2.1', false],
    ['192.0.2.1/024', '192.0.2.1', false],
    ['192.0.2.1/-1', '192.0.2.1', false],
    ['192.0.2.1', '192.0.2.1', false],
    ['192.0.2.1/', '192.0.2.1', false],
    ['192.0.2.2/24', '192.0.2.1', false],
    ['2001:db8::1/128', '2001:db8::1', true],
    ['2001:DB8:0::1/64', '2001:db8::1', true],
    ['2001:db8::1/129', '2001:db8::1', false],
    ['2001:db8::2/64', '2001:db8::1', false],
  ])('%s as the mask of %s', (mask, address, right) => {
    const relation: Relation = { ...about, kind: 'cidr', response: '/thing/mask', address: '/thing/at' };
    expect(judged(relation, exchange(200, thing({ mask, at: address })))).toHaveLength(right ? 0 : 1);
  });

  it.each<[what: string, mine: Json, others: readonly Json[], right: boolean]>([
    ['another', 'a', ['b', 'c'], true],
    ['the same', 'a', ['b', 'a'], false],
    ['the same IPv6 address in other words', '2001:db8::1', ['2001:DB8:0:0::1'], false],
    ['nothing', null, [null], true],
  ])('%s held beside it', (_, mine, others, right) => {
    const relation: Relation = { ...about, kind: 'unique', response: '/thing/x' };
    const beside = others.map((x) => exchange(200, thing({ x })));
    expect(judged(relation, exchange(200, thing({ x: mine })), beside)).toHaveLength(right ? 0 : 1);
  });

  it('are asked of successes only', () => {
    expect(judged({ ...about, kind: 'value', response: '/code', value: 'x' }, exchange(400, refusal('bad')))).toEqual(
      [],
    );
  });
});

describe('what was created', () => {
  const created = (...ids: readonly string[]) => ids.map((id) => exchange(200, { thing: { id } }));
  const lists = (before: readonly string[], after: readonly string[], dedicated = true, pages = 1) => ({
    listings: { before: { ids: before, pages }, after: { ids: after, pages }, dedicated },
  });
  const expected = (allocates: number) => expectOf([SUCCESS, BAD], { allocates });
  const timeout = exchange(200, '', { failure: { kind: 'timeout', message: 'late' } });

  it.each<
    [
      what: string,
      exchanges: readonly Exchange[],
      allocates: number,
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
    ['what somebody else gave back meanwhile', created('a'), 1, lists(['a'], ['a'], false), undefined],
    ['something by somebody else', created('b'), 1, lists([], ['b', 'x'], false), undefined],
    ['less, while others work on several pages', created('b'), 1, lists([], [], false, 2), undefined],
    [
      'less, while others work on one page',
      created('b'),
      1,
      lists([], [], false),
      '0 new in the list; answered but not listed (b)',
    ],
  ])('%s', (_, exchanges, allocates, list, actual) => {
    expect(findings(exchanges, expected(allocates), list).map((found) => found.actual)).toEqual(
      actual === undefined ? [] : [actual],
    );
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

describe('what is listed', () => {
  const given = [exchange(404, refusal('absent'))];
  const expected = expectOf([{ status: 404, code: 'absent' }], { unlisted: ['a', 'b'] });
  const after = (ids: readonly string[], dedicated: boolean) => ({
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
    expect(brief(findings(given, expected, after(ids, dedicated)))).toEqual(
      message === undefined ? [] : [['unlisted', 'ONE', message]],
    );
  });
});

describe('a header that falls', () => {
  const answers = (values: readonly string[], most = '9', spentMs = 10) =>
    values.map((left, index) =>
      exchange(200, thing({ name: `n${index}` }), {
        headers: { 'x-left': left, 'x-most': most },
        sentAt: index * spentMs,
        answeredAt: (index + 1) * spentMs,
      }),
    );
  const stuck = 'expected a number that falls with each answer, and begins anew at most once.';

  it.each<[what: string, exchanges: readonly Exchange[], messages: readonly string[]]>([
    ['by one', answers(['9', '8', '7']), []],
    ['by more, as somebody else sends requests too', answers(['9', '5', '1']), []],
    ['and begins anew', answers(['1', '0', '8', '7']), []],
    ['and is the same in a new window', answers(['8', '8', '7']), []],
    ['but stands still', answers(['8', '8', '8']), [`Header X-Left is 8, 8, 8 in the answers of the step; ${stuck}`]],
    ['but rises', answers(['1', '2', '3']), [`Header X-Left is 1, 2, 3 in the answers of the step; ${stuck}`]],
    ['in so long a time that windows began', answers(['8', '8', '8'], '9', 30_000), []],
    ['as far as a bucket does not fill up meanwhile', answers(['99', '99', '100'], '1000', 100), []],
    [
      'but rises more than a bucket fills up',
      answers(['97', '99', '103'], '1000', 100),
      [`Header X-Left is 97, 99, 103 in the answers of the step; ${stuck}`],
    ],
    [
      'but stands still where a bucket would not yet fill up',
      answers(['99', '99', '99'], '1000', 10),
      [`Header X-Left is 99, 99, 99 in the answers of the step; ${stuck}`],
    ],
    ['from more than it may be', answers(['12', '8', '7']), ['Header X-Left is 12; X-Most is 9.']],
    ['and is no number, which is judged elsewhere', answers(['many', 'some', 'none']), []],
  ])('%s', (_, exchanges, messages) => {
    const found = findings(exchanges, expectOf([SUCCESS], { falls: { 'X-Left': 'X-Most' } }));
    expect(brief(found)).toEqual(messages.map((message) => ['falls', 'ONE', message]));
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
