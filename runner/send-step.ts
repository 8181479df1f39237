import { creates, mostSuccesses } from './budget.ts';
import { answeredOf, matches, succeeded } from './checks/match.ts';
import type { Errand } from './courier.ts';
import type { Outgoing } from './send.ts';
import type { Exchange, Overlap, Step } from './types.ts';
import type { World } from './world.ts';

export type RequestStep = Extract<Step, { readonly kind: 'request' }>;

/** What became of a step's requests. */
export type Sent = {
  readonly exchanges: readonly Exchange[];
  /** Why not all of them were sent, or not as the step asks. */
  readonly problem?: string;
  readonly overlap?: Overlap;
};

const overBudget = (limit: number): string =>
  `more than ${limit} addresses would be held at one time (target.yaml: limits.allocations)`;

/** Why an exchange leaves the verdict open; `undefined` if it does not. */
export const openFailure = ({ failure }: Exchange): string | undefined =>
  failure === undefined || failure.kind === 'broken' ? undefined : `no answer (${failure.kind}): ${failure.message}`;

const together = async (step: RequestStep, request: Outgoing, errand: Errand, world: World): Promise<Sent> => {
  const { allocations } = world.target.limits;
  if (creates(step, world.spec) && world.ledger.heldBy(errand.scenario).length + mostSuccesses(step) > allocations)
    return { exchanges: [], problem: overBudget(allocations) };
  const { deliveries, overlap } = await world.courier.deliverTogether(request, step.times, errand);
  const exchanges = deliveries.flatMap((one) => ('exchange' in one ? [one.exchange] : []));
  const halted = deliveries.flatMap((one) => ('halted' in one ? [one.halted] : []))[0];
  const apart = overlap !== undefined && overlap.inFlight < 2;
  const problem = halted ?? (apart ? `requests did not overlap: never were two of ${step.times} under way` : undefined);
  return { exchanges, ...(problem === undefined ? {} : { problem }), ...(overlap === undefined ? {} : { overlap }) };
};

/** Whether a step has sent all its requests; a text says why it must end before that. */
type Enough = boolean | string;

const enoughOfTimes = (step: RequestStep, exchanges: readonly Exchange[], errand: Errand, world: World): Enough => {
  if (exchanges.length >= step.times) return true;
  const { spec, ledger, target } = world;
  const { allocations } = target.limits;
  if (!creates(step, spec) || ledger.heldBy(errand.scenario).length < allocations) return false;
  const successes = answeredOf(exchanges).filter((exchange) => succeeded(exchange, spec)).length;
  return successes < mostSuccesses(step) ? overBudget(allocations) : false;
};

const enoughUntil = (step: RequestStep, exchanges: readonly Exchange[], { spec, target }: World): Enough => {
  const [last] = answeredOf(exchanges.slice(-1));
  if (last === undefined) return exchanges.length > 0;
  const reached = step.until?.some((answer) => matches(answer, last, spec)) ?? true;
  if (reached || !succeeded(last, spec)) return true;
  const { drain } = target.limits;
  return exchanges.length < drain ? false : `the pool has more than ${drain} addresses (target.yaml: limits.drain)`;
};

const inTurn = async (step: RequestStep, request: Outgoing, errand: Errand, world: World): Promise<Sent> => {
  const exchanges: Exchange[] = [];
  for (;;) {
    const last = exchanges.at(-1);
    const enough =
      step.until === undefined ? enoughOfTimes(step, exchanges, errand, world) : enoughUntil(step, exchanges, world);
    if (typeof enough === 'string') return { exchanges, problem: enough };
    if (enough || (last !== undefined && openFailure(last) !== undefined)) return { exchanges };
    const delivery = await world.courier.deliver(request, errand);
    if ('halted' in delivery) return { exchanges, problem: delivery.halted };
    exchanges.push(delivery.exchange);
  }
};

/** Sends the requests of a step: in turn, or all at one moment. One that gets no answer ends the step. */
export const sendStep = (step: RequestStep, request: Outgoing, errand: Errand, world: World): Promise<Sent> =>
  (step.together ? together : inTurn)(step, request, errand, world);
