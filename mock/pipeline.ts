import type { Outcome, Reply } from './replies.ts';
import type { Call, Incoming, Provider } from './types.ts';

const NOTHING = 'the stages ended without an outcome';

/** Leads a request through the stages of its operation, up to the first outcome. */
const judge = async (call: Call, provider: Provider): Promise<Outcome> => {
  const { order, stages } = provider.behaviour;
  for (const name of order[call.operation.id] ?? []) {
    const step = stages[name](call, provider);
    const outcome = step instanceof Promise ? await step : step;
    if (outcome !== undefined) return outcome;
  }
  throw new Error(`${call.operation.id}: ${NOTHING}`);
};

const callOf = (request: Incoming, operation: Call['operation']): Call => ({
  request,
  operation,
  input: {},
  lookups: {},
  vip: false,
  label: null,
});

const unrouted = (request: Incoming, provider: Provider): Outcome => {
  const { answers, behaviour } = provider;
  const methods = Object.values(answers.description.spec.operations).map(({ method }) => method);
  const known = methods.some((method) => behaviour.route(method, request.path, provider) !== undefined);
  const situation = known ? 'method-unknown' : 'route-unknown';
  const refusal = answers.refuseCase(answers.subject, situation, {});
  return refusal ?? answers.refuse(answers.subject, 'route_not_found');
};

/** Works out the answer to a request. A failure of the mock itself is answered as the framework answers one. */
export const respond = async (
  request: Incoming,
  provider: Provider,
): Promise<{ readonly reply: Reply; readonly call: Call; readonly outcome: Outcome }> => {
  const { answers, behaviour } = provider;
  const operation = behaviour.route(request.method, request.path, provider);
  const call = callOf(request, operation ?? answers.subject);
  const failed = (): Outcome => ({ refused: 'unhandled_exception', detail: {}, text: null });
  const outcome = operation === undefined ? unrouted(request, provider) : await judge(call, provider).catch(failed);
  return { reply: behaviour.render(outcome, call, provider), call, outcome };
};
