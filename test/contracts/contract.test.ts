import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { interactionsOf } from '../../contracts/interactions.ts';
import { loadContract } from '../../contracts/load-contract.ts';
import { loadSituations } from '../../contracts/situations.ts';
import { InputError } from '../../documents/problems.ts';
import { loadDescription } from '../../spec/load.ts';
import { temporaryFolder } from './helpers.ts';

const [documented, live, situations] = await Promise.all([
  loadDescription({ profile: 'documented' }),
  loadDescription({ profile: 'live' }),
  loadSituations(),
]);
const descriptions = { documented, live };

const SMALL = `consumer: small
providers: { live: katapult-core }
reads:
  success: [/ip_address/id]
  errors: [/code]
interactions:
  success: { organization: [id], network: [permalink], version: [ipv6], address: [plain] }
  errors: [rate_limit_reached, network_not_found]
`;

const load = async (text: string) => {
  const path = join(await temporaryFolder(), 'contract.yaml');
  await writeFile(path, text);
  return loadContract(path, descriptions, situations);
};

const refusal = async (text: string): Promise<string> => {
  const error = await load(text).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message.replace(/^.*\/contract\.yaml/gm, 'contract.yaml');
};

describe('a contract that chooses', () => {
  it('has only its interactions, and of the answers only what it reads', async () => {
    const { interactions } = interactionsOf(await load(SMALL), live, situations);
    expect(interactions.map(({ description, code }) => [description, code])).toEqual([
      ['a request: organization by id, network by permalink, ipv6, plain', null],
      ['a request in a network that does not exist', 'network_not_found'],
      ['a request when no further request is permitted', 'rate_limit_reached'],
    ]);
    expect(interactions.map(({ response }) => response)).toEqual([
      { ip_address: { id: expect.anything() } },
      { error: { code: 'network_not_found' } },
      { error: { code: 'rate_limit_reached' } },
    ]);
  });

  it('may have neither', async () => {
    const none = SMALL.replace(
      /success: \{ org.*\n/,
      'success: { version: [ipv4], organization: [id], network: [id], address: [vip] }\n',
    );
    const { interactions } = interactionsOf(
      await load(none.replace('[rate_limit_reached, network_not_found]', '[]')),
      live,
      situations,
    );
    expect(interactions.map(({ code }) => code)).toEqual([null]);
  });

  it.each(['[]', '[/description]', '[/detail]'])(
    'needs no code if it has no errors, and reads %s of them',
    async (reads) => {
      const none = SMALL.replace('[/code]', reads).replace('[rate_limit_reached, network_not_found]', '[]');
      const { interactions } = interactionsOf(await load(none), live, situations);
      expect(interactions.map(({ code }) => code)).toEqual([null]);
    },
  );

  it('may name an error that only one of its profiles documents', async () => {
    const both = SMALL.replace('live:', 'documented: katapult-core-documented, live:').replace(
      'rate_limit_reached',
      'missing_required_argument',
    );
    const contract = await load(both);
    const codes = [documented, live].map((description) =>
      interactionsOf(contract, description, situations).interactions.flatMap(({ code }) => code ?? []),
    );
    expect(codes).toEqual([['network_not_found'], ['missing_required_argument', 'network_not_found']]);
  });
});

describe('the contract of the client', () => {
  it.each([
    [documented, 16, 14],
    [live, 16, 16],
  ])('has every form and every error of $spec.profile', async (description, successes, failures) => {
    const contract = await loadContract(undefined, descriptions, situations);
    const { interactions } = interactionsOf(contract, description, situations);
    expect(interactions.filter(({ code }) => code === null)).toHaveLength(successes);
    expect(new Set(interactions.flatMap(({ code }) => code ?? [])).size).toBe(failures);
  });

  it('leaves out no error but the one that no client can cause by JSON', async () => {
    const contract = await loadContract(undefined, descriptions, situations);
    expect(interactionsOf(contract, live, situations).losses).toContainEqual({
      at: 'invalid_json_body',
      what: 'no interaction: the client cannot send what is answered so',
    });
    expect(
      interactionsOf(contract, documented, situations).losses.filter(({ what }) => what.startsWith('no interaction')),
    ).toEqual([]);
  });

  it('has a situation for nothing that the spec does not know', () => {
    const known = live.spec.operations.createIpAddress?.errors.map(({ code }) => code) ?? [];
    expect(situations.codes.filter((code) => !known.includes(code))).toEqual([]);
  });

  it('uses the states of the spec as the spec describes them', async () => {
    const { paramFaults } = await import('../../spec/params.ts');
    const contract = await loadContract(undefined, descriptions, situations);
    const states = [documented, live].flatMap((description) =>
      interactionsOf(contract, description, situations).interactions.flatMap((interaction) => interaction.states),
    );
    const faults = states.flatMap(({ name, params }) => {
      const definition = documented.spec.states[name];
      return definition === undefined ? [`no state ${name}`] : paramFaults(definition, params);
    });
    expect([...new Set(faults)]).toEqual([]);
  });
});

describe('a contract that cannot be used', () => {
  it.each([
    [
      'reads what there is not',
      SMALL.replace('/ip_address/id', '/ip_address/adress'),
      'contract.yaml:4:13: a success has no `/ip_address/adress`\n    Did you mean `/ip_address/address`?',
    ],
    [
      'reads of errors what none has',
      SMALL.replace('/code', '/cod'),
      'contract.yaml:5:12: no error has `/cod`\n    Did you mean `/code`?',
    ],
    [
      'names an unknown error',
      SMALL.replace('rate_limit_reached', 'rate_limit_reachd'),
      'contract.yaml:8:12: the spec documents no error `rate_limit_reachd`\n    Did you mean `rate_limit_reached`?',
    ],
    [
      'names an unknown member',
      SMALL.replace('version: [ipv6]', 'versoin: [ipv6]'),
      'contract.yaml:7:56: requests do not differ in `versoin`\n    Did you mean `version`?',
    ],
    [
      'names an unknown choice',
      SMALL.replace('[ipv6]', '[ipv5]'),
      'contract.yaml:7:66: version has no choice `ipv5`\n    Did you mean `ipv4`?',
    ],
    [
      'names an unknown profile',
      SMALL.replace('live:', 'alive:'),
      'contract.yaml:2:14: there is no profile `alive`\n    Did you mean `live`?',
    ],
    [
      'has an unknown key',
      SMALL.replace('consumer:', 'consumr: x\nconsumer:'),
      'contract.yaml:1:1: `consumr` is not known here\n    Did you mean `consumer`?',
    ],
    [
      'has a consumer whose name is none, and reads what is no pointer',
      SMALL.replace(/consumer: .*\n/, 'consumer: "-"\n').replace('[/code]', '[code]'),
      'contract.yaml:1:11: `consumer` must be a name of at most 100 letters, digits, blanks, `.`, `_` and `-` that begins with a letter or a digit, but is `-`\n' +
        '    Write a name of at most 100 letters, digits, blanks, `.`, `_` and `-` that begins with a letter or a digit.\n' +
        'contract.yaml:5:12: `reads.errors[0]` must be a JSON Pointer to a member, such as /ip_address/id, but is `code`\n' +
        '    Write a JSON Pointer to a member, such as /ip_address/id.',
    ],
    [
      'has a consumer whose name is too long for that of a file',
      SMALL.replace(/consumer: .*\n/, `consumer: ${'a'.repeat(101)}\n`),
      'contract.yaml:1:11: `consumer` must be a name of at most 100 letters, digits, blanks, `.`, `_` and `-` that begins with a letter or a digit, but is ' +
        `\`${'a'.repeat(60)}…\`\n` +
        '    Write a name of at most 100 letters, digits, blanks, `.`, `_` and `-` that begins with a letter or a digit.',
    ],
    [
      'has errors and does not read their code',
      SMALL.replace('[/code]', '[/detail]'),
      'contract.yaml:5:11: the client tells errors apart by `/code`, which `reads.errors` lacks\n' +
        '    Add `/code`, or write `[]` for `interactions.errors`.',
    ],
    [
      'has every error and reads nothing of them',
      SMALL.replace('[/code]', '[]').replace('[rate_limit_reached, network_not_found]', 'all'),
      'contract.yaml:5:11: the client tells errors apart by `/code`, which `reads.errors` lacks\n' +
        '    Add `/code`, or write `[]` for `interactions.errors`.',
    ],
    [
      'has one provider for two profiles',
      SMALL.replace('live: katapult-core', 'live: p, documented: p'),
      'contract.yaml:2:35: `p` is the provider for the profile `live` already\n' +
        '    Name another: a consumer has one pact with a provider.',
    ],
    [
      'names an error of another profile',
      SMALL.replace('live:', 'documented:').replace('rate_limit_reached', 'missing_required_argument'),
      'contract.yaml:8:12: the spec documents no error `missing_required_argument` in the profile `documented`\n' +
        '    Remove it, or name a provider for the profile `live` too.',
    ],
    [
      'reads what only errors of another profile have',
      SMALL.replace('live:', 'documented:').replace('[/code]', '[/code, /detail/issue]'),
      'contract.yaml:5:19: no error has `/detail/issue` in the profile `documented`\n' +
        '    Remove it, or name a provider for the profile `live` too.',
    ],
    [
      'chooses nothing of a member',
      SMALL.replace('[ipv6]', '[]'),
      'contract.yaml:7:65: `interactions.success.version` must be an array of at least 1 item, but is an empty array\n' +
        '    Write an array of at least 1 item.',
    ],
    [
      'chooses by something else than text',
      SMALL.replace('[ipv6]', '[6]'),
      'contract.yaml:7:66: `interactions.success.version[0]` must be a string, but is a number\n    Write a string.',
    ],
    [
      'chooses what is no text but looks like it in YAML',
      SMALL.replace('[ipv6]', '[true]'),
      'contract.yaml:7:66: `interactions.success.version[0]` must be a string, but is a boolean\n    Write a string.',
    ],
    [
      'names an error twice',
      SMALL.replace('network_not_found', 'rate_limit_reached'),
      'contract.yaml:8:11: `interactions.errors` has the same item at 0 and 1\n    Keep one of the two.',
    ],
    [
      'names an error by a number',
      SMALL.replace('network_not_found', '404'),
      'contract.yaml:8:32: `interactions.errors[1]` must be a string, but is a number\n    Write a string.',
    ],
    [
      'chooses neither all nor some',
      SMALL.replace(/success: \{ org.*\n/, 'success: some\n').replace('[rate_limit_reached, network_not_found]', '{}'),
      'contract.yaml:7:12: `interactions.success` must be `all`, or an object of members and the choices of each, but is `some`\n' +
        '    Write `all`, or an object of members and the choices of each.\n' +
        'contract.yaml:8:11: `interactions.errors` must be `all`, or an array of error codes, but is an empty object\n' +
        '    Write `all`, or an array of error codes.',
    ],
  ])('%s', async (_, text, message) => {
    expect(await refusal(text)).toBe(message);
  });

  it('is told all at once', async () => {
    const text = SMALL.replace('/code', '/cod').replace('live:', 'alive:').replace('rate_limit_reached', 'x');
    expect((await refusal(text)).match(/^contract\.yaml/gm)).toHaveLength(3);
  });
});
