import { beforeAll, describe, expect, it } from 'vitest';
import type { Step } from '../../runner/types/scenario.ts';
import type { Answer, Spec } from '../../runner/types/spec.ts';
import { loadSpec } from '../../spec/load.ts';
import { loadTexts, withSteps } from './writing.ts';

const expectOf = (step: Step | undefined): { readonly answers: readonly Answer[]; readonly says: string } =>
  step?.kind === 'request' ? step.expect : { answers: [], says: '' };

const faults = async (spec: Spec, names: string): Promise<{ answers: readonly Answer[]; says: string }> => {
  const [scenario] = await loadTexts(spec, withSteps(`      - expect: ${names}\n`));
  return expectOf(scenario?.steps[0]);
};

const codes = async (spec: Spec, names: string): Promise<readonly unknown[]> =>
  (await faults(spec, names)).answers.map(({ code, detail }) => (detail === undefined ? code : detail.issue));

describe('Of several faults', () => {
  let documented: Spec;
  let live: Spec;
  beforeAll(async () => {
    documented = await loadSpec({ profile: 'documented' });
    live = await loadSpec({ profile: 'live' });
  });

  it.each([
    ['[organization_not_found, missing_api_token]', ['missing_api_token']],
    ['[no_available_addresses, network_not_found]', ['network_not_found']],
    ['[organization_not_found, network_not_found]', ['organization_not_found', 'network_not_found']],
    ['[organization-ambiguous, version-unknown]', ['validation_error', 'organization_not_found']],
    [
      '[invalid_api_token, no_available_addresses, authorization-unreadable]',
      ['invalid_api_token', 'missing_api_token'],
    ],
  ])('%s the page lets %j be answered', async (names, expected) => {
    expect(await codes(documented, names)).toEqual(expected);
  });

  it.each([
    ['[version-unknown, organization-ambiguous]', ['ambiguous_lookup_values']],
    ['[version-unknown, scope_not_granted, body-not-json]', ['scope_not_granted']],
    ['[network_not_found, organization_suspended]', ['network_not_found', 'organization_suspended']],
    ['[vip-label-blank, organization_not_found]', ['organization_not_found']],
    ['[vip-unreadable, version-unknown]', ['invalid_enum_value']],
    ['[service_unavailable, missing_api_token, no_available_addresses]', ['service_unavailable', 'missing_api_token']],
  ])('%s the service lets %j be answered', async (names, expected) => {
    expect(await codes(live, names)).toEqual(expected);
  });

  it('the same answer is named once, and every situation told', async () => {
    const { answers, says } = await faults(documented, '[organization-ambiguous, organization-unnamed]');
    expect(answers.map(({ status, code }) => [status, code])).toEqual([
      [422, 'validation_error'],
      [404, 'organization_not_found'],
    ]);
    const { cases } = documented;
    expect(says).toBe(
      `${cases['organization-ambiguous']?.text} ${cases['organization-ambiguous']?.open} ${cases['organization-unnamed']?.text} ${cases['organization-unnamed']?.open}`,
    );
  });

  it('the order of the spec decides, whatever it is', async () => {
    const turned = { ...documented, precedence: [...documented.precedence].reverse() };
    expect(await codes(turned, '[no_available_addresses, missing_api_token]')).toEqual(['no_available_addresses']);
  });
});
