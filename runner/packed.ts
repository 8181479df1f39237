import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Received } from './types/exchange.ts';

type Unpack = (packed: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

/** Codings of bodies that can be unpacked (RFC 9110 section 8.4.1). */
const CODINGS: ReadonlyMap<string, Unpack> = new Map([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
]);

/** Nothing larger is unpacked, in bytes. */
const LARGEST = 67_108_864;

/** The codings of a body, in the order in which they were applied (RFC 9110 section 8.4). */
const codingsOf = (headers: Received['headers']): readonly string[] =>
  headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');

/** What a body holds: itself, or what was packed into it. `problem`: it is not packed as its headers say. */
export type Unpacked = { readonly body: Buffer; readonly problem?: string };

/** Unpacks a body as its headers say. One that is packed in a way which is not known here is left as it is. */
export const unpacked = (headers: Received['headers'], packed: Buffer): Unpacked => {
  let body = packed;
  for (const coding of codingsOf(headers).toReversed()) {
    const unpack = CODINGS.get(coding);
    if (unpack === undefined || packed.length === 0) return { body: packed };
    try {
      body = unpack(body, { maxOutputLength: LARGEST });
    } catch {
      return { body: packed, problem: `its header Content-Encoding says ${coding}, and it is not packed so` };
    }
  }
  return { body };
};
