import { type Check, finder } from './context.ts';
import { actualWords, answeredOf, expectedWords, isAcceptable, succeeded } from './match.ts';

const either = (words: readonly string[]): string => [...new Set(words)].join(' or ');

/** Each answer is one of those that the step expects. */
export const checkAnswers: Check = (exchanges, context) => {
  const { expect, spec, requirements } = context;
  if (expect === undefined) return [];
  const found = finder('answer', exchanges, context);
  const words = either(expect.answers.map(expectedWords));
  const details = expect.answers.flatMap(({ detail }) => Object.keys(detail ?? {}));
  return answeredOf(exchanges)
    .filter((exchange) => !isAcceptable(exchange, expect, spec))
    .map((exchange) => {
      const actual = actualWords(exchange, [...new Set(details)], spec);
      const message = `The answer is ${actual}; expected ${words}. ${expect.says}`.trimEnd();
      return found(requirements, { message, expected: words, actual, exchange });
    });
};

/** Exactly so many of the step's requests succeed. Requests without an answer may have succeeded or not. */
export const checkSucceed: Check = (exchanges, context) => {
  const { expect, spec, requirements } = context;
  if (expect?.succeed === undefined) return [];
  const answered = answeredOf(exchanges);
  const successes = answered.filter((exchange) => succeeded(exchange, spec)).length;
  const unknown = exchanges.length - answered.length + (context.unsent ?? 0);
  if (successes <= expect.succeed && expect.succeed <= successes + unknown) return [];
  const expected = `${expect.succeed} of ${exchanges.length} requests succeed`;
  const actual = `${successes} of ${exchanges.length}`;
  const message = `${successes} of ${exchanges.length} requests succeeded; expected exactly ${expect.succeed}.`;
  return [finder('succeed', exchanges, context)(requirements, { message, expected, actual })];
};
