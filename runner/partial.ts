import { parsed } from './json.ts';
import type { Json, Received } from './types.ts';

type Cut = { readonly at: number; readonly open: string };

/** The last place outside a string where a member or an item is complete, and the brackets that are open there. */
const lastComma = (text: string): Cut | undefined => {
  const open: string[] = [];
  let cut: Cut | undefined;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"') {
      for (index++; index < text.length && text[index] !== '"'; index++) if (text[index] === '\\') index++;
    } else if (character === '{') open.push('}');
    else if (character === '[') open.push(']');
    else if (character === '}' || character === ']') open.pop();
    else if (character === ',') cut = { at: index, open: open.toReversed().join('') };
  }
  return cut;
};

/** What can be read of JSON that broke off: the members that are whole. */
const readable = (text: string): Json | undefined => {
  const cut = lastComma(text);
  return cut === undefined ? undefined : parsed(text.slice(0, cut.at) + cut.open);
};

/** An answer with what can be read of its body, even if that broke off. */
export const legible = (response: Received): Received => {
  const json = response.json === undefined ? readable(response.text) : response.json;
  return json === undefined ? response : { ...response, json };
};
