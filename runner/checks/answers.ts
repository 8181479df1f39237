import type { Exchange } from '../types/exchange.ts';
import type { RequirementId } from '../types/spec.ts';
import { AFTERMATH } from './aftermath.ts';
import { brokenByAnswer } from './blame.ts';
import { type Check, finder, type StepContext } from './context.ts';
import {
  type Answered,
  actualWords,
  answeredOf,
  expectedWords,
  isAcceptable,
  isJudged,
  isRateLimited,
  successesIn,
} from './match.ts';

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

/** How many successes are wanting of those that a step expects; requests without an answer may have succeeded. */
const wantingOf = (exchanges: readonly Exchange[], context: StepContext): number => {
  const unknown = exchanges.length - answeredOf(exchanges).length + (context.unsent ?? 0);
  return (context.expect?.succeed ?? 0) - successesIn(exchanges, context.spec).length - unknown;
};

/** So many of the successes that are wanting earlier requests may have cost, which had their effect only now. */
export const costOfStrays = (exchanges: readonly Exchange[], context: StepContext): number => {
  const { spec, strays = { creating: 0, any: false } } = context;
  const wanting = Math.max(0, wantingOf(exchanges, context));
  const limited = strays.any && exchanges.some((one) => isRateLimited(one, spec));
  return limited || wanting <= strays.creating ? wanting : 0;
};

/** Why successes that are wanting prove nothing; `undefined` if they do. */
export const doubtOfSuccesses = (exchanges: readonly Exchange[], context: StepContext): string | undefined => {
  const cost = costOfStrays(exchanges, context);
  return cost > 0 ? `${cost} fewer than expected succeeded: ${AFTERMATH}` : undefined;
};

/** Exactly so many of the step's requests succeed. */
export const checkSucceed: Check = (exchanges, context) => {
  const { expect } = context;
  if (expect?.succeed === undefined || doubtOfSuccesses(exchanges, context) !== undefined) return [];
  const successes = successesIn(exchanges, context.spec).length;
  if (successes <= expect.succeed && wantingOf(exchanges, context) <= 0) return [];
  const expected = `${expect.succeed} of ${exchanges.length} requests succeed`;
  const actual = `${successes} of ${exchanges.length}`;
  const message = `${successes} of ${exchanges.length} requests succeeded; expected exactly ${expect.succeed}.`;
  return [finder('succeed', exchanges, context)(brokenByAnswer(context), { message, expected, actual })];
};
