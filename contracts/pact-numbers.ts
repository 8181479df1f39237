import { childOf, dotted } from '../documents/pointer.ts';
import { isArray, isObject, parsed, valueAt } from '../runner/json.ts';
import type { Json } from '../runner/types/values.ts';

/** What is wrong with a number, and where. */
type Flaw = { readonly pointer: string; readonly message: string; readonly remedy: string };

/** The texts and numbers of JSON (RFC 8259); other digits there are none. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** JSON with the numbers that are written with a fraction or an exponent as texts. */
const withWritten = (text: string): Json | undefined =>
  parsed(text.replace(TOKENS, (token) => (/^"|^-?\d+$/.test(token) ? token : JSON.stringify(token))));

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
const writtenStatuses = (text: string, pact: Json): readonly Flaw[] => {
  if (!/"status"\s*:\s*\d+[.eE]/.test(text)) return [];
  const written = withWritten(text);
  const interactions = valueAt(pact, '/interactions');
  return (isArray(interactions) ? interactions : []).flatMap((_, index) => {
    const pointer = childOf('/interactions', index, 'response', 'status');
    return flawOf(pointer, valueAt(written, pointer), valueAt(pact, pointer));
  });
};

const sizeOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** How many bytes a body may have as the Verifier sends it, which writes JSON anew; a text may be one, or JSON. */
const sizesOf = (body: Json | undefined, isVersion4: boolean): readonly number[] => {
  const { content, encoded } = isVersion4 && isObject(body) ? body : { content: body, encoded: false };
  if (content === undefined || content === null) return [0];
  if (typeof content !== 'string') return [sizeOf(JSON.stringify(content))];
  if (isVersion4 && encoded !== undefined && encoded !== false) return [Buffer.from(content, 'base64').length];
  return [sizeOf(content), sizeOf(JSON.stringify(content))];
};

/** Lengths that the Verifier would tell of a request, and not keep: it cuts the body off there, or the target waits for the rest. */
const wrongLengths = (interaction: Json, at: string): readonly Flaw[] => {
  const request = valueAt(interaction, '/request');
  const headers = valueAt(request, '/headers');
  if (!isObject(request) || !isObject(headers) || request.generators !== undefined) return [];
  const sizes = sizesOf(request.body, valueAt(interaction, '/type') !== undefined);
  return Object.entries(headers).flatMap(([name, value]) => {
    const told = [value].flat().join();
    if (!/^content-length$/i.test(name) || sizes.includes(Number(told))) return [];
    const pointer = childOf(at, 'request', 'headers', name);
    const message = `\`${dotted(pointer)}\` is \`${told}\`, and the Verifier sends ${sizes[0]} bytes`;
    return [{ pointer, message, remedy: 'Remove it: the Verifier tells the length by itself.' }];
  });
};

/** Numbers in a pact, whose text is `text`, at which the Verifier would end, or a request would. */
export const wrongNumbers = (text: string, pact: Json): readonly Flaw[] => {
  const interactions = valueAt(pact, '/interactions');
  const lengths = (isArray(interactions) ? interactions : []).flatMap((interaction, index) =>
    wrongLengths(interaction, childOf('/interactions', index)),
  );
  return [...writtenStatuses(text, pact), ...lengths];
};
