import { suggest } from '../documents/nearest.ts';
import { childOf, dotted } from '../documents/pointer.ts';
import type { YamlDocument } from '../documents/read.ts';
import { listed, named, nameOf, shown } from '../documents/words.ts';
import { isObject, valueAt } from '../runner/json.ts';
import type { Received } from '../runner/types/exchange.ts';
import type { RequirementId, UniversalCheck, Violation } from '../runner/types/spec.ts';
import type { Json } from '../runner/types/values.ts';
import { carriedBy, codeOf } from './carried.ts';
import { judgeContentType, judgeHeaders } from './headers.ts';
import type { Judged } from './operations.ts';
import type { DocumentedResponse } from './responses.ts';
import { isError, responseFor } from './responses.ts';
import type { Validators } from './validators.ts';

/** What judging needs to know besides the answer. */
export type Contract = {
  readonly profile: string;
  readonly description: YamlDocument;
  readonly rules: Readonly<Record<UniversalCheck, RequirementId>>;
  readonly validators: Validators;
};

type Fact = Pick<Violation, 'message' | 'at' | 'expected' | 'actual'>;

const BODY = 'the body';

const statusFacts = (operation: Judged, response: Received): readonly Fact[] => {
  const { status } = response;
  const carried = carriedBy(response.json, operation);
  const belongs = operation.errors.filter(({ code }) => code === carried?.code).map((error) => error.status);
  const at = '';
  if (carried !== undefined && belongs.length > 0 && !belongs.includes(status)) {
    const expected = `status ${listed(belongs.map(String))}`;
    const message = `\`${carried.code}\` came with status ${status}, and belongs to ${listed(belongs.map(String))}`;
    return [{ message, at, expected, actual: `status ${status}` }];
  }
  if (responseFor(operation.responses, status) !== undefined) return [];
  const documented = operation.responses.map((known) => known.status);
  const message = `status ${status} is not documented for ${operation.id}; documented: ${listed(documented, 'and')}`;
  return [{ message, at, expected: `status ${listed(documented)}`, actual: `status ${status}` }];
};

const unreadable = (response: Received): Fact | undefined => {
  if (response.problem !== undefined)
    return {
      message: `the body is no JSON: ${response.problem}`,
      at: '',
      expected: 'JSON in UTF-8',
      actual: response.problem,
    };
  return response.json === undefined
    ? { message: 'the body is empty', at: '', expected: 'JSON in UTF-8', actual: 'no body' }
    : undefined;
};

const misplaced = (at: string, errorAt: string, profile: string): Fact => {
  const where = (pointer: string): string => (pointer === '' ? 'at the top level' : `in \`${dotted(pointer)}\``);
  const is = at === '' ? 'at the top level' : `wrapped in \`${dotted(at)}\``;
  const has = errorAt === '' ? 'has it at the top level' : `wraps it in \`${dotted(errorAt)}\``;
  return {
    message: `the error is ${is}, the ${profile} profile ${has}`,
    at,
    expected: `the error ${where(errorAt)}`,
    actual: `the error ${where(at)}`,
  };
};

/** What is wrong with the code itself: missing, no string, misplaced, or unknown under its status. */
const codeFact = (operation: Judged, documented: DocumentedResponse, body: Json, profile: string): Fact | undefined => {
  const codes = documented.codes.map(({ code }) => code);
  const carried = carriedBy(body, operation);
  if (codes.length === 0 || !isObject(body)) return undefined;
  if (carried !== undefined && carried.at !== operation.errorAt)
    return misplaced(carried.at, operation.errorAt, profile);
  if (carried !== undefined && codes.includes(carried.code)) return undefined;
  const at = childOf(operation.errorAt, operation.codeMember);
  const expected = named(codes);
  const value = valueAt(body, at);
  if (value === undefined) return { message: `${nameOf(at, BODY)} is missing`, at, expected, actual: shown(body) };
  return carried === undefined
    ? { message: `${nameOf(at, BODY)} must be ${expected}, but is ${shown(value)}`, at, expected, actual: shown(value) }
    : {
        message: `\`${carried.code}\` is no error code of status ${documented.status}. ${suggest(carried.code, codes)}`,
        at,
        expected,
        actual: shown(value),
      };
};

const judgeBody = (
  operation: Judged,
  documented: DocumentedResponse,
  response: Received,
  { profile, description, rules, validators }: Contract,
): readonly Violation[] => {
  const schema = documented.content.map((media) => media.schema).find(Boolean);
  if (schema === undefined) return [];
  const error = isError(documented.status);
  const requirement = rules[error ? 'error-schema' : 'success-schema'];
  const body = response.json;
  const wrong =
    unreadable(response) ?? (error && body !== undefined ? codeFact(operation, documented, body, profile) : undefined);
  if (wrong !== undefined) return [{ ...wrong, requirement, place: description.keyPlaceOf(schema) }];
  if (body === undefined) return [];
  const code = codeOf(operation, response);
  const about = typeof code === 'string' ? `${response.status} ${code}` : String(response.status);
  return validators.faults(schema, body, BODY).map((fault) => ({
    message: `${about}: ${fault.fact}`,
    requirement,
    at: fault.pointer,
    expected: fault.expected,
    actual: fault.member === 'missing' ? 'nothing' : shown(valueAt(body, fault.pointer)),
    place: validators.placeOf(fault),
  }));
};

/**
 * Everything about one answer that breaks the contract: its status, the code that belongs to it, its content type, its
 * headers and its body. A body is judged as the error that its code names.
 */
export const judge = (operation: Judged, response: Received, contract: Contract): readonly Violation[] => {
  const { description, rules, validators } = contract;
  const status = statusFacts(operation, response).map((fact) => ({
    ...fact,
    requirement: rules.status,
    place: description.keyPlaceOf(childOf(operation.pointer, 'responses')),
  }));
  const documented = responseFor(operation.responses, response.status);
  if (documented === undefined) return status;
  const code = codeOf(operation, response);
  return [
    ...status,
    ...judgeContentType(documented, response, { description, requirement: rules['content-type'] }),
    ...judgeHeaders(documented, response, code, { description, validators, requirement: rules.headers }),
    ...(status.length > 0 ? [] : judgeBody(operation, documented, response, contract)),
  ];
};
