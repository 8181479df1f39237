import { isUtf8 } from 'node:buffer';
import { brief } from './json.ts';
import type { Json, Received } from './types.ts';

type Headers = Received['headers'];

/** Takes secrets out of what was received. */
export type Hide = { readonly text: (text: string) => string; readonly json: (value: Json) => Json };

const HIDE_NOTHING: Hide = { text: (text) => text, json: (value) => value };

const parse = (text: string, hidden: string, hide: Hide): Pick<Received, 'json' | 'problem'> => {
  try {
    const json = JSON.parse(text) as Json;
    return { json: hidden === text ? json : hide.json(json) };
  } catch {
    return { problem: `it cannot be parsed: ${JSON.stringify(brief(hidden))}` };
  }
};

/**
 * An answer from its bytes. The body is read as UTF-8 (RFC 3629) without leniency: bytes that are none are a problem, and a
 * byte order mark is kept, which RFC 8259 section 8.1 forbids in JSON. `hide` takes secrets out of all that is kept.
 */
export const receivedOf = (status: number, headers: Headers, body: Uint8Array, hide = HIDE_NOTHING): Received => {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const exact = bytes.toString('utf8');
  const text = hide.text(exact);
  const shown = headers.map(([name, value]) => [name, hide.text(value)] as const);
  if (exact === '') return { status, headers: shown, text };
  if (!isUtf8(bytes)) return { status, headers: shown, text, problem: 'it is not UTF-8' };
  return { status, headers: shown, text, ...parse(exact, text, hide) };
};
