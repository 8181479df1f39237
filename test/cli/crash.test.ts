import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { hideSecretsOf, leaveWith, outcomeOf } from '../../cli/crash.ts';
import { optionProblem } from '../../cli/exit.ts';
import { drawing, wantsColour } from '../../cli/terminal.ts';
import { InputError } from '../../documents/problems.ts';
import { loadTarget } from '../../target/load.ts';
import { targetOf } from '../runner/support.ts';

describe('what a command that threw tells', () => {
  it('is every problem of bad input, with 3', () => {
    const problems = [optionProblem('--b', 'second', 'Do this.'), optionProblem('--a', 'first', 'Do that.')];
    expect(outcomeOf(new InputError(problems), false)).toEqual({
      code: 3,
      text: '--a: first\n    Do that.\n--b: second\n    Do this.\n',
    });
  });

  it.each([
    [0, 0],
    [1, 3],
  ])('is nothing more where commander told it, %i becoming %i', (exitCode, code) => {
    expect(outcomeOf(new CommanderError(exitCode, 'code', 'told already'), false)).toEqual({ code, text: '' });
  });

  it('is neither a stack nor a secret, with 2', async () => {
    hideSecretsOf(
      await loadTarget({
        url: 'http://127.0.0.1:1',
        env: { KATAPULT_TOKEN: 'token-one', KATAPULT_SECOND_TOKEN: 'token-one-longer' },
      }),
    );
    const error = new Error('the server said token-one-longer and token-one');
    expect(outcomeOf(error, false)).toEqual({
      code: 2,
      text: 'katapult-conformance: this should not happen: the server said [secret] and [secret]\n    Set DEBUG=1 to see where; please report it.\n',
    });
    const { text } = outcomeOf(error, true);
    expect(text).toContain('crash.test.ts');
    expect(text).not.toContain('token-one');
  });

  it('is nothing that lets in at the states url, however it is spelled', () => {
    const headers = { Authorization: 'Bearer key-of-states' };
    const states = { url: 'http://127.0.0.1:1', headers, variables: { KEY: 'other-key' } };
    hideSecretsOf(targetOf('http://127.0.0.1:1', { states }));
    const error = new Error('key-of-states, \\u006bey-of-states, Key-of-states, other-key');
    const { text } = outcomeOf(error, false);
    expect(text).toContain(
      '[secret], $STATES_AUTHORIZATION_CREDENTIALS, $STATES_AUTHORIZATION_CREDENTIALS, [secret]\n',
    );
  });

  it('is what was thrown, if that is no error', () => {
    expect(outcomeOf('a text', true).text).toContain('this should not happen: a text');
  });

  it('is what is held at that moment, and no token in it', () => {
    const tokens = { valid: { role: 'valid', secret: 'token-of-the-holder', variable: 'KATAPULT_TOKEN' } };
    hideSecretsOf(targetOf('http://127.0.0.1:1', { tokens }));
    leaveWith(() => 'Still held, release by hand: address-1, token-of-the-holder.');
    expect(outcomeOf('a text', false).text).toBe(
      'katapult-conformance: this should not happen: a text\n    Set DEBUG=1 to see where; please report it.\n' +
        'Still held, release by hand: address-1, [secret].\n',
    );
    leaveWith(() => '');
  });
});

describe('colours', () => {
  it.each([
    ['on a terminal', true, {}, true],
    ['on a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['on a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['on a terminal that has none', true, { TERM: 'dumb' }, false],
    ['in a file', false, {}, false],
    ['in a file with FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
    ['in a file with FORCE_COLOR and NO_COLOR', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    ['in a file with an empty FORCE_COLOR', false, { FORCE_COLOR: '' }, false],
    ['on a terminal with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
    ['on a terminal that has none with FORCE_COLOR', true, { TERM: 'dumb', FORCE_COLOR: '3' }, true],
  ])('%s', (_where, isTTY, env, colour) => {
    expect(wantsColour({ isTTY, columns: 100 }, env)).toBe(colour);
    expect(drawing({ isTTY, columns: 100 }, env)).toEqual({ colour, ...(isTTY ? { width: 100 } : {}) });
  });
});
