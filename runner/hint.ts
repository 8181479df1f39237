import type { Received } from './types/exchange.ts';
import type { RunEvent } from './types/run-event.ts';
import { TRUSTED } from './types/target.ts';

/** Fewer answers than these say nothing of the set-up. */
const LEAST = 3;

/** Some requests are made to be refused for something else: they are no more than this part of all. */
const OTHERS = 0.1;

/** `told`: the error's code, or where a redirect leads to. */
type Kind = { readonly status: number; readonly told: string | undefined; readonly count: number };

const redirectOf = ({ status, headers }: Received): string | undefined => {
  const to = headers.find(([name]) => name === 'location')?.[1];
  return status < 400 && to !== undefined ? `to ${to}` : undefined;
};

const kindsOf = (events: readonly RunEvent[]): readonly Kind[] => {
  const kinds = new Map<number, Kind>();
  for (const event of events) {
    if (event.type !== 'exchange' || event.exchange.as !== TRUSTED) continue;
    const { response, failure } = event.exchange;
    if (response === undefined || failure !== undefined) continue;
    const { status } = response;
    const known = kinds.get(status) ?? { status, told: undefined, count: 0 };
    const told = known.told ?? event.code ?? redirectOf(response);
    kinds.set(status, { status, told, count: known.count + 1 });
  }
  return [...kinds.values()];
};

/**
 * Why what looks like a broken rule may be a mistake in the target's description: nothing was granted to the token that may do
 * everything, and nearly always the same error came back. `undefined` if that is not so.
 */
export const hintOf = (events: readonly RunEvent[]): string | undefined => {
  const kinds = kindsOf(events);
  const all = kinds.reduce((sum, { count }) => sum + count, 0);
  const most = kinds.toSorted((one, other) => other.count - one.count)[0];
  if (most === undefined || all < LEAST || kinds.some(({ status }) => status < 300)) return undefined;
  if (all - most.count > all * OTHERS) return undefined;
  const kind = [most.status, most.told].filter((part) => part !== undefined).join(' ');
  return `nothing was granted to the token of '${TRUSTED}', and ${most.count} of ${all} answers to it were ${kind}: are the target's url and token right?`;
};
