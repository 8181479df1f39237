import { describe, expect, it } from 'vitest';
import { interaction, isState, outcomes, pactFile, serve, targetAt, verifiedFiles } from './helpers.ts';

describe('an interaction that is pending', () => {
  it('and not kept is no failure, and no proof', async () => {
    const { url } = await serve(() => ({ status: 500 }));
    const path = await pactFile({ ...interaction('pending'), pending: true });
    const report = await verifiedFiles(targetAt(url), [path]);
    expect(outcomes(report)).toEqual({
      pending: 'skipped: pending, and not kept yet: status: expected 200 but was 500',
    });
    expect(report.verdict).toBe('undetermined');
  });

  it('and not to be verified leaves nothing undetermined', async () => {
    const { url } = await serve((request) => ({ status: isState(request) ? 404 : 200 }));
    const message = {
      type: 'Asynchronous/Messages',
      contents: { content: 'a', contentType: 'text/plain', encoded: false },
    };
    const path = await pactFile(
      ...[
        interaction('new state', { states: [{ name: 'unheard of' }] }),
        interaction('new role', { request: { headers: { Authorization: ['Bearer unheard-of'] } } }),
        { ...message, description: 'message' },
      ].map((one) => ({ ...one, pending: true })),
      interaction('kept'),
    );
    const report = await verifiedFiles(targetAt(url, { states: { url: `${url}/states`, headers: {} } }), [path]);
    expect(outcomes(report)).toEqual({
      'new state': "skipped: pending, and not verified: provider state 'unheard of': setup was answered with 404",
      'new role': expect.stringMatching(/^skipped: pending, and not verified: the bearer `unheard-of` names no role/),
      message: 'skipped: pending, and not verified: this is a message: only HTTP interactions are verified',
      kept: 'passed',
    });
    expect(report.verdict).toBe('conformant');
  });
});
