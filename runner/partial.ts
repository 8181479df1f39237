import { parsed } from './json.ts';
import type { Received } from './types/exchange.ts';
import type { Json } from './types/values.ts';

/** The last place outside a string where a member or an item is complete, and the closing brackets that are missing at the end. */
type Scan = { readonly comma?: number; readonly missing: readonly string[] };

const scan = (text: string): Scan => {
  const open: string[] = [];
  let comma: number | undefined;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"') {
      for (index++; index < text.length && text[index] !== '"'; index++) if (text[index] === '\\') index++;
    } else if (character === '{') open.push('}');
    else if (character === '[') open.push(']');
    else if (character === '}' || character === ']') open.pop();
    else if (character === ',') comma = index;
  }
  return { missing: open.toReversed(), ...(comma === undefined ? {} : { comma }) };
};

/** What can be read of JSON that broke off: the members that are whole. */
const readable = (text: string): Json | undefined => {
  const { comma } = scan(text);
  if (comma === undefined) return undefined;
  const whole = text.slice(0, comma);
  return parsed(whole + scan(whole).missing.join(''));
};

/** An answer with what can be read of its body, even if that broke off, or begins with what JSON must not have. */
export const legible = (response: Received): Received => {
  const text = response.text.replace(/^\uFEFF/, '');
  const json = response.json ?? parsed(text) ?? readable(text);
  return json === undefined ? response : { ...response, json };
};
