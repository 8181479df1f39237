import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../runner/types/values.ts';
import { interaction, outcomes, pactFile, serve, targetAt, verifiedFiles } from './helpers.ts';

/** What is said of a target that redirects, and how often another server was asked instead of it. */
const redirected = async (status: number, response: JsonObject) => {
  const other = await serve(() => ({ status: 200 }));
  const { url, seen } = await serve(({ url: path }) =>
    path === '/thing' ? { status, headers: { location: `${other.url}/thing`, 'x-a': 'b' } } : { status: 404 },
  );
  const report = await verifiedFiles(targetAt(url), [await pactFile(interaction('one', { response }))]);
  const asked = seen.filter(({ url: path }) => path === '/thing').length;
  return { one: outcomes(report).one, asked, elsewhere: other.seen.length };
};

describe.each([301, 302, 303, 307, 308])('an answer %i', (status) => {
  it('is judged as it came, and not by what another server answers', async () => {
    expect(await redirected(status, { status: 200 })).toEqual({
      one: `failed: status: expected 200 but was ${status}`,
      asked: 1,
      elsewhere: 0,
    });
  });
});

describe('a redirect that is promised', () => {
  it('is kept', async () => {
    expect(await redirected(302, { status: 302, headers: { 'X-A': ['b'] } })).toMatchObject({ one: 'passed' });
  });

  it('to some place cannot be verified: the Verifier would go there', async () => {
    expect(await redirected(302, { status: 302, headers: { Location: ['/elsewhere'] } })).toEqual({
      one: 'errored: the Verifier follows redirects, so where this one leads to was kept from it',
      asked: 1,
      elsewhere: 0,
    });
    expect((await redirected(302, { status: 303, headers: { Location: ['/elsewhere'] } })).one).toBe(
      'failed: status: expected 303 but was 302',
    );
  });
});
