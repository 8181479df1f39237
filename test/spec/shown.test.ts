import { describe, expect, it } from 'vitest';
import type { Json } from '../../runner/types/values.ts';
import { loadSpec } from '../../spec/load.ts';

const [documented, live] = await Promise.all([loadSpec({ profile: 'documented' }), loadSpec({ profile: 'live' })]);

const LOOKUPS = { organization: { id: 'o' }, network: { permalink: 'n' } };
const REQUEST = { ...LOOKUPS, version: 'ipv4' };

describe('the requirements that one answer shows', () => {
  it.each<[string, number, string | null, Json | undefined, readonly string[]]>([
    ['a success', 200, null, REQUEST, ['SUCC-1', 'AUTH-7', 'EXCL-1']],
    ['a success without lookups', 200, null, {}, ['SUCC-1', 'AUTH-7']],
    ['a success with another status', 201, null, REQUEST, []],
    ['an error that one requirement names', 503, 'no_available_addresses', REQUEST, ['POOL-2']],
    ['an error that belongs to another status', 404, 'no_available_addresses', REQUEST, []],
    ['an error that nobody documents', 403, 'teapot', REQUEST, []],
    ['a wrong token, whatever is asked for', 403, 'invalid_api_token', { version: 5 }, ['AUTH-3']],
    ['an argument that is not there', 400, 'missing_required_argument', LOOKUPS, ['ARG-1']],
    ['an argument that is null', 400, 'missing_required_argument', { ...LOOKUPS, version: null }, ['ARG-1']],
    ['an argument of no possible value', 400, 'invalid_argument', { ...LOOKUPS, version: 'x' }, ['ARG-2']],
    ['a member of the wrong type', 400, 'invalid_argument', { ...REQUEST, organization: { id: 5 } }, ['ARG-3']],
    ['no object', 400, 'invalid_argument', { ...REQUEST, organization: 'o' }, ['EXCL-5']],
    [
      'a rule of two requirements',
      400,
      'invalid_argument',
      { ...REQUEST, organization: { id: 'a', sub_domain: 'b' } },
      [],
    ],
    ['an error of arguments to a request that breaks no rule', 400, 'invalid_argument', REQUEST, []],
    ['an error of arguments to an unknown request', 400, 'invalid_argument', undefined, []],
  ])('%s', (_, status, code, request, ids) => {
    expect(live.shownBy('createIpAddress', { status, code }, request)).toEqual(ids);
  });

  it('are those of the profile', () => {
    const answer = { status: 422, code: 'validation_error' };
    const request = { ...LOOKUPS, version: 'ipv5' };
    expect(documented.shownBy('createIpAddress', answer, request)).toEqual(['ARG-2']);
    expect(live.shownBy('createIpAddress', answer, request)).toEqual(['VAL-1']);
  });

  it('of other operations are those of their errors', () => {
    const answer = { status: 403, code: 'scope_not_granted' };
    expect(live.shownBy('listIpAddresses', answer, undefined)).toEqual(['AUTH-6']);
    expect(live.shownBy('nothing', answer, undefined)).toEqual([]);
  });
});
