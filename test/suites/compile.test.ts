import { beforeAll, describe, expect, it } from 'vitest';
import type { Step } from '../../runner/types/scenario.ts';
import type { Spec } from '../../runner/types/spec.ts';
import type { Json } from '../../runner/types/values.ts';
import { loadSpec } from '../../spec/load.ts';
import { head, loadTexts, scenario, withSteps } from './writing.ts';

let spec: Spec;
beforeAll(async () => {
  spec = await loadSpec({ profile: 'documented' });
});

const compiled = async (steps: string): Promise<readonly Step[]> =>
  (await loadTexts(spec, withSteps(steps)))[0]?.steps ?? [];

const requestOf = async (step: string): Promise<unknown> => {
  const [first] = await compiled(step);
  return first?.kind === 'request' ? first.request : undefined;
};

const valid = {
  organization: { id: '${organization.main.id}' },
  network: { id: '${network.main.id}' },
  version: 'ipv4',
};
const base = { operation: 'createIpAddress', as: 'valid', query: {}, headers: {} };

it('a step that only expects something sends the default request', async () => {
  expect(await requestOf('      - expect: success\n')).toEqual(await requestOf('      - request: {}\n'));
  expect(await requestOf('      - expect: success\n')).toMatchObject(base);
});

describe('The request of a step', () => {
  it.each([
    ['is the default', '{}', { ...base, body: { json: valid } }],
    ['takes another token', '{ as: nobody }', { ...base, as: 'nobody', body: { json: valid } }],
    [
      'takes headers and an Authorization as it stands',
      "{ authorization: '', headers: { X-One: '1', Content-Type: null } }",
      { ...base, headers: { 'X-One': '1', 'Content-Type': null, authorization: '' }, body: { json: valid } },
    ],
    [
      'sets and removes members',
      '{ set: { /version: ipv6, /organization/name: [1], /label: null }, remove: [/network] }',
      {
        ...base,
        body: {
          json: { organization: { ...valid.organization, name: [1] }, version: 'ipv6', label: null },
        },
      },
    ],
    [
      'changes items of a list',
      '{ body: { a: [1, { b: 2 }, 3] }, set: { /a/1/b: 4, /a/0: 5, /a/-: 6 }, remove: [/a/2] }',
      { ...base, body: { json: { a: [5, { b: 4 }, 6] } } },
    ],
    [
      'adds an item at the end of a list',
      '{ body: { a: [1] }, set: { /a/1: 2 } }',
      { ...base, body: { json: { a: [1, 2] } } },
    ],
    [
      'removes a member of an item',
      '{ body: { a: [1, { b: 2, c: 3 }] }, remove: [/a/1/b] }',
      { ...base, body: { json: { a: [1, { c: 3 }] } } },
    ],
    [
      'removes a member that is null',
      '{ body: { a: null, b: 1 }, remove: [/a] }',
      { ...base, body: { json: { b: 1 } } },
    ],
    ['replaces a body that has no members', '{ body: 1, set: { "": [] } }', { ...base, body: { json: [] } }],
    ['replaces the whole body', '{ set: { "": [] } }', { ...base, body: { json: [] } }],
    ['sends a text as it is', "{ raw: '{' }", { ...base, body: { raw: '{' } }],
    ['sends no body', "{ raw: '' }", base],
    [
      'takes another method and path',
      '{ method: PUT, path: /elsewhere }',
      { ...base, method: 'PUT', path: '/elsewhere', body: { json: valid } },
    ],
    [
      'starts afresh for another operation',
      "{ operation: getIpAddress, query: { 'ip_address[id]': a } }",
      { ...base, operation: 'getIpAddress', query: { 'ip_address[id]': 'a' } },
    ],
  ])('%s', async (_, request, expected) => {
    expect(await requestOf(`      - request: ${request}\n`)).toEqual(expected);
  });

  it('keeps the order in which members were written', async () => {
    const step = await requestOf('      - request: { body: { b: 1, a: 2 }, set: { /c: 3, /b: 4 } }\n');
    expect(JSON.stringify(step)).toContain('{"b":4,"a":2,"c":3}');
  });

  it('builds on the request of its scenario', async () => {
    const text = scenario(
      '    request: { as: second, set: { /vip: true } }\n    steps: [{ request: { set: { /label: a } } }]\n',
    );
    const [first] = (await loadTexts(spec, text))[0]?.steps ?? [];
    expect(first).toMatchObject({ request: { as: 'second', body: { json: { ...valid, vip: true, label: 'a' } } } });
  });
});

describe('A release', () => {
  it('follows the link of what created the address, once for each request', async () => {
    const steps = await compiled(
      '      - { id: two, request: { as: second }, times: 2 }\n      - { id: back, release: two }\n',
    );
    const body = (index: number): unknown => ({
      json: { ip_address: { id: `\${steps.two.${index}.response.body#/ip_address/id}` } },
    });
    expect(steps.slice(1)).toMatchObject([
      { id: 'back-0', request: { operation: 'releaseIpAddress', as: 'second', body: body(0) } },
      { id: 'back-1', request: { operation: 'releaseIpAddress', as: 'second', body: body(1) } },
    ]);
    expect(steps.slice(1).map((step) => step.kind === 'request' && step.expect.answers)).toEqual([
      [{ status: 200, code: null }],
      [{ status: 200, code: null }],
    ]);
  });

  describe('that takes something from the request', () => {
    const releasing = (body: Json): Spec => {
      const { createIpAddress: create } = spec.operations;
      if (create === undefined) throw new Error('there is no such operation');
      const from = '/teams/{team}/members';
      const path = '/teams/{$request.path.team}/members/{$request.body#/version}/{$response.body#/ip_address/id}';
      const release = { operation: 'releaseIpAddress', from, path, query: { v: '$request.body#/version' }, body };
      return { ...spec, operations: { ...spec.operations, createIpAddress: { ...create, links: { release } } } };
    };
    const lastOf = async (body: Json, path: string) =>
      (
        await loadTexts(releasing(body), withSteps(`      - request: { path: '${path}' }\n      - release: step-1\n`))
      )[0]?.steps[1];

    it.each([
      ['bl%C3%A5%2F1', 'blå/1'],
      ['${network.main.id}', '${network.main.id}'],
      ['${run.id}', '${run.id}'],
      ['bl%C3%A5%2F${run.id}%20x', 'blå/${run.id} x'],
    ])('finds it in a path that has %s', async (segment, value) => {
      const body = { of: '$request.body#/organization', text: '{$request.body#/version} of {$request.path.team}' };
      expect(await lastOf(body, `/teams/${segment}/members`)).toMatchObject({
        request: {
          path: `/teams/${segment}/members/ipv4/\${steps.step-1.response.body#/ip_address/id}`,
          query: { v: 'ipv4' },
          body: { json: { of: valid.organization, text: `ipv4 of ${value}` } },
        },
      });
    });

    it('writes out as a segment what is beside a reference', async () => {
      const request = "{ path: '/teams/t/members', set: { /version: 'a b/${run.id}' } }";
      const steps = withSteps(`      - request: ${request}\n      - release: step-1\n`);
      expect((await loadTexts(releasing(null), steps))[0]?.steps[1]).toMatchObject({
        request: { path: '/teams/t/members/a%20b%2F${run.id}/${steps.step-1.response.body#/ip_address/id}' },
      });
    });

    it('takes the whole answer too', async () => {
      expect(await lastOf('$response.body', '/teams/t/members')).toMatchObject({
        request: { body: { json: '${steps.step-1.response.body#}' } },
      });
    });

    it('is told what it lacks', async () => {
      await expect(lastOf({ of: '$request.body#/nothing' }, '/elsewhere')).rejects.toThrow(
        '0.yaml:19:18: the request of step `step-1` has no `$request.body#/nothing`, which the link `release` asks for\n' +
          '    Write the release as a request of its own.\n' +
          '0.yaml:19:18: the request of step `step-1` has no `$request.path.team`, which the link `release` asks for\n',
      );
    });
  });

  it('of several is one step for those after it, which are called by their number', async () => {
    const steps = await compiled(
      '      - { id: two, request: {}, times: 2 }\n      - { release: two }\n      - { request: {} }\n',
    );
    expect(steps.map(({ id }) => id)).toEqual(['two', 'step-2-0', 'step-2-1', 'step-3']);
  });

  it('can name one request, and another answer', async () => {
    const steps = await compiled(
      '      - { id: two, request: {}, times: 2 }\n      - { release: two.1, expect: ip_address_not_found }\n',
    );
    expect(steps[1]).toMatchObject({
      id: 'step-2',
      request: { body: { json: { ip_address: { id: '${steps.two.1.response.body#/ip_address/id}' } } } },
      expect: { answers: [{ status: 404, code: 'ip_address_not_found' }] },
    });
  });
});

describe('A scenario', () => {
  it('knows its place and those of its steps', async () => {
    const [one] = await loadTexts(spec, withSteps('      - request: {}\n      - { id: b, request: {} }\n'));
    expect(
      [one?.place, ...(one?.steps ?? []).map(({ place }) => place)].map((place) => [place?.line, place?.column]),
    ).toEqual([
      [15, 5],
      [18, 9],
      [19, 9],
    ]);
  });

  it('without an expectation takes every documented answer of its operation, and no other', async () => {
    const [step] = await compiled('      - request: {}\n');
    const operation = spec.operations.createIpAddress;
    expect(step?.kind === 'request' && step.expect.answers).toEqual([
      { status: 200, code: null },
      ...(operation?.errors.map(({ status, code }) => ({ status, code })) ?? []),
    ]);
  });

  it("counts with the suite's observe only if something is counted", async () => {
    const text = `${head}  - { id: a, title: A., steps: [{ expect: success }] }
  - { id: b, title: B., steps: [{ expect: { answer: success, allocates: 1 } }] }
  - { id: c, title: C., observe: { operation: listIpAddresses, as: second }, steps: [{ expect: { answer: success, allocates: 1 } }] }
`;
    const [a, b, c] = await loadTexts(spec, text);
    expect(a).not.toHaveProperty('observe');
    expect(b?.observe).toEqual({
      operation: 'listIpAddresses',
      as: 'valid',
      query: { 'organization[id]': '${organization.main.id}' },
      headers: {},
    });
    expect(c?.observe).toMatchObject({ as: 'second', query: {} });
  });

  it('is alone if it says so, even if it shares nothing', async () => {
    const text = `${head}  - { id: a, title: A., alone: true, steps: [{ request: {} }] }
  - { id: b, title: B., alone: false, steps: [{ request: {} }] }
  - { id: c, title: C., alone: false, steps: [{ expect: { answer: success, allocates: 1 } }] }
`;
    expect((await loadTexts(spec, text)).map(({ alone }) => alone)).toEqual([true, false, true]);
  });

  it.each([
    ['empties a pool', '{ level: draining, steps: [{ request: {}, until: no_available_addresses, expect: success }]'],
    ['is given a state', '{ given: [{ state: a clean start }], steps: [{ request: {} }]'],
    ['changes the state', '{ steps: [{ request: {} }, { state: { state: time has passed, seconds: 1 } }]'],
    ['sends at once', '{ steps: [{ request: {}, times: 2, together: true }]'],
    ['counts what is listed', '{ steps: [{ expect: { answer: success, allocates: 1 } }]'],
    ['looks for what is not listed', '{ steps: [{ expect: { answer: success, unlisted: [a] } }]'],
  ])('is alone if it %s', async (_, text) => {
    const scenarios = await loadTexts(spec, `${head}  - ${text}, id: a, title: A. }\n`);
    expect(scenarios.map(({ alone }) => alone)).toEqual([true]);
  });

  it('has the tags of its suite and its own, each once, and is safe unless somebody says otherwise', async () => {
    const text = `${head.replace('level: allocating', 'tags: [all, some]')}  - { id: a, title: A., tags: [some, one], steps: [{ expect: missing_api_token }] }
  - { id: b, title: B., level: allocating, steps: [{ request: {} }] }
`;
    expect((await loadTexts(spec, text)).map(({ tags, level }) => [level, ...tags])).toEqual([
      ['safe', 'all', 'some', 'one'],
      ['allocating', 'all', 'some'],
    ]);
  });

  it.each([
    ['documented', ['own/everywhere', 'own/page']],
    ['live', ['own/everywhere', 'own/service']],
  ])('of another profile is not there under %s', async (profile, ids) => {
    const text = `${head}  - { id: everywhere, title: A., steps: [{ request: {} }] }
  - { id: page, title: B., profiles: [documented], requirements: [ARG-10], steps: [{ request: {} }] }
  - { id: service, title: C., profiles: [live], requirements: [ARG-7], steps: [{ request: {} }] }
`;
    const scenarios = await loadTexts(await loadSpec({ profile }), text);
    expect(scenarios.map(({ id }) => id)).toEqual(ids);
  });

  it('shows every problem of every file at once, by file and line', async () => {
    const first = withSteps('      - expect: sucess\n      - request: { as: 1 }\n');
    const second = withSteps('      - expect: sucess\n      - { release: one, times: 2 }\n');
    await expect(loadTexts(spec, first, second, '')).rejects.toHaveProperty(
      'message',
      `0.yaml:19:24: \`scenarios[0].steps[1].request.as\` must be a role in small letters and \`_\`, such as valid, but is a number
    Write a role in small letters and \`_\`, such as valid.
1.yaml:18:17: the spec has no case \`sucess\`
    Did you mean \`success\`?
1.yaml:19:20: no earlier step \`one\` to release
    Known here: \`step-1\`.
1.yaml:19:32: \`times\` has no meaning beside \`release\`
    Remove it.
2.yaml:1:1: the file holds nothing
    Write a document into it.`,
    );
  });

  const entry = (id: string, step: string): string => `  - id: ${id}\n    title: A.\n    steps: [${step}]\n`;
  const FAULTY = entry('a', '{ expect: sucess }') + entry('b', '{ expects: success }') + entry('c', '{ release: one }');
  const TOLD = '0.yaml:17:23: the spec has no case `sucess`\n    Did you mean `success`?';
  const UNKNOWN = '0.yaml:20:15: `scenarios[1].steps[0].expects` is not known here\n    Did you mean `expect`?';
  const LAST = '0.yaml:23:24: no earlier step `one` to release\n    Remove it.';

  it('is looked into although another one does not keep the format', async () => {
    const message = [TOLD, UNKNOWN, LAST].join('\n');
    await expect(loadTexts(spec, head + FAULTY)).rejects.toHaveProperty('message', message);
  });

  it('is looked into although the suite has a key that is not known', async () => {
    const unknown = `${head.replace('level:', 'author: me\nlevel:')}${entry('a', '{ expect: sucess }')}`;
    await expect(loadTexts(spec, unknown)).rejects.toThrow(
      new RegExp(
        `^0.yaml:4:1: \`author\` is not known here\\n.*\\n${TOLD.replace(':17:', ':18:').replace('?', '\\?')}$`,
      ),
    );
  });

  it.each([
    ['is mistyped', 'levle: allocating', '0.yaml:4:1: `levle` is not known here\n    Did you mean `level`?'],
    [
      'does not keep the format',
      'level: high',
      '0.yaml:4:8: `level` must be `safe`, `allocating` or `draining`, but is `high`\n    Write `safe`, `allocating` or `draining`.',
    ],
  ])('is not looked into if what all share %s', async (_, level, message) => {
    await expect(loadTexts(spec, head.replace('level: allocating', level) + FAULTY)).rejects.toHaveProperty(
      'message',
      `${message}\n${UNKNOWN}`,
    );
  });
});
