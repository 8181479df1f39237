import { describe, expectTypeOf, it } from 'vitest';
import type { CreateIpAddress, CreateIpAddressResult, DocumentedError, IpAddress } from '../../contracts/client.ts';
import type { endpoint } from '../../contracts/endpoint.generated.ts';

type Of<Code extends CreateIpAddressResult['code']> = Extract<CreateIpAddressResult, { readonly code: Code }>;

const request = { organization: { id: 'o' }, network: { permalink: 'n' }, version: 'ipv4' } as const;

/** Checked by `npm run typecheck`. */
describe('the types of the client', () => {
  it('tell the results apart by their code', () => {
    expectTypeOf<Of<'created'>['ip_address']>().toEqualTypeOf<IpAddress>();
    expectTypeOf<Of<'rate_limit_reached'>['detail']['total_permitted']>().toEqualTypeOf<number>();
    expectTypeOf<Of<'validation_error'>['detail']['errors']>().toEqualTypeOf<readonly string[]>();
    expectTypeOf<Of<'scope_not_granted'>['detail']['scopes']>().toEqualTypeOf<readonly string[]>();
    expectTypeOf<Of<'permission_denied'>['detail']['details']>().toEqualTypeOf<string | null>();
    expectTypeOf<Of<'unknown_answer'>['status']>().toEqualTypeOf<number>();
    expectTypeOf<Of<'no_answer'>['reason']>().toEqualTypeOf<string>();
  });

  it('have every documented code, and no other', () => {
    expectTypeOf<DocumentedError['code']>().toEqualTypeOf<keyof typeof endpoint.errors>();
    expectTypeOf<CreateIpAddressResult['code']>().toEqualTypeOf<
      DocumentedError['code'] | 'created' | 'unknown_answer' | 'no_answer'
    >();
  });

  it('have an address as the spec has it', () => {
    expectTypeOf<IpAddress['label']>().toEqualTypeOf<string | null>();
    expectTypeOf<IpAddress['vip']>().toEqualTypeOf<boolean>();
    expectTypeOf<IpAddress['network']['data_center']['country']['iso_code2']>().toEqualTypeOf<string>();
  });

  it('let a lookup have exactly one member', () => {
    expectTypeOf(request).toExtend<CreateIpAddress>();
    expectTypeOf({ ...request, vip: true, label: 'l' }).toExtend<CreateIpAddress>();
    expectTypeOf({ ...request, organization: { sub_domain: 's' } }).toExtend<CreateIpAddress>();
    expectTypeOf({ ...request, organization: { id: 'o', sub_domain: 's' } }).not.toExtend<CreateIpAddress>();
    expectTypeOf({ ...request, organization: {} }).not.toExtend<CreateIpAddress>();
    expectTypeOf({ ...request, version: 'ipv5' as const }).not.toExtend<CreateIpAddress>();
    expectTypeOf<Omit<typeof request, 'version'>>().not.toExtend<CreateIpAddress>();
  });
});
