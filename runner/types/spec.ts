import type { Received } from './exchange.ts';
import type { Json, JsonObject, Place } from './values.ts';

/** `AUTH-1`: frozen, never used again for another meaning. */
export type RequirementId = string;

/** One sentence that a server must keep, with a frozen id (`AUTH-1`). */
export type Requirement = {
  readonly id: RequirementId;
  readonly text: string;
  /** `must`: breaking it fails a scenario. `should`: breaking it is a warning. `unknown`: nobody knows; several answers are right. */
  readonly level: 'must' | 'should' | 'unknown';
  /** JSON Pointer (RFC 6901) to the part of the OpenAPI document that says so. */
  readonly pointer: string;
  readonly place: Place;
  /** Where the fact comes from: the page, a recording, the framework, an RFC. */
  readonly source: string;
  /** Every exchange is judged by it, whether a scenario names it or not (`x-rules` of the spec). */
  readonly universal: boolean;
};

/** Checks that judge every exchange; the spec says which requirement each of them proves. */
export type UniversalCheck =
  | 'success-schema'
  | 'error-schema'
  | 'status'
  | 'content-type'
  | 'headers'
  | 'complete'
  | 'token-echo';

/** One answer a server may give. `code: null` is the success form; `code: undefined` leaves the body unjudged. */
export type Answer = {
  /** An HTTP status, or a range as OpenAPI writes it (`4XX`). */
  readonly status: number | '4XX' | '5XX';
  readonly code?: string | null;
  /** Members that the error's `detail` must carry with exactly these values. */
  readonly detail?: JsonObject;
};

/** What a server may answer in one named situation; more than one answer only with the reason why it is open. */
export type AnswerCase = {
  readonly name: string;
  readonly text: string;
  readonly answers: readonly Answer[];
  /** Why several answers are right; absent where one is. */
  readonly open?: string;
};

/** Relation between a request and its successful answer, declared in the spec as `x-relations`. Pointers are RFC 6901 into the bodies. */
export type Relation = { readonly requirement: RequirementId; readonly text: string } & (
  | {
      /** The answer's value equals the request's; `otherwise` is expected when the request has none (absent: not judged). */
      readonly kind: 'equals';
      readonly response: string;
      readonly request: string;
      readonly otherwise?: Json;
      /** Judge only if the request's body has these values at these pointers; `null` also matches a member that is absent. */
      readonly when?: JsonObject;
      /** Do not judge if the request's body has one of these values at these pointers. */
      readonly unless?: JsonObject;
    }
  | { readonly kind: 'value'; readonly response: string; readonly value: Json }
  /** The answer's IP address belongs to the family that the request names (`ipv4`, `ipv6`). */
  | { readonly kind: 'family'; readonly response: string; readonly request: string }
  /** CIDR notation of the address at `address`, with a prefix length valid for its family. */
  | { readonly kind: 'cidr'; readonly response: string; readonly address: string }
  /** A number of pages that is as large as the items fill: `total` of them, `size` on each. */
  | { readonly kind: 'pages'; readonly response: string; readonly total: string; readonly size: string }
  /** No two resources that are held at the same time share this value. */
  | { readonly kind: 'unique'; readonly response: string }
);

/** How to reach another operation from an answer of this one: OpenAPI's Link Object with its runtime expressions. */
export type Link = {
  readonly operation: string;
  /** Path of the operation whose answer has the link, where that is a template: `$request.path.NAME` stands for a segment of it. */
  readonly from?: string;
  /** The operation's path, where that is a template: runtime expressions in braces stand for its parameters. */
  readonly path?: string;
  /** Query parameters, values are runtime expressions. */
  readonly query: Readonly<Record<string, string>>;
  /** Request body, its strings are runtime expressions (`$response.body#/ip_address/id`). */
  readonly body?: Json;
};

/** How an operation that lists resources is read to its end: OpenAPI extension `x-pagination`. */
export type Pagination = {
  /** Query parameter that names the page; absent where one answer has the whole list. */
  readonly page?: string;
  /** JSON Pointer to the number of pages; absent where the list goes on until a page has no items. */
  readonly pages?: string;
  /** JSON Pointer to the items. */
  readonly items: string;
  /** JSON Pointer into an item to its id. */
  readonly id: string;
};

/** An operation of the description, ready to send and to judge. */
export type Operation = {
  readonly id: string;
  readonly method: string;
  /** Path below the base URL; a segment in braces (`{id}`) stands for any, every other is literal. */
  readonly path: string;
  /** Does this path below the base URL lead to the operation? So do others than `path` where the spec says so. */
  readonly isAt: (path: string) => boolean;
  readonly success: number;
  /** Every error the operation documents, in document order. */
  readonly errors: readonly { readonly status: number; readonly code: string; readonly pointer: string }[];
  /** JSON Pointer in an error body to the object that holds `code`, `description`, `detail`: `""` or `"/error"`. */
  readonly errorAt: string;
  /** Name of the member of that object which holds the code. */
  readonly codeMember: string;
  /** Scopes that a token needs. */
  readonly scopes: readonly string[];
  readonly links: Readonly<Record<string, Link>>;
  /** Where a successful answer names the resource it created; only on operations that allocate (those with a link `release`). */
  readonly allocates?: { readonly id: string };
  readonly pagination?: Pagination;
  readonly relations: readonly Relation[];
  /** Requirements that only the list of resources shows, and no answer of the operation by itself: OpenAPI extension `x-listed`. */
  readonly listed: readonly RequirementId[];
  /** Does this JSON body satisfy the operation's request schema? */
  readonly validRequest: (body: Json) => boolean;
  /**
   * What to write in place of a JSON Pointer into a success body, or into what `outer` points to in it, that leads to no member
   * which the schema knows; `undefined` if it may lead to one.
   */
  readonly astray: (pointer: string, outer?: string) => string | undefined;
};

/** A provider state of the vocabulary (`spec/states.yaml`). */
export type StateDefinition = {
  readonly name: string;
  readonly text: string;
  /** The parameter that says how many requests pass in a minute: a 429 is what a scenario with this state is about. */
  readonly limiting?: string;
  /** The parameter that says how many seconds pass: the target may take so much longer to answer. */
  readonly waits?: string;
  /** Others who use the target meanwhile may change what the state is about. */
  readonly shared?: boolean;
  /** JSON Schema of its parameters. */
  readonly params: JsonObject;
};

/** A rule of the spec that an answer broke. */
export type Violation = {
  readonly message: string;
  readonly requirement: RequirementId;
  /** JSON Pointer into the answer's body, or `header x-name`. */
  readonly at: string;
  readonly expected: string;
  readonly actual: string;
  /** Place in the spec of the rule. */
  readonly place: Place;
};

/** The endpoint's contract in one profile, ready to judge answers. */
export type Spec = {
  readonly profile: string;
  readonly title: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly requirements: readonly Requirement[];
  readonly rules: Readonly<Record<UniversalCheck, RequirementId>>;
  /** Named situations, and one case per error code and `success`, so that one name space serves `expect`. */
  readonly cases: Readonly<Record<string, AnswerCase>>;
  /** Error codes that a target may have to answer at any time: unless it was brought into a state, they prove nothing. */
  readonly transient: readonly string[];
  /** Stages in which faults are judged, first stage first; names of cases within a stage have no known order. */
  readonly precedence: readonly (readonly string[])[];
  /** Tables from which scenarios are derived: `exclusive`, `errors`, `required`, `members`, `enums`. */
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, Json>>[]>>;
  /** Kinds of things that scenarios refer to by role, with their attributes: `organization` → `id`, `sub_domain`. */
  readonly things: Readonly<Record<string, readonly string[]>>;
  readonly states: Readonly<Record<string, StateDefinition>>;
  /** Id of the operation under test: the one whose answers the coverage table counts. */
  readonly subject: string;
  /** Does the spec say what is answered to a request that no operation is for? `judge` then judges it as that of operation `""`. */
  readonly unrouted?: boolean;
  /** Schema, header and status-with-code violations of one answer; empty when the answer keeps the contract. Never throws. */
  readonly judge: (operation: string, response: Received) => readonly Violation[];
  /** The error code an answer carries, `null` for a success form, `undefined` if it has neither. */
  readonly codeOf: (operation: string, response: Received) => string | null | undefined;
  /** The requirements that an answer to a request shows by itself; `code: null` is the success form. */
  readonly shownBy: (
    operation: string,
    answer: { readonly status: number; readonly code: string | null },
    request: Json | undefined,
  ) => readonly RequirementId[];
};
