import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMock } from '../../mock/start.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import type { Rig } from './support.ts';
import { ADDRESS, CREATE, describedBy, memberOf, PROFILES, rig } from './support.ts';

describe.each(PROFILES)('listing, showing and releasing, %s', (profile) => {
  let on: Rig;
  beforeAll(async () => {
    on = await rig({ profile });
  });
  afterAll(() => on.mock.close());

  const get = (path: string, as = 'valid') => on.send({ method: 'GET', path, as });
  const page = async (query: string) =>
    memberOf((await get(`${CREATE}?${query}`)).json, 'ip_addresses') as readonly JsonObject[];

  it('lists what an organization holds, page by page, by id or sub domain', async () => {
    const other = { organization: { id: on.org('other') } };
    const ids: unknown[] = [];
    for (const _ of [1, 2, 3]) ids.push((await on.created(other)).id);
    await on.created();
    const by = `organization[sub_domain]=${on.org('other', 'sub_domain')}&per_page=2`;
    const pages = [await page(`${by}&page=1`), await page(`${by}&page=2`), await page(`${by}&page=3`)];
    expect(pages.map((one) => one.map(({ id }) => id))).toEqual([ids.slice(0, 2), ids.slice(2), []]);
    const whole = await get(`${CREATE}?organization[id]=${on.org('other')}`);
    expect(memberOf(whole.json, 'pagination')).toEqual({
      current_page: 1,
      total_pages: 1,
      total: 3,
      per_page: 30,
      large_set: false,
    });
    expect(on.description.spec.judge('listIpAddresses', whole)).toEqual([]);
    expect(await page(`${by}&allocated=true`)).toEqual([]);
    expect(await page(`${by}&__proto__[page]=3`)).toHaveLength(2);
  });

  it('shows an address as it was created, by id or by address', async () => {
    const address = await on.created({ vip: true, label: 'one' });
    const byId = await get(`${ADDRESS}?ip_address[id]=${address.id}`);
    const byAddress = await get(`${ADDRESS}?ip_address[address]=${address.address}`);
    expect(byId.json).toEqual({ ip_address: address, allocation: null });
    expect(byAddress.json).toEqual(byId.json);
    expect(on.description.spec.judge('getIpAddress', byId)).toEqual([]);
  });

  it.each(['body', 'query'])('releases by %s, once', async (where) => {
    const { id } = await on.created();
    const query = where === 'query' ? `?ip_address[id]=${id}` : '';
    const json = where === 'body' ? { json: { ip_address: { id: String(id) } } } : {};
    const released = () => on.send({ method: 'DELETE', path: `${ADDRESS}${query}`, ...json });
    const first = await released();
    expect([first.status, first.json]).toEqual([200, {}]);
    const again = await released();
    expect(on.description.spec.codeOf('releaseIpAddress', again)).toBe('ip_address_not_found');
    expect(on.description.spec.judge('releaseIpAddress', again)).toEqual([]);
    expect((await get(`${ADDRESS}?ip_address[id]=${id}`)).status).toBe(404);
  });

  it.each([
    ['list', CREATE, 'GET', 'listIpAddresses'],
    ['show', ADDRESS, 'GET', 'getIpAddress'],
    ['release', ADDRESS, 'DELETE', 'releaseIpAddress'],
  ])('asks for a token before it will %s', async (_, path, method, operation) => {
    const response = await on.send({ method, path, as: 'nobody' });
    expect(on.description.spec.codeOf(operation, response)).toBe('missing_api_token');
    expect(on.description.spec.judge(operation, response)).toEqual([]);
  });

  it('says which organization it does not list', async () => {
    const response = await get(`${CREATE}?organization[id]=nowhere`);
    expect(on.description.spec.codeOf('listIpAddresses', response)).toBe('organization_not_found');
    expect(on.description.spec.judge('listIpAddresses', response)).toEqual([]);
  });
});

describe('what follows from the seed', () => {
  const made = async (seed: string): Promise<string> => {
    const on = await rig({ profile: 'live', seed });
    const addresses = [await on.created(), await on.created({ version: 'ipv6' })];
    const { tokens, roles } = on.mock.target;
    await on.mock.close();
    return JSON.stringify([tokens, roles, addresses]);
  };

  it('is the same for the same seed, and another for another', async () => {
    expect(await made('one')).toBe(await made('one'));
    expect(await made('one')).not.toBe(await made('two'));
  });

  it('gives every role of a target a token that is its own', async () => {
    const on = await rig({ profile: 'live' });
    const secrets = Object.values(on.mock.target.tokens).map(({ secret }) => secret);
    await on.mock.close();
    expect(new Set(secrets).size).toBe(secrets.length);
    for (const secret of secrets) expect(secret).toMatch(/^[0-9A-Za-z]{40}$/);
  });
});

describe('a port that is in use', () => {
  it('is an error of listening', async () => {
    const on = await rig({ profile: 'documented' });
    const port = Number(new URL(on.mock.url).port);
    const description = await describedBy('documented');
    await expect(startMock({ profile: 'documented', description, port })).rejects.toThrow('EADDRINUSE');
    await on.mock.close();
  });
});
