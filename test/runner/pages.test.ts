import { describe, expect, it } from 'vitest';
import { observe } from '../../runner/observe.ts';
import type { Json } from '../../runner/types/values.ts';
import { listing } from './inhabited.ts';
import { exchange } from './judging.ts';
import { LIST } from './support.ts';

describe('a list', () => {
  /** Lists page by page, and says how many pages were asked for. */
  const read = async (bodyOf: (page: number) => Json) => {
    let asked = 0;
    const at = { response: '/pages', total: '/total', size: '/size' };
    const spec = listing({ list: { relations: [{ requirement: 'REL', text: 'Pages.', kind: 'pages', ...at }] } });
    const observed = await observe(LIST, spec, async ({ query }) => {
      asked++;
      return { exchange: exchange(200, bodyOf(Number(query.page))) };
    });
    return { asked, ...observed };
  };
  const items = (...ids: readonly string[]) => ids.map((id) => ({ id }));
  const TOO_LONG = {
    asked: 1000,
    problem: 'the list could not be read, so new resources cannot be counted: it has 1001 pages',
  };

  it.each<[what: string, bodyOf: (page: number) => Json, told: object]>([
    [
      'is read to its end',
      (page) => ({ pages: 1000, things: items(`${page}`) }),
      { asked: 1000, listing: { pages: 1000 } },
    ],
    ['is not counted if it has more pages than anybody would read', () => ({ pages: 1001, things: [] }), TOO_LONG],
    ['is not counted if it never ends', (page) => ({ pages: null, things: items(`${page}`) }), TOO_LONG],
    [
      'that shows the same on each page, and does not say how many there are, is given up',
      () => ({ pages: null, things: items('a', 'b') }),
      {
        asked: 3,
        problem:
          'the list could not be read, so new resources cannot be counted: pages 1 to 3 are the same, and none says how many there are',
      },
    ],
    [
      'that shifted by a page while it was read goes on',
      (page) => ({ pages: null, things: [items('a'), items('a'), items('b'), []][page - 1] ?? [] }),
      { asked: 4, listing: { ids: ['a', 'a', 'b'], pages: 4 } },
    ],
    [
      'that does not say how many pages it has is read until one is empty',
      (page) => ({ pages: null, things: page < 3 ? items(`${page}`) : [] }),
      { asked: 3, listing: { ids: ['1', '2'], pages: 3 } },
    ],
  ])('%s', async (_, bodyOf, told) => {
    expect(await read(bodyOf)).toMatchObject(told);
  });

  it.each<[what: string, pages: readonly (readonly [total: number, ...ids: readonly string[]])[], partial: boolean]>([
    [
      'that shows all is whole',
      [
        [3, 'a', 'b'],
        [3, 'c'],
      ],
      false,
    ],
    [
      'that shows one thing twice, and another not at all, has more than it shows',
      [
        [3, 'a', 'b'],
        [3, 'b'],
      ],
      true,
    ],
    ['that became shorter while it was read is whole', [[3, 'a'], [1]], false],
    ['that became longer while it was read has more than it shows', [[1, 'a'], [2]], true],
  ])('%s', async (_, pages, partial) => {
    const { asked, ...observed } = await read((page) => {
      const [total = 0, ...ids] = pages[page - 1] ?? [];
      return { pages: pages.length, total, size: 2, things: items(...ids) };
    });
    expect(asked).toBe(2);
    expect('listing' in observed && observed.listing.partial === true).toBe(partial);
  });
});
