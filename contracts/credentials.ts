import { SHORTEST } from '../runner/finder.ts';
import type { Exchange } from '../runner/types/exchange.ts';
import type { JsonObject } from '../runner/types/values.ts';

/** What provider states gave. */
type Values = JsonObject;

/** A name, as roles have them. A token that a consumer has recorded may be a secret. */
const NAME = /^[a-z]{1,12}(?:[-_][a-z]{1,12})?$/i;

/** What a state gave for a credential: a secret of the target's, even if `target.yaml` does not know it. */
const givenIn = (credential: string, values: Values): readonly string[] =>
  Object.values(values)
    .map(String)
    .filter((value) => value !== '' && credential.includes(value));

/** Why a bearer that names no role is not sent. */
export const roleless = (word: string, values: Values): string => {
  const given = givenIn(word, values).length > 0;
  const shown = word.length < SHORTEST || NAME.test(word) ? `\`${word}\`` : `of ${word.length} characters in the pact`;
  return `the bearer ${given ? 'that a provider state gave' : shown} names no role of the target (target.yaml: tokens)`;
};

/** An exchange as it may be reported: without the credentials that provider states gave. */
export const reportable = (exchange: Exchange, values: Values): Exchange => {
  const { request } = exchange;
  const headers = request.headers.map(
    ([name, value]) =>
      [
        name,
        name === 'authorization'
          ? givenIn(value, values).reduce((text, given) => text.replaceAll(given, '***'), value)
          : value,
      ] as const,
  );
  return { ...exchange, request: { ...request, headers } };
};
