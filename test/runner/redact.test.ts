import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../runner/redact.ts';
import { SECRETS, targetOf } from './support.ts';

const SPECIAL = 'a/b+c"d\\e=é-0123456789';
const target = targetOf('http://127.0.0.1:1', {
  tokens: {
    valid: { role: 'valid', secret: SECRETS.valid, variable: 'VALID_TOKEN' },
    special: { role: 'special', secret: SPECIAL, variable: '$SPECIAL_TOKEN' },
    longer: { role: 'longer', secret: `${SECRETS.valid}-longer`, variable: 'LONGER_TOKEN' },
    plain: { role: 'plain', secret: 'no-variable-of-its-own', variable: '' },
    short: { role: 'short', secret: 'abc', variable: 'SHORT_TOKEN' },
  },
  states: { url: 'http://127.0.0.1:1/', headers: { 'X-Key': 'key-of-the-states-url' } },
});
const redactor = createRedactor(target);

/** Each character as JSON may spell it (RFC 8259 section 7). */
const escaped = (text: string): string =>
  text.replaceAll(/./g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

describe('a secret is hidden', () => {
  it.each([
    ['as it is', `Bearer ${SECRETS.valid}.`, 'Bearer $VALID_TOKEN.'],
    ['in a URL', `?t=${encodeURIComponent(SPECIAL)}&u`, '?t=$SPECIAL_TOKEN&u'],
    [
      'in a URL with small hexadecimal digits',
      `?t=${encodeURIComponent(SPECIAL).toLowerCase().replace('%c3%a9', '%c3%a9')}`,
      '?t=$SPECIAL_TOKEN',
    ],
    ['in JSON', JSON.stringify({ t: SPECIAL }), '{"t":"$SPECIAL_TOKEN"}'],
    ['in JSON with escaped slashes', JSON.stringify({ t: SPECIAL }).replace('/', '\\/'), '{"t":"$SPECIAL_TOKEN"}'],
    ['when another secret begins with it', `${SECRETS.valid}-longer`, '$LONGER_TOKEN'],
    ['when it has no variable', 'no-variable-of-its-own', '$PLAIN_TOKEN'],
    ['when it is a header of the states url', 'key-of-the-states-url', '$STATES_X_KEY'],
    ['every time', `${SECRETS.valid}${SECRETS.valid}`, '$VALID_TOKEN$VALID_TOKEN'],
  ])('%s', (_, text, hidden) => {
    expect(redactor.text(text)).toBe(hidden);
  });

  it.each([
    ['one letter of it', `{"t":"${SECRETS.valid.replace('v', '\\u0076')}"}`, '{"t":"$VALID_TOKEN"}'],
    ['every letter of it', `{"t":"<${escaped(SECRETS.valid)}>"}`, '{"t":"<$VALID_TOKEN>"}'],
    ['a letter in capitals', escaped(SPECIAL).toUpperCase().replaceAll('U', 'u'), '$SPECIAL_TOKEN'],
    ['JSON in JSON', JSON.stringify(`{"t":"${escaped(SECRETS.valid)}"}`), '"{\\"t\\":\\"$VALID_TOKEN\\"}"'],
    [
      'a letter and all around it',
      `\\n\\u0022\\u0076${SECRETS.valid.slice(1)}\\u0022\\\\`,
      '\\n\\u0022$VALID_TOKEN\\u0022\\\\',
    ],
    [
      'it, and it stands there plainly too',
      `${SECRETS.valid} \\u0076${SECRETS.valid.slice(1)}`,
      '$VALID_TOKEN $VALID_TOKEN',
    ],
  ])('where JSON escapes %s', (_, text, hidden) => {
    expect(redactor.finds(text)).toBe(true);
    expect(redactor.text(text)).toBe(hidden);
    expect(redactor.rolesIn(text)).toHaveLength(1);
  });

  it.each([0, 1, 2, 3, 4])('in Base64 after %i other bytes', (before) => {
    for (const alphabet of ['base64', 'base64url'] as const) {
      const text = Buffer.from(`${'x'.repeat(before)}${SECRETS.valid}yz`).toString(alphabet);
      expect(redactor.text(text)).toContain('$VALID_TOKEN');
      expect(redactor.rolesIn(text)).toContain('valid');
    }
  });

  it('at every place of a text', () => {
    for (let before = 0; before < 40; before++)
      expect(redactor.text(`${'-'.repeat(before)}${SECRETS.valid}`)).toBe(`${'-'.repeat(before)}$VALID_TOKEN`);
  });

  it('in every text of a JSON value', () => {
    expect(redactor.json({ [SECRETS.valid]: [1, null, { a: `x${SPECIAL}` }] })).toEqual({
      $VALID_TOKEN: [1, null, { a: 'x$SPECIAL_TOKEN' }],
    });
  });
});

it('is in braces where a word follows it in the header of a request, as a shell needs it', () => {
  expect(redactor.requestHeader(`Bearer ${SECRETS.valid}x`)).toBe('Bearer ${VALID_TOKEN}x');
  expect(redactor.requestHeader(`Bearer ${SECRETS.valid}-longer_`)).toBe('Bearer ${LONGER_TOKEN}_');
  expect(redactor.requestHeader(`Bearer ${SECRETS.valid} x`)).toBe('Bearer $VALID_TOKEN x');
});

describe('a secret that is shorter than eight characters', () => {
  it('is left in answers, where it may be an accident', () => {
    expect(redactor.text('abc')).toBe('abc');
    expect(redactor.rolesIn('abc')).toEqual([]);
  });

  it('is hidden in the headers of a request, as a word', () => {
    expect(redactor.requestHeader('Bearer abc')).toBe('Bearer $SHORT_TOKEN');
    expect(redactor.requestHeader('abcd')).toBe('abcd');
  });
});

it('finds nothing in ordinary text', () => {
  const text = 'Bearer of good news: {"valid": true, "0123456789": "abcdef"}';
  expect(redactor.finds(text)).toBe(false);
  expect(redactor.text(text)).toBe(text);
});
