import type { JsonObject } from '../../runner/types/values.ts';
import type { Rig, Sending } from './support.ts';
import { CREATE } from './support.ts';

type Row = readonly [name: string, situation: string, sending: (rig: Rig) => Sending];

const body =
  (changes: (rig: Rig) => JsonObject): Row[2] =>
  (on) => ({ json: on.body(changes(on)) });
const without =
  (member: string): Row[2] =>
  (on) => ({ json: on.body({ [member]: undefined }) });
const raw =
  (text: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Row[2] =>
  () => ({ raw: text, headers });
const as =
  (role: string): Row[2] =>
  (on) => ({ json: on.body(), as: role });
const authorization =
  (value: string): Row[2] =>
  (on) => ({ json: on.body(), headers: { authorization: value } });

/** Every situation of facts.md and of the page, under the name that the spec has for it. */
export const SITUATIONS: readonly Row[] = [
  ['a valid request', 'success', as('valid')],
  ['no token', 'missing_api_token', as('nobody')],
  ['Basic authorization', 'authorization-unreadable', authorization('Basic dGVzdA==')],
  ['a bare token', 'authorization-unreadable', (on) => authorization(String(on.mock.target.tokens.valid?.secret))(on)],
  ['an empty Authorization header', 'authorization-unreadable', authorization('')],
  ['the scheme alone', 'authorization-unreadable', authorization('Bearer')],
  [
    'bearer in lower case',
    'bearer-spelling',
    (on) => authorization(`bearer ${on.mock.target.tokens.valid?.secret}`)(on),
  ],
  ['two blanks', 'bearer-spelling', (on) => authorization(`Bearer  ${on.mock.target.tokens.valid?.secret}`)(on)],
  [
    'a word behind the token',
    'token-with-rest',
    (on) => authorization(`Bearer ${on.mock.target.tokens.valid?.secret} word`)(on),
  ],
  ['an unknown token', 'invalid_api_token', as('unknown')],
  ['an expired token', 'invalid_api_token', as('expired')],
  ['an invalid capabilities token', 'invalid_capabilities_token', as('capabilities')],
  ['a token of another network', 'unauthorized_network_for_api_token', as('restricted')],
  ['a token without scope', 'scope_not_granted', as('unscoped')],
  ['a token without permission', 'permission_denied', as('forbidden')],
  ['broken JSON', 'body-not-json', raw('{"organization":')],
  ['a comma too many', 'body-nearly-json', raw('{"version":"ipv4",}')],
  ['bytes that are no UTF-8', 'body-not-json', raw(Uint8Array.of(0x22, 0xff, 0x22))],
  ['an array', 'body-without-arguments', raw('[]')],
  ['a number', 'body-without-arguments', raw('7')],
  ['null', 'body-without-arguments', raw('null')],
  ['an empty object', 'body-without-arguments', raw('{}')],
  ['an empty body', 'body-without-arguments', raw('')],
  ['no body', 'body-without-arguments', () => ({})],
  [
    'form content',
    'body-of-another-type',
    (on) => raw(JSON.stringify(on.body()), { 'content-type': 'text/plain' })(on),
  ],
  [
    'both members that agree',
    'organization-ambiguous',
    body((on) => ({ organization: { id: on.org('main'), sub_domain: on.org('main', 'sub_domain') } })),
  ],
  [
    'both members that differ',
    'organization-ambiguous',
    body((on) => ({ organization: { id: on.org('main'), sub_domain: on.org('other', 'sub_domain') } })),
  ],
  [
    'both network members',
    'network-ambiguous',
    body((on) => ({ network: { id: on.net('main'), permalink: on.net('main', 'permalink') } })),
  ],
  [
    'a blank partner',
    'organization-partner-blank',
    body((on) => ({ organization: { id: on.org('main'), sub_domain: '' } })),
  ],
  [
    'a blank network partner',
    'network-partner-blank',
    body((on) => ({ network: { id: '', permalink: on.net('main', 'permalink') } })),
  ],
  [
    'a null partner',
    'organization-partner-null',
    body((on) => ({ organization: { id: on.org('main'), sub_domain: null } })),
  ],
  [
    'a null network partner',
    'network-partner-null',
    body((on) => ({ network: { id: null, permalink: on.net('main', 'permalink') } })),
  ],
  ['both members null', 'organization-both-null', body(() => ({ organization: { id: null, sub_domain: null } }))],
  ['both network members null', 'network-both-null', body(() => ({ network: { id: null, permalink: null } }))],
  ['a blank id alone', 'organization-blank', body(() => ({ organization: { id: '' } }))],
  ['a permalink that is null alone', 'network-blank', body(() => ({ network: { permalink: null } }))],
  ['two blank members', 'network-ambiguous', body(() => ({ network: { id: '', permalink: '' } }))],
  ['an empty lookup', 'organization-unnamed', body(() => ({ organization: {} }))],
  ['unknown members only', 'network-unnamed', body(() => ({ network: { name: 'x' } }))],
  ['a lookup that is a string', 'organization-not-an-object', body(() => ({ organization: 'x' }))],
  ['a lookup that is an array', 'network-not-an-object', body(() => ({ network: [] }))],
  ['a number as id', 'organization-member-type', body(() => ({ organization: { id: 5 } }))],
  ['a number as permalink', 'network-member-type', body(() => ({ network: { permalink: 5 } }))],
  ['organization null', 'organization-null', body(() => ({ organization: null }))],
  ['network null', 'network-null', body(() => ({ network: null }))],
  ['organization absent', 'organization-absent', without('organization')],
  ['network absent', 'network-absent', without('network')],
  [
    'a member twice',
    'organization-repeated',
    (on) => raw(JSON.stringify(on.body()).replace('{"id":', '{"id":"x","id":'))(on),
  ],
  ['version absent', 'version-absent', without('version')],
  ['version null', 'version-absent', body(() => ({ version: null }))],
  ['another version', 'version-unknown', body(() => ({ version: 'IPv4' }))],
  ['a version that is a number', 'version-unknown', body(() => ({ version: 4 }))],
  ['vip null', 'vip-null', body(() => ({ vip: null }))],
  ['vip 2', 'vip-unreadable', body(() => ({ vip: 2 }))],
  ['vip TRUE', 'vip-unreadable', body(() => ({ vip: 'TRUE' }))],
  ['vip empty', 'vip-unreadable', body(() => ({ vip: '' }))],
  ['vip a list', 'vip-unreadable', body(() => ({ vip: [] }))],
  ['label null', 'label-null', body(() => ({ label: null }))],
  ['label a number', 'label-type', body(() => ({ label: 5 }))],
  ['a label without vip', 'label-without-vip', body(() => ({ label: 'x' }))],
  ['a VIP with a blank label', 'vip-label-blank', body(() => ({ vip: true, label: '' }))],
  ['a VIP without a label', 'vip-label-absent', body(() => ({ vip: true }))],
  ['an unknown organization', 'organization_not_found', body(() => ({ organization: { sub_domain: 'nowhere' } }))],
  ['an empty id', 'organization-blank', body(() => ({ organization: { id: '' } }))],
  ['an unknown network', 'network_not_found', body(() => ({ network: { permalink: 'nowhere' } }))],
  ['a suspended organization', 'organization_suspended', body((on) => ({ organization: { id: on.org('suspended') } }))],
  [
    'an organization that was not activated',
    'organization_not_activated',
    body((on) => ({ organization: { id: on.org('inactive') } })),
  ],
  [
    'an organization of somebody else',
    'permission_denied',
    body((on) => ({ organization: { id: on.org('forbidden') } })),
  ],
  ['an unknown route', 'route-unknown', () => ({ path: '/nowhere', method: 'GET' })],
  ['a segment too many', 'route-unknown', (on) => ({ path: `${CREATE}/${on.org('main')}`, json: on.body() })],
  ['another method', 'method-unknown', () => ({ method: 'PUT', path: CREATE, as: 'nobody' })],
];
