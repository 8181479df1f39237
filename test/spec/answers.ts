import type { Received } from '../../runner/types/exchange.ts';
import type { Json } from '../../runner/types/values.ts';
import type { Description } from '../../spec/load.ts';

const JSON_TYPE: Received['headers'][number] = ['content-type', 'application/json'];

/** An answer with a JSON body. */
export const answer = (status: number, json: Json, headers: Received['headers'] = []): Received => ({
  status,
  headers: [JSON_TYPE, ...headers],
  text: JSON.stringify(json),
  json,
});

const RATE: Received['headers'] = [
  ['x-ratelimit-permitted', '1000'],
  ['x-ratelimit-remaining', '999'],
];

/** The headers that the profile documents for a status. */
export const headersOf = (profile: string, status: number): Received['headers'] => {
  if (profile !== 'live') return [];
  return status < 400 ? RATE : [...RATE, ['x-api-schema', 'json-error']];
};

/** The example of a documented answer, as a server would send it. */
export const documentedAnswer = (
  { exampleOf, spec }: Description,
  operation: string,
  status: number,
  code: string | null,
): Received => answer(status, exampleOf(operation, status, code), headersOf(spec.profile, status));
