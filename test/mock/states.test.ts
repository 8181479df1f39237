import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../runner/types/values.ts';
import type { Rig } from './support.ts';
import { ADDRESS, CREATE, headerOf, memberOf, PROFILES, rig } from './support.ts';

const FREE = 'free addresses in a pool';
const PERMITTED = 'permitted requests per minute';
const UNAVAILABLE = 'the service is unavailable';
const STATUS = 'status of an organization';
const TIME = 'time has passed';

const start = (profile: string): (() => Rig) => {
  let on: Rig | undefined;
  beforeAll(async () => {
    on = await rig({ profile });
  });
  afterAll(() => on?.mock.close());
  return () => {
    if (on === undefined) throw new Error('the mock was not started');
    return on;
  };
};

describe.each(PROFILES)('provider states, %s', (profile) => {
  const on = start(profile);
  const code = async (changes?: Readonly<Record<string, Json>>, as = 'valid'): Promise<string | null | undefined> => {
    const { spec } = on().description;
    return spec.codeOf(spec.subject, await on().send({ json: on().body(changes), as }));
  };

  it('gives exactly as many addresses as the pool has, and one more for each that is released', async () => {
    const params = { network: on().net('main'), version: 'ipv4', count: 2 };
    await on().state(FREE, params);
    const first = await on().created();
    expect(await code()).toBeNull();
    expect(await code()).toBe('no_available_addresses');
    expect(await code({ version: 'ipv6' })).toBeNull();
    expect(await code({ network: { id: on().net('other') } })).toBeNull();
    const released = await on().send({
      method: 'DELETE',
      path: ADDRESS,
      json: { ip_address: { id: String(first.id) } },
    });
    expect(released.status).toBe(200);
    expect(await code()).toBeNull();
    expect(await code()).toBe('no_available_addresses');
    await on().state(FREE, params, 'teardown');
    expect(await code()).toBeNull();
  });

  it('never hands out an address twice, however many ask at one time', async () => {
    await on().state(FREE, { network: on().net('other'), version: 'ipv4', count: 20 });
    const ask = { network: { id: on().net('other') } };
    const answers = await Promise.all(Array.from({ length: 40 }, () => on().send({ json: on().body(ask) })));
    const addresses = answers.flatMap(({ json }) => memberOf(json, 'ip_address', 'address') ?? []);
    expect(addresses).toHaveLength(20);
    expect(new Set(addresses).size).toBe(20);
    await on().state(FREE, { network: on().net('other'), version: 'ipv4', count: 20 }, 'teardown');
  });

  it('permits so many requests in a minute, for each token by itself', async () => {
    await on().state(PERMITTED, { permitted: 3 });
    for (const _ of [1, 2, 3]) expect(await code()).toBeNull();
    const refused = await on().send({ json: on().body() });
    const { spec } = on().description;
    expect(spec.codeOf(spec.subject, refused)).toBe('rate_limit_reached');
    expect(spec.judge(spec.subject, refused)).toEqual([]);
    expect(refused.text).toContain('"total_permitted":3');
    expect(await code({}, 'second')).toBeNull();
    await on().state(TIME, { seconds: 59 });
    expect(await code()).toBe('rate_limit_reached');
    await on().state(TIME, { seconds: 2 });
    expect(await code()).toBeNull();
    await on().state(TIME, { seconds: 2 }, 'teardown');
    await on().state(TIME, { seconds: 59 }, 'teardown');
    await on().state(PERMITTED, { permitted: 3 }, 'teardown');
    for (const _ of [1, 2, 3, 4]) expect(await code()).toBeNull();
  });

  it('limits one token alone if it is named', async () => {
    await on().state(PERMITTED, { permitted: 1, token: 'second' });
    expect(await code({}, 'second')).toBeNull();
    expect(await code({}, 'second')).toBe('rate_limit_reached');
    for (const _ of [1, 2]) expect(await code()).toBeNull();
    await on().state(PERMITTED, { permitted: 1, token: 'second' }, 'teardown');
    expect(await code({}, 'second')).toBeNull();
  });

  it('makes the operation under test unavailable, and no other', async () => {
    await on().state(UNAVAILABLE);
    expect(await code({}, 'nobody')).toBe('service_unavailable');
    const listed = await on().send({ method: 'GET', path: `${CREATE}?organization[id]=${on().org('main')}` });
    expect(listed.status).toBe(200);
    await on().state(UNAVAILABLE, {}, 'teardown');
    expect(await code()).toBeNull();
  });

  it.each([
    ['suspended', 'organization_suspended'],
    ['not_activated', 'organization_not_activated'],
  ])('makes an organization %s', async (status, expected) => {
    await on().state(STATUS, { organization: on().org('main'), status });
    expect(await code()).toBe(expected);
    await on().state(STATUS, { organization: on().org('main'), status }, 'teardown');
    expect(await code()).toBeNull();
  });

  it('starts clean, and brings back what there was', async () => {
    const { id } = await on().created();
    const shown = () => on().send({ method: 'GET', path: `${ADDRESS}?ip_address[id]=${id}` });
    await on().state('a clean start');
    expect((await shown()).status).toBe(404);
    await on().state('a clean start', {}, 'teardown');
    expect((await shown()).status).toBe(200);
  });

  it('takes states back in the order in which they are torn down', async () => {
    const other = on().org('other');
    await on().state(STATUS, { organization: other, status: 'suspended' });
    await on().state(STATUS, { organization: other, status: 'not_activated' });
    await on().state(STATUS, { organization: other, status: 'not_activated' }, 'teardown');
    expect(await code({ organization: { id: other } })).toBe('organization_suspended');
    await on().state(STATUS, { organization: other, status: 'suspended' }, 'teardown');
    expect(await code({ organization: { id: other } })).toBeNull();
  });
});

describe('a request for a state that cannot be', () => {
  const on = start('live');
  const network = (): string => on().net('main');

  it.each([
    ['an unknown state', () => on().state('nonsense'), 'there is no state "nonsense"; known: a clean start, free'],
    ['a state that every object has', () => on().state('constructor'), 'there is no state "constructor"; known: a'],
    [
      'a token that every object has',
      () => on().state(PERMITTED, { permitted: 5, token: 'constructor' }),
      'params/token: there is no token constructor; known: ',
    ],
    [
      'an unknown action',
      () => on().state('a clean start', {}, 'burn'),
      'there is no action "burn"; known: setup, teardown',
    ],
    ['a missing parameter', () => on().state(FREE, { network: network(), version: 'ipv4' }), 'count'],
    ['a misspelt parameter', () => on().state(TIME, { second: 5 }), 'Did you mean `seconds`?'],
    [
      'a parameter of a wrong type',
      () => on().state(TIME, { seconds: 'five' }),
      'params/seconds: `seconds` must be an integer, but is a string. Write an integer.',
    ],
    [
      'an unknown network',
      () => on().state(FREE, { network: 'x', version: 'ipv4', count: 1 }),
      'there is no network x',
    ],
    [
      'more than the pool has',
      () => on().state(FREE, { network: on().net('drain'), version: 'ipv6', count: 6 }),
      'only 5 addresses',
    ],
    [
      'an unknown token',
      () => on().state(PERMITTED, { permitted: 1, token: 'x' }),
      'there is no token x; known: valid',
    ],
    [
      'an unknown organization',
      () => on().state(STATUS, { organization: 'x', status: 'active' }),
      'there is no organization x',
    ],
  ])('is refused with a reason: %s', async (_, ask, reason) => {
    const response = await ask();
    expect(response.status).toBe(400);
    expect(memberOf(response.json, 'error')).toContain(reason);
  });

  it('forgives a teardown of what was never set up', async () => {
    expect((await on().state(TIME, { seconds: 5 }, 'teardown')).status).toBe(200);
  });

  it('tells the rate of a token in headers, one less after each request', async () => {
    await on().state(PERMITTED, { permitted: 10 });
    const sent = [await on().send({ json: on().body() }), await on().send({ json: on().body({ version: 'x' }) })];
    expect(sent.map((response) => headerOf(response, 'x-ratelimit-remaining'))).toEqual(['9', '8']);
    expect(sent.map((response) => headerOf(response, 'x-ratelimit-permitted'))).toEqual(['10', '10']);
    expect(headerOf(await on().send({ as: 'nobody' }), 'x-ratelimit-permitted')).toBeUndefined();
  });
});
