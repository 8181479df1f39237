import { headerOf } from './headers.ts';
import type { Received } from './types/exchange.ts';
import type { RunEvent } from './types/run-event.ts';
import { TRUSTED } from './types/target.ts';

/** Fewer answers than these say nothing of the set-up. */
const LEAST = 3;

/** Some requests are made to be refused for something else: they are no more than this part of all. */
const OTHERS = 0.1;

/** An answer to the token that may do everything; `told` is its status, with the error's code or where a redirect leads to. */
type Told = { readonly scenario: string; readonly granted: boolean; readonly told: string };

const redirectOf = (answer: Received): string | undefined => {
  const to = headerOf(answer, 'location');
  return answer.status < 400 && to !== undefined ? `to ${to}` : undefined;
};

const toldBy = (event: RunEvent): Told | undefined => {
  if (event.type !== 'exchange' || event.exchange.as !== TRUSTED) return undefined;
  const { response, failure } = event.exchange;
  if (response === undefined || failure !== undefined) return undefined;
  const { status } = response;
  const told = [status, event.code ?? redirectOf(response)].filter((part) => part !== undefined).join(' ');
  return { scenario: event.scenario, granted: status < 300, told };
};

const failedIn = (events: readonly RunEvent[]): ReadonlySet<string> =>
  new Set(
    events.flatMap((event) =>
      event.type === 'scenario-finished' && event.outcome.status === 'failed' ? event.scenario : [],
    ),
  );

/**
 * Why what looks like a broken rule may be a mistake in the target's description: nothing was granted to the token that may do
 * everything, and where scenarios failed nearly always the same error came back. `undefined` if that is not so.
 */
export const hintOf = (events: readonly RunEvent[]): string | undefined => {
  const answers = events.flatMap((event) => toldBy(event) ?? []);
  const failed = failedIn(events);
  const guilty = answers.filter(({ scenario }) => failed.has(scenario)).map(({ told }) => told);
  if (guilty.length < LEAST || answers.some(({ granted }) => granted)) return undefined;
  const counts = new Map<string, number>();
  for (const told of guilty) counts.set(told, (counts.get(told) ?? 0) + 1);
  const [most, count] = [...counts].reduce((one, other) => (other[1] > one[1] ? other : one), ['', 0]);
  if (guilty.length - count > guilty.length * OTHERS) return undefined;
  return `nothing was granted to the token of '${TRUSTED}', and where scenarios failed ${count} of ${guilty.length} answers to it were ${most}: are the target's url and token right?`;
};
