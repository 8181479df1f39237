import { describe, expect, it } from 'vitest';
import { doubtOfFalls } from '../../runner/checks/falls.ts';
import type { Exchange } from '../../runner/types/exchange.ts';
import { brief, exchange, findings, thing } from './judging.ts';
import { expectOf, PLACE, SUCCESS, specOf } from './support.ts';

describe('a header that falls', () => {
  const answers = (values: readonly string[], most = '9', spentMs = 10) =>
    values.map((left, index) =>
      exchange(200, thing({ name: `n${index}` }), {
        headers: { 'x-left': left, 'x-most': most },
        sentAt: index * spentMs,
        answeredAt: (index + 1) * spentMs,
      }),
    );
  const stuck = 'expected a number that falls with each answer, but for what time gives back.';

  it.each<[what: string, exchanges: readonly Exchange[], messages: readonly string[]]>([
    ['by one', answers(['9', '8', '7']), []],
    ['by more, as somebody else sends requests too', answers(['9', '5', '1']), []],
    ['and begins anew', answers(['1', '0', '8', '7']), []],
    ['and is the same in a new window', answers(['8', '8', '7']), []],
    ['but stands still', answers(['8', '8', '8']), [`Header X-Left is 8, 8, 8 in the answers of the step; ${stuck}`]],
    ['but rises', answers(['1', '2', '3']), [`Header X-Left is 1, 2, 3 in the answers of the step; ${stuck}`]],
    ['in so long a time that windows began', answers(['8', '8', '8'], '9', 30_000), []],
    ['as far as a bucket does not fill up meanwhile', answers(['99', '99', '100'], '1000', 100), []],
    [
      'as a sliding minute lets it, which gives back what went before',
      answers(['97', '99', '103', '102'], '1000', 100),
      [],
    ],
    [
      'but rises more than a bucket fills up',
      answers(['97', '100', '103'], '1000', 100),
      [`Header X-Left is 97, 100, 103 in the answers of the step; ${stuck}`],
    ],
    [
      'but stands still where a bucket would not yet fill up',
      answers(['99', '99', '99'], '1000', 10),
      [`Header X-Left is 99, 99, 99 in the answers of the step; ${stuck}`],
    ],
    ['from more than it may be', answers(['10', '8', '7']), ['Header X-Left is 10; X-Most is 9.']],
    ['and is no number, which is judged elsewhere', answers(['many', 'some', 'none']), []],
  ])('%s', (_, exchanges, messages) => {
    const found = findings(exchanges, expectOf([SUCCESS], { falls: { 'X-Left': 'X-Most' } }));
    expect(brief(found)).toEqual(messages.map((message) => ['falls', 'ONE', message]));
  });

  it.each<[what: string, exchanges: readonly Exchange[], doubt: string | undefined]>([
    ['falls', answers(['9', '8', '7', '6']), undefined],
    ['begins anew', answers(['1', '0', '8', '7']), undefined],
    ['is that of a bucket', answers(['99', '99', '100', '100'], '1000', 100), undefined],
    ['is wrong anyway', answers(['8', '8', '8']), undefined],
    ['goes up and down', answers(['5', '9', '2', '7']), '5, 9, 2, 7'],
  ])('that %s proves something, or is said to prove nothing', (_, exchanges, doubt) => {
    const context = { spec: specOf(), step: 'step-1', place: PLACE, requirements: ['ONE'] };
    const expected = expectOf([SUCCESS], { falls: { 'X-Left': 'X-Most' } });
    const reason = `header X-Left is ${doubt}, and nobody knows what time gave back meanwhile`;
    expect(doubtOfFalls(exchanges, { ...context, expect: expected })).toBe(doubt === undefined ? doubt : reason);
  });
});
