import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Received } from './types.ts';

type Unpack = (packed: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

/** Codings of bodies (RFC 9110 section 8.4.1). */
const CODINGS: Readonly<Record<string, Unpack>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/** Nothing larger is unpacked, in bytes. */
const LARGEST = 67_108_864;

/** The text in a body that is packed as its headers say; empty if it is not, or cannot be unpacked. */
export const packedText = (headers: Received['headers'], body: Buffer): string => {
  const [, coding = ''] = headers.find(([name]) => name === 'content-encoding') ?? [];
  const unpack = CODINGS[coding.toLowerCase()];
  try {
    return unpack?.(body, { maxOutputLength: LARGEST }).toString('utf8') ?? '';
  } catch {
    return '';
  }
};
