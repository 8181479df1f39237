import { describe, expect, it } from 'vitest';
import { plan } from '../../runner/plan.ts';
import { LIST, scenarioOf, stepOf, targetOf, templateOf } from './support.ts';

const target = targetOf('http://127.0.0.1:1');
const request = (body: Parameters<typeof templateOf>[0]) =>
  scenarioOf({ steps: [stepOf({ request: templateOf(body) })] });
const planned = (scenario = scenarioOf(), to = target, seed = 'seed') => plan([scenario], to, seed).entries[0];
const templateIn = (entry: ReturnType<typeof planned>) => {
  const step = entry?.scenario.steps[0];
  return step?.kind === 'request' ? step.request : undefined;
};

describe('references to the target', () => {
  it('are replaced wherever a scenario has them, names of members included', () => {
    const scenario = scenarioOf({
      given: [{ name: 'state', params: { organization: '${organization.main.id}' } }],
      steps: [
        stepOf({
          request: templateOf({
            query: { 'organization[id]': '${organization.main.id}' },
            headers: { 'X-Organization': 'is ${organization.main.sub_domain}' },
            body: { json: { '${organization.main.sub_domain}': ['${organization.main.id}'] } },
          }),
        }),
      ],
      observe: { ...LIST, query: { of: '${organization.main.id}' } },
    });
    const entry = planned(
      scenario,
      targetOf('http://127.0.0.1:1', { states: { url: 'http://127.0.0.1:1/', headers: {} } }),
    );
    expect(entry?.skip).toBeUndefined();
    expect(entry?.scenario.given[0]?.params).toEqual({ organization: 'org-1' });
    expect(entry?.scenario.observe?.query).toEqual({ of: 'org-1' });
    expect(templateIn(entry)).toMatchObject({
      query: { 'organization[id]': 'org-1' },
      headers: { 'X-Organization': 'is one' },
      body: { json: { one: ['org-1'] } },
    });
  });

  it('are one segment of a path each, whatever they hold', () => {
    const odd = targetOf('http://127.0.0.1:1', { roles: { team: { main: { name: 'blå/hold 7?' } } } });
    const path = '/teams/${team.main.name}/members/${steps.a.response.body#/id}';
    const sent = { ...templateOf(), path };
    const scenario = scenarioOf({
      steps: [stepOf({ request: sent, together: true, among: [{ ...stepOf(), request: sent }] })],
      observe: { ...LIST, path },
    });
    const found = '/teams/bl%C3%A5%2Fhold%207%3F/members/${steps.a.response.body#/id}';
    const entry = planned(scenario, odd);
    expect(entry?.scenario).toMatchObject({
      steps: [{ request: { path: found }, among: [{ request: { path: found } }] }],
      observe: { path: found },
    });
  });

  it('leave tokens and earlier answers for later, so that no secret gets into a plan', () => {
    const headers = { authorization: 'Basic ${token.valid}', 'X-Id': '${steps.a.response.body#/id}' };
    const entry = planned(request({ headers }));
    expect(templateIn(entry)?.headers).toEqual(headers);
    expect(JSON.stringify(entry)).not.toContain(target.tokens.valid?.secret);
  });

  it('give one run id per seed', () => {
    const label = (seed: string) => templateIn(planned(request({ body: { json: '${run.id}' } }), target, seed))?.body;
    expect(label('a')).toEqual(label('a'));
    expect(label('a')).not.toEqual(label('b'));
  });
});

describe('what should name nothing', () => {
  const roles = {
    organization: { main: { id: '1', sub_domain: 'one' } },
    network: { main: { id: '1' }, other: { id: '2' } },
  };
  it.each([
    [
      'organization.id',
      '${network.main.id}',
      `needs an unknown organization: "1" is the id of organization 'main' (target.yaml)`,
    ],
    ['organization.id', '${network.other.id}', undefined],
    ['network.id', '2', `needs an unknown network: "2" is the id of network 'other' (target.yaml)`],
    ['organization.sub_domain', '${organization.main.id}', undefined],
    ['organization.id', '1x', undefined],
  ])('is no %s of the target, such as %s', (key, value, skip) => {
    const entry = planned(scenarioOf({ unknown: { [key]: value } }), targetOf('http://127.0.0.1:1', { roles }));
    expect(entry?.skip).toEqual(skip === undefined ? undefined : [skip]);
  });
});

describe('a scenario is skipped with the remedy', () => {
  const state = { name: 'a state', params: {} };
  it.each([
    [
      'an organization',
      request({ body: { json: '${organization.suspended.id}' } }),
      "needs organization 'suspended' (target.yaml: organizations.suspended.id)",
    ],
    [
      'an attribute',
      request({ body: { json: '${organization.main.name}' } }),
      "needs organization 'main' (target.yaml: things.organization.main.name)",
    ],
    [
      'a network',
      request({ query: { n: '${network.other.permalink}' } }),
      "needs network 'other' (target.yaml: networks.other.permalink)",
    ],
    ['a token', request({ as: 'expired' }), "needs token 'expired' (target.yaml: tokens.expired)"],
    [
      'an organization that every object has',
      request({ body: { json: '${organization.constructor.name}' } }),
      "needs organization 'constructor' (target.yaml: things.organization.constructor.name)",
    ],
    [
      'a network that every object has',
      request({ query: { n: '${network.__proto__.constructor}' } }),
      "needs network '__proto__' (target.yaml: things.network.__proto__.constructor)",
    ],
    [
      'a token that every object has',
      request({ as: 'constructor' }),
      "needs token 'constructor' (target.yaml: tokens.constructor)",
    ],
    [
      'a token that every object has, in a header',
      request({ headers: { authorization: 'x ${token.__proto__}' } }),
      "needs token '__proto__' (target.yaml: tokens.__proto__)",
    ],
    [
      'a token in a header',
      request({ headers: { authorization: 'x ${token.expired}' } }),
      "needs token 'expired' (target.yaml: tokens.expired)",
    ],
    [
      'a token to observe with',
      scenarioOf({ observe: { ...LIST, as: 'observer' } }),
      "needs token 'observer' (target.yaml: tokens.observer)",
    ],
    ['a given state', scenarioOf({ given: [state] }), "needs provider state 'a state' (target.yaml: states.url)"],
    [
      'a state between steps',
      scenarioOf({ steps: [{ kind: 'state', id: 's', place: scenarioOf().place, state }] }),
      "needs provider state 'a state' (target.yaml: states.url)",
    ],
    [
      'a budget to drain',
      scenarioOf({ level: 'draining' }),
      'drains a pool: needs a budget (target.yaml: limits.drain)',
    ],
  ])('that needs %s', (_, scenario, reason) => {
    expect(planned(scenario)?.skip).toEqual([reason]);
  });

  it('that creates something where nothing may be created', () => {
    const frugal = targetOf('http://127.0.0.1:1', { limits: { allocations: 0 } });
    expect(planned(scenarioOf(), frugal)?.skip).toEqual([
      'creates resources: needs a budget (target.yaml: limits.allocations)',
    ]);
    expect(planned(scenarioOf({ level: 'safe' }), frugal)?.skip).toBeUndefined();
  });

  it('naming each need once', () => {
    const steps = [1, 2].map((n) =>
      stepOf({ id: `s${n}`, request: templateOf({ as: 'expired', body: { json: '${network.a.id}' } }) }),
    );
    expect(planned(scenarioOf({ steps }))?.skip).toEqual([
      "needs network 'a' (target.yaml: networks.a.id)",
      "needs token 'expired' (target.yaml: tokens.expired)",
    ]);
  });
});

it('needs no token to send none', () => {
  expect(planned(request({ as: 'nobody' }))?.skip).toBeUndefined();
});
