import { expect, it } from 'vitest';
import { follow } from '../../runner/links.ts';
import type { Exchange } from '../../runner/types/exchange.ts';
import type { Link } from '../../runner/types/spec.ts';

const exchange: Exchange = {
  operation: 'create',
  as: 'valid',
  request: {
    method: 'POST',
    url: 'http://test/v1/of/gr%C3%BCn%2F1/things?x=/of/2/things',
    headers: [],
    body: '{"of": {"id": "org-1"}, "size": 3}',
  },
  response: { status: 200, headers: [], text: '', json: { thing: { id: 'thing-1' }, odd: 'a/b ${c}' } },
  tokenEchoes: [],
  sentAt: 0,
  answeredAt: 1,
};

it.each<[what: string, link: Omit<Link, 'operation'>, found: object]>([
  [
    'the answer',
    { query: {}, body: { thing: { id: '$response.body#/thing/id' } } },
    { body: { json: { thing: { id: 'thing-1' } } } },
  ],
  [
    'the request',
    { query: { of: '$request.body#/of/id', size: '$request.body#/size' } },
    { query: { of: 'org-1', size: '3' } },
  ],
  [
    'either, inside a text',
    { query: { q: 'id={$response.body#/thing/id} of {$request.body#/of/id}' } },
    { query: { q: 'id=thing-1 of org-1' } },
  ],
  [
    'the answer, as a segment of the path',
    { path: '/things/{$response.body#/odd}/of/{$request.body#/of/id}', query: {} },
    { path: '/things/a%2Fb%20%24%7Bc%7D/of/org-1' },
  ],
  [
    'the path of the request, below whatever the base URL has',
    {
      from: '/of/{of}/things',
      path: '/of/{$request.path.of}/things/{$response.body#/thing/id}',
      query: {},
      body: { of: '$request.path.of' },
    },
    { path: '/of/gr%C3%BCn%2F1/things/thing-1', body: { json: { of: 'grün/1' } } },
  ],
  [
    'nothing',
    { query: { fixed: 'yes' }, body: [1, null, 'x'] },
    { query: { fixed: 'yes' }, body: { json: [1, null, 'x'] } },
  ],
])('takes values from %s', (_, link, found) => {
  expect(follow({ operation: 'release', ...link }, exchange, 'second')).toMatchObject({
    operation: 'release',
    as: 'second',
    ...found,
  });
});

it.each([
  ['the answer lacks', { query: { id: '$response.body#/thing/name' } }],
  ['its path lacks, for it is another', { query: { id: '$request.path.of' }, from: '/from/{of}/things' }],
  ['its path lacks, for it is shorter', { query: { id: '$request.path.of' }, from: '/v2/v1/of/{of}/things/more' }],
])('leads nowhere by what %s', (_, link) => {
  expect(follow({ operation: 'release', ...link }, exchange, 'valid')).toBeUndefined();
});
