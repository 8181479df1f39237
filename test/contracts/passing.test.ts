import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../runner/types.ts';
import { interaction, pactFile, serve, targetAt, verifiedFiles } from './helpers.ts';

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
