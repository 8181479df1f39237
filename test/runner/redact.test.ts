import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../runner/redact.ts';
import { proxySecrets } from '../../runner/secrets.ts';
import { SECRETS, targetOf } from './support.ts';

const SPECIAL = 'a/b+c"d\\e=é-0123456789';
const target = targetOf('http://127.0.0.1:1', {
  tokens: {
    valid: { role: 'valid', secret: SECRETS.valid, variable: 'VALID_TOKEN' },
    special: { role: 'special', secret: SPECIAL, variable: '$SPECIAL_TOKEN' },
    longer: { role: 'longer', secret: `${SECRETS.valid}-longer`, variable: 'LONGER_TOKEN' },
    plain: { role: 'plain', secret: 'no-variable-of-its-own', variable: '' },
    eleven: { role: 'eleven', secret: 'Eleven-Char', variable: 'ELEVEN_TOKEN' },
    short: { role: 'short', secret: 'abc', variable: 'SHORT_TOKEN' },
  },
  states: { url: 'http://127.0.0.1:1/', headers: { 'X-Key': 'key-of-the-states-url' } },
});
const redactor = createRedactor(target);
const plain = createRedactor(targetOf('http://127.0.0.1:1'));

/** Each character as JSON may spell it (RFC 8259 section 7). */
const escaped = (text: string): string =>
  text.replaceAll(/./g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Each octet as URLs may spell it. */
const octets = (text: string): string => Buffer.from(text).toString('hex').replaceAll(/../g, '%$&');

/** Each character as HTML may spell it. */
const references = (text: string): string => text.replaceAll(/./g, (character) => `&#${character.charCodeAt(0)};`);

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

  it.each([
    ['a URL that escapes every octet', `?t=${octets(SPECIAL)}&u`, '?t=$SPECIAL_TOKEN&u'],
    ['a URL in JSON', `{"url":"\\u0025${octets(SECRETS.valid).slice(1)}"}`, '{"url":"$VALID_TOKEN"}'],
    ['a URL in a URL', `?next=${encodeURIComponent(octets(SECRETS.valid))}%26u`, '?next=$VALID_TOKEN%26u'],
    ['HTML of a URL of JSON', `<${references(octets(escaped(SECRETS.valid)))}>`, '<$VALID_TOKEN>'],
    ['HTML in decimals', `<p>${references(SECRETS.valid)}</p>`, '<p>$VALID_TOKEN</p>'],
    ['HTML', `<p>&lt;${SPECIAL.replaceAll('"', '&quot;')}&GT;</p>`, '<p>&lt;$SPECIAL_TOKEN&GT;</p>'],
  ])('in %s', (_, text, hidden) => {
    expect(redactor.text(text)).toBe(hidden);
    expect(redactor.rolesIn(text)).toHaveLength(1);
  });

  it.each([
    ['with a capital', `<V${SECRETS.valid.slice(1)}>`, '<$VALID_TOKEN>'],
    ['with every other letter a capital', '<No-VaRiAbLe-oF-ItS-OwN>', '<$PLAIN_TOKEN>'],
    ['with a capital, and escaped', escaped(`Valid${SECRETS.valid.slice(5)}`), '$VALID_TOKEN'],
    ['in the other case, which is a likeness', 'VALID-0123456789ABCDEF-LONGER', '$LONGER_TOKEN_SWAPPED_CASE'],
    ['unless it is short', 'x Eleven-char', 'x Eleven-char'],
  ])('%s, but is then nobody’s', (_, text, hidden) => {
    expect(redactor.text(text)).toBe(hidden);
    expect(redactor.rolesIn(text)).toEqual([]);
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

describe('what lets in at the states url', () => {
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
  const ofStates = (headers: Readonly<Record<string, string>>, variables: Readonly<Record<string, string>> = {}) =>
    createRedactor(
      targetOf('http://example.test/core', { states: { url: 'http://127.0.0.1:1/', headers, variables } }),
    );

  it.each<[what: string, headers: Readonly<Record<string, string>>, text: string, hidden: string]>([
    [
      'a credential',
      { Authorization: 'Bearer key-of-states' },
      'no key-of-states',
      'no $STATES_AUTHORIZATION_CREDENTIALS',
    ],
    ['a whole header', { Authorization: 'Bearer key-of-states' }, 'Bearer key-of-states', '$STATES_AUTHORIZATION'],
    ['a password', { authorization: basic('me:pass-word') }, 'no pass-word', 'no $STATES_AUTHORIZATION_PASSWORD'],
    [
      'a short password',
      { authorization: basic('person:word') },
      'no person:word',
      'no $STATES_AUTHORIZATION_CREDENTIALS',
    ],
    [
      'the Base64 of both',
      { authorization: basic('me:pass-word') },
      `<${basic('me:pass-word').slice(6)}>`,
      '<$STATES_AUTHORIZATION_CREDENTIALS>',
    ],
  ])('is hidden: %s', (_, headers, text, hidden) => {
    expect(ofStates(headers).text(text)).toBe(hidden);
  });

  it('is hidden by the names of its variables', () => {
    const redactor = ofStates({ 'X-Key': 'id key-of-states' }, { KEY: 'key-of-states', URL_KEY: 'key%2Fin%2Fquery' });
    expect(redactor.text('key-of-states, key%2Fin%2Fquery, key/in/query')).toBe('$KEY, $URL_KEY, $URL_KEY');
    expect(redactor.rolesIn('key-of-states')).toEqual([]);
  });

  it('is no secret in a header that says what is sent and wanted', () => {
    const text = 'application/json; charset=utf-8';
    expect(ofStates({ accept: 'application/json', 'Content-Type': text, 'User-Agent': text }).text(text)).toBe(text);
  });

  it('is no secret if the target tells it openly', () => {
    const redactor = createRedactor(
      targetOf('http://example.test/core', {
        roles: { organization: { main: { id: 'organization-1' } }, network: {} },
        states: {
          url: 'http://127.0.0.1:1/',
          headers: { 'X-Organization': 'organization-1', 'X-Host': 'example.test' },
          variables: { ORGANIZATION: 'organization-1' },
        },
      }),
      proxySecrets({ HTTP_PROXY: 'http://me:organization-1@127.0.0.1:1' }),
    );
    expect(redactor.text('organization-1 at example.test')).toBe('organization-1 at example.test');
    expect(redactor.text('me:organization-1')).toBe('$HTTP_PROXY_CREDENTIALS');
  });
});

describe('what lets in at a proxy', () => {
  const proxied = (...urls: readonly (readonly [string, string])[]) =>
    createRedactor(targetOf('http://example.test/core'), proxySecrets(Object.fromEntries(urls)));

  it.each([
    ['the password', 'no pass/word', 'no $HTTPS_PROXY_PASSWORD'],
    ['the password as the URL has it', 'no pass%2Fword', 'no $HTTPS_PROXY_PASSWORD'],
    ['a long name', 'no long-name-of-a-user', 'no $http_proxy_USER'],
    ['a short name, which may be an accident', 'person', 'person'],
    ['nothing of what is no URL', 'user:pass-word@:x', 'user:pass-word@:x'],
  ])('is hidden: %s', (_, text, hidden) => {
    const redactor = proxied(
      ['HTTPS_PROXY', 'http://person:pass%2Fword@127.0.0.1:1'],
      ['http_proxy', 'http://long-name-of-a-user:word@127.0.0.1:1'],
      ['https_proxy', 'http://user:pass-word@:x'],
      ['HTTP_PROXY', ''],
      ['NO_PROXY', 'example.test'],
    );
    expect(redactor.text(text)).toBe(hidden);
  });

  it('is not taken for a secret where it is a name of fewer than twelve characters', () => {
    const redactor = proxied(
      ['http_proxy', 'http://eleven-char:pass-word@127.0.0.1:1'],
      ['HTTPS_PROXY', 'http://twelve-chars:pass-word@127.0.0.1:1'],
    );
    expect(redactor.text('eleven-char, twelve-chars')).toBe('eleven-char, $HTTPS_PROXY_USER');
  });
});

describe('a secret that is shorter than eight characters', () => {
  it('is left in answers, where it may be an accident', () => {
    expect(redactor.text('abc')).toBe('abc');
    expect(redactor.rolesIn('abc')).toEqual([]);
  });

  it('is hidden in messages, as a word', () => {
    expect(redactor.message(`abc, abcd, ${SECRETS.valid}x`)).toBe('$SHORT_TOKEN, abcd, $VALID_TOKENx');
  });

  it('is hidden in the headers of a request, as a word', () => {
    expect(redactor.requestHeader('Bearer abc')).toBe('Bearer $SHORT_TOKEN');
    expect(redactor.requestHeader('abcd')).toBe('abcd');
  });
});

describe('a text that broke off in a secret', () => {
  it.each([
    ['after eight characters', `"${SECRETS.valid.slice(0, 8)}`, '"$VALID_TOKEN'],
    ['before its last character', `"${SECRETS.valid.slice(0, -1)}`, '"$VALID_TOKEN_SHORTENED'],
    ['in capitals', `"${SECRETS.valid.slice(0, 9).toUpperCase()}`, '"$VALID_TOKEN'],
    ['where it is escaped', `"${escaped(SECRETS.valid.slice(0, 8))}`, '"$VALID_TOKEN'],
    ['within an escape', `"${escaped(SECRETS.valid.slice(0, 9)).slice(0, -2)}`, '"$VALID_TOKEN'],
    ['within an octet', octets(SECRETS.valid.slice(0, 9)).slice(0, -1), '$VALID_TOKEN'],
    ['in Base64', Buffer.from(SECRETS.valid).toString('base64').slice(0, 9), '$VALID_TOKEN'],
    ['after a whole one', `${SECRETS.second} ${SECRETS.second.slice(0, 8)}`, '$SECOND_TOKEN $SECOND_TOKEN'],
  ])('is hidden %s', (_, text, hidden) => {
    expect(plain.broken(text)).toBe(hidden);
  });

  it.each([
    ['seven characters are no secret', `"${SECRETS.valid.slice(0, 7)}`],
    ['they do not stand at the end', `"${SECRETS.valid.slice(0, 8)}"`],
    ['nothing of a secret', '{"id":"ip_'],
    ['an escape', '{"id":"\\u00'],
  ])('is left if %s', (_, text) => {
    expect(plain.broken(text)).toBe(text);
  });

  it('is left where nothing broke off', () => {
    const text = SECRETS.valid.slice(0, 8);
    expect(plain.text(text)).toBe(text);
  });
});

describe('the name of a header, which is read in small letters', () => {
  it.each([
    ['in capitals', `x-${SECRETS.valid}`, 'x-$VALID_TOKEN', ['valid']],
    ['of fewer than twelve characters', 'x-eleven-char', 'x-$ELEVEN_TOKEN', ['eleven']],
    ['that it does not hold', 'x-request-id', 'x-request-id', []],
  ])('is searched for a token %s', (_, name, hidden, roles) => {
    expect(redactor.name.finds(name)).toBe(roles.length > 0);
    expect(redactor.name.text(name)).toBe(hidden);
    expect(redactor.name.rolesIn(name)).toEqual(roles);
  });
});

it('finds nothing in ordinary text', () => {
  const text = 'Bearer of good news: {"valid": true, "0123456789": "abcdef"}';
  expect(redactor.finds(text)).toBe(false);
  expect(redactor.text(text)).toBe(text);
  expect(redactor.finds(`xxxxxx${SECRETS.valid.slice(6)}`)).toBe(false);
});
