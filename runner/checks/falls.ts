import { type Check, finder } from './context.ts';
import { type Answered, answeredOf } from './match.ts';
import { headerOf } from './members.ts';

/** How long a window is, in milliseconds: the page counts requests per minute. */
const WINDOW_MS = 60_000;

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
 * A header's number never exceeds another's, and falls with each answer of the step. It may begin anew once, as a window does, or rise
 * as far as time fills a bucket up.
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
    const told = answered.flatMap((exchange) => toldBy(exchange, name, limit) ?? []);
    const values = told.map(({ value }) => value);
    const stays = values.filter((value, index) => index > 0 && value >= (values[index - 1] ?? 0));
    if (stays.length < 2 || !areNear(answered) || mayBeBucket(told)) return above;
    const expected = 'a number that falls with each answer, and begins anew at most once';
    const actual = values.join(', ');
    const message = `Header ${name} is ${actual} in the answers of the step; expected ${expected}.`;
    return [...above, found(context.requirements, { message, expected, actual })];
  });
};
