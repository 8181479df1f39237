import { creates, mostCreated, mostSuccesses } from './budget.ts';
import { answeredOf, matches, succeeded, successesIn } from './checks/match.ts';
import type { Errand } from './courier.ts';
import { lotsOf } from './lots.ts';
import type { Outgoing } from './outgoing.ts';
import { lossOf } from './reach.ts';
import type { Exchange } from './types/exchange.ts';
import type { Overlap } from './types/run-event.ts';
import type { RequestStep } from './types/scenario.ts';
import type { World } from './world.ts';

/** `most`: so many resources may be held at one time. */
export type StepErrand = Errand & { readonly most: number };

/** What became of a step's requests. */
export type Sent = {
  /** The exchanges of the step's own request, then of each that was sent among them. */
  readonly lots: readonly (readonly Exchange[])[];
  /** Why not all of them were sent, or not as the step asks. */
  readonly problem?: string;
  readonly overlap?: Overlap;
};

const overBudget = ({ most }: StepErrand, { target: { limits }, ledger }: World): string => {
  const included = ledger.lost() > 0 ? ', with what could not be given back' : '';
  const limit = most > limits.allocations ? 'drain' : 'allocations';
  return `more than ${most} resources would be held at one time${included} (target.yaml: limits.${limit})`;
};

/** What a scenario holds, and what nobody can give back. */
const heldOrLost = ({ scenario }: StepErrand, { ledger }: World): number =>
  ledger.heldBy(scenario).length + ledger.lost();

/** Why an exchange leaves the verdict open; `undefined` if it does not. */
export const openFailure = (exchange: Exchange): string | undefined =>
  exchange.failure?.kind === 'broken' ? undefined : lossOf(exchange);

/** The order in which lots are sent together: one of each in turn, as long as they last. */
const interleaved = (lots: readonly number[]): readonly number[] =>
  Array.from({ length: Math.max(...lots) }, (_, round) =>
    lots.flatMap((times, lot) => (round < times ? [lot] : [])),
  ).flat();

const together = async (
  step: RequestStep,
  requests: readonly Outgoing[],
  errand: StepErrand,
  world: World,
): Promise<Sent> => {
  const lots = lotsOf(step);
  const created = mostCreated(step, world.spec);
  if (created > 0 && heldOrLost(errand, world) + created > errand.most)
    return { lots: lots.map(() => []), problem: overBudget(errand, world) };
  const order = interleaved(lots.map(({ times }) => times));
  const inOrder = order.flatMap((lot) => requests[lot] ?? []);
  const { deliveries, overlap } = await world.courier.deliverTogether(inOrder, errand);
  const halted = deliveries.flatMap((one) => ('halted' in one ? [one.halted] : []))[0];
  const apart = overlap !== undefined && overlap.inFlight < 2;
  const problem =
    halted ?? (apart ? `requests did not overlap: never were two of ${order.length} under way` : undefined);
  return {
    lots: lots.map((_, lot) =>
      deliveries.flatMap((one, at) => ('exchange' in one && order[at] === lot ? [one.exchange] : [])),
    ),
    ...(problem === undefined ? {} : { problem }),
    ...(overlap === undefined ? {} : { overlap }),
  };
};

/** Whether a step has sent all its requests; a text says why it must end before that. */
type Enough = boolean | string;

const enoughOfTimes = (step: RequestStep, exchanges: readonly Exchange[], errand: StepErrand, world: World): Enough => {
  if (exchanges.length >= step.times) return true;
  const { spec } = world;
  const full = creates(step, spec) && heldOrLost(errand, world) >= errand.most;
  const served = creates(step, spec) && successesIn(exchanges.slice(-1), spec).length > 0;
  if (!full && !served) return false;
  const successes = successesIn(exchanges, spec).length;
  if (successes > mostSuccesses(step)) return true;
  return full && successes < mostSuccesses(step) ? overBudget(errand, world) : false;
};

const enoughUntil = (step: RequestStep, exchanges: readonly Exchange[], errand: StepErrand, world: World): Enough => {
  const { spec, target } = world;
  const full = creates(step, spec) && heldOrLost(errand, world) >= errand.most && overBudget(errand, world);
  if (exchanges.length === 0) return full;
  const [last] = answeredOf(exchanges.slice(-1));
  if (last === undefined) return true;
  const reached = step.until?.some((answer) => matches(answer, last, spec)) ?? true;
  if (reached && exchanges.length === 1) return 'the pool was dry before anything was taken from it';
  if (reached || !succeeded(last, spec)) return true;
  const { drain } = target.limits;
  return exchanges.length < drain
    ? full
    : `the pool has at least ${drain} resources, and no more may be taken (target.yaml: limits.drain)`;
};

const inTurn = async (step: RequestStep, request: Outgoing, errand: StepErrand, world: World): Promise<Sent> => {
  const exchanges: Exchange[] = [];
  for (;;) {
    const last = exchanges.at(-1);
    const enough =
      step.until === undefined
        ? enoughOfTimes(step, exchanges, errand, world)
        : enoughUntil(step, exchanges, errand, world);
    if (typeof enough === 'string') return { lots: [exchanges], problem: enough };
    if (enough || (last !== undefined && openFailure(last) !== undefined)) return { lots: [exchanges] };
    const delivery = await world.courier.deliver(request, errand);
    if ('halted' in delivery) return { lots: [exchanges], problem: delivery.halted };
    exchanges.push(delivery.exchange);
  }
};

/**
 * Sends the requests of a step: in turn, or all at one moment with those that are sent among them. One that gets no answer ends a
 * step whose requests are sent in turn, and so does one that is served although it had to be refused.
 */
export const sendStep = async (
  step: RequestStep,
  requests: readonly Outgoing[],
  errand: StepErrand,
  world: World,
): Promise<Sent> => {
  if (step.together) return together(step, requests, errand, world);
  const [request] = requests;
  return request === undefined ? { lots: [] } : inTurn(step, request, errand, world);
};
