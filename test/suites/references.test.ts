import { beforeAll, describe, expect, it } from 'vitest';
import type { Spec } from '../../runner/types/spec.ts';
import { loadSpec } from '../../spec/load.ts';
import { head, loadTexts, SENT, withSteps } from './writing.ts';

let spec: Spec;
beforeAll(async () => {
  spec = await loadSpec({ profile: 'documented' });
});

describe('A suite whose references lead nowhere', () => {
  it.each([
    [
      'an unknown role kind',
      withSteps("      - request: { set: { /label: '${organisation.main.id}' } }\n"),
      '0.yaml:18:18: nothing is known of `organisation` in ${organisation.main.id}\n    Did you mean `organization`?',
    ],
    [
      'an unknown attribute',
      withSteps("      - request: { set: { /label: '${network.main.sub_domain}' } }\n"),
      '0.yaml:18:18: `network` has no `sub_domain`, which ${network.main.sub_domain} asks for\n    Known here: `id`, `permalink`.',
    ],
    [
      'an unknown kind that should name nothing',
      `${head}  - { id: one, title: A., unknown: { organisation.id: x }, steps: [{ request: {} }] }\n`,
      '0.yaml:15:36: nothing is known of `organisation` in `organisation.id`\n    Did you mean `organization`?',
    ],
    [
      'an unknown attribute that should name nothing',
      `${head}  - { id: one, title: A., unknown: { network.sub_domain: x }, steps: [{ request: {} }] }\n`,
      '0.yaml:15:36: `network` has no `sub_domain`, which `network.sub_domain` asks for\n    Known here: `id`, `permalink`.',
    ],
    [
      'what is no reference',
      withSteps("      - request: { set: { /label: '${RUN_ID}' } }\n"),
      '0.yaml:18:18: ${RUN_ID} is no reference\n    Write ${organization.main.id}, ${token.valid}, ${run.id}, ${steps.first.response.body#/pointer} or the like.',
    ],
    [
      'a token outside of the Authorization header',
      withSteps("      - request: { set: { /label: '${token.valid}' }, headers: { X-Token: '${token.valid}' } }\n"),
      '0.yaml:18:18: a token may stand in the Authorization header only, not ${token.valid} here\n    Use `as` or `authorization`.',
    ],
    [
      'a likeness of a token outside of the Authorization header',
      withSteps("      - request: { query: { t: '${token.valid.shortened}' } }\n"),
      '0.yaml:18:18: a token may stand in the Authorization header only, not ${token.valid.shortened} here\n    Use `as` or `authorization`.',
    ],
    [
      'what cannot be made of a token',
      withSteps("      - request: { authorization: 'Bearer ${token.valid.shorter}' }\n"),
      '0.yaml:18:18: `shorter`, which ${token.valid.shorter} asks for, is nothing that is made of a token\n    Known here: `shortened`, `swapped_case`.',
    ],
    [
      'a later step',
      withSteps(
        "      - request: { set: { /label: '${steps.last.response.body#/a}' } }\n      - { id: last, request: {} }\n",
      ),
      '0.yaml:18:18: no earlier step `last` sends a request, but ${steps.last.response.body#/a} asks for its answer\n    Refer to a step above this one.',
    ],
    [
      'the step itself',
      withSteps(
        "      - { id: self, expect: { answer: success, body: { /ip_address/id: '${steps.self.response.body#/a}' } } }\n",
      ),
      '0.yaml:18:29: no earlier step `self` sends a request, but ${steps.self.response.body#/a} asks for its answer\n    Refer to a step above this one.',
    ],
    [
      'an unknown role kind in what should name nothing',
      `${head}  - { id: one, title: A., unknown: { organization.id: '\${organisation.main.id}' }, steps: [{ request: {} }] }\n`,
      '0.yaml:15:36: nothing is known of `organisation` in ${organisation.main.id}\n    Did you mean `organization`?',
    ],
    [
      'a token in what should name nothing',
      `${head}  - { id: one, title: A., unknown: { organization.id: '\${token.valid}' }, steps: [{ request: {} }] }\n`,
      '0.yaml:15:36: a token may stand in the Authorization header only, not ${token.valid} here\n    Use `as` or `authorization`.',
    ],
    [
      'an unknown step',
      withSteps(
        "      - { id: first, request: {} }\n      - expect: { answer: success, conceals: ['${steps.frist.response.body#/a}'] }\n",
      ),
      '0.yaml:19:17: no earlier step `frist` sends a request, but ${steps.frist.response.body#/a} asks for its answer\n    Did you mean `first`?',
    ],
    [
      'a request that a step does not send',
      withSteps(
        "      - { id: first, request: {}, times: 2 }\n      - expect: { answer: success, body: { /ip_address: '${steps.first.2.response.body#/a}' } }\n",
      ),
      '0.yaml:19:17: step `first` sends 2 requests, but ${steps.first.2.response.body#/a} asks for number 2, counted from 0\n    The last one is 1.',
    ],
    [
      'a number for a step of one request',
      withSteps(
        "      - { id: first, request: {} }\n      - expect: { answer: success, body: { /ip_address: '${steps.first.1.response.body#/a}' } }\n",
      ),
      '0.yaml:19:17: step `first` sends 1 request, but ${steps.first.1.response.body#/a} asks for number 1, counted from 0\n    Leave the number out.',
    ],
    [
      'a value that no success has',
      withSteps(
        "      - { id: first, expect: success }\n      - request: { set: { /label: '${steps.first.response.body#/ip_adress/id}' } }\n",
      ),
      '0.yaml:19:18: a success of `createIpAddress` has no `/ip_adress/id`, which ${steps.first.response.body#/ip_adress/id} asks for\n    Did you mean `/ip_address/id`?',
    ],
    [
      'a second step of a name',
      withSteps('      - { id: first, request: {} }\n      - { id: first, request: {} }\n'),
      '0.yaml:19:15: a second step `first`\n    Give each step an id of its own.',
    ],
    [
      'a second scenario of a name',
      `${head}  - { id: one, title: A., steps: [{ request: {} }] }\n  - { id: one, title: B., steps: [{ request: {} }] }\n`,
      '0.yaml:16:5: a second scenario `own/one`; the first is at 0.yaml:15:5\n    Give each an id of its own; with `each`, use its columns.',
    ],
    [
      'a name for all rows',
      `${head}  - id: one\n    title: A.\n    each: [{ a: 1 }, { a: 2 }]\n${SENT}`,
      '0.yaml:15:5: a second scenario `own/one`; the first is at 0.yaml:15:5\n    Give each an id of its own; with `each`, use its columns.',
    ],
  ])('is told %s', async (_, text, message) => {
    await expect(loadTexts(spec, text)).rejects.toHaveProperty('message', message);
  });

  it('may ask for what an error has, where one is expected', async () => {
    const steps = (first: string): string =>
      withSteps(`      - ${first}\n      - request: { set: { /label: '\${steps.first.response.body#/code}' } }\n`);
    const answered = ['{ id: first, request: {} }', '{ id: first, expect: [validation_error] }'];
    for (const first of answered) expect(await loadTexts(spec, steps(first))).toHaveLength(1);
    await expect(loadTexts(spec, steps('{ id: first, expect: success }'))).rejects.toThrow('has no `/code`');
  });

  it('is told each scenario of a name, in whatever file, and the first of them', async () => {
    const one = '  - { id: one, title: A., steps: [{ request: {} }] }\n';
    const told = (place: string) =>
      `${place}: a second scenario \`own/one\`; the first is at 0.yaml:15:5\n    Give each an id of its own; with \`each\`, use its columns.`;
    await expect(loadTexts(spec, `${head}${one}${one}`, `${head}${one}`)).rejects.toHaveProperty(
      'message',
      `${told('0.yaml:16:5')}\n${told('1.yaml:15:5')}`,
    );
  });
});

describe('A suite for an endpoint of one’s own', () => {
  const suite = (request: string): string => `suite: own
title: A suite for another endpoint.
requirements: [BOOK-1]
scenarios:
  - { id: one, title: A sentence., steps: [{ request: { ${request} }, expect: success }] }
`;
  it.each([
    [
      'a path that is a template',
      'operation: showBooking',
      '0.yaml:5:55: the path of `showBooking`, `/bookings/{booking}`, is a template\n    Give the request its `path`, with a value for each parameter.',
    ],
    [
      'a path that is still the template',
      "operation: showBooking, path: '/bookings/{booking}'",
      '0.yaml:5:55: the path `/bookings/{booking}` has no value for `{booking}`\n    Write one in its place, such as a reference.',
    ],
    [
      'what is no reference',
      "operation: showBooking, path: '/bookings/${RUN_ID}'",
      '0.yaml:5:55: ${RUN_ID} is no reference\n    Write ${room.main.id}, ${token.valid}, ${run.id}, ${steps.first.response.body#/pointer} or the like.',
    ],
    [
      'a path that leads elsewhere',
      "operation: showBooking, path: '/booking/${room.main.id}?a=/b'",
      '0.yaml:5:87: the path `/booking/${room.main.id}?a=/b` is not that of `showBooking`, which is expected to succeed\n    Write it as `/bookings/{booking}`.',
    ],
    [
      'a thing that its description does not know',
      "operation: showBooking, path: '/bookings/${organization.main.id}'",
      '0.yaml:5:55: nothing is known of `organization` in ${organization.main.id}\n    Known here: `room`.',
    ],
  ])('is refused for %s', async (_, request, message) => {
    const own = await loadSpec({ file: 'examples/bookings/openapi.yaml' });
    await expect(loadTexts(own, suite(request))).rejects.toThrow(message);
  });

  it('is told where a description names its things that names none', async () => {
    const own = { ...(await loadSpec({ file: 'examples/bookings/openapi.yaml' })), things: {} };
    await expect(loadTexts(own, suite("operation: showBooking, path: '/bookings/${room.main.id}'"))).rejects.toThrow(
      '0.yaml:5:55: nothing is known of `room` in ${room.main.id}\n    Name the kind, with its attributes, under `x-things` of the description.',
    );
  });
});
