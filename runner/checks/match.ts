import { brief, isObject, own, same, shown, valueAt } from '../json.ts';
import { operationOf } from '../operations.ts';
import type { Exchange, Received } from '../types/exchange.ts';
import type { Expect } from '../types/scenario.ts';
import type { Answer, Spec } from '../types/spec.ts';
import type { JsonObject } from '../types/values.ts';

/** An exchange with an answer that came whole. */
export type Answered = Exchange & { readonly response: Received };

/** The exchanges that have a whole answer. */
export const answeredOf = (exchanges: readonly Exchange[]): readonly Answered[] =>
  exchanges.filter((one): one is Answered => one.response !== undefined && one.failure === undefined);

/** The error code of an answer, `null` for a success form, `undefined` if it has neither. */
export const codeOf = (exchange: Answered, spec: Spec): string | null | undefined =>
  spec.codeOf(operationOf(exchange, spec)?.id ?? '', exchange.response);

/** Did the operation succeed? */
export const succeeded = (exchange: Answered, spec: Spec): boolean =>
  spec.operations[exchange.operation]?.success === exchange.response.status && codeOf(exchange, spec) === null;

/** The exchanges whose operation succeeded. */
export const successesIn = (exchanges: readonly Exchange[], spec: Spec): readonly Answered[] =>
  answeredOf(exchanges).filter((exchange) => succeeded(exchange, spec));

/** The object that holds the code: where the spec has it, or else at the top or in a member of the body. */
const errorIn = (exchange: Answered, spec: Spec): JsonObject => {
  const { json } = exchange.response;
  const { errorAt = '', codeMember = 'code' } = operationOf(exchange, spec) ?? {};
  const places = [valueAt(json, errorAt), json, ...(isObject(json) ? Object.values(json) : [])];
  return (
    places.find((place): place is JsonObject => isObject(place) && typeof own(place, codeMember) === 'string') ?? {}
  );
};

/** A member of an error's `detail`; `undefined` if it has none. */
export const detailOf = (exchange: Answered, name: string, spec: Spec): JsonObject[string] | undefined => {
  const { detail } = errorIn(exchange, spec);
  return isObject(detail) ? own(detail, name) : undefined;
};

const statusMatches = ({ status, code }: Answer, exchange: Answered, spec: Spec): boolean => {
  const actual = exchange.response.status;
  if (code === null) return actual === (operationOf(exchange, spec)?.success ?? status);
  return typeof status === 'number' ? actual === status : Math.floor(actual / 100) === Number(status[0]);
};

/** Is this the answer that was given? */
export const matches = (answer: Answer, exchange: Answered, spec: Spec): boolean =>
  statusMatches(answer, exchange, spec) &&
  (answer.code === undefined || answer.code === codeOf(exchange, spec)) &&
  Object.entries(answer.detail ?? {}).every(([name, value]) => same(detailOf(exchange, name, spec), value));

/** Does what a step expects allow this answer? A step that counts successes allows each of them. */
export const isAcceptable = (
  exchange: Answered,
  { answers, succeed }: Pick<Expect, 'answers' | 'succeed'>,
  spec: Spec,
): boolean =>
  answers.some((answer) => matches(answer, exchange, spec)) || (succeed !== undefined && succeeded(exchange, spec));

/** Did the rate limit refuse this request? Not if the answer carries a code that is documented for other statuses only. */
export const isRateLimited = (exchange: Exchange, spec: Spec): exchange is Answered => {
  const { response } = exchange;
  if (response?.status !== 429) return false;
  const code = codeOf({ ...exchange, response }, spec);
  const documented = operationOf(exchange, spec)?.errors.filter((error) => error.code === code) ?? [];
  return documented.length === 0 || documented.some(({ status }) => status === 429);
};

/** What is judged last of all is no excuse for a request that had to be refused before. */
const couldComeTo = (
  code: string,
  { answers, succeed }: Pick<Expect, 'answers' | 'succeed'>,
  { precedence }: Spec,
): boolean =>
  precedence.at(-1)?.includes(code) !== true || succeed !== undefined || answers.some((answer) => answer.code === null);

/** Is this an answer that a step does not expect, and that a target may have to give at any time? */
export const isExcuse = (
  exchange: Answered,
  { spec, expect }: { readonly spec: Spec; readonly expect?: Pick<Expect, 'answers' | 'succeed'> },
): boolean => {
  const code = codeOf(exchange, spec);
  return (
    typeof code === 'string' &&
    spec.transient.includes(code) &&
    expect !== undefined &&
    couldComeTo(code, expect, spec) &&
    !isAcceptable(exchange, expect, spec)
  );
};

/**
 * Does the spec say what this answer must look like? It does not if the step leaves the body open, if the answer is a wrong one
 * that does not even claim to be of a known form, or if the request was off every route, unless the spec describes the right
 * answer to that too.
 */
export const isJudged = (exchange: Answered, expect: Expect | undefined, spec: Spec): boolean => {
  const routed = spec.operations[exchange.operation] !== undefined;
  const matched = expect?.answers.filter((answer) => matches(answer, exchange, spec)) ?? [];
  if (!routed) return spec.unrouted === true && matched.some(({ code }) => code !== undefined);
  if (expect === undefined) return true;
  return matched.length > 0 ? matched.some(({ code }) => code !== undefined) : codeOf(exchange, spec) !== undefined;
};

const inWords = (detail: JsonObject): string =>
  Object.entries(detail)
    .map(([name, value]) => ` with detail.${name} ${shown(value)}`)
    .join(' and');

/** An expected answer in words. */
export const expectedWords = ({ status, code, detail = {} }: Answer): string => {
  if (code === undefined) return String(status);
  return `${status} ${code === null ? '(success)' : code}${inWords(detail)}`;
};

/** The answer that was given in words, with those members of `detail` that `names` lists. */
export const actualWords = (exchange: Answered, names: readonly string[], spec: Spec): string => {
  const { status, text } = exchange.response;
  const code = codeOf(exchange, spec);
  if (code === null) return `${status} (success)`;
  if (code === undefined)
    return text === '' ? `${status} with an empty body` : `${status} without an error code: ${brief(text)}`;
  const detail = names.map((name) => [name, detailOf(exchange, name, spec) ?? null] as const);
  return `${status} ${code}${inWords(Object.fromEntries(detail))}`;
};
