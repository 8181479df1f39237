import { describe, expect, it } from 'vitest';
import { createRequestBuilder } from '../../runner/request.ts';
import type { RequestTemplate } from '../../runner/types/scenario.ts';
import { SECRETS, specOf, targetOf, templateOf } from './support.ts';

const build = (changes: Partial<RequestTemplate>, url = 'http://127.0.0.1:1/core/v1/') =>
  createRequestBuilder(specOf(), targetOf(url))(templateOf(changes), (name) => (name === 'steps.a' ? 7 : undefined));

describe('a request', () => {
  it('is that of its operation, below the base URL', () => {
    expect(build({ body: { json: { a: 'é' } } })).toEqual({
      operation: 'create',
      as: 'valid',
      method: 'POST',
      origin: 'http://127.0.0.1:1',
      path: '/core/v1/things',
      headers: [
        ['Authorization', `Bearer ${SECRETS.valid}`],
        ['Content-Type', 'application/json'],
        ['Accept', 'application/json'],
        ['Accept-Encoding', 'identity'],
      ],
      body: '{"a":"é"}',
    });
  });

  it.each<[what: string, operation: string, changes: Partial<RequestTemplate>]>([
    ['of another method', '', { method: 'PUT' }],
    ['of another path', '', { path: '/other' }],
    ['of an unknown operation', '', { operation: 'unheard-of', path: '/other' }],
    ['of the method and path that it has anyway', 'create', { method: 'POST', path: '/things' }],
    ['of another operation', 'release', { operation: 'release' }],
  ])("%s is of operation '%s', and of its role", (_, operation, changes) => {
    expect(build({ ...changes, as: 'second' })).toMatchObject({ operation, as: 'second' });
  });

  it.each<[what: string, changes: Partial<RequestTemplate>, path: string]>([
    ['a query', { query: { 'a[b]': 'c&d é' } }, '/core/v1/things?a%5Bb%5D=c%26d%20%C3%A9'],
    ['a query after one in the path', { path: '/x?y=1', query: { z: '2' } }, '/core/v1/x?y=1&z=2'],
    ['a reference to an earlier answer', { path: '/x/${steps.a}', query: { n: '${steps.a}' } }, '/core/v1/x/7?n=7'],
    ['a path as it is written', { path: '/x/../%7e//' }, '/core/v1/x/../%7e//'],
  ])('has %s', (_, changes, path) => {
    expect(build(changes).path).toBe(path);
  });

  it.each<[what: string, changes: Partial<RequestTemplate>, headers: readonly (readonly [string, string])[]]>([
    [
      'no token of nobody',
      { as: 'nobody' },
      [
        ['Content-Type', 'application/json'],
        ['Accept', 'application/json'],
        ['Accept-Encoding', 'identity'],
      ],
    ],
    [
      'no type of no body',
      { as: 'nobody', body: { raw: '' }, headers: { 'Content-Type': null } },
      [
        ['Accept', 'application/json'],
        ['Accept-Encoding', 'identity'],
      ],
    ],
    [
      'headers in place of the usual ones, in any case',
      { headers: { AUTHORIZATION: 'x', 'accept-encoding': null, accept: null } },
      [
        ['Content-Type', 'application/json'],
        ['AUTHORIZATION', 'x'],
      ],
    ],
    [
      'a token in a header of its own',
      { as: 'nobody', headers: { authorization: 'Basic ${token.second}', 'accept-encoding': null, accept: null } },
      [
        ['Content-Type', 'application/json'],
        ['authorization', `Basic ${SECRETS.second}`],
      ],
    ],
    [
      'a number in a header',
      { as: 'nobody', headers: { 'x-n': '${steps.a}', 'accept-encoding': null, accept: null } },
      [
        ['Content-Type', 'application/json'],
        ['x-n', '7'],
      ],
    ],
  ])('has %s', (_, changes, headers) => {
    expect(build(changes).headers).toEqual(headers);
  });

  it.each<[what: string, body: RequestTemplate['body'], text: string | undefined]>([
    ['an exact text', { raw: '{"a": 1, "a": 2' }, '{"a": 1, "a": 2'],
    ['a reference with its type', { json: { n: '${steps.a}', t: 'is ${steps.a}' } }, '{"n":7,"t":"is 7"}'],
  ])('has %s as its body', (_, body, text) => {
    expect(build(body === undefined ? {} : { body }).body).toBe(text);
  });

  it('has no body if the template has none', () => {
    const { body: _, ...bare } = templateOf();
    const request = createRequestBuilder(specOf(), targetOf('http://127.0.0.1:1'))(bare, () => undefined);
    expect(request).not.toHaveProperty('body');
    expect(request.headers.map(([name]) => name)).toEqual(['Authorization', 'Accept', 'Accept-Encoding']);
  });
});
