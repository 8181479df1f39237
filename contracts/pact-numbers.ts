import { childOf, dotted } from '../documents/pointer.ts';
import { isArray, isObject, parsed, valueAt } from '../runner/json.ts';
import type { Json } from '../runner/types/values.ts';

/** What is wrong with a number, and where. */
type Flaw = { readonly pointer: string; readonly message: string; readonly remedy: string };

/** What begins and ends the texts of JSON (RFC 8259), and its numbers; other digits there are only in texts. */
const TOKENS = /"|\\.|-?\d[\d.eE+-]*/g;

/** Is it no number, or one that is written as a whole one? There is no `-0` among those. */
const WHOLE = /^(?:["\\].?|0|-?[1-9]\d*)$/;

/** JSON with the numbers that are written with a fraction or an exponent as texts. Texts may be long: no expression matches one. */
const withFloats = (text: string, textOf: (token: string) => string): Json | undefined => {
  let within = false;
  const replaced = text.replace(TOKENS, (token) => {
    if (token === '"') within = !within;
    return within || WHOLE.test(token) ? token : JSON.stringify(textOf(token));
  });
  return parsed(replaced);
};

const flawOf = (pointer: string, written: Json | undefined, value: Json | undefined): readonly Flaw[] =>
  typeof written === 'string' && Number.isInteger(value)
    ? [
        {
          pointer,
          message: `\`${dotted(pointer)}\` is written as \`${written}\``,
          remedy: `Write it as ${value}: where it has a fraction or an exponent the Verifier cannot read it.`,
        },
      ]
    : [];

/** Statuses of answers that are written as `200.0` or `2e2`: it is the same number, and the Verifier ends where it reads one. */
export const wrongStatuses = (text: string, pact: Json): readonly Flaw[] => {
  if (!/"status"\s*:\s*\d+[.eE]/.test(text)) return [];
  const written = withFloats(text, (token) => token);
  const interactions = valueAt(pact, '/interactions');
  return (isArray(interactions) ? interactions : []).flatMap((_, index) => {
    const pointer = childOf('/interactions', index, 'response', 'status');
    return flawOf(pointer, valueAt(written, pointer), valueAt(pact, pointer));
  });
};

/** A number as the Verifier writes it: whole ones keep their fraction, and exponents begin where they do in Rust. */
const sent = (token: string): string => {
  const value = Number(token);
  const size = Math.abs(value);
  if (size >= 1e16 || (size < 1e-5 && size > 0)) return value.toExponential();
  if (!Number.isInteger(value)) return String(value);
  return `${Object.is(value, -0) ? '-0' : value}.0`;
};

/** JSON that is as long, written anew, as the Verifier writes it: texts in quotes stand for numbers. */
const asLong = (text: string): Json | undefined => withFloats(text, (token) => 'x'.repeat(sent(token).length - 2));

const sizeOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** How many bytes a body may have as the Verifier sends it, which writes JSON anew; a text may be one, or JSON. */
const sizesOf = (body: Json | undefined, isVersion4: boolean): readonly number[] => {
  const { content, encoded } = isVersion4 && isObject(body) ? body : { content: body, encoded: false };
  if (content === undefined) return [0];
  // It is sent where the request says that it is JSON.
  if (content === null) return [0, sizeOf('null')];
  if (typeof content !== 'string') return [sizeOf(JSON.stringify(content))];
  if (typeof encoded === 'string' && /^base64$/i.test(encoded)) return [Buffer.from(content, 'base64').length];
  return [sizeOf(content), sizeOf(JSON.stringify(content))];
};

/**
 * Lengths that the Verifier would tell of a request, and not keep: it cuts the body off there, or the target waits for the rest.
 * `body` is that of the request, or one that is as long.
 */
const lengthsOf = (interaction: Json, body: Json | undefined, at: string): readonly Flaw[] => {
  const request = valueAt(interaction, '/request');
  const headers = valueAt(request, '/headers');
  if (!isObject(request) || !isObject(headers) || request.generators !== undefined) return [];
  const sizes = sizesOf(body, valueAt(interaction, '/type') !== undefined);
  return Object.entries(headers).flatMap(([name, value]) => {
    const told = [value].flat().join();
    if (!/^content-length$/i.test(name) || sizes.includes(Number(told))) return [];
    const pointer = childOf(at, 'request', 'headers', name);
    const message = `\`${dotted(pointer)}\` is \`${told}\`, and the Verifier sends ${sizes[0]} bytes`;
    return [{ pointer, message, remedy: 'Remove it: the Verifier tells the length by itself.' }];
  });
};

/** Lengths in a pact, whose text is `text`, that are not those of the requests that tell them. */
export const wrongLengths = (text: string, pact: Json): readonly Flaw[] => {
  const interactions = valueAt(pact, '/interactions');
  const long = /"content-length"/i.test(text) ? asLong(text) : undefined;
  return (isArray(interactions) && long !== undefined ? interactions : []).flatMap((interaction, index) => {
    const at = childOf('/interactions', index);
    return lengthsOf(interaction, valueAt(long, childOf(at, 'request', 'body')), at);
  });
};
