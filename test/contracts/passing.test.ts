import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../runner/types/values.ts';
import { serveTcp } from '../runner/sending.ts';
import { interaction, outcomes, pactFile, type Reply, serve, targetAt, verifiedFiles } from './helpers.ts';

/** Bytes as a pact of version 4 holds them. */
const inBase64 = (bytes: Buffer, contentType: string): JsonObject => ({
  content: bytes.toString('base64'),
  contentType,
  encoded: 'base64',
});

const BYTES: readonly (readonly [what: string, type: string, bytes: Buffer])[] = [
  ['a picture', 'image/png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ['text in Latin-1', 'text/plain; charset=iso-8859-1', Buffer.from('Zürich', 'latin1')],
  ['text after a byte order mark', 'text/plain', Buffer.from('\uFEFFabc', 'utf8')],
  ['text with a character that stands for others', 'text/plain', Buffer.from('a\uFFFDb', 'utf8')],
];

describe('a request', () => {
  it.each(BYTES)('with %s is sent on byte for byte', async (_, type, bytes) => {
    const { url, seen } = await serve(() => ({ status: 200 }));
    const request = { method: 'PUT', headers: { 'Content-Type': [type] }, body: inBase64(bytes, type) };
    await verifiedFiles(targetAt(url), [await pactFile(interaction('one', { request }))]);
    expect(seen.at(-1)?.headers['content-type']).toBe(type);
    expect(seen.at(-1)?.bytes).toEqual(bytes);
  });

  it('that is packed says so', async () => {
    const { url, seen } = await serve(() => ({ status: 200 }));
    const packed = gzipSync('{"a":1}');
    const headers = { 'Content-Type': ['application/json'], 'Content-Encoding': ['gzip'] };
    const request = { method: 'PUT', headers, body: inBase64(packed, 'application/json') };
    await verifiedFiles(targetAt(url), [await pactFile(interaction('one', { request }))]);
    expect(seen.at(-1)?.headers['content-encoding']).toBe('gzip');
    expect(seen.at(-1)?.bytes).toEqual(packed);
  });
});

/** What is said of an interaction that promises `response`, where the target answers so. */
const answered = async (response: JsonObject, reply: Reply): Promise<string | undefined> => {
  const { url } = await serve(() => reply);
  return outcomes(await verifiedFiles(targetAt(url), [await pactFile(interaction('one', { response }))])).one;
};

/** The same where the target writes this, and nothing else. */
const written = async (text: string, response: JsonObject, request: JsonObject = {}): Promise<string | undefined> => {
  const { url } = await serveTcp((socket) => socket.end(text));
  const pact = await pactFile(interaction('one', { request, response }));
  return outcomes(await verifiedFiles(targetAt(url), [pact])).one;
};

const KEPT = 'errored: a secret is in an answer that is no text: it was kept from the Verifier';
const ONLY_KEPT = new RegExp(`^${KEPT}$`);

const typed = (contentType: string) => ({ 'content-type': contentType });

describe('an answer', () => {
  it.each(BYTES)('with %s is judged byte for byte', async (_, type, bytes) => {
    const response = { headers: { 'Content-Type': [type] }, body: inBase64(bytes, type) };
    const other = Buffer.concat([bytes.subarray(0, -1), Buffer.from('?')]);
    expect(await answered(response, { status: 200, headers: typed(type), body: bytes })).toBe('passed');
    expect(await answered(response, { status: 200, headers: typed(type), body: other })).toMatch(/^failed: \$: /);
  });

  it.each([
    ['gzip', 'gzip', gzipSync],
    ['deflate', 'deflate', deflateSync],
    ['br', 'br', brotliCompressSync],
    ['GZIP', 'gzip', gzipSync],
    ['x-gzip', 'x-gzip', gzipSync],
    ['gzip, gzip', 'gzip', (text: string) => gzipSync(gzipSync(text))],
  ])('that is packed by %s is unpacked', async (coding, told, pack) => {
    const body = { content: { a: 1 }, contentType: 'application/json', encoded: false };
    const headers = { ...typed('application/json'), 'content-encoding': coding };
    expect(await answered({ body }, { status: 200, headers, body: pack('{"a":1}') })).toBe('passed');
    expect(await answered({ body }, { status: 200, headers, body: pack('{"a":2}') })).toMatch(/^failed: \$\.a: /);
    expect(await answered({ body }, { status: 200, headers, body: '{"a":1}' })).toBe(
      `failed: the body cannot be read: its header Content-Encoding says ${told}, and it is not packed so`,
    );
  });

  it.each([
    ['packed', gzipSync('{"token":"secret-of-the-valid-token"}')],
    ['beside bytes', Buffer.concat([Buffer.from([0xff]), Buffer.from('secret-of-the-valid-token')])],
  ])('with a secret, %s, is kept from the Verifier', async (_, body) => {
    const headers = { ...typed('text/plain'), 'content-encoding': 'gzip' };
    expect(await answered({}, { status: 200, headers, body })).toBe(KEPT);
  });

  const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');

  it.each<[what: string, headers: Record<string, string>, body: Buffer, outcome?: RegExp]>([
    ['UTF-16', {}, wide('{"token":"secret-of-the-valid-token"}')],
    ['UTF-16, big-endian', {}, wide('secret-of-the-valid-token').swap16()],
    ['UTF-16 after a byte order mark', {}, wide('\uFEFFsecret-of-the-valid-token')],
    ['UTF-16 in Base64', {}, wide(Buffer.from('{"secret-of-the-valid-token":1}').toString('base64'))],
    ['UTF-32', {}, Buffer.from([...'secret-of-the-valid-token'].map((letter) => `${letter}\0\0\0`).join(''))],
    ['packed UTF-16', { 'content-encoding': 'gzip' }, gzipSync(wide('secret-of-the-valid-token'))],
    [
      'UTF-16 that breaks off',
      { 'content-length': '999', connection: 'close' },
      wide('secret-of-the-val'),
      /^failed: /,
    ],
  ])('in %s with a secret is kept from the Verifier and the report', async (_, headers, body, outcome = ONLY_KEPT) => {
    const { url } = await serve(() => ({ status: 200, headers: { ...typed('text/plain'), ...headers }, body }));
    const response = { body: { content: 'something else', contentType: 'text/plain', encoded: false } };
    const report = await verifiedFiles(targetAt(url), [await pactFile(interaction('one', { response }))]);
    expect(outcomes(report).one).toMatch(outcome);
    const text = JSON.stringify(report).replaceAll('\\u0000', '');
    expect(text).not.toMatch(/secret-of|c2VjcmV0/);
    expect(text).toContain('$VALID_TOKEN');
  });

  it('in UTF-16 without a secret is judged', async () => {
    const body = inBase64(wide('abc'), 'text/plain');
    const headers = typed('text/plain');
    expect(await answered({ body }, { status: 200, headers, body: wide('abc') })).toBe('passed');
    expect(await answered({ body }, { status: 200, headers, body: wide('abd') })).toMatch(/^failed: /);
  });

  it.each([
    ['a length', 'Content-Length: 7\r\n', { 'Content-Length': ['7'] }, 'passed'],
    ['another length', 'Content-Length: 9\r\n', { 'Content-Length': ['7'] }, 'failed: header Content-Length: .*'],
    ['a length that nobody reads', 'Content-Length: 7\r\n', {}, 'passed'],
    ['another tag', 'Content-Length: 7\r\nETag: "b"\r\n', { ETag: ['"a"'] }, 'failed: header ETag: .*'],
  ])('304 with %s is complete: it has no body', async (_, head, headers, outcome) => {
    const found = await written(`HTTP/1.1 304 Not Modified\r\n${head}\r\n`, { status: 304, headers });
    expect(found).toMatch(new RegExp(`^${outcome}$`));
  });

  it.each([
    ['Content-Length: 7\r\n\r\n{"a":1}', 'Content-Length', '7', 'GET'],
    ['Content-Length: 7\r\n\r\n', 'Content-Length', '7', 'HEAD'],
    ['Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n', 'Transfer-Encoding', 'chunked', 'GET'],
    ['Connection: close\r\nContent-Length: 0\r\n\r\n', 'Connection', 'close', 'GET'],
  ])('%j keeps its header %s', async (rest, name, value, method) => {
    const response = { headers: { [name]: [value] } };
    expect(await written(`HTTP/1.1 200 OK\r\n${rest}`, response, { method })).toBe('passed');
  });

  it.each(['Date', 'Connection', 'Keep-Alive', 'Transfer-Encoding', 'Content-Length'])(
    'gets no header %s that it lacks',
    async (name) => {
      const rules = { header: { [name]: { matchers: [{ match: 'type' }], combine: 'AND' } } };
      const response = { headers: { [name]: ['some'] }, matchingRules: rules };
      expect(await written('HTTP/1.1 200 OK\r\n\r\n{}', response)).toBe(
        `failed: header ${name}: Expected a header '${name}' but was missing`,
      );
    },
  );

  it.each<[value: string, rule: JsonObject | undefined, expected: string]>([
    ['Z\u00fcrich', { match: 'regex', regex: 'abc' }, 'abc'],
    ['Z\u00fcrich', { match: 'date', date: 'yyyy' }, '2020'],
    ['Z\u00fcrich', undefined, 'Z\u00fcrich'],
    ['abc\u00a0', { match: 'include', value: 'b' }, 'b'],
  ])(
    'whose header is %j, which the Verifier cannot read, neither keeps the rule %j nor breaks it',
    async (value, rule, expected) => {
      const matchers =
        rule === undefined ? {} : { matchingRules: { header: { 'X-A': { matchers: [rule], combine: 'AND' } } } };
      const response = { headers: { 'X-A': [expected] }, ...matchers };
      const text = (status: number, name: string): string =>
        `HTTP/1.1 ${status} -\r\nContent-Length: 0\r\n${name}: ${value}\r\n\r\n`;
      expect(await written(text(200, 'X-A'), response)).toBe(
        "errored: the answer's header X-A holds more than ASCII, which the Verifier cannot read",
      );
      expect(await written(text(500, 'X-A'), response)).toBe('failed: status: expected 200 but was 500');
      expect(await written(text(200, 'X-B'), { headers: { 'Content-Length': ['0'] } })).toBe('passed');
    },
  );

  it.each<[type: string, shown: string, body: string, content: JsonObject[string]]>([
    ['application/vnd.a+json', 'application/vnd.a+json', '{"a":1}', { a: 1 }],
    ['text/csv', 'text/csv', 'a,b', 'a,b'],
    ['text/html', 'application/json', '{"a":1}', { a: 1 }],
    ['application/json', 'application/json', '{"a":2}', { a: 1 }],
  ])(
    'of a type that the Verifier cannot read, %s, neither keeps nor breaks what is promised of a body of %s',
    async (type, contentType, body, content) => {
      const text = (status: number, more = ''): string =>
        `HTTP/1.1 ${status} -\r\nContent-Length: ${body.length}\r\nContent-Type: ${type}; title=\u00fc\r\n${more}\r\n${body}`;
      const response = { body: { content, contentType, encoded: false } };
      expect(await written(text(200), response)).toBe(
        "errored: the answer's header content-type holds more than ASCII, so the Verifier cannot tell how to read its body",
      );
      expect(await written(text(500), response)).toBe('failed: status: expected 200 but was 500');
      expect(await written(text(200, 'X-A: 1\r\n'), { ...response, headers: { 'X-A': ['2'] } })).toMatch(
        /^failed: header X-A: [^;]*$/,
      );
    },
  );

  it('that Node cannot write is not judged', async () => {
    expect(await written('HTTP/1.1 200 OK\r\nTrailer: X-A\r\nContent-Length: 2\r\n\r\n{}', {})).toBe(
      'errored: the answer cannot be passed on to the Verifier',
    );
  });
});
