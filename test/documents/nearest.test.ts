import { describe, expect, it } from 'vitest';
import { isSlip, nearest, suggest } from '../../documents/nearest.ts';

describe('the nearest word', () => {
  it.each([
    ['a letter too few', 'vald', 'valid'],
    ['a letter too many', 'vallid', 'valid'],
    ['another letter', 'vslid', 'valid'],
    ['two letters in the place of each other', 'vaild', 'valid'],
    ['capital letters', 'VALID', 'valid'],
    ['two slips in a long word', 'organistaion', 'organization'],
    ['two slips in a short word', 'vlaidd', 'none'],
    ['another word', 'nobody', 'none'],
  ])('of %s', (_, word, expected) => {
    expect(nearest(word, ['second', 'valid', 'organization']) ?? 'none').toBe(expected);
  });

  it('is the one with the fewest slips', () => {
    expect(suggest('version_unknwon', ['version_unknow', 'version_unknown'])).toBe('Did you mean `version_unknown`?');
  });
});

describe('one slip', () => {
  it.each([
    ['vald', true],
    ['valids', true],
    ['vslid', true],
    ['avlid', true],
    ['vaild', true],
    ['vadil', false],
    ['valid_b', false],
    ['valid', false],
  ])('makes %s of valid: %s', (word, expected) => {
    expect(isSlip(word, 'valid')).toBe(expected);
  });
});
