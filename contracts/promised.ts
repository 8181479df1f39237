import { answeredOf, isExcuse, isRateLimited } from '../runner/checks/match.ts';
import { isObject, own, parsed, tokensOf, valueAt } from '../runner/json.ts';
import type { Exchange } from '../runner/types/exchange.ts';
import type { Operation, RequirementId, Spec } from '../runner/types/spec.ts';
import type { Json } from '../runner/types/values.ts';
import type { Attempt } from './attempts.ts';
import { operationFor, operationNamed } from './exchanges.ts';
import type { Mismatch, Verified } from './verifier-report.ts';
import { mismatchesOf } from './verifier-report.ts';

/** What an interaction is about, as far as the spec knows it. */
export type Promised = {
  /** The requirements that the promised answer shows. */
  readonly requirements: readonly RequirementId[];
  /** The requirements that a mismatch is about. */
  readonly requirementsOf: (mismatch: Mismatch) => readonly RequirementId[];
  /** The requirement that an answer comes whole. */
  readonly whole: readonly RequirementId[];
  /** Is the answer one that a right target may have to give at any time, in place of the promised one? */
  readonly excused: boolean;
};

/** An answer in short: `code: null` is the success form. */
type Answer = { readonly status: number; readonly code: string | null };

const NOTHING_KNOWN: Promised = { requirements: [], requirementsOf: () => [], whole: [], excused: false };

/** A JSON Pointer as the Verifier writes paths: `$.error.code`. */
const pathOf = (pointer: string): string => ['$', ...tokensOf(pointer)].join('.');

const codeAt = ({ errorAt }: Operation): string => `${errorAt}/code`;

const answerIn = (operation: Operation, status: Json | undefined, body: Json | undefined): Answer | undefined => {
  if (typeof status !== 'number') return undefined;
  if (status === operation.success) return { status, code: null };
  const code = valueAt(body, codeAt(operation));
  return typeof code === 'string' ? { status, code } : undefined;
};

/** The answer that was promised, out of what the Verifier misses in one without status and body. */
const missed = (operation: Operation, mismatches: readonly Mismatch[]): Answer | undefined => {
  const status = mismatches.find(({ type }) => type === 'StatusMismatch');
  const body = mismatches.find(({ type, path }) => type === 'BodyMismatch' && path === '/');
  const expected = typeof body?.expected === 'string' ? parsed(body.expected) : undefined;
  return answerIn(operation, status?.expected, expected);
};

/** An answer that kept its promise is the one that was promised. */
const kept = (operation: Operation, exchange: Exchange | undefined): Answer | undefined =>
  answerIn(operation, exchange?.response?.status, exchange?.response?.json);

/** Another answer came than the one that was promised, so that nothing else about it means anything. */
const isOther = ({ type, path }: Mismatch, operation: Operation | undefined): boolean =>
  type === 'StatusMismatch' || (operation !== undefined && path === pathOf(codeAt(operation)));

/** Is the answer one that any right target may have to give at any time? A provider state may have brought it about. */
const isExcused = ({ exchange, controlled }: Attempt, promised: Answer | undefined, spec: Spec): boolean => {
  const expect = { answers: promised === undefined ? [] : [promised] };
  const answered = answeredOf(exchange === undefined || controlled ? [] : [exchange]);
  return answered.some((one) => isRateLimited(one, spec) || isExcuse(one, { spec, expect }));
};

const ruleOf = ({ type, path, key }: Mismatch, success: boolean, { relations }: Operation, { rules }: Spec) => {
  if (type === 'BodyTypeMismatch' || key?.toLowerCase() === 'content-type') return rules['content-type'];
  if (type === 'HeaderMismatch') return rules.headers;
  if (!success) return rules['error-schema'];
  return relations.find(({ response }) => pathOf(response) === path)?.requirement ?? rules['success-schema'];
};

/** A consumer may ask for more than the spec does: then the target breaks no requirement. */
const brokenBy = (
  mismatch: Mismatch,
  success: boolean,
  operation: Operation,
  exchange: Exchange | undefined,
  spec: Spec,
): readonly RequirementId[] => {
  const rule = ruleOf(mismatch, success, operation, spec);
  const isRelation = operation.relations.some(({ requirement }) => requirement === rule);
  const violations = exchange?.response === undefined ? [] : spec.judge(operation.id, exchange.response);
  return isRelation || violations.some(({ requirement }) => requirement === rule) ? [rule] : [];
};

const requestOf = ({ asked }: Attempt): Json | undefined => {
  const request = parsed(asked.body.toString('utf8'));
  return isObject(request) ? request : undefined;
};

/** The answer that an interaction promises, as far as the Verifier tells it. */
const answerOf = (
  { failure }: Verified,
  { exchange }: Attempt,
  unanswered: Verified | undefined,
  operation: Operation,
): Answer | undefined => {
  if (failure === undefined) return kept(operation, exchange);
  return unanswered && missed(operation, mismatchesOf(unanswered));
};

/**
 * What the spec says of an interaction, from its request and the answer that it promises. `unanswered` is what the Verifier
 * says of the interaction if nothing answers; it is needed only if something was not kept.
 */
export const promisedBy = (
  verified: Verified,
  attempt: Attempt | undefined,
  unanswered: Verified | undefined,
  spec: Spec,
): Promised => {
  if (attempt === undefined) return NOTHING_KNOWN;
  const { method, path } = attempt.asked;
  const operation = own(spec.operations, operationNamed(spec, method, path));
  const other = mismatchesOf(verified).some((mismatch) => isOther(mismatch, operation));
  const answer = operation && answerOf(verified, attempt, unanswered, operation);
  const excused = other && isExcused(attempt, answer, spec);
  // Whether a path may be spelled otherwise than in the spec nobody knows: no requirement is shown by that.
  if (operation === undefined || operationFor(spec, method, path) === undefined) return { ...NOTHING_KNOWN, excused };
  const requirements = answer === undefined ? [] : spec.shownBy(operation.id, answer, requestOf(attempt));
  return {
    requirements,
    whole: [spec.rules.complete],
    excused,
    requirementsOf: (mismatch) =>
      other ? requirements : brokenBy(mismatch, answer?.code === null, operation, attempt.exchange, spec),
  };
};
