import { brief, escaped } from '../json.ts';
import type { Exchange, Received } from '../types/exchange.ts';
import type { Finding } from '../types/finding.ts';
import type { Json } from '../types/values.ts';
import { finder, type StepContext } from './context.ts';
import { answeredOf } from './match.ts';

/**
 * Headers and members that may differ from answer to answer although the answers say the same: they tell the time, what is left
 * of something, how the answer was sent, or which of several machines sent it.
 */
const PASSING =
  /^(etag|content-length|transfer-encoding|connection|keep-alive|set-cookie)$|(^|[-_])(date|time|timing|timestamp|at|age|expires|modified|runtime|duration|after|remaining|reset|used|via|cache|ray|server|served|host|node|backend|instance|pop|pod|worker|upstream|latency)([-_]|$)/i;

/** Every value of an answer, as JSON, by the name of its place. */
type Parts = ReadonlyMap<string, string>;

const inBody = (value: Json, pointer: string): readonly (readonly [string, string])[] => {
  const members = typeof value === 'object' && value !== null ? Object.entries(value as Record<string, Json>) : [];
  if (members.length === 0) return [[`body ${pointer}`, JSON.stringify(value)]];
  return members
    .filter(([name]) => !PASSING.test(name))
    .flatMap(([name, member]) => inBody(member, `${pointer}/${escaped(name)}`));
};

const partsOf = ({ status, headers, text, json }: Received): Parts => {
  const parts = new Map<string, string>([['status', String(status)]]);
  for (const [name, value] of headers.filter(([known]) => !PASSING.test(known))) {
    const before = parts.get(`header ${name}`);
    parts.set(`header ${name}`, before === undefined ? JSON.stringify(value) : `${before}, ${JSON.stringify(value)}`);
  }
  for (const [name, value] of json === undefined ? [['body', JSON.stringify(text)] as const] : inBody(json, ''))
    parts.set(name, value);
  return parts;
};

type Difference = { readonly part: string; readonly expected: string; readonly actual: string };

const NOTHING = 'nothing';
const SOMETHING = 'something';

/** What all answers have at a place, or that each has something else there; `undefined` if some have nothing. */
const common = (all: readonly Parts[], part: string): string | undefined => {
  const values = new Set(all.map((parts) => parts.get(part)));
  const [first] = values;
  if (values.size === 1) return first ?? NOTHING;
  return values.has(undefined) ? undefined : SOMETHING;
};

/** Where an answer differs from what earlier ones have in common, and every repetition of it does. What changes among either may change. */
const differences = (answers: readonly [Parts, ...Parts[]], earlier: readonly Parts[]): readonly Difference[] => {
  const names = [...new Set([...answers, ...earlier].flatMap((parts) => [...parts.keys()]))];
  return names.flatMap((part) => {
    const expected = common(earlier, part);
    const actual = common(answers, part);
    if (expected === undefined || actual === undefined || expected === actual) return [];
    const both = [expected, actual];
    return both.includes(SOMETHING) && !both.includes(NOTHING)
      ? []
      : [{ part, expected: brief(expected), actual: brief(actual) }];
  });
};

/** Exchanges in which the requests of a step, and of the earlier one that it is compared with, were sent again. */
export type Repeats = { readonly own: readonly Exchange[]; readonly earlier: readonly Exchange[] };

const allParts = (exchanges: readonly Exchange[]): readonly Parts[] =>
  answeredOf(exchanges).map(({ response }) => partsOf(response));

/** Each answer has all that the answers of an earlier step have in common, and nothing beside it. */
export const checkSameAs = (
  exchanges: readonly Exchange[],
  earlier: readonly Exchange[],
  context: StepContext,
  repeats: Repeats,
): readonly Finding[] => {
  const { expect, requirements } = context;
  const before = allParts([...earlier, ...repeats.earlier]);
  if (expect?.sameAs === undefined || before.length === 0) return [];
  const again = allParts(repeats.own);
  const found = finder('same-as', exchanges, context);
  return answeredOf(exchanges).flatMap((exchange) =>
    differences([partsOf(exchange.response), ...again], before).map(({ part, expected, actual }) => {
      const message = `The answer differs from those of step '${expect.sameAs}': ${part} is ${actual}; expected ${expected}.`;
      return found(requirements, { message, expected: `${part} ${expected}`, actual: `${part} ${actual}`, exchange });
    }),
  );
};
