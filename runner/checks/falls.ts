import { headerOf } from '../headers.ts';
import { WINDOW_MS } from '../passing.ts';
import type { Exchange } from '../types/exchange.ts';
import { type Check, finder, type StepContext } from './context.ts';
import { type Answered, answeredOf } from './match.ts';

const numberOf = ({ response }: Answered, name: string): number | undefined => {
  const text = headerOf(response, name);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
};

/** Did the answers come so soon after one another that no more than one window can have begun among them? */
const areNear = (answered: readonly Answered[]): boolean =>
  (answered.at(-1)?.answeredAt ?? 0) - (answered[0]?.sentAt ?? 0) < WINDOW_MS;

type Told = { readonly value: number; readonly most: number; readonly sentAt: number; readonly answeredAt: number };

const toldBy = (exchange: Answered, name: string, limit: string): Told | undefined => {
  const value = numberOf(exchange, name);
  const { sentAt, answeredAt } = exchange;
  return value === undefined ? undefined : { value, most: numberOf(exchange, limit) ?? 0, sentAt, answeredAt };
};

/**
 * May a bucket tell these numbers, each request taking one from it, and time filling it up again? What it holds need not be whole:
 * what it tells may therefore be one more.
 */
const mayBeBucket = (told: readonly Told[]): boolean =>
  told.every((later, index) =>
    told.slice(0, index).every((earlier, at) => {
      const filled = Math.floor(((later.answeredAt - earlier.sentAt) / WINDOW_MS) * later.most);
      return later.value <= earlier.value - (index - at) + filled + 1;
    }),
  );

/**
 * Does a number stand still, or rise by as much each time? Where a minute slides, earlier requests cease to count meanwhile, and it
 * may go up and down: but hardly by the same each time.
 */
const risesEvenly = (values: readonly number[]): boolean => {
  const [first = -1, ...others] = values.slice(1).map((value, index) => value - (values[index] ?? 0));
  return first >= 0 && others.length > 0 && others.every((step) => step === first);
};

type Series = { readonly values: readonly number[]; readonly seen: 'falling' | 'wrong' | 'open' };

/** What the numbers of a header come to: one that stays or rises once may begin anew. */
const seriesOf = (answered: readonly Answered[], name: string, limit: string): Series => {
  const told = answered.flatMap((exchange) => toldBy(exchange, name, limit) ?? []);
  const values = told.map(({ value }) => value);
  const stays = values.filter((value, index) => index > 0 && value >= (values[index - 1] ?? 0));
  if (stays.length < 2 || mayBeBucket(told)) return { values, seen: 'falling' };
  return { values, seen: risesEvenly(values) && areNear(answered) ? 'wrong' : 'open' };
};

/** Why the numbers of a header prove nothing; `undefined` if they do, or are wrong. */
export const doubtOfFalls = (exchanges: readonly Exchange[], { expect }: StepContext): string | undefined => {
  const [reason] = Object.entries(expect?.falls ?? {}).flatMap(([name, limit]) => {
    const { values, seen } = seriesOf(answeredOf(exchanges), name, limit);
    return seen === 'open'
      ? [`header ${name} is ${values.join(', ')}, and nobody knows what time gave back meanwhile`]
      : [];
  });
  return reason;
};

/**
 * A header's number never exceeds another's, and falls with each answer of the step, but for what time gives back: by a new window, by
 * a bucket that fills up, or by a minute that slides.
 */
export const checkFalls: Check = (exchanges, context) => {
  const found = finder('falls', exchanges, context);
  const answered = answeredOf(exchanges);
  return Object.entries(context.expect?.falls ?? {}).flatMap(([name, limit]) => {
    const above = answered.flatMap((exchange) => {
      const [value, most] = [numberOf(exchange, name), numberOf(exchange, limit)];
      if (value === undefined || most === undefined || value <= most) return [];
      const facts = { expected: `at most ${most}`, actual: String(value), exchange };
      return [found(context.requirements, { message: `Header ${name} is ${value}; ${limit} is ${most}.`, ...facts })];
    });
    const { values, seen } = seriesOf(answered, name, limit);
    if (seen !== 'wrong') return above;
    const expected = 'a number that falls with each answer, but for what time gives back';
    const actual = values.join(', ');
    const message = `Header ${name} is ${actual} in the answers of the step; expected ${expected}.`;
    return [...above, found(context.requirements, { message, expected, actual })];
  });
};
