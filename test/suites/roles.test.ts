import { beforeAll, describe, expect, it } from 'vitest';
import type { Spec } from '../../runner/types/spec.ts';
import { loadSpec } from '../../spec/load.ts';
import { head, loadTexts, SENT, scenario, withSteps } from './writing.ts';

let spec: Spec;
beforeAll(async () => {
  spec = await loadSpec({ profile: 'documented' });
});

const request = (changes: string): string => withSteps(`      - request: { ${changes} }\n`);

const mistyped = (place: string, role: string, what: string, meant: string): string =>
  `0.yaml:${place}: ${role} is no known role of ${what}
    Did you mean \`${meant}\`? Call a role of your own by a name less like it.`;

describe('A role that is mistyped', () => {
  it.each([
    ['a token', request('as: vaild'), mistyped('18:24', '`vaild`', 'a token', 'valid')],
    ['nobody', request('as: nobdy'), mistyped('18:24', '`nobdy`', 'a token', 'nobody')],
    [
      'a token in the authorization',
      request("authorization: 'Bearer ${token.vaild}'"),
      mistyped('18:18', '`vaild`, which ${token.vaild} asks for,', 'a token', 'valid'),
    ],
    [
      'what is made of a token',
      request("authorization: 'Bearer ${token.secnd.shortened}'"),
      mistyped('18:18', '`secnd`, which ${token.secnd.shortened} asks for,', 'a token', 'second'),
    ],
    [
      'an organization',
      request("set: { /label: '${organization.mian.id}' }"),
      mistyped('18:18', '`mian`, which ${organization.mian.id} asks for,', 'an organization', 'main'),
    ],
    [
      'a network in a state',
      scenario(
        `    given: [{ state: free addresses in a pool, network: '\${network.man.id}', version: ipv4, count: 1 }]\n${SENT}`,
      ),
      mistyped('17:13', '`man`, which ${network.man.id} asks for,', 'a network', 'main'),
    ],
    [
      'a token of the scenario',
      scenario(`    request: { as: unscopd }\n${SENT}`),
      mistyped('17:20', '`unscopd`', 'a token', 'unscoped'),
    ],
    [
      'a token of the suite, once for all scenarios',
      `${head.replace('  body:', '  as: vaild\n  body:')}  - { id: a, title: A., steps: [{ request: {} }] }\n  - { id: b, title: B., steps: [{ request: {} }] }\n`,
      mistyped('7:7', '`vaild`', 'a token', 'valid'),
    ],
    [
      'a token among others in rows',
      `${head}  - id: <as>\n    title: A.\n    each: [{ as: valid }, { as: expierd }]\n    steps: [{ request: { as: <as> } }]\n`,
      mistyped('18:30', '`expierd`', 'a token', 'expired'),
    ],
    [
      'the token of nobody',
      request("authorization: 'Bearer ${token.nobody}'"),
      '0.yaml:18:18: `nobody` has no token, but ${token.nobody} asks for it\n    Name another role.',
    ],
    [
      'a role that no target can have',
      request('as: Valid-2'),
      '0.yaml:18:24: `scenarios[0].steps[0].request.as` must be a role in small letters and `_`, such as valid, but is `Valid-2`\n    Write a role in small letters and `_`, such as valid.',
    ],
  ])('is told: %s', async (_, text, message) => {
    await expect(loadTexts(spec, text)).rejects.toHaveProperty('message', message);
  });
});

describe("A role of one's own", () => {
  it.each([
    ['of a token', 'as: valid_b'],
    ['of a token unlike any', 'as: auditor'],
    ['of an organization', "set: { /label: '${organization.main_two.id}' }"],
    ['like one of another kind', "set: { /label: '${network.suspendd.id}' }"],
  ])('is taken: %s', async (_, changes) => {
    expect(await loadTexts(spec, request(changes))).toHaveLength(1);
  });
});
