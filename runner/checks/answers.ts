import type { RequirementId } from '../types/spec.ts';
import { brokenByAnswer } from './blame.ts';
import { type Check, finder, type StepContext } from './context.ts';
import { type Answered, actualWords, answeredOf, expectedWords, isAcceptable, isJudged, succeeded } from './match.ts';

const either = (words: readonly string[]): string => [...new Set(words)].join(' or ');

/** What an answer breaks besides that claims to be of no known form, so that its form is not judged fact by fact. */
const formBroken = (exchange: Answered, { spec, expect }: StepContext): readonly RequirementId[] =>
  isJudged(exchange, expect, spec) || spec.operations[exchange.operation] === undefined
    ? []
    : spec.judge(exchange.operation, exchange.response).map(({ requirement }) => requirement);

/** Each answer is one of those that the step expects. */
export const checkAnswers: Check = (exchanges, context) => {
  const { expect, spec } = context;
  if (expect === undefined) return [];
  const found = finder('answer', exchanges, context);
  const words = either(expect.answers.map(expectedWords));
  const details = expect.answers.flatMap(({ detail }) => Object.keys(detail ?? {}));
  return answeredOf(exchanges)
    .filter((exchange) => !isAcceptable(exchange, expect, spec))
    .map((exchange) => {
      const actual = actualWords(exchange, [...new Set(details)], spec);
      const message = `The answer is ${actual}; expected ${words}. ${expect.says}`.trimEnd();
      const broken = [...new Set([...brokenByAnswer(context), ...formBroken(exchange, context)])];
      return found(broken, { message, expected: words, actual, exchange });
    });
};

/** Exactly so many of the step's requests succeed. Requests without an answer may have succeeded or not. */
export const checkSucceed: Check = (exchanges, context) => {
  const { expect, spec } = context;
  if (expect?.succeed === undefined) return [];
  const answered = answeredOf(exchanges);
  const successes = answered.filter((exchange) => succeeded(exchange, spec)).length;
  const unknown = exchanges.length - answered.length + (context.unsent ?? 0);
  if (successes <= expect.succeed && expect.succeed <= successes + unknown) return [];
  const expected = `${expect.succeed} of ${exchanges.length} requests succeed`;
  const actual = `${successes} of ${exchanges.length}`;
  const message = `${successes} of ${exchanges.length} requests succeeded; expected exactly ${expect.succeed}.`;
  return [finder('succeed', exchanges, context)(brokenByAnswer(context), { message, expected, actual })];
};
