/** The family of an address, as requests name it. */
export type Version = 'ipv4' | 'ipv6';

/** Whom addresses are allocated to. */
export type Organization = {
  readonly id: string;
  readonly sub_domain: string;
  /** Nobody may act for it. */
  readonly closed: boolean;
};

/** What addresses are allocated in. */
export type Network = {
  readonly id: string;
  readonly permalink: string;
  readonly name: string;
  readonly default: boolean;
};

/** Whoever holds the secret. `flaw` is the error code that any use of the token is answered with. */
export type Token = {
  readonly role: string;
  readonly secret: string;
  readonly flaw?: 'invalid_api_token' | 'invalid_capabilities_token' | 'unauthorized_network_for_api_token';
  readonly scoped: boolean;
  /** It may act for organizations. */
  readonly trusted: boolean;
};

/** Whether an organization is served; only an active one is. */
export type OrganizationStatus = 'active' | 'suspended' | 'not_activated';

/** A range of addresses of one network and version. */
export type Pool = {
  readonly network: string;
  readonly version: Version;
  readonly size: number;
  readonly prefix: number;
  /** The address at an index from 0 to below `size`. */
  readonly at: (index: number) => string;
  readonly state: PoolState;
};

/** `withheld` addresses are neither taken nor free, so that a pool can be made to have any number of free ones. */
export type PoolState = { readonly taken: Set<number>; withheld: number; cursor: number };

/** An address that was handed out; `index` is its place in its pool. */
export type Address = {
  readonly id: string;
  readonly address: string;
  readonly prefix: number;
  readonly index: number;
  readonly version: Version;
  readonly organization: string;
  readonly network: Network;
  readonly vip: boolean;
  readonly label: string | null;
};
