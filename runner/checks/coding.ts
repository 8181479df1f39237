import { bytesOf } from '../capture.ts';
import { packedText } from '../packed.ts';
import type { Received } from '../types.ts';
import { type Check, finder } from './context.ts';
import { answeredOf, isJudged } from './match.ts';

/** Codings that JSON as it stands can be told from. */
const KNOWN = ['gzip', 'x-gzip', 'deflate', 'br'];

/** The coding that a body is said to have been packed by last (RFC 9110 section 8.4: they are listed in the order in which they were applied). */
const lastCoding = ({ headers }: Received): string | undefined =>
  headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .flatMap(([, value]) => value.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '')
    .at(-1);

/** The coding that a body claims to be packed by although it is JSON as it stands, and nothing that this coding unpacks. */
const claimed = (response: Received): string | undefined => {
  const coding = lastCoding(response);
  const body = bytesOf(response);
  if (response.json === undefined || body === undefined || coding === undefined || !KNOWN.includes(coding))
    return undefined;
  return packedText([['content-encoding', coding]], body) === '' ? coding : undefined;
};

/** A body that says that it is packed is packed: whoever takes it at its word reads no JSON. */
export const checkCoding: Check = (exchanges, context) => {
  const { spec, expect } = context;
  const found = finder('coding', exchanges, context);
  return answeredOf(exchanges)
    .filter((exchange) => isJudged(exchange, expect, spec))
    .flatMap((exchange) => {
      const coding = claimed(exchange.response);
      if (coding === undefined) return [];
      const facts = { expected: `a body packed by ${coding}, or no such header`, actual: 'JSON that is not packed' };
      const message = `The header Content-Encoding says that the body is packed by ${coding}, and it is not: a client that takes the header at its word reads no JSON.`;
      return [found([spec.rules['content-type']], { message, ...facts, exchange })];
    });
};
