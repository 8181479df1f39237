import { describe, expect, it } from 'vitest';
import { judge } from '../../runner/judge.ts';
import type { Exchange } from '../../runner/types/exchange.ts';
import type { Relation } from '../../runner/types/spec.ts';
import type { Json } from '../../runner/types/values.ts';
import { exchange, refusal, thing } from './judging.ts';
import { PLACE, specOf } from './support.ts';

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
    ['no number of pages', pages, {}, { all: 5, each: 2 }, undefined],
    ['no number in all', pages, {}, { pages: 3, each: 2 }, undefined],
    ['no number of each page', pages, {}, { pages: 3, all: 5 }, undefined],
    ['a number in all that is a text', pages, {}, { pages: 2, all: '5', each: 2 }, undefined],
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
    [
      'a family of a name that every object has',
      { ...about, kind: 'family', response: '/thing/x', request: '/v' },
      { v: 'constructor' },
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
    ['3001:db8::1/64', '2001:db8::1', false],
    ['fe80::1%eth0/64', 'fe80::1%eth0', true],
    ['fe80::1%eth1/64', 'fe80::1%eth0', false],
  ])('%s as the mask of %s', (mask, address, right) => {
    const relation: Relation = { ...about, kind: 'cidr', response: '/thing/mask', address: '/thing/at' };
    const expected = address.includes(':') ? `${address}/0 to ${address}/128` : `${address}/0 to ${address}/32`;
    expect(judged(relation, exchange(200, thing({ mask, at: address })))).toEqual(
      right ? [] : [['cidr', expected, mask]],
    );
  });

  it.each<[what: string, mine: Json, others: readonly Json[], right: boolean]>([
    ['another', 'a', ['b', 'c'], true],
    ['the same', 'a', ['b', 'a'], false],
    ['the same IPv6 address in other words', '2001:db8::1', ['2001:DB8:0:0::1'], false],
    ['nothing', null, [null], true],
  ])('%s held beside it', (_, mine, others, right) => {
    const relation: Relation = { ...about, kind: 'unique', response: '/thing/x' };
    const beside = others.map((x) => exchange(200, thing({ x })));
    const facts = ['unique', 'a value that nothing else has that is held', `${mine}, which is held already`];
    expect(judged(relation, exchange(200, thing({ x: mine })), beside)).toEqual(right ? [] : [facts]);
  });

  it('are asked of successes only', () => {
    expect(judged({ ...about, kind: 'value', response: '/code', value: 'x' }, exchange(400, refusal('bad')))).toEqual(
      [],
    );
  });
});
