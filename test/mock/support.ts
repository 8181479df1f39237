import { request } from 'undici';
import type { Mock, MockOptions } from '../../mock/start.ts';
import { startMock } from '../../mock/start.ts';
import { receivedOf } from '../../runner/capture.ts';
import type { Received } from '../../runner/types/exchange.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import type { Description } from '../../spec/load.ts';
import { loadDescription } from '../../spec/load.ts';

export const PROFILES = ['documented', 'live'] as const;

export const CREATE = '/organizations/organization/ip_addresses';
export const ADDRESS = '/ip_addresses/ip_address';

export type Sending = {
  readonly method?: string;
  readonly path?: string;
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: Json;
  readonly raw?: string | Uint8Array;
};

/** A mock with what tests do to it: requests over HTTP, and provider states. */
export type Rig = {
  readonly mock: Mock;
  readonly description: Description;
  readonly org: (role: string, member?: string) => string;
  readonly net: (role: string, member?: string) => string;
  /** A body that the mock accepts, with some members replaced; `undefined` removes one. */
  readonly body: (changes?: Readonly<Record<string, Json | undefined>>) => JsonObject;
  readonly send: (sending?: Sending) => Promise<Received>;
  /** Creates an address and gives its `ip_address`. */
  readonly created: (changes?: Readonly<Record<string, Json | undefined>>, as?: string) => Promise<JsonObject>;
  readonly state: (state: string, params?: JsonObject, action?: string) => Promise<Received>;
};

const descriptions = new Map<string, Promise<Description>>();

/** The description of a profile, loaded once. */
export const describedBy = (profile: string): Promise<Description> => {
  const known = descriptions.get(profile) ?? loadDescription({ profile });
  descriptions.set(profile, known);
  return known;
};

const received = async (response: Awaited<ReturnType<typeof request>>): Promise<Received> => {
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
  return receivedOf(response.statusCode, headers, Buffer.from(await response.body.arrayBuffer()));
};

export const memberOf = (value: Json | undefined, ...path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as JsonObject)[key] : undefined),
    value,
  );

export const headerOf = (response: Received, name: string): string | undefined =>
  response.headers.find(([key]) => key === name)?.[1];

/** Starts a mock. The caller closes `mock`. */
export const rig = async (options: MockOptions & { readonly profile: string }): Promise<Rig> => {
  const description = options.description ?? (await describedBy(options.profile));
  const mock = await startMock({ description, ...options });
  const attribute = (kind: string, role: string, member: string): string =>
    mock.target.roles[kind]?.[role]?.[member] ?? `no ${kind} ${role}`;
  const org = (role: string, member = 'id'): string => attribute('organization', role, member);
  const net = (role: string, member = 'id'): string => attribute('network', role, member);
  const body: Rig['body'] = (changes = {}) => {
    const whole = { organization: { id: org('main') }, network: { id: net('main') }, version: 'ipv4', ...changes };
    return JSON.parse(JSON.stringify(whole)) as JsonObject;
  };
  const send: Rig['send'] = async ({ method = 'POST', path = CREATE, as = 'valid', headers = {}, json, raw } = {}) => {
    const secret = mock.target.tokens[as]?.secret;
    const authorization = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
    const content = json === undefined ? raw : JSON.stringify(json);
    const type = content === undefined ? {} : { 'content-type': 'application/json' };
    return received(
      await request(`${mock.url}${path}`, {
        method: method as 'POST',
        headers: { ...authorization, ...type, ...headers },
        ...(content === undefined ? {} : { body: content }),
      }),
    );
  };
  const created: Rig['created'] = async (changes, as = 'valid') => {
    const answer = await send({ json: body(changes), as });
    return memberOf(answer.json, 'ip_address') as JsonObject;
  };
  const state: Rig['state'] = async (name, params = {}, action = 'setup') =>
    received(
      await request(mock.statesUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ state: name, params, action }),
      }),
    );
  return { mock, description, org, net, body, send, created, state };
};
