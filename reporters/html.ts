import { escapeUTF8 } from 'entities/escape';
import { visible } from './visible.ts';

/** Text that is HTML already. */
export type Html = { readonly html: string };

type Value = string | number | Html | readonly Html[];

const htmlOf = (value: Value): string => {
  if (typeof value === 'string') return escapeUTF8(visible(value));
  if (typeof value === 'number') return String(value);
  return 'html' in value ? value.html : value.map(({ html }) => html).join('');
};

/** A template of HTML in which every text that is put in is escaped; for element content and quoted attributes. */
export const html = (literals: TemplateStringsArray, ...values: readonly Value[]): Html => ({
  html: literals.map((literal, index) => literal + htmlOf(values[index] ?? '')).join(''),
});
