import { isUtf8 } from 'node:buffer';
import { brief } from './json.ts';
import { unpacked } from './packed.ts';
import type { Received } from './types/exchange.ts';
import type { Json } from './types/values.ts';

type Headers = Received['headers'];

/** Takes secrets out of what was received: a body, the JSON in it, the name of a header and its value. */
export type Hide = {
  readonly body: (text: string) => string;
  readonly json: (value: Json) => Json;
  readonly name: (text: string) => string;
  readonly value: (text: string) => string;
};

/** Deeper JSON is not read: RFC 8259 section 9 leaves the limit to the reader, and what handles values calls itself. */
const DEEPEST = 500;

/** Are there more than `DEEPEST` brackets open at one place? Those in texts count too: nobody writes so many. */
const isTooDeep = (json: string): boolean => {
  let depth = 0;
  for (let index = 0; index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth--;
    if (depth > DEEPEST) return true;
  }
  return false;
};

/** Bodies whose text does not tell their bytes; `undefined` if something had to be hidden in them. */
const raw = new WeakMap<Received, Buffer | undefined>();

/** The bytes of a body; `undefined` if its text does not tell them and something had to be hidden in it. */
export const bytesOf = (received: Received): Buffer | undefined =>
  raw.has(received) ? raw.get(received) : Buffer.from(received.text, 'utf8');

/** The JSON in a text, or why there is none; `shown` is the text as a message may show it. */
const readJson = (text: string, shown: string): { readonly json: Json } | { readonly problem: string } => {
  if (text.length > DEEPEST && isTooDeep(text)) return { problem: `it is nested more than ${DEEPEST} levels deep` };
  try {
    return { json: JSON.parse(text) as Json };
  } catch {
    return { problem: `it cannot be parsed: ${JSON.stringify(brief(shown))}` };
  }
};

/**
 * An answer from its bytes, which are unpacked as its headers say. The body is read as UTF-8 (RFC 3629) without leniency: bytes that
 * are none are a problem, and a byte order mark is kept, which RFC 8259 section 8.1 forbids in JSON. `hide` takes secrets out of all
 * that is kept.
 */
export const receivedOf = (status: number, headers: Headers, bytes: Buffer, hide?: Hide): Received => {
  const { body, problem } = unpacked(headers, bytes);
  const exact = body.toString('utf8');
  const text = hide === undefined ? exact : hide.body(exact);
  const shown =
    hide === undefined ? headers : headers.map(([name, value]) => [hide.name(name), hide.value(value)] as const);
  const received = { status, headers: shown, text };
  const isText = isUtf8(body);
  const keptAs = (answer: Received): Received => {
    // What has NULs, as UTF-16 does, is no text that could tell its bytes once something is hidden in it.
    if (body !== bytes || !isText || exact.includes('\0')) raw.set(answer, hide === undefined ? bytes : undefined);
    return answer;
  };
  if (exact === '') return keptAs(received);
  if (problem !== undefined) return keptAs({ ...received, problem });
  if (!isText) return keptAs({ ...received, problem: 'it is not UTF-8' });
  const read = readJson(exact, text);
  return keptAs(
    'json' in read && hide !== undefined ? { ...received, json: hide.json(read.json) } : { ...received, ...read },
  );
};
