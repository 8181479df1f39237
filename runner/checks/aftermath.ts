import type { StepContext } from './context.ts';
import { type Answered, isAcceptable, isExcuse, isRateLimited } from './match.ts';

/** Why what differs by no more than such a request can do proves nothing. */
export const AFTERMATH = 'an earlier request that got no answer may have had its effect only now';

/** Is this an answer that a step does not expect, and that an earlier request may have brought about which had its effect only now? */
export const isAftermath = (exchange: Answered, context: StepContext): boolean => {
  const { spec, expect, strays } = context;
  if (strays === undefined || expect === undefined) return false;
  if (strays.creating > 0 && isExcuse(exchange, context)) return true;
  return strays.any && isRateLimited(exchange, spec) && !isAcceptable(exchange, expect, spec);
};
