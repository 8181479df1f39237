import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesOf, receivedOf } from '../../runner/capture.ts';
import { kept, words } from './running.ts';
import { runAll, SECRETS, scenarioOf, serve, stepOf, targetOf } from './support.ts';

type Headers = readonly (readonly [string, string])[];

const PLAIN = Buffer.from('{"a": "ä"}');
const gzipped = gzipSync(PLAIN);
const coded = (...codings: readonly string[]): Headers => codings.map((coding) => ['content-encoding', coding]);

describe('a body', () => {
  it.each<[what: string, headers: Headers, bytes: Buffer]>([
    ['without a coding', [], PLAIN],
    ['that is not packed, and says so', coded('identity'), PLAIN],
    ['packed by gzip', coded('GZIP'), gzipped],
    ['packed by gzip, and then by nothing', coded('gzip, identity'), gzipped],
    ['packed by x-gzip', coded('x-gzip'), gzipped],
    ['packed by deflate', coded('deflate'), deflateSync(PLAIN)],
    ['packed by br', coded('br'), brotliCompressSync(PLAIN)],
    ['packed twice', coded('br, gzip'), gzipSync(brotliCompressSync(PLAIN))],
    ['packed twice, as two headers say', coded('br', 'gzip'), gzipSync(brotliCompressSync(PLAIN))],
  ])('%s is read', (_, headers, bytes) => {
    const received = receivedOf(200, headers, bytes);
    expect(received).toEqual({ status: 200, headers, text: PLAIN.toString(), json: { a: 'ä' } });
    expect(bytesOf(received)).toEqual(bytes);
  });

  it.each<[what: string, headers: Headers, bytes: Buffer, problem: string]>([
    ['plain', coded('gzip'), PLAIN, 'its header Content-Encoding says gzip, and it is not packed so'],
    ['packed otherwise', coded('br'), gzipped, 'its header Content-Encoding says br, and it is not packed so'],
    ['cut', coded('gzip'), gzipped.subarray(0, -1), 'its header Content-Encoding says gzip, and it is not packed so'],
    [
      'packed once of two times',
      coded('br, gzip'),
      gzipped,
      'its header Content-Encoding says br, and it is not packed so',
    ],
    ['packed without a word', [], gzipped, 'it is not UTF-8'],
  ])('is no JSON if it is %s', (_, headers, bytes, problem) => {
    const received = receivedOf(200, headers, bytes);
    expect(received).toMatchObject({ problem });
    expect(received).not.toHaveProperty('json');
    expect(bytesOf(received)).toEqual(bytes);
  });

  it('that is empty is not packed', () => {
    expect(receivedOf(204, coded('gzip'), Buffer.alloc(0))).toEqual({ status: 204, headers: coded('gzip'), text: '' });
  });

  it('packed in a way that nobody here knows is read as it stands', () => {
    expect(receivedOf(200, coded('aws-chunked'), PLAIN).json).toEqual({ a: 'ä' });
  });
});

/** A server that creates one thing a request, and packs what it answers. */
const packing = (pack: (body: string) => Buffer, headers: Readonly<Record<string, string>>) => {
  const held = new Set<string>();
  const server = kept(
    serve(async (request, response) => {
      const body: Buffer[] = [];
      for await (const chunk of request) body.push(chunk as Buffer);
      const text = Buffer.concat(body).toString();
      if (request.method === 'POST') held.add('thing-1');
      else held.delete((JSON.parse(text) as { thing: { id: string } }).thing.id);
      const answer = { thing: { name: request.headers.authorization, id: 'thing-1' } };
      response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(pack(JSON.stringify(answer)));
    }),
  );
  return { server, held };
};

describe('what an answer created', () => {
  it.each<[what: string, pack: (body: string) => Buffer, headers: Readonly<Record<string, string>>]>([
    ['that is packed', gzipSync, { 'content-encoding': 'gzip' }],
    ['that is packed in name only', Buffer.from, { 'content-encoding': 'gzip' }],
    ['that begins with a byte order mark', (body) => Buffer.from(`\uFEFF${body}`), {}],
  ])('%s is given back, and its token hidden', async (_, pack, headers) => {
    const { server, held } = packing(pack, headers);
    const { events, report } = await runAll([scenarioOf({ steps: [stepOf()] })], targetOf((await server).url));
    expect(report).toMatchObject({ created: 1, released: 1, leaks: [] });
    expect(held.size).toBe(0);
    expect(JSON.stringify(events)).not.toContain(SECRETS.valid);
    expect(words(report.scenarios[0]?.outcome)).toContain('token');
  });
});
