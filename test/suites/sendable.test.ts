import { beforeAll, describe, expect, it } from 'vitest';
import type { Spec } from '../../runner/types/spec.ts';
import { loadSpec } from '../../spec/load.ts';
import { head, loadTexts, scenario, withSteps } from './writing.ts';

let spec: Spec;
beforeAll(async () => {
  spec = await loadSpec({ profile: 'documented' });
});

const request = (changes: string): string => withSteps(`      - request: { ${changes} }\n`);

const REQUEST = 'scenarios[0].steps[0].request';

const NAME = 'Header names have letters, digits, `-` and a few other signs, but no blank.';
const badName = (place: string, name: string): string =>
  `0.yaml:${place}: the key \`${name}\` must be the name of a header, such as X-Number\n    ${NAME}`;

const badValue = (place: string, where: string): string =>
  `0.yaml:${place}: \`${where}\` must be a line that a header can carry, but is other text\n    Write one line of Latin-1 characters.`;

const badPath = (place: string, path: string, where = `${REQUEST}.path`): string =>
  `0.yaml:${place}: \`${where}\` must be a path, such as /no/such/route, but is \`${path}\`\n    Begin it with a slash, and percent-encode blanks, \`#\` (%23) and what is not ASCII.`;

const managed = (place: string, fact: string): string => `0.yaml:${place}: ${fact}\n    Remove it.`;

describe('A request that cannot be sent', () => {
  it.each([
    ['a header of two words', request("headers: { 'x y': a }"), badName('18:31', 'x y')],
    ['a header without a name', request("headers: { '': a }"), badName('18:31', '')],
    ['a header with a colon', request("headers: { 'X-A:': a }"), badName('18:31', 'X-A:')],
    [
      'a header of two words with a reference',
      request("headers: { 'X ${run.id}': a }"),
      badName('18:31', 'X ${run.id}'),
    ],
    ['a line break in a header', request('headers: { X-A: "a\\nb" }'), badValue('18:36', `${REQUEST}.headers.X-A`)],
    ['a header beyond Latin-1', request('headers: { X-A: zł }'), badValue('18:36', `${REQUEST}.headers.X-A`)],
    [
      'a line break beside a reference',
      request('headers: { X-A: "${run.id}\\n" }'),
      badValue('18:36', `${REQUEST}.headers.X-A`),
    ],
    [
      'a line break in the authorization',
      request('authorization: "Bearer ${token.valid}\\n"'),
      badValue('18:35', `${REQUEST}.authorization`),
    ],
    ['a blank in a path', request("path: '/a b?c'"), badPath('18:26', '/a b?c')],
    ['a fragment', request("path: '/a?c#d'"), badPath('18:26', '/a?c#d')],
    ['a path beyond ASCII', request('path: /é'), badPath('18:26', '/é')],
    ['a blank beside a reference', request("path: '/${run.id} b'"), badPath('18:26', '/${run.id} b')],
    ['a path without a slash', request("path: '${run.id}/b'"), badPath('18:26', '${run.id}/b')],
    [
      'half a character in a query',
      request('query: { a: "\\uD83D" }'),
      `0.yaml:18:32: \`${REQUEST}.query.a\` must be text of whole characters, but is "\\ud83d"\n    Write text of whole characters.`,
    ],
    [
      'a row that makes a path',
      `${head}  - id: <n>\n    title: A.\n    each: [{ n: a, p: /a b }, { n: b, p: /b }]\n    steps: [{ request: { path: <p> } }]\n`,
      badPath('18:32', '/a b'),
    ],
    [
      'the length of a body',
      request("headers: { content-length: '5' }"),
      managed('18:47', 'the HTTP client writes the header `content-length` itself'),
    ],
    [
      'a coding of the body',
      scenario('    request: { headers: { Transfer-Encoding: chunked } }\n    steps: [{ request: {} }]\n'),
      managed('17:46', 'the HTTP client writes the header `Transfer-Encoding` itself'),
    ],
    [
      'several headers of the connection',
      request('headers: { Keep-Alive: timeout=5, Upgrade: h2c, Expect: 100-continue }'),
      [
        managed('18:43', 'the HTTP client writes the header `Keep-Alive` itself'),
        managed('18:63', 'the HTTP client writes the header `Upgrade` itself'),
        managed('18:76', 'the HTTP client writes the header `Expect` itself'),
      ].join('\n'),
    ],
    [
      'an option of the connection that would be left out',
      request('headers: { Connection: X-Secret }'),
      '0.yaml:18:43: the HTTP client writes the header `Connection` itself\n    Write `close` or `keep-alive`, or remove it.',
    ],
    [
      'a name of a header that no answer can have',
      withSteps("      - expect: { answer: success, headers: { 'x y': false } }\n"),
      badName('18:47', 'x y'),
    ],
  ])('is refused: %s', async (_, text, message) => {
    await expect(loadTexts(spec, text)).rejects.toHaveProperty('message', message);
  });

  it.each([
    ['a reference in a name', "headers: { 'X-${run.id}': a }"],
    ['Latin-1 and a tab', 'headers: { X-A: "é\\t" }'],
    ['an empty value, and none', "headers: { X-A: '', Content-Length: null }"],
    ['a host', 'headers: { Host: other.test }'],
    ['the end of the connection', 'headers: { connection: close }'],
    ['a path with a query and escapes', "path: '/a%20b?c=d&e[]=%23'"],
    ['any text in a query', "query: { 'a b[]': 'é 🙂 #' }"],
  ])('is none with %s', async (_, changes) => {
    expect(await loadTexts(spec, request(changes))).toHaveLength(1);
  });

  it('is none with a reference to an earlier answer in its path', async () => {
    const steps =
      "      - { id: first, request: {} }\n      - request: { path: '/${steps.first.response.body#/ip_address/id}/b' }\n";
    expect(await loadTexts(spec, withSteps(steps))).toHaveLength(1);
  });

  it('is none with names, values and a path that come from rows', async () => {
    const rows = `${head}  - id: one\n    title: A.\n    each: [{ n: X-A, v: é, p: /a }]\n    steps: [{ request: { headers: { <n>: <v> }, path: <p> } }]\n`;
    expect(await loadTexts(spec, rows)).toHaveLength(1);
  });
});
