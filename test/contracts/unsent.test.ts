import { expect, it } from 'vitest';
import { interaction, outcomes, pactFile, serve, targetAt, verifiedFiles } from './helpers.ts';

it('an interaction that the Verifier cannot send is told, and leaves the others as they are', async () => {
  const { url, seen } = await serve(({ url: path }) => ({ status: path === '/wrong' ? 500 : 200 }));
  const target = targetAt(url, { states: { url: `${url}/states`, headers: {} } });
  const states = [{ name: 'first' }, { name: 'second' }];
  const path = await pactFile(
    interaction('one'),
    interaction('no name of a header', { request: { headers: { 'X A:': ['a'] } }, states }),
    interaction('no method', { request: { method: 'FROB' } }),
    interaction('two', { request: { path: '/wrong' } }),
    interaction('three', { states }),
  );
  expect(outcomes(await verifiedFiles(target, [path]))).toEqual({
    one: 'passed',
    'no name of a header': expect.stringMatching(
      /^errored: the Verifier did not send the request: Invalid header name/,
    ),
    'no method': 'errored: the Verifier did not send the request',
    two: 'failed: status: expected 200 but was 500',
    three: 'passed',
  });
  expect(seen.filter(({ url: path }) => path !== '/states').map(({ url: path }) => path)).toEqual([
    '/',
    '/thing',
    '/wrong',
    '/thing',
  ]);
});
