import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../mock/faults/catalogue.ts';
import type { Fault } from '../../mock/types.ts';
import type { Received } from '../../runner/types/exchange.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import type { Rig, Sending } from './support.ts';
import { ADDRESS, CREATE, describedBy, headerOf, memberOf, PROFILES, rig } from './support.ts';

const repeated = (values: readonly string[]): readonly string[] =>
  values.filter((value, index) => values.indexOf(value) !== index);

const faultOf = (id: string): Fault => {
  const fault = FAULTS.find((one) => one.id === id);
  if (fault === undefined) throw new Error(`there is no fault ${id}`);
  return fault;
};

describe('the catalogue of faults', () => {
  it('has at least 110 faults, each with an id and a sentence of its own', () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(110);
    expect(repeated(FAULTS.map(({ id }) => id))).toEqual([]);
    expect(repeated(FAULTS.map(({ text }) => text))).toEqual([]);
    for (const { id, text } of FAULTS) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(text).toMatch(/^[A-Za-z].*\.$/);
    }
  });

  it.each(PROFILES)('names requirements that exist in the profiles it names: %s', async (profile) => {
    const { spec } = await describedBy(profile);
    const known = new Set(spec.requirements.map(({ id }) => id));
    const unknown = FAULTS.filter((fault) => fault.profiles.includes(profile) && !known.has(fault.requirement));
    expect(unknown.map(({ id, requirement }) => `${id}: ${requirement}`)).toEqual([]);
  });
});

const withFault = async <T>(id: string, use: (on: Rig) => Promise<T>, seed = 'one'): Promise<T> => {
  const fault = faultOf(id);
  const profile = fault.profiles[0] ?? 'documented';
  const on = await rig({ profile, description: await describedBy(profile), faults: [fault], seed });
  try {
    return await use(on);
  } finally {
    await on.mock.close();
  }
};

type Changes = Readonly<Record<string, Json | undefined>>;
type Shown = (response: Received) => unknown;

const status: Shown = (response) => response.status;
const ip =
  (...path: readonly string[]): Shown =>
  ({ json }) =>
    memberOf(json, 'ip_address', ...path);
const sent =
  (changes: Changes | ((on: Rig) => Changes) = {}, more: Sending = {}): ((on: Rig) => Sending) =>
  (on) => ({ json: on.body(typeof changes === 'function' ? changes(on) : changes), ...more });

const ROWS: readonly (readonly [id: string, sending: (on: Rig) => Sending, shown: Shown, expected: unknown])[] = [
  ['no-token-needed', sent({}, { as: 'nobody' }), status, 200],
  ['expired-token-taken', sent({}, { as: 'expired' }), status, 200],
  [
    'organization-first-member-wins',
    sent((on) => ({ organization: { id: on.org('main'), sub_domain: 'x' } })),
    status,
    200,
  ],
  ['network-text-taken', sent((on) => ({ network: on.net('main') })), status, 200],
  ['version-in-any-case', sent({ version: 'IPV6' }), ip('address'), expect.stringContaining(':')],
  ['crash-at-null', sent({ version: null }), status, 500],
  ['address-from-request', sent({ address: '192.0.2.9' }), ip('address'), '192.0.2.9'],
  ['no-network-name', sent(), ip('network', 'name'), undefined],
  ['ipv4-for-ipv6', sent({ version: 'ipv6' }), ip('address'), expect.stringMatching(/^198\./)],
  ['label-cut', sent({ vip: true, label: 'conformance' }), ip('label'), 'conforma'],
  [
    'network-never-default',
    sent(),
    (response) => ip('network', 'permalink')(response),
    expect.stringMatching(/^other-/),
  ],
  ['error-wrapped', sent({}, { as: 'nobody' }), ({ json }) => memberOf(json, 'error', 'code'), 'missing_api_token'],
  ['invalid-api-token-as-401', sent({}, { as: 'unknown' }), status, 401],
  ['remaining-as-text', sent(), (response) => headerOf(response, 'x-ratelimit-remaining'), 'many'],
  ['lookups-before-token', sent({ organization: { id: 'x' } }, { as: 'nobody' }), status, 404],
  ['put-creates', sent({}, { method: 'PUT' }), status, 200],
  ['success-204', sent(), ({ text }) => text, ''],
  ['ipv6-by-number', sent({ version: 6 }), ip('address'), expect.stringContaining(':')],
  ['label-composed', sent({ vip: true, label: 'e\u0301' }), ip('label'), '\u00e9'],
  ['label-as-number', sent({ vip: true, label: '0012' }), ip('label'), 12],
  ['label-unescaped', sent({ vip: true, label: '%41+%20' }), ip('label'), 'A+ '],
  ['organization-found-by-star', sent({ organization: { sub_domain: '*' } }), status, 200],
  ['network-found-by-longer-text', sent((on) => ({ network: { id: `${on.net('main')}x` } })), status, 200],
  [
    'organization-members-taken-for-a-vip',
    sent((on) => ({ organization: { id: on.org('main'), sub_domain: 'x' }, vip: true, label: 'x' })),
    status,
    200,
  ],
  [
    'network-member-of-wrong-type-ignored',
    sent((on) => ({ network: { permalink: 5, id: on.net('main') } })),
    ip('network', 'name'),
    'Main Network',
  ],
];

describe('a fault', () => {
  it.each(ROWS)('%s is what it says', async (id, sending, shown, expected) => {
    const response = await withFault(id, (on) => on.send(sending(on)));
    expect(shown(response)).toEqual(expected);
  });

  it.each([
    ['body-shorter-than-said', /terminated|closed|aborted/i],
    ['connection-reset', /ECONNRESET|closed/i],
    ['two-lengths', /Content-Length|invalid/i],
  ])('%s breaks the connection', async (id, message) => {
    const organization = (on: Rig): Changes =>
      id === 'connection-reset' ? { organization: { id: on.org('suspended') } } : {};
    await expect(withFault(id, (on) => on.send({ json: on.body(organization(on)) }))).rejects.toThrow(message);
  });

  const addressesOf = (answers: readonly Received[]): readonly Json[] =>
    answers.flatMap(({ json }) => memberOf(json, 'ip_address', 'address') ?? []);

  it('that needs requests at once shows with them, and not without', async () => {
    await withFault('race-for-address', async (on) => {
      const alone = [await on.send({ json: on.body() }), await on.send({ json: on.body() })];
      expect(new Set(addressesOf(alone)).size).toBe(2);
      const together = await Promise.all(Array.from({ length: 8 }, () => on.send({ json: on.body() })));
      expect(addressesOf(together)).toHaveLength(8);
      expect(new Set(addressesOf(together)).size).toBeLessThan(8);
    });
  });

  it('that releases nothing leaves the address where it was', async () => {
    await withFault('release-does-nothing', async (on) => {
      const { id } = await on.created();
      const released = await on.send({ method: 'DELETE', path: ADDRESS, json: { ip_address: { id: String(id) } } });
      expect(released.status).toBe(200);
      expect((await on.send({ method: 'GET', path: `${ADDRESS}?ip_address[id]=${id}` })).status).toBe(200);
    });
  });

  it('that allocates despite a refusal can be seen in the list', async () => {
    await withFault('scope-not-granted-allocates', async (on) => {
      const list = (): Promise<Received> =>
        on.send({ method: 'GET', path: `${CREATE}?organization[id]=${on.org('main')}` });
      expect((await on.send({ json: on.body(), as: 'unscoped' })).status).toBe(403);
      expect(memberOf((await list()).json, 'pagination', 'total')).toBe(1);
    });
  });

  const statuses = (seed: string): Promise<readonly number[]> =>
    withFault(
      'sometimes-500',
      async (on) => {
        const found: number[] = [];
        for (let index = 0; index < 60; index += 1) found.push((await on.send({ json: on.body() })).status);
        return found;
      },
      seed,
    );

  it('by chance follows the seed', async () => {
    const [one, again, two] = [await statuses('one'), await statuses('one'), await statuses('two')];
    expect(one).toContain(500);
    expect(one).toContain(200);
    expect(again).toEqual(one);
    expect(two).not.toEqual(one);
  });

  it('leaves everything else as it was', async () => {
    const answers = async (faults: readonly Fault[]): Promise<readonly string[]> => {
      const on = await rig({ profile: 'live', faults, clock: () => 0 });
      const bodies: readonly JsonObject[] = [on.body(), on.body({ version: 'x' }), on.body({ network: { id: 'x' } })];
      const texts: string[] = [];
      for (const json of bodies) texts.push((await on.send({ json })).text);
      await on.mock.close();
      return texts;
    };
    expect(await answers([faultOf('organization-first-member-wins')])).toEqual(await answers([]));
  });
});
