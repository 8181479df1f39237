import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rig } from './support.ts';
import { CREATE, memberOf, PROFILES, rig } from './support.ts';

const WITH = (segment: string): string => CREATE.replace('organization/', `${segment}/`);

describe.each(PROFILES)('the path of a request, %s', (profile) => {
  let on: Rig;
  beforeAll(async () => {
    on = await rig({ profile });
  });
  afterAll(() => on.mock.close());

  it('may be that of a whole URL, as a proxy is asked', async () => {
    const { hostname, port } = new URL(on.mock.url);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const path = `${on.mock.url.replace(`${hostname}:${port}`, 'api.example.net')}${CREATE}`;
      request({ hostname, port, method: 'POST', path }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(400);
  });

  const taken = profile === 'live' ? 200 : 404;
  it.each([
    ['_', taken],
    ['org_1', taken],
    ['', 404],
    ['_/_', 404],
  ])('with %j in the place of the literal segment is answered with %i', async (segment, status) => {
    expect(await on.send({ path: WITH(segment), json: on.body() })).toMatchObject({ status });
    const listed = await on.send({ method: 'GET', path: `${WITH(segment)}?organization[id]=${on.org('main')}` });
    expect(listed.status).toBe(status);
  });

  it('says nothing of the organization where the body does', async () => {
    const answer = await on.send({ path: WITH(on.org('suspended')), json: on.body() });
    const code = memberOf(answer.json, ...(profile === 'live' ? ['error', 'code'] : ['code'])) ?? null;
    expect([answer.status, code]).toEqual(profile === 'live' ? [200, null] : [404, 'route_not_found']);
  });
});
