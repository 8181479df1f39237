import { type Check, finder } from './context.ts';
import { answeredOf, isJudged } from './match.ts';

/** A request gets one complete HTTP answer. */
export const checkComplete: Check = (exchanges, context) => {
  const found = finder('complete', exchanges, context);
  return exchanges.flatMap((exchange) => {
    const { failure } = exchange;
    if (failure?.kind !== 'broken') return [];
    const facts = { expected: 'one complete HTTP answer', actual: failure.message, exchange };
    return [found([context.spec.rules.complete], { message: failure.message, ...facts })];
  });
};

/** The token does not come back. */
export const checkEchoes: Check = (exchanges, context) => {
  const found = finder('token-echo', exchanges, context);
  return exchanges.flatMap((exchange) =>
    exchange.tokenEchoes.map((where) =>
      found([context.spec.rules['token-echo']], {
        message: `The answer repeats the token in ${where === 'body' ? 'its body' : where}.`,
        expected: 'no token in the answer',
        actual: `the token in ${where}`,
        exchange,
      }),
    ),
  );
};

/** Status, headers and body of each answer keep the contract. */
export const checkContract: Check = (exchanges, context) => {
  const { spec, expect } = context;
  const found = finder('schema', exchanges, context);
  return answeredOf(exchanges)
    .filter((exchange) => isJudged(exchange, expect, spec))
    .flatMap((exchange) =>
      spec
        .judge(exchange.operation, exchange.response)
        .map(({ message, requirement, expected, actual, place }) =>
          found([requirement], { message, expected, actual, rule: place, exchange }),
        ),
    );
};
