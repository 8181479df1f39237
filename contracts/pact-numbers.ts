import { childOf, dotted } from '../documents/pointer.ts';
import { isArray, parsed, valueAt } from '../runner/json.ts';
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
export const writtenStatuses = (text: string, pact: Json): readonly Flaw[] => {
  if (!/"status"\s*:\s*\d+[.eE]/.test(text)) return [];
  const written = withWritten(text);
  const interactions = valueAt(pact, '/interactions');
  return (isArray(interactions) ? interactions : []).flatMap((_, index) => {
    const pointer = childOf('/interactions', index, 'response', 'status');
    return flawOf(pointer, valueAt(written, pointer), valueAt(pact, pointer));
  });
};
