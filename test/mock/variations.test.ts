import { describe, expect, it } from 'vitest';
import type { Variation } from '../../mock/types.ts';
import { VARIATIONS } from '../../mock/variations.ts';
import { canonical } from '../../runner/checks/spelling.ts';
import type { Received } from '../../runner/types/exchange.ts';
import type { Answer } from '../../runner/types/spec.ts';
import { SITUATIONS } from './situations.ts';
import type { Rig } from './support.ts';
import { ADDRESS, CREATE, describedBy, memberOf, PROFILES, rig } from './support.ts';

const matches = (answer: Answer, response: Received, code: string | null | undefined): boolean =>
  new RegExp(`^${String(answer.status).replace('XX', '\\d\\d')}$`).test(String(response.status)) &&
  (answer.code === undefined || answer.code === code);

/** What is wrong with the answers to every known situation. */
const accusations = async (on: Rig): Promise<readonly string[]> => {
  const { spec } = on.description;
  const accuse = async ([name, situation, sending]: (typeof SITUATIONS)[number]): Promise<readonly string[]> => {
    const response = await on.send(sending(on));
    const answers = spec.cases[situation]?.answers ?? [];
    const code = spec.codeOf(spec.subject, response);
    const wrong = answers.some((answer) => matches(answer, response, code)) ? [] : [`${response.status} ${code}`];
    const routed = !situation.startsWith('route-') && !situation.startsWith('method-');
    const broken = routed ? spec.judge(spec.subject, response).map(({ message }) => message) : [];
    return [...wrong, ...broken].map((fact) => `${name}: ${fact}`);
  };
  return (await Promise.all(SITUATIONS.map(accuse))).flat();
};

/** An address in the one spelling of its IP address. */
const spelt = (address: ReturnType<typeof memberOf>): unknown =>
  Object.fromEntries(
    Object.entries(address ?? {}).map(([name, value]) => [name, typeof value === 'string' ? canonical(value) : value]),
  );

/** What a variation takes for a label that does not take all of them. */
const LABELS: Readonly<Record<string, string>> = { 'plain-labels-only': 'Tom-and-Jerry' };

/** Creates, shows, lists and releases an address; what is wrong with the answers. */
const round = async (on: Rig, label = 'Tom & <Jerry> é'): Promise<readonly string[]> => {
  const { spec } = on.description;
  const address = await on.created({ version: 'ipv6', vip: true, label });
  const list = `${CREATE}?organization[id]=${on.org('main')}&per_page=1000`;
  const shown = await on.send({ method: 'GET', path: `${ADDRESS}?ip_address[address]=${address.address}` });
  const listed = await on.send({ method: 'GET', path: list });
  const released = await on.send({ method: 'DELETE', path: ADDRESS, json: { ip_address: { id: String(address.id) } } });
  const gone = await on.send({ method: 'GET', path: `${ADDRESS}?ip_address[id]=${address.id}` });
  expect(spelt(memberOf(shown.json, 'ip_address'))).toEqual(spelt(address));
  expect(JSON.stringify(listed.json)).toContain(JSON.stringify(address.id));
  expect(spec.codeOf('getIpAddress', gone)).toBe('ip_address_not_found');
  return [
    ...spec.judge('getIpAddress', shown),
    ...spec.judge('listIpAddresses', listed),
    ...spec.judge('releaseIpAddress', released),
    ...spec.judge('getIpAddress', gone),
  ].map(({ message }) => message);
};

describe('the variations', () => {
  it('are at least 25, each with an id and a sentence of its own', () => {
    expect(VARIATIONS.length).toBeGreaterThanOrEqual(25);
    expect(new Set(VARIATIONS.map(({ id }) => id)).size).toBe(VARIATIONS.length);
    expect(new Set(VARIATIONS.map(({ text }) => text)).size).toBe(VARIATIONS.length);
  });

  const rows = PROFILES.flatMap((profile) =>
    VARIATIONS.filter(({ profiles }) => profiles.includes(profile)).map(
      (variation): readonly [string, string, Variation] => [variation.id, profile, variation],
    ),
  );

  it.each(rows)('%s keeps the contract, %s', async (_, profile, variation) => {
    const on = await rig({ profile, variations: [variation], description: await describedBy(profile) });
    const found = [...(await accusations(on)), ...(await round(on, LABELS[variation.id]))];
    await on.mock.close();
    expect(found).toEqual([]);
  });
});
