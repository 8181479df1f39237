import type { YamlDocument } from '../documents/read.ts';
import { own, valueAt } from '../runner/json.ts';
import type { Credential, Target } from '../runner/types/target.ts';
import { millisecondsOf } from './duration.ts';
import { statesVariables } from './secrets.ts';
import type { Environment } from './substitute.ts';
import { variableOf } from './substitute.ts';

type Roles = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A valid `target.yaml` with its defaults filled in and its references replaced; see `target.schema.json`. */
export type Settings = {
  readonly url: string;
  readonly profile: string;
  readonly tokens?: Readonly<Record<string, string>>;
  readonly organizations?: Roles;
  readonly networks?: Roles;
  /** By kind. */
  readonly things?: Readonly<Record<string, Roles>>;
  /** As a text if it comes from the environment. */
  readonly dedicated: boolean | 'true' | 'false';
  readonly states?: { readonly url: string; readonly headers?: Readonly<Record<string, string>> };
  readonly timeouts: { readonly connect: string; readonly headers: string; readonly body: string };
  readonly limits: {
    readonly allocations: number;
    readonly drain: number;
    readonly concurrency: number;
    readonly response_bytes: number;
    readonly rate_wait: string;
  };
  readonly tls: { readonly insecure: boolean };
};

const milliseconds = (text: string): number => millisecondsOf(text) ?? 0;

const credentials = (tokens: Readonly<Record<string, string>>, document: YamlDocument): Record<string, Credential> =>
  Object.fromEntries(
    Object.entries(tokens).map(([role, secret]) => {
      const variable = variableOf(valueAt(document.value, `/tokens/${role}`)) ?? '';
      return [role, { role, secret, variable }];
    }),
  );

/** Roles of a kind that has a place of its own, with what else is known of them. */
const joined = (known: Roles = {}, further: Roles = {}): Roles =>
  Object.fromEntries(
    Object.keys({ ...known, ...further }).map((role) => [role, { ...own(further, role), ...own(known, role) }]),
  );

/** Where attributes stand that have a place of their own, by kind and attribute. */
const ROLES_AT = {
  'organization.id': 'organizations',
  'organization.sub_domain': 'organizations',
  'network.id': 'networks',
  'network.permalink': 'networks',
};

/** The target that settings describe; `document` is what the user wrote, for the names of the variables of `env`. */
export const targetFrom = (
  { url, profile, tokens, organizations, networks, things, dedicated, states, timeouts, limits, tls }: Settings,
  document: YamlDocument,
  env: Environment,
  certificates: Omit<Target['tls'], 'insecure'>,
): Target => ({
  url: url.replace(/\/+$/, ''),
  profile,
  tokens: credentials(tokens ?? {}, document),
  roles: {
    ...things,
    organization: joined(organizations, things?.organization),
    network: joined(networks, things?.network),
  },
  rolesAt: ROLES_AT,
  dedicated: String(dedicated) === 'true',
  ...(states === undefined
    ? {}
    : { states: { ...states, headers: states.headers ?? {}, variables: statesVariables(document.value, env) } }),
  timeouts: {
    connectMs: milliseconds(timeouts.connect),
    headersMs: milliseconds(timeouts.headers),
    bodyMs: milliseconds(timeouts.body),
  },
  limits: {
    allocations: limits.allocations,
    drain: limits.drain,
    concurrency: limits.concurrency,
    responseBytes: limits.response_bytes,
    rateWaitMs: milliseconds(limits.rate_wait),
  },
  tls: { insecure: tls.insecure, ...certificates },
});
