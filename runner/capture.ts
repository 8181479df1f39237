import { isUtf8 } from 'node:buffer';
import { brief } from './json.ts';
import type { Json, Received } from './types.ts';

type Headers = Received['headers'];

/** Takes secrets out of what was received: a body, the JSON in it, the name of a header and its value. */
export type Hide = {
  readonly body: (text: string) => string;
  readonly json: (value: Json) => Json;
  readonly name: (text: string) => string;
  readonly value: (text: string) => string;
};

const NO_UTF8 = 'it is not UTF-8';

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

/** Bodies whose text does not tell their bytes. They stand in no log and no report: nothing could be hidden in them. */
const unread = new WeakMap<Received, Buffer>();

/** The bytes of a body; `undefined` if its text does not tell them and something had to be hidden in it. */
export const bytesOf = (received: Received): Buffer | undefined =>
  received.problem === NO_UTF8 ? unread.get(received) : Buffer.from(received.text, 'utf8');

/**
 * An answer from its bytes. The body is read as UTF-8 (RFC 3629) without leniency: bytes that are none are a problem, and a
 * byte order mark is kept, which RFC 8259 section 8.1 forbids in JSON. `hide` takes secrets out of all that is kept.
 */
export const receivedOf = (status: number, headers: Headers, body: Buffer, hide?: Hide): Received => {
  const exact = body.toString('utf8');
  const text = hide === undefined ? exact : hide.body(exact);
  const shown =
    hide === undefined ? headers : headers.map(([name, value]) => [hide.name(name), hide.value(value)] as const);
  if (exact === '') return { status, headers: shown, text };
  if (!isUtf8(body)) {
    const received = { status, headers: shown, text, problem: NO_UTF8 };
    if (hide === undefined) unread.set(received, body);
    return received;
  }
  if (exact.length > DEEPEST && isTooDeep(exact))
    return { status, headers: shown, text, problem: `it is nested more than ${DEEPEST} levels deep` };
  try {
    const json = JSON.parse(exact) as Json;
    return { status, headers: shown, text, json: hide === undefined ? json : hide.json(json) };
  } catch {
    return { status, headers: shown, text, problem: `it cannot be parsed: ${JSON.stringify(brief(text))}` };
  }
};
