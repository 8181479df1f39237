import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Received } from '../../runner/types/exchange.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import { SITUATIONS } from './situations.ts';
import type { Rig } from './support.ts';
import { memberOf, PROFILES, rig } from './support.ts';

describe.each(PROFILES)('the reference provider, %s', (profile) => {
  let on: Rig;
  beforeAll(async () => {
    on = await rig({ profile });
  });
  afterAll(() => on.mock.close());

  it.each(SITUATIONS)('answers %s as the spec answers %s first', async (_, situation, sending) => {
    const { spec } = on.description;
    const response = await on.send(sending(on));
    const [first] = spec.cases[situation]?.answers ?? [];
    const routed = !situation.startsWith('route-') && !situation.startsWith('method-');
    expect(String(response.status)).toMatch(new RegExp(`^${String(first?.status).replace('XX', '\\d\\d')}$`));
    if (first?.code !== undefined && routed) expect(spec.codeOf(spec.subject, response)).toBe(first.code);
    if (routed) expect(spec.judge(spec.subject, response)).toEqual([]);
    const error = profile === 'live' ? memberOf(response.json, 'error') : response.json;
    if (first?.detail !== undefined) expect(memberOf(error, 'detail')).toMatchObject(first.detail);
  });

  it.each(['true', 'false', 'yes', 'no', '1', '0', 1, 0])('takes vip %j', async (spelling) => {
    const address = await on.created({ vip: spelling, label: 'x' });
    expect(address.vip).toBe(['true', 'yes', '1', 1].includes(spelling));
  });

  it('ignores members that it does not know, and the order of members', async () => {
    const { organization, network, version } = on.body();
    const response = await on.send({ raw: JSON.stringify({ extra: [1], version, network, organization }) });
    expect(response.status).toBe(200);
  });

  it('takes a charset beside the media type, and header names in any case', async () => {
    const response = await on.send({
      raw: JSON.stringify(on.body()),
      as: 'nobody',
      headers: {
        'CONTENT-TYPE': 'Application/JSON; charset=utf-8',
        AUTHORIZATION: `Bearer ${on.mock.target.tokens.valid?.secret}`,
      },
    });
    expect(response.status).toBe(200);
  });

  it.each(['version', 'organization', 'network'])(
    'shows nothing of %s that was asked wrongly before the token is known',
    async (member) => {
      const response = await on.send({ json: on.body({ [member]: 5 }), as: 'nobody' });
      expect(on.description.spec.codeOf(on.description.spec.subject, response)).toBe('missing_api_token');
    },
  );
});

describe('under live', () => {
  let on: Rig;
  beforeAll(async () => {
    on = await rig({ profile: 'live' });
  });
  afterAll(() => on.mock.close());

  const error = (response: Received): JsonObject => memberOf(response.json, 'error') as JsonObject;

  it('names path, issue and argument of a wrong argument', async () => {
    const response = await on.send({ json: on.body({ organization: { id: 5 } }) });
    expect(error(response)).toEqual({
      code: 'invalid_argument',
      description: expect.any(String),
      detail: { path: ['organization', 'id'], issue: 'invalid_scalar', argument: { name: 'id', description: null } },
    });
  });

  it('names path and argument of a missing argument', async () => {
    const response = await on.send({ json: on.body({ version: undefined }) });
    expect(error(response)).toMatchObject({
      code: 'missing_required_argument',
      detail: { path: ['version'], argument: { name: 'version' } },
    });
  });

  it('says of a blank label what the recordings say', async () => {
    const response = await on.send({ json: on.body({ vip: true, label: ' ' }) });
    expect(error(response)).toMatchObject({ detail: { errors: ["Label can't be blank"] } });
  });

  it('judges one argument after the other, in the order of the framework', async () => {
    const wrong = { organization: 'x', network: 'x', version: 'x', vip: 'x', label: 5 };
    const order: string[] = [];
    const body: Record<string, unknown> = { ...wrong };
    const right: Readonly<Record<string, unknown>> = { ...on.body(), vip: false, label: 'x' };
    for (const member of Object.keys(wrong)) {
      const response = await on.send({ raw: JSON.stringify(body) });
      order.push(String((memberOf(error(response), 'detail', 'path') as readonly string[])[0]));
      body[member] = right[member];
    }
    expect(order).toEqual(['organization', 'network', 'version', 'vip', 'label']);
  });
});
