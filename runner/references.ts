import { textOf } from './json.ts';
import type { Json } from './types/values.ts';

/** What a reference (the text between `${` and `}`) stands for; `undefined` leaves it as it is. */
export type Resolve = (reference: string) => Json | undefined;

/** A value in an answer of an earlier step, `steps.ID.response.body#POINTER`, or with `.INDEX` behind the id. */
export type AnswerReference = { readonly step: string; readonly index: number; readonly pointer: string };

const ANSWER = /^steps\.([^.]+)(?:\.(\d+))?\.response\.body#(.*)$/;

/** What a reference names of an answer; `undefined` if it names nothing of one. */
export const answerReference = (reference: string): AnswerReference | undefined => {
  const [, step, index = '0', pointer = ''] = ANSWER.exec(reference) ?? [];
  return step === undefined ? undefined : { step, index: Number(index), pointer };
};

const REFERENCE = /\$\{([^}]*)\}/g;
const WHOLE = /^\$\{([^}]*)\}$/;

const inText = (text: string, resolve: Resolve): Json => {
  if (!text.includes('${')) return text;
  const whole = WHOLE.exec(text);
  if (whole !== null) {
    const value = resolve(whole[1] ?? '');
    return value === undefined ? text : value;
  }
  return text.replace(REFERENCE, (reference, name: string) => {
    const value = resolve(name);
    return value === undefined ? reference : textOf(value);
  });
};

/** The value itself where nothing in it is replaced: most hold no reference. */
const visit = (value: unknown, resolve: Resolve): unknown => {
  if (typeof value === 'string') return inText(value, resolve);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => visit(item, resolve));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  let changed = false;
  const members = Object.entries(value).map(([name, inner]: [string, unknown]) => {
    const visited = [textOf(inText(name, resolve)), visit(inner, resolve)] as const;
    changed ||= visited[0] !== name || visited[1] !== inner;
    return visited;
  });
  return changed ? Object.fromEntries(members) : value;
};

/**
 * Replaces `${...}` in every text of plain data, names of members included. A text that is one reference becomes the
 * value itself, with its JSON type; inside a longer text a value is written out. What has nothing replaced in it is given as it
 * is, no copy. The caller knows that the shape of the data survives this.
 */
export const replaceReferences = <T extends object>(data: T, resolve: Resolve): T => visit(data, resolve) as T;
