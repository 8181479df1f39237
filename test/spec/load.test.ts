import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadDescription, loadSpec } from '../../spec/load.ts';

const documented = await loadDescription();
const live = await loadDescription({ profile: 'live' });

describe.each([
  { profile: 'documented', description: documented },
  { profile: 'live', description: live },
])('the spec of profile $profile', ({ profile, description }) => {
  const { spec } = description;

  it('can judge by every one of its schemas', async () => {
    const file = fileURLToPath(new URL('../../spec/openapi.yaml', import.meta.url));
    await expect(loadSpec({ profile, file })).resolves.toMatchObject({ profile });
  });

  it('has a case for every error code, for success, and for every named situation', () => {
    const codes = Object.values(spec.operations).flatMap(({ errors }) => errors.map(({ code }) => code));
    expect(Object.keys(spec.cases)).toEqual(expect.arrayContaining(['success', ...codes, 'organization-ambiguous']));
    for (const { name, answers, open } of Object.values(spec.cases)) {
      expect(answers, name).not.toEqual([]);
      if (answers.length > 1) expect(open, name).toBeTypeOf('string');
    }
  });

  it('places every requirement in a file that says so', () => {
    for (const { id, place } of spec.requirements) {
      expect(place.file, id).toMatch(/^spec\/(openapi|live\.overlay)\.yaml$/);
      expect(place.line, id).toBeGreaterThan(1);
    }
  });

  it('marks those requirements universal that judge every exchange', () => {
    const universal = spec.requirements.filter((requirement) => requirement.universal).map(({ id }) => id);
    expect(new Set(universal)).toEqual(new Set(Object.values(spec.rules)));
  });

  it('has an operation behind every link, and knows what creating an address creates', () => {
    const { createIpAddress, releaseIpAddress } = spec.operations;
    expect(createIpAddress?.allocates).toEqual({ id: '/ip_address/id' });
    expect(createIpAddress?.links).toEqual({
      get: { operation: 'getIpAddress', query: { 'ip_address[id]': '$response.body#/ip_address/id' } },
      release: {
        operation: 'releaseIpAddress',
        query: {},
        body: { ip_address: { id: '$response.body#/ip_address/id' } },
      },
      list: { operation: 'listIpAddresses', query: { 'organization[id]': '$request.body#/organization/id' } },
    });
    expect(releaseIpAddress?.allocates).toBeUndefined();
  });

  it('resolves pointers and references, and says so if there is nothing', () => {
    expect(description.resolve('#/components/schemas/NetworkNotFound')).toBe(
      description.resolve('/components/schemas/NetworkNotFound'),
    );
    expect(description.resolve('/components/schemas/CreateIpAddress/properties/network')).toMatchObject({
      'x-exclusive': ['id', 'permalink'],
    });
    expect(() => description.resolve('#/components/schemas/Nothing')).toThrow(
      'nothing stands at #/components/schemas/Nothing',
    );
  });

  it('has no example of an answer that nobody documents', () => {
    expect(() => description.exampleOf('createIpAddress', 404, 'validation_error')).toThrow(
      'createIpAddress documents no answer 404 validation_error',
    );
    expect(() => description.exampleOf('createIpAddress', 418, null)).toThrow(
      'createIpAddress documents no answer 418',
    );
    expect(() => description.exampleOf('createServer', 200, null)).toThrow('there is no operation createServer');
  });
});

describe('what the spec is made into', () => {
  const { spec } = documented;

  it('tables', () => {
    expect(spec.tables).toEqual({
      exclusive: [
        { of: 'organization', one: 'id', other: 'sub_domain', notFound: 'organization_not_found' },
        { of: 'organization', one: 'sub_domain', other: 'id', notFound: 'organization_not_found' },
        { of: 'network', one: 'id', other: 'permalink', notFound: 'network_not_found' },
        { of: 'network', one: 'permalink', other: 'id', notFound: 'network_not_found' },
      ],
      errors: spec.operations.createIpAddress?.errors.map(({ status, code }) => ({ status, code })),
      required: [{ member: 'organization' }, { member: 'network' }, { member: 'version' }],
      members: [
        { member: 'organization', type: 'object' },
        { member: 'network', type: 'object' },
        { member: 'version', type: 'string' },
        { member: 'vip', type: 'boolean' },
        { member: 'label', type: 'string' },
      ],
      enums: [
        { member: 'version', value: 'ipv4' },
        { member: 'version', value: 'ipv6' },
      ],
    });
  });

  it('the documented errors, all of them with their status', () => {
    expect(spec.operations.createIpAddress?.errors.map(({ status, code }) => `${status} ${code}`)).toEqual([
      '400 missing_api_token',
      '403 unauthorized_network_for_api_token',
      '403 invalid_api_token',
      '403 invalid_capabilities_token',
      '403 scope_not_granted',
      '403 organization_suspended',
      '403 organization_not_activated',
      '403 permission_denied',
      '404 organization_not_found',
      '404 network_not_found',
      '422 validation_error',
      '429 rate_limit_reached',
      '503 service_unavailable',
      '503 no_available_addresses',
    ]);
  });

  it('where errors stand, and which scopes a token needs', () => {
    expect(spec.operations.createIpAddress).toMatchObject({ errorAt: '', scopes: ['ip_addresses'], success: 200 });
    expect(live.spec.operations.createIpAddress).toMatchObject({ errorAt: '/error', scopes: ['ip_addresses'] });
  });

  it('answers with the status under which their code is documented', () => {
    expect(spec.cases.no_available_addresses?.answers).toEqual([{ status: 503, code: 'no_available_addresses' }]);
    expect(spec.cases.success?.answers).toEqual([{ status: 200, code: null }]);
    expect(spec.cases.ip_address_not_found?.answers).toEqual([{ status: 404, code: 'ip_address_not_found' }]);
    expect(live.spec.cases['organization-ambiguous']?.answers).toEqual([
      { status: 400, code: 'invalid_argument', detail: { issue: 'ambiguous_lookup_values' } },
    ]);
    expect(spec.cases['route-unknown']?.answers).toEqual([{ status: '4XX' }]);
    expect(live.spec.cases['route-unknown']?.answers).toEqual([{ status: 404, code: 'route_not_found' }]);
  });

  it('requirements of the profile only', () => {
    const of = (profile: typeof documented) => profile.spec.requirements.map(({ id }) => id);
    expect(of(live)).toContain('HEAD-1');
    expect(of(documented)).not.toContain('HEAD-1');
  });
});
