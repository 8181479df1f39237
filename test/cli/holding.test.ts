import { expect, it } from 'vitest';
import { createHolding } from '../../cli/holding.ts';
import type { LedgerEntry } from '../../runner/book.ts';

const intent = (number: number): LedgerEntry => ({
  type: 'intent',
  intent: number,
  scenario: 's/one',
  as: 'valid',
  method: 'POST',
  url: 'http://test/',
});
const held = (number: number, id: string): LedgerEntry => ({ type: 'held', intent: number, scenario: 's/one', id });
const maybe = (number: number): LedgerEntry => ({ type: 'maybe', intent: number, reason: 'no answer' });
const refused = (number: number): LedgerEntry => ({ type: 'refused', intent: number });
const released = (id: string): LedgerEntry => ({ type: 'released', id });
const leaked = (id: string): LedgerEntry => ({ type: 'leaked', id, reason: 'it was refused' });

it.each<[what: string, entries: readonly LedgerEntry[], words: string]>([
  ['nothing', [], ''],
  ['nothing any more', [intent(1), held(1, 'a'), released('a'), intent(2), refused(2)], ''],
  ['what is held', [intent(1), held(1, 'a'), intent(2), held(2, 'b')], 'Still held, release by hand: a, b.'],
  ['what could not be given back', [intent(1), held(1, 'a'), leaked('a')], 'Still held, release by hand: a.'],
  ['what would change a terminal', [intent(1), held(1, '\u001b[2J')], 'Still held, release by hand: \\u001b[2J.'],
  ['what is under way', [intent(1)], '1 request whose answer is not known may have created more.'],
  [
    'what is under way or in doubt',
    [intent(1), maybe(1), intent(2), intent(3), refused(3)],
    '2 requests whose answer is not known may have created more.',
  ],
  ['no doubt that a list removed', [intent(1), maybe(1), refused(1)], ''],
  [
    'an answer that named what was held already',
    [intent(1), held(1, 'a'), intent(2), maybe(2), held(2, 'a')],
    'Still held, release by hand: a. 1 request whose answer is not known may have created more.',
  ],
])('the last words name %s', (_, entries, words) => {
  const { note, lastWords } = createHolding();
  for (const entry of entries) note(entry);
  expect(lastWords()).toBe(words);
});
