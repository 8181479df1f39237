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

/** Does any text of the data hold a reference? Most hold none. */
const refers = (data: object): boolean => JSON.stringify(data).includes('${');

const visit = (value: unknown, resolve: Resolve): unknown => {
  if (typeof value === 'string') return inText(value, resolve);
  if (typeof value !== 'object' || value === null || !refers(value)) return value;
  if (Array.isArray(value)) return value.map((item) => visit(item, resolve));
  const members: readonly (readonly [string, unknown])[] = Object.entries(value);
  return Object.fromEntries(
    members.map(([name, inner]) => [textOf(inText(name, resolve)), visit(inner, resolve)] as const),
  );
};

/**
 * Replaces `${...}` in every text of plain data, names of members included. A text that is one reference becomes the
 * value itself, with its JSON type; inside a longer text a value is written out. The caller knows that the shape of the
 * data survives this.
 */
export const replaceReferences = <T extends object>(data: T, resolve: Resolve): T => visit(data, resolve) as T;
