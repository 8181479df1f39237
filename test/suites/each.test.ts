import { beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from '../../runner/types/scenario.ts';
import type { Spec } from '../../runner/types/spec.ts';
import { loadSpec } from '../../spec/load.ts';
import { head, loadTexts } from './writing.ts';

let spec: Spec;
beforeAll(async () => {
  spec = await loadSpec({ profile: 'documented' });
});

const load = (scenario: string): Promise<readonly Scenario[]> => loadTexts(spec, `${head}${scenario}`);

describe('each', () => {
  it('makes a scenario of every row of a table of the spec', async () => {
    const scenarios = await load(`  - id: <of>-<one>-not-<other>
    title: Takes <of> by <one>.
    each: exclusive
    steps: [{ request: { set: { /<of>: { <one>: '\${<of>.main.<one>}' } } }, expect: <notFound> }]
`);
    expect(scenarios.map(({ id, title }) => [id, title])).toEqual([
      ['own/organization-id-not-sub_domain', 'Takes organization by id.'],
      ['own/organization-sub_domain-not-id', 'Takes organization by sub_domain.'],
      ['own/network-id-not-permalink', 'Takes network by id.'],
      ['own/network-permalink-not-id', 'Takes network by permalink.'],
    ]);
    expect(scenarios[3]?.steps).toMatchObject([
      {
        request: { body: { json: { network: { permalink: '${network.main.permalink}' } } } },
        expect: { answers: [{ status: 404, code: 'network_not_found' }] },
      },
    ]);
  });

  it('keeps the type of a value that fills a text alone, and writes it out inside a text', async () => {
    const [one] = await load(`  - id: one
    title: A <value> and a <list>.
    each: [{ value: 3, list: [true, null], nothing: null, faults: [version-absent] }]
    steps:
      - request: { set: { /a: <value>, /b: 'is <value>', /c: <list>, /d: <nothing>, /e: <faults> } }
        times: <value>
        expect: <faults>
`);
    expect(one?.title).toBe('A 3 and a [true,null].');
    expect(one?.steps).toMatchObject([
      {
        times: 3,
        request: { body: { json: { a: 3, b: 'is 3', c: [true, null], d: null, e: ['version-absent'] } } },
        expect: { answers: [{ status: 422, code: 'validation_error' }] },
      },
    ]);
  });

  it('takes the values of rows as they are', async () => {
    const [one] = await load(`  - id: one
    title: Literal.
    each: [{ text: '<other> \${run.id}', other: replaced }]
    steps: [{ request: { set: { /label: <text> } } }]
`);
    expect(one?.steps).toMatchObject([{ request: { body: { json: { label: '<other> ${run.id}' } } } }]);
  });

  it('fills requirements, states, references and expectations', async () => {
    const [one] = await load(`  - id: one
    title: Everywhere.
    requirements: [<requirement>]
    each: [{ requirement: POOL-2, version: ipv6, count: 2, kind: network, at: vip }]
    given: [{ state: free addresses in a pool, network: '\${<kind>.main.id}', version: <version>, count: <count> }]
    steps: [{ request: {}, times: 2, expect: { answer: success, succeed: <count>, allocates: <count>, body: { /ip_address/<at>: false } } }]
`);
    expect(one).toMatchObject({
      requirements: ['POOL-2'],
      given: [
        { name: 'free addresses in a pool', params: { network: '${network.main.id}', version: 'ipv6', count: 2 } },
      ],
      steps: [{ expect: { succeed: 2, allocates: 2, body: { '/ip_address/vip': false } } }],
    });
  });
});
