import type { ServerResponse } from 'node:http';
import type { Operation, RequirementId } from '../runner/types/spec.ts';
import type { JsonObject } from '../runner/types/values.ts';
import type { Answers, Prefer } from './answers.ts';
import type { LimiterState } from './limiter.ts';
import type { Outcome, Rate, Reply } from './replies.ts';
import type { Address, Network, Organization, Pool, Token, Version } from './things.ts';
import type { World } from './world.ts';

/** A request as it arrived: nothing is parsed yet but the query. */
export type Incoming = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The names as they were spelt. */
  readonly headerNames: readonly string[];
  readonly body: Uint8Array;
  /** The caller's IP address. */
  readonly caller: string;
};

/** What a lookup names: the members that count. Empty if it names nothing, so that nothing can be found by it. */
export type Lookup = Readonly<Record<string, string>>;

/** What is known of a request so far; every stage adds what it finds out. */
export type Call = {
  request: Incoming;
  readonly operation: Operation;
  token?: Token;
  rate?: Rate;
  /** The arguments as they were sent: the members of the JSON body, or of the query. */
  input: JsonObject;
  lookups: Record<string, Lookup>;
  version?: Version;
  vip: boolean;
  label: string | null;
  organization?: Organization;
  network?: Network;
  address?: Address;
};

/** Everything that stages work with, besides the request. */
export type Provider = { readonly world: World; readonly answers: Answers; readonly behaviour: Behaviour };

/** One step on the way of a request; it ends the request by giving an outcome. */
export type Stage = (call: Call, provider: Provider) => Outcome | undefined | Promise<Outcome | undefined>;

/** Names of the stages, in the order in which a server that keeps the contract passes them. */
export type StageName =
  | 'availability'
  | 'token'
  | 'capabilities'
  | 'caller'
  | 'limit'
  | 'scope'
  | 'syntax'
  | 'organization'
  | 'network'
  | 'version'
  | 'vip'
  | 'label'
  | 'findOrganization'
  | 'organizationStatus'
  | 'permission'
  | 'findNetwork'
  | 'validation'
  | 'allocation'
  | 'findAddress'
  | 'release'
  | 'list'
  | 'answer';

/** Writes an answer onto the connection. */
export type Transport = (reply: Reply, response: ServerResponse) => void | Promise<void>;

/** What a server does, as small parts: a fault or a variation replaces one of them. */
export type Behaviour = {
  /** Which operation a request is for. */
  readonly route: (method: string, path: string, provider: Provider) => Operation | undefined;
  /** Stages of each operation, by its id. */
  readonly order: Readonly<Record<string, readonly StageName[]>>;
  readonly stages: Readonly<Record<StageName, Stage>>;
  /** Index of a free address of the pool; `undefined` if it has none. */
  readonly choose: (pool: Pool, call: Call) => number | undefined;
  /** Which of the answers that the spec has for a situation is given. */
  readonly prefer: Prefer;
  /** An id for a new address. */
  readonly newId: (world: World) => string;
  /** Counts a request of a token, named by its role, at a time in milliseconds. */
  readonly count: (limiter: LimiterState, role: string, now: number) => Rate;
  /** The body's form of an address. */
  readonly show: (address: Address, provider: Provider, call: Call) => JsonObject;
  /** Turns an outcome into an answer. */
  readonly render: (outcome: Outcome, call: Call, provider: Provider) => Reply;
  readonly transport: Transport;
};

/** A change of behaviour; `random` gives numbers from 0 to below 1 that follow from the seed. */
export type Change = (behaviour: Behaviour, random: () => number) => Behaviour;

/** A server that breaks the contract in one way. */
export type Fault = {
  readonly id: string;
  readonly class: string;
  /** What the server does wrong, in one sentence. */
  readonly text: string;
  /** The requirement it breaks. */
  readonly requirement: RequirementId;
  readonly profiles: readonly string[];
  /** It acts on every request that meets it, whatever chance or timing do. */
  readonly deterministic: boolean;
  /** What a suite can say of it: `errored` where a client cannot know more than that there was no answer. */
  readonly verdict: 'failed' | 'errored';
  readonly apply: Change;
};

/** A server that differs from the reference and keeps the contract all the same. */
export type Variation = {
  readonly id: string;
  readonly text: string;
  readonly profiles: readonly string[];
  readonly apply: Change;
};
