/** A part of a text: from one place up to another, as `slice` takes them. */
export type Part = { readonly start: number; readonly end: number };

/** A text in which what was escaped stands plainly. */
export type Unescaped = {
  readonly text: string;
  /** Where a part of it stands in the text that was escaped. */
  readonly placeOf: (part: Part) => Part;
};

/**
 * Escapes of JSON (RFC 8259 section 7), of URLs (RFC 3986 section 2.1) and of HTML; one octet beyond ASCII is no character yet. NULs
 * stand beside ASCII in UTF-16 and UTF-32 (RFC 2781).
 */
const ESCAPE =
  /\0+|\\(?:u([0-9a-f]{4})|["\\/bfnrt])|%([0-7][0-9a-f])|(?:%[89a-f][0-9a-f])+|&(?:#(\d{1,6}|x[0-9a-f]{1,5})|amp|lt|gt|quot|apos);/gi;

/** Without one of these nothing is escaped. */
const MARKS = ['\\', '%', '&', '\0'];

const NAMED: Readonly<Record<string, string>> = {
  '\\b': '\b',
  '\\f': '\f',
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
};

const plainOf = ([whole, unit, octet, point]: RegExpExecArray): string => {
  const hexadecimal = unit ?? octet;
  if (hexadecimal !== undefined) return String.fromCharCode(Number.parseInt(hexadecimal, 16));
  if (point !== undefined) return String.fromCodePoint(Number(point.replace(/^x/i, '0x')));
  if (whole.startsWith('\0')) return '';
  if (whole.startsWith('%')) return Buffer.from(whole.replaceAll('%', ''), 'hex').toString('utf8');
  return NAMED[whole.toLowerCase()] ?? whole.slice(1);
};

/** An escape, and what it stands for. */
type Escape = { readonly escaped: Part; readonly plain: Part };

/** The last of the escapes that begin before a place of the plain text. */
const lastBefore = (escapes: readonly Escape[], place: number): Escape | undefined => {
  let [low, high] = [0, escapes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((escapes[middle]?.plain.start ?? place) < place) low = middle + 1;
    else high = middle;
  }
  return escapes[low - 1];
};

const placeIn = (escapes: readonly Escape[], { start, end }: Part): Part => {
  const first = lastBefore(escapes, start + 1);
  const last = lastBefore(escapes, end);
  const beyond = ({ escaped, plain }: Escape, place: number): number => escaped.end + place - plain.end;
  return {
    start: first === undefined ? start : start < first.plain.end ? first.escaped.start : beyond(first, start),
    end: last === undefined ? end : Math.max(last.escaped.end, beyond(last, end)),
  };
};

/** Replaces one layer of escapes; `undefined` if there is none. */
export const unescaped = (text: string): Unescaped | undefined => {
  if (!MARKS.some((mark) => text.includes(mark))) return undefined;
  const escapes: Escape[] = [];
  let plain = '';
  let at = 0;
  for (const match of text.matchAll(ESCAPE)) {
    plain += text.slice(at, match.index);
    at = match.index + match[0].length;
    const start = plain.length;
    plain += plainOf(match);
    escapes.push({ escaped: { start: match.index, end: at }, plain: { start, end: plain.length } });
  }
  return escapes.length === 0 ? undefined : { text: plain + text.slice(at), placeOf: (part) => placeIn(escapes, part) };
};
