import { beforeAll, describe, expect, it } from 'vitest';
import type { Spec } from '../../runner/types/spec.ts';
import { loadSpec } from '../../spec/load.ts';
import { head, loadTexts, SENT, scenario, withSteps } from './writing.ts';

let spec: Spec;
beforeAll(async () => {
  spec = await loadSpec({ profile: 'documented' });
});

/** What is told of a reference without its end, at a line and column. */
const unclosed = (place: string): string =>
  `0.yaml:${place}: a \`\${\` has no \`}\` after it\n    Close the reference, as in \${organization.main.id}.`;

describe('A reference that is not closed', () => {
  it.each([
    [
      'in a body',
      withSteps("      - request: { body: { organization: { id: '${organization.main.id' } } }\n"),
      '18:48',
    ],
    ['in a text with others', withSteps("      - request: { set: { /label: '${run.id} ${run.id' } }\n"), '18:35'],
    ['in the name of a member', withSteps("      - request: { body: { '${run.id': 1 } }\n"), '18:28'],
    ['in an item of a list', withSteps("      - request: { set: { /tags: [a, '${run.id'] } }\n"), '18:38'],
    ['in a raw body', withSteps('      - request: { raw: \'{"id": ${organization.main.id\' }\n'), '18:25'],
    ['in a header', withSteps("      - request: { headers: { X-A: 'a ${run.id' } }\n"), '18:36'],
    ['in the name of a header', withSteps("      - request: { headers: { 'X-${run.id': a } }\n"), '18:31'],
    ['in a query', withSteps("      - request: { query: { a: '${run.id' } }\n"), '18:32'],
    ['in a path', withSteps("      - request: { path: '/${run.id' }\n"), '18:26'],
    ['in an authorization', withSteps("      - request: { authorization: 'Bearer ${token.valid' }\n"), '18:35'],
    [
      'in a parameter of a state',
      scenario(
        `    given: [{ state: free addresses in a pool, network: '\${network.main.id', version: ipv4, count: 1 }]\n${SENT}`,
      ),
      '17:57',
    ],
    [
      'in an expectation',
      withSteps("      - { request: {}, expect: { answer: success, conceals: ['${network.main.id'] } }\n"),
      '18:62',
    ],
    [
      'among other requests',
      withSteps(
        "      - { request: {}, together: true, among: [{ request: { raw: '${run.id' }, expect: success }] }\n",
      ),
      '18:66',
    ],
    ['in the request of the scenario', scenario(`    request: { raw: '\${run.id' }\n${SENT}`), '17:21'],
    [
      'in the request of the suite',
      `${head.replace('main.id}', 'main.id')}  - { id: a, title: A., steps: [{ request: {} }] }\n`,
      '8:25',
    ],
    [
      'in what the suite observes',
      `${head.replace("main.id}' }\nscen", "main.id' }\nscen")}  - { id: a, title: A., steps: [{ request: {} }] }\n`,
      '13:32',
    ],
    [
      'in a row',
      `${head}  - id: one\n    title: A.\n    each: [{ a: '\${run.id' }]\n    steps: [{ request: { raw: <a> } }]\n`,
      '17:17',
    ],
    [
      'in what a row makes of a text',
      `${head}  - id: one\n    title: A.\n    each: [{ a: '{run.id' }]\n    steps: [{ request: { raw: $<a> } }]\n`,
      '18:31',
    ],
  ])('is told %s', async (_, text, place) => {
    await expect(loadTexts(spec, text)).rejects.toHaveProperty('message', unclosed(place));
  });

  it('is told with all else that is wrong', async () => {
    const text = withSteps("      - { request: { raw: '${run.id', as: nobody }, expect: no_such_case }\n");
    await expect(loadTexts(spec, text)).rejects.toThrow(/18:27: a `\$\{` has no(.|\n)*18:61: the spec has no case/);
  });

  it('is told with what breaks the format', async () => {
    const text = withSteps("      - { request: { raw: '${run.id' }, expects: success }\n");
    await expect(loadTexts(spec, text)).rejects.toThrow(/18:27: a `\$\{` has no(.|\n)*18:41: .* is not known here/);
  });

  it('is nothing in a title, which is not sent', async () => {
    const text = withSteps('      - request: {}\n').replace('A sentence.', 'What ${run does.');
    expect(await loadTexts(spec, text)).toHaveLength(1);
  });
});

describe('What is observed', () => {
  it.each([
    ['a header', "headers: { X-A: '${organisation.main.id}' }", 'nothing is known of `organisation`'],
    ['the path', "path: '/${RUN}'", '${RUN} is no reference'],
  ])('is not asked for with %s that leads nowhere', async (_, observed, message) => {
    const text = scenario(
      `    observe: { operation: listIpAddresses, ${observed} }\n    steps: [{ expect: { answer: success, allocates: 1 } }]\n`,
    );
    await expect(loadTexts(spec, text)).rejects.toThrow(message);
  });
});
