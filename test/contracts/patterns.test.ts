import { isIPv4, isIPv6 } from 'node:net';
import { describe, expect, it } from 'vitest';
import { addressPatterns, cidrPattern, literally, wholePattern } from '../../contracts/patterns.ts';

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);

/** Texts made of the parts of addresses: right ones and near misses, always the same. */
const texts = (): readonly string[] => {
  let state = 1;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const parts = ['0', '1', '9', 'f', 'Ab', '12', '255', '256', 'ffff', '10000', '', '01', 'g'];
  return Array.from({ length: 20_000 }, () => {
    const separators = next(2) === 0 ? ['.'] : [':', ':', ':', '::', '.'];
    return Array.from({ length: 1 + next(9) }, () => parts[next(parts.length)]).reduce<string>(
      (text, part, index) => (index === 0 ? `${part}` : `${text}${separators[next(separators.length)]}${part}`),
      '',
    );
  });
};

const KNOWN = [
  '0.0.0.0',
  '255.255.255.255',
  '198.51.100.7',
  '256.1.1.1',
  '1.1.1',
  '1.1.1.1.1',
  '01.1.1.1',
  '1.1.1.1\n',
  '::',
  '::1',
  '1::',
  '2001:db8::7',
  '2001:DB8:0:0:8:800:200C:417A',
  '1:2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7::',
  '::2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7:8:9',
  '1::2::3',
  ':::',
  '1:2:3:4:5:6:1.2.3.4',
  '::ffff:192.0.2.1',
  '::ffff:256.0.2.1',
  '12345::',
  'g::',
];

describe.each([
  ['ipv4', isIPv4],
  ['ipv6', isIPv6],
] as const)('the pattern of %s', (family, isAddress) => {
  it('matches what Node takes for an address, and nothing else', () => {
    const pattern = whole(addressPatterns[family]);
    const all = [...KNOWN, ...texts()];
    expect(all.filter((text) => pattern.test(text) !== isAddress(text))).toEqual([]);
    expect(all.filter(isAddress).length).toBeGreaterThan(30);
  });
});

describe('the pattern of CIDR notation', () => {
  it.each([
    ['ipv4', '198.51.100.7', 32],
    ['ipv6', '2001:db8::7', 128],
  ] as const)('knows the prefix lengths of %s', (family, address, longest) => {
    const lengths = Array.from({ length: 200 }, (_, length) => length);
    const matching = lengths.filter((length) => whole(cidrPattern(family)).test(`${address}/${length}`));
    expect(matching).toEqual(lengths.slice(0, longest + 1));
  });

  it.each(['198.51.100.7', '198.51.100.7/', '198.51.100.7/024', '198.51.100.7/-1', '2001:db8::7/24'])(
    'refuses %s',
    (text) => {
      expect(whole(cidrPattern('ipv4')).test(text)).toBe(false);
    },
  );
});

it('lets a JSON Schema pattern match anywhere, lines included', () => {
  const pattern = whole(wholePattern('b|c') ?? '');
  expect(['abc', 'a\nb\nd', 'c', 'ad'].filter((text) => pattern.test(text))).toEqual(['abc', 'a\nb\nd', 'c']);
  expect(whole(wholePattern('^ab$') ?? '').test('abc')).toBe(false);
});

it.each(['(?=a)', '(?!a)', '(?<=a)b', '(?<!a)b', '(a)\\1', '(?<n>a)\\k<n>'])('cannot say %s', (pattern) => {
  expect(wholePattern(pattern)).toBeUndefined();
});

it('takes a text literally', () => {
  const text = 'a.b*c+(d)[e]{f}|g^h$i\\j?';
  expect(whole(literally(text)).test(text)).toBe(true);
});
