import { headerOf } from '../headers.ts';
import { brief, same, shown, valueAt } from '../json.ts';
import type { Exchange } from '../types/exchange.ts';
import type { Json } from '../types/values.ts';
import { AFTERMATH } from './aftermath.ts';
import { type Check, finder, type StepContext } from './context.ts';
import { type Answered, answeredOf, codeOf, detailOf, successesIn } from './match.ts';
import { sameValue } from './spelling.ts';

/** Values that the step expects in the body of each success. */
export const checkBody: Check = (exchanges, context) => {
  const { expect, spec, requirements } = context;
  const found = finder('body', exchanges, context);
  const expected = Object.entries(expect?.body ?? {});
  const successes = expected.length === 0 ? [] : successesIn(exchanges, spec);
  return successes.flatMap((exchange) =>
    expected.flatMap(([pointer, wanted]) => {
      const actual = valueAt(exchange.response.json, pointer);
      if (sameValue(actual, wanted)) return [];
      const facts = { expected: shown(wanted), actual: shown(actual), exchange };
      return [found(requirements, { message: `${pointer} is ${facts.actual}; expected ${facts.expected}.`, ...facts })];
    }),
  );
};

/** Values that the step does not expect in the body of a success. */
export const checkDiffers: Check = (exchanges, context) => {
  const { expect, spec, requirements } = context;
  const found = finder('differs', exchanges, context);
  const differing = Object.entries(expect?.differs ?? {});
  const successes = differing.length === 0 ? [] : successesIn(exchanges, spec);
  return successes.flatMap((exchange) =>
    differing.flatMap(([pointer, unwanted]) => {
      const value = valueAt(exchange.response.json, pointer);
      if (!sameValue(value ?? null, unwanted)) return [];
      const actual = shown(value);
      const facts = { expected: `anything but ${shown(unwanted)}`, actual, exchange };
      return [found(requirements, { message: `${pointer} is ${actual}; expected ${facts.expected}.`, ...facts })];
    }),
  );
};

/** Is this the value that is wanted? Of a list every item that is wanted must be there, in any order and among others. */
const fits = (actual: Json | undefined, wanted: Json): boolean =>
  Array.isArray(wanted) && wanted.length > 0 && Array.isArray(actual)
    ? wanted.every((item: Json) => actual.some((one: Json) => same(one, item)))
    : same(actual, wanted);

/** Values that the step expects in the `detail` of each error. */
export const checkDetail: Check = (exchanges, context) => {
  const { expect, spec, requirements } = context;
  const found = finder('detail', exchanges, context);
  const wanting = Object.entries(expect?.detail ?? {});
  return answeredOf(exchanges)
    .filter((exchange) => wanting.length > 0 && typeof codeOf(exchange, spec) === 'string')
    .flatMap((exchange) =>
      wanting.flatMap(([name, wanted]) => {
        const actual = detailOf(exchange, name, spec);
        if (fits(actual, wanted)) return [];
        const expected = Array.isArray(wanted) ? `${shown(wanted)} at least` : shown(wanted);
        const facts = { expected, actual: shown(actual), exchange };
        return [
          found(requirements, { message: `detail.${name} is ${facts.actual}; expected ${facts.expected}.`, ...facts }),
        ];
      }),
    );
};

const headerWords = (wanted: string | boolean): string => {
  if (typeof wanted === 'string') return `"${wanted}"`;
  return wanted ? 'present' : 'absent';
};

const headerFits = (wanted: string | boolean, actual: string | undefined): boolean =>
  typeof wanted === 'string' ? actual === wanted : wanted === (actual !== undefined);

const isNumber = (text: string | boolean | undefined): boolean => typeof text === 'string' && /^\d+$/.test(text);

type Unfit = { readonly exchange: Answered; readonly name: string; readonly expected: string; readonly actual: string };

/** Headers that are not as the step expects: those that show it, or those whose number an earlier request may have lowered. */
const unfit = (exchanges: readonly Exchange[], { expect, strays }: StepContext, lowered: boolean): readonly Unfit[] =>
  answeredOf(exchanges).flatMap((exchange) =>
    Object.entries(expect?.headers ?? {}).flatMap(([name, wanted]) => {
      const value = headerOf(exchange.response, name);
      if (headerFits(wanted, value)) return [];
      const isLower = isNumber(value) && isNumber(wanted) && Number(value) < Number(wanted);
      if ((strays?.any === true && isLower) !== lowered) return [];
      const actual = value === undefined ? 'absent' : `"${brief(value)}"`;
      return [{ exchange, name, expected: headerWords(wanted), actual }];
    }),
  );

/** Headers that the step expects, or expects to be absent. */
export const checkHeaders: Check = (exchanges, context) => {
  const found = finder('headers', exchanges, context);
  return unfit(exchanges, context, false).map(({ name, ...facts }) =>
    found(context.requirements, {
      message: `Header ${name} is ${facts.actual}; expected ${facts.expected}.`,
      ...facts,
    }),
  );
};

/** Why numbers in headers prove nothing that are too low; `undefined` if they do, or none is. */
export const doubtOfHeaders = (exchanges: readonly Exchange[], context: StepContext): string | undefined => {
  const [first] = unfit(exchanges, context, true);
  return first && `header ${first.name} is ${first.actual}; expected ${first.expected}: ${AFTERMATH}`;
};

const holdsText = (value: Json | undefined, text: string): boolean => {
  if (typeof value === 'string') return value.includes(text);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => name.includes(text) || holdsText(member as Json, text));
};

/** Texts that no part of an answer may contain. */
export const checkConceals: Check = (exchanges, context) => {
  const found = finder('conceals', exchanges, context);
  return answeredOf(exchanges).flatMap((exchange) => {
    const { headers, text, json } = exchange.response;
    return (context.expect?.conceals ?? []).flatMap((hidden) => {
      const header = headers.find(([, value]) => value.includes(hidden))?.[0];
      const inBody = text.includes(hidden) || holdsText(json, hidden);
      if (hidden === '' || (header === undefined && !inBody)) return [];
      const where = inBody ? 'the body' : `header ${header}`;
      const facts = { expected: `no ${shown(hidden)} in the answer`, actual: `${shown(hidden)} in ${where}`, exchange };
      return [found(context.requirements, { message: `The answer reveals ${facts.actual}.`, ...facts })];
    });
  });
};
