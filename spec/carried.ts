import { childOf } from '../documents/pointer.ts';
import { isObject, own, valueAt } from '../runner/json.ts';
import type { Received } from '../runner/types/exchange.ts';
import type { Operation } from '../runner/types/spec.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';

/** An error code in a body, and the pointer to the object that holds it. */
export type Carried = { readonly code: string; readonly at: string };

/** Where an operation's errors have their code. */
type Place = Pick<Operation, 'errorAt' | 'codeMember'>;

const codeIn = (value: Json | undefined, member: string): string | undefined => {
  const code = isObject(value) ? own(value, member) : undefined;
  return typeof code === 'string' ? code : undefined;
};

const sought = (body: JsonObject, { errorAt, codeMember }: Place): Carried | undefined => {
  const documented = codeIn(valueAt(body, errorAt), codeMember);
  if (documented !== undefined) return { code: documented, at: errorAt };
  const top = codeIn(body, codeMember);
  if (top !== undefined) return { code: top, at: '' };
  for (const [name, inner] of Object.entries(body)) {
    const code = codeIn(inner, codeMember);
    if (code !== undefined) return { code, at: childOf('', name) };
  }
  return undefined;
};

/** Every check asks it of the same bodies. */
const known = new WeakMap<JsonObject, { readonly errorAt: string; readonly carried: Carried | undefined }>();

/** The error that a body carries: where it is documented, or else at the top level or in a member of the body. */
export const carriedBy = (body: Json | undefined, place: Place): Carried | undefined => {
  if (!isObject(body)) return undefined;
  const { errorAt } = place;
  const before = known.get(body);
  if (before?.errorAt === errorAt) return before.carried;
  const carried = sought(body, place);
  known.set(body, { errorAt, carried });
  return carried;
};

/** The error code of an answer, `null` for a success form, `undefined` if it has neither. */
export const codeOf = (
  operation: Place & Pick<Operation, 'errors' | 'success'>,
  response: Received,
): string | null | undefined => {
  const carried = carriedBy(response.json, operation);
  const known = operation.errors.some(({ code }) => code === carried?.code);
  if (carried !== undefined && (known || response.status >= 400)) return carried.code;
  return response.status === operation.success ? null : undefined;
};
