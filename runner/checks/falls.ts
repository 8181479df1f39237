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

/** A header's number never exceeds another's, and falls with each answer of the step, but for one at which it may begin anew. */
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
    const values = answered.flatMap((exchange) => numberOf(exchange, name) ?? []);
    const stays = values.filter((value, index) => index > 0 && value >= (values[index - 1] ?? 0));
    if (stays.length < 2 || !areNear(answered)) return above;
    const expected = 'a number that falls with each answer, and begins anew at most once';
    const actual = values.join(', ');
    const message = `Header ${name} is ${actual} in the answers of the step; expected ${expected}.`;
    return [...above, found(context.requirements, { message, expected, actual })];
  });
};
