import { describe, expect, it } from 'vitest';
import { plan } from '../../runner/plan.ts';
import { createRedactor } from '../../runner/redact.ts';
import { createRequestBuilder } from '../../runner/request.ts';
import type { Target } from '../../runner/types/target.ts';
import { scenarioOf, specOf, stepOf, targetOf, templateOf } from './support.ts';

const targetWith = (...secrets: readonly string[]): Target =>
  targetOf('http://127.0.0.1:1', {
    tokens: Object.fromEntries(
      secrets.map((secret, index) => {
        const role = index === 0 ? 'valid' : `other_${index}`;
        return [role, { role, secret, variable: `${role.toUpperCase()}_TOKEN` }];
      }),
    ),
  });

const template = (likeness: string) =>
  templateOf({ as: 'nobody', headers: { authorization: `Bearer \${token.valid.${likeness}}` } });

const sent = (likeness: string, target: Target) =>
  createRequestBuilder(specOf(), target)(template(likeness), () => undefined).headers.find(
    ([name]) => name === 'authorization',
  )?.[1];

const skipped = (likeness: string, target: Target) =>
  plan([scenarioOf({ steps: [stepOf({ request: template(likeness) })] })], target, 'seed').entries[0]?.skip?.join();

describe('what is nearly a token', () => {
  it('is sent as it is made', () => {
    const target = targetWith('aB3-Token-Xyz');
    expect(sent('shortened', target)).toBe('Bearer aB3-Token-Xy');
    expect(sent('swapped_case', target)).toBe('Bearer Ab3-tOKEN-xYZ');
    expect(skipped('shortened', target)).toBeUndefined();
    expect(skipped('swapped_case', target)).toBeUndefined();
  });

  const SHORTENED =
    "needs token 'valid' that is no token any more without its last character (target.yaml: tokens.valid)";
  const SWAPPED =
    "needs token 'valid' with a letter beyond f, that is no token any more in letters of the other case (target.yaml: tokens.valid)";
  it.each([
    ['shortened', targetWith('x'), SHORTENED],
    ['shortened', targetWith('token-12', 'token-1'), SHORTENED],
    [
      'shortened',
      targetWith(),
      "needs token 'valid' that is no token any more without its last character (target.yaml: tokens.valid)",
    ],
    ['swapped_case', targetWith('0123-4567'), SWAPPED],
    ['swapped_case', targetWith('deadbeef-0123-4567-89AB-cafe00000000'), SWAPPED],
    ['swapped_case', targetWith('token', 'TOKEN'), SWAPPED],
  ])('is not sent if it is the token, or another: %s', (likeness, target, reason) => {
    expect(skipped(likeness, target)).toBe(reason);
  });

  it('is hidden as the token is, and is not taken for it', () => {
    const redactor = createRedactor(targetWith('aB3-Token-Xyz'));
    expect(redactor.requestHeader('Bearer aB3-Token-Xy')).toBe('Bearer $VALID_TOKEN_SHORTENED');
    expect(redactor.requestHeader('Bearer Ab3-tOKEN-xYZ')).toBe('Bearer $VALID_TOKEN_SWAPPED_CASE');
    expect(redactor.requestHeader('Bearer aB3-Token-Xyz')).toBe('Bearer $VALID_TOKEN');
    expect(redactor.text('no token aB3-Token-Xy')).toBe('no token $VALID_TOKEN_SHORTENED');
    expect(redactor.text(Buffer.from('aB3-Token-Xy').toString('base64'))).not.toContain('YUIzLVRva2Vu');
    expect(redactor.rolesIn('aB3-Token-Xy Ab3-tOKEN-xYZ')).toEqual([]);
    expect(redactor.rolesIn('aB3-Token-Xyz')).toEqual(['valid']);
  });
});
