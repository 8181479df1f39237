import { childOf, isObject, valueAt } from '../documents/pointer.ts';
import type { Json, Operation, Received } from '../runner/types.ts';

/** An error code in a body, and the pointer to the object that holds it. */
export type Carried = { readonly code: string; readonly at: string };

const codeAt = (body: Json, at: string): string | undefined => {
  const code = valueAt(body, childOf(at, 'code'));
  return typeof code === 'string' ? code : undefined;
};

/** The error that a body carries: where it is documented, or else at the top level or in a member of the body. */
export const carriedBy = (body: Json | undefined, errorAt: string): Carried | undefined => {
  if (!isObject(body)) return undefined;
  const documented = codeAt(body, errorAt);
  if (documented !== undefined) return { code: documented, at: errorAt };
  const elsewhere = ['', ...Object.keys(body).map((key) => childOf('', key))];
  const at = elsewhere.find((pointer) => codeAt(body, pointer) !== undefined);
  const code = at === undefined ? undefined : codeAt(body, at);
  return at === undefined || code === undefined ? undefined : { code, at };
};

/** The error code of an answer, `null` for a success form, `undefined` if it has neither. */
export const codeOf = (
  operation: Pick<Operation, 'errorAt' | 'errors' | 'success'>,
  response: Received,
): string | null | undefined => {
  const carried = carriedBy(response.json, operation.errorAt);
  const known = operation.errors.some(({ code }) => code === carried?.code);
  if (carried !== undefined && (known || response.status >= 400)) return carried.code;
  return response.status === operation.success ? null : undefined;
};
