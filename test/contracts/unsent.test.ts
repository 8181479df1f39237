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

it('an interaction of whose request the Verifier keeps a part back is told, and leaves the others as they are', async () => {
  const { url, seen } = await serve(() => ({ status: 201 }));
  const body = { content: 'abc', contentType: 'text/plain', encoded: false };
  const request = { method: 'POST', headers: { 'Content-Length': ['5'] }, body };
  const path = await pactFile(
    interaction('one', { response: { status: 201 } }),
    interaction('too long', { request, response: { status: 408 } }),
    interaction('two'),
  );
  expect(outcomes(await verifiedFiles(targetAt(url), [path]))).toEqual({
    one: 'passed',
    'too long': 'errored: the Verifier did not send the request',
    two: 'failed: status: expected 200 but was 201',
  });
  expect(seen.map(({ url: asked, body: sent }) => `${asked} ${sent}`)).toEqual(['/ ', '/thing ', '/thing ']);
});
