import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { renderMatrixHtml } from '../../reporters/matrix-html.ts';
import { renderMatrixJson } from '../../reporters/matrix-json.ts';
import { renderMatrixMarkdown } from '../../reporters/matrix-markdown.ts';
import { summaryOf, survivalReason } from '../../reporters/matrix-summary.ts';
import { renderMatrixSummary, renderMatrixTable } from '../../reporters/matrix-text.ts';
import type { Matrix } from '../../reporters/matrix-types.ts';
import { matrices } from './one-of-every-fault.ts';

const plain = (matrix: Matrix): string => renderMatrixSummary(matrix, { colour: false });

describe('golden files (regenerate with `npx vitest run test/reporters -u`, then read the difference)', () => {
  it.each([
    ['matrix-summary.txt', plain(matrices.everything)],
    ['matrix-summary-proved.txt', renderMatrixSummary(matrices.proved, { colour: false, width: 80 })],
    ['matrix-summary-nothing.txt', plain(matrices.nothing)],
    ['matrix-table.txt', renderMatrixTable(matrices.everything)],
    ['matrix.json', renderMatrixJson(matrices.everything)],
    ['matrix.html', renderMatrixHtml(matrices.everything)],
    ['matrix.md', renderMatrixMarkdown(matrices.everything)],
    ['matrix-proved.md', renderMatrixMarkdown(matrices.proved)],
  ])('%s', async (file, text) => {
    await expect(text).toMatchFileSnapshot(`../golden/${file}`);
  });
});

it('gives programs the whole matrix', () => {
  expect(JSON.parse(renderMatrixJson(matrices.everything))).toEqual({ version: 1, ...matrices.everything });
});

describe('a server without any fault that is accused', () => {
  const accusers = [{ scenario: 'a/one', reason: 'wrong' }];
  const row = {
    id: 'faultless',
    text: 'No fault.',
    profile: 'documented',
    trials: 1,
    accusers,
    faultless: true,
  } as const;
  const matrix: Matrix = { ...matrices.proved, variations: [row, ...matrices.proved.variations], proved: false };

  it('is no variation, and is told beside them', () => {
    const text = plain(matrix);
    expect(text).toMatch(/^variations {2}0 of 1 accused$/m);
    expect(text).toMatch(/^ACCUSED: 1 correct server$/m);
    expect(text).toMatch(/^NOT PROVED: the server without any fault is accused\.$/m);
    const sentence = 'The server without any fault is accused.';
    expect(renderMatrixMarkdown(matrix)).toContain(`Correct servers that differ: **0 of 1 accused**. ${sentence}\n`);
    expect(renderMatrixHtml(matrix)).toContain(`Correct servers that differ: 0 of 1 accused. ${sentence}</p>`);
  });
});

describe("a catalogue of one's own that is tried with the scenarios of the package", () => {
  const untried = Array.from({ length: 4 }, (_, index) => ({
    scenario: `a/${index}`,
    profile: 'live',
    needs: ['needs b'],
  }));
  const text = plain({ ...matrices.proved, partial: true, tried: 302, untried });

  it('has a count of its scenarios in place of lists', () => {
    expect(text).not.toMatch(/^(?:REDUNDANT|IDLE)/m);
    expect(text).toMatch(/^scenarios {3}5 of 302 showed a fault$/m);
    expect(text).toMatch(/^NOT TRIED: 4 scenarios .*\n {2}needs b: 4 scenarios$/m);
    expect(plain(matrices.proved)).not.toMatch(/showed a fault$/m);
  });
});

it.each([
  [1, '1 request kills 90 %'],
  [2, '2 requests kill 90 %'],
])('says in whole sentences how many requests kill most faults: %i', (requests, words) => {
  const smallest = [{ scenario: 'authentication/none', requests, killed: 4 }];
  const matrix = { ...matrices.proved, smallest };
  expect(plain(matrix)).toMatch(new RegExp(`^SMALLEST SET: .*; ${words}$`, 'm'));
  expect(renderMatrixMarkdown(matrix)).toContain(` ${words} of them.`);
  expect(renderMatrixHtml(matrix)).toContain(` ${words} of them.`);
});

it('has the same words with and without colours', () => {
  const coloured = renderMatrixSummary(matrices.everything, { colour: true });
  expect(coloured).not.toBe(plain(matrices.everything));
  expect(stripVTControlCharacters(coloured)).toBe(plain(matrices.everything));
});

describe('what a server or a catalogue says', () => {
  const unseen = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;

  it.each([
    ['summary', plain(matrices.everything)],
    ['table', renderMatrixTable(matrices.everything)],
    ['page', renderMatrixHtml(matrices.everything)],
    ['Markdown', renderMatrixMarkdown(matrices.everything)],
  ])('is visible in the %s', (_name, text) => {
    expect(text).not.toMatch(unseen);
  });

  it('is no element of the page', () => {
    const page = renderMatrixHtml(matrices.everything);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<(?:script|failure)/);
  });
});

it('has a page that loads nothing', () => {
  expect(renderMatrixHtml(matrices.everything)).not.toMatch(/<(?:script|link|img|iframe)|(?:src|href)=|url\(|@import/);
});

describe('why a fault survived', () => {
  it.each([
    ['pool-off-by-one', 'no scenario showed it in 1 trial'],
    ['label-leaks', 'it was shown in 1 of 1 trial, but never as a breach of STATE-4'],
    ['sometimes', 'it needs no luck, and was shown in only 2 of 3 trials'],
    ['untried', 'it was never tried'],
  ])('%s: %s', (id, reason) => {
    const row = matrices.everything.faults.find((fault) => fault.id === id);
    expect(row === undefined ? undefined : survivalReason(row)).toBe(reason);
  });
});

describe('the chance to see a fault that needs luck', () => {
  /** Expected values: Wilson score interval, 95 %, as R's `prop.test(hits, trials, correct = FALSE)` gives it. */
  it.each([
    [18, 20, 0.699],
    [20, 20, 0.8389],
    [1, 10, 0.0179],
    [0, 5, 0],
    [0, 0, 0],
  ])('of %i in %i trials is at least %f', (detected, trials, expected) => {
    const [first] = matrices.proved.faults.filter(({ deterministic }) => !deterministic);
    if (first === undefined) throw new Error('no fault that needs luck');
    const { lucky } = summaryOf({ ...matrices.proved, faults: [{ ...first, detected, trials }] });
    expect(lucky[0]?.atLeast).toBeCloseTo(expected, 3);
  });
});

it('counts the requests that kill nine of ten faults, and says nothing if so many are never killed', () => {
  expect(summaryOf(matrices.proved)).toMatchObject({ requestsForMost: 45 });
  expect(summaryOf(matrices.everything)).not.toHaveProperty('requestsForMost');
});
