import { receivedOf } from '../../runner/capture.ts';
import { judge } from '../../runner/judge.ts';
import type { Exchange } from '../../runner/types/exchange.ts';
import type { Finding } from '../../runner/types/finding.ts';
import type { Expect } from '../../runner/types/scenario.ts';
import type { Json } from '../../runner/types/values.ts';
import { PLACE, specOf } from './support.ts';

/** An answer as it is received. */
export const response = (status: number, body: Json | string, headers: Readonly<Record<string, string>> = {}) =>
  receivedOf(status, Object.entries(headers), Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

/** One exchange of the operation `create`; `sent` is the body of its request. */
export const exchange = (
  status: number,
  body: Json | string,
  rest: Partial<Exchange> & { headers?: Record<string, string>; sent?: Json | string } = {},
): Exchange => {
  const { headers = {}, sent = {}, ...own } = rest;
  const text = typeof sent === 'string' ? sent : JSON.stringify(sent);
  return {
    operation: 'create',
    as: 'valid',
    request: { method: 'POST', url: 'http://test/things', headers: [], body: text },
    response: response(status, body, headers),
    tokenEchoes: [],
    sentAt: 0,
    answeredAt: 1,
    ...own,
  };
};
/** The body of a success. */
export const thing = (rest: Json = {}) => ({ thing: { id: 'thing-1', ...(rest as object) } }) as Json;
/** The body of an error. */
export const refusal = (code: string, detail: Json = {}) => ({ code, description: 'No.', detail });
/** The answer to a bad request. */
export const BAD = { status: 400, code: 'bad' };
/** What a spec may say of an answer that breaks it, but for the requirement. */
export const ODD = { message: 'odd', at: '', expected: 'it', actual: 'not it', place: PLACE };

/** The spec that all of these are judged by. */
export const spec = specOf();
/** What is found by judging exchanges of one step that proves `ONE`. */
export const findings = (
  exchanges: readonly Exchange[],
  expected?: Expect,
  more: Partial<Parameters<typeof judge>[1]> = {},
): readonly Finding[] =>
  judge(exchanges, {
    spec,
    step: 'step-1',
    place: PLACE,
    requirements: ['ONE'],
    ...(expected === undefined ? {} : { expect: expected }),
    ...more,
  });
/** Findings in short: check, requirements, message. */
export const brief = (found: readonly Finding[]) =>
  found.map(({ check, requirements, message }) => [check, requirements.join(), message]);
