/**
 * The nouns of the project: Spec, Scenario, Exchange, Finding, RunEvent, Report, and what they are made of.
 * This file imports nothing, so every folder may import it.
 */

/** Any value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [member: string]: Json };

/** A place in a file a user wrote: 1-based line and column, the file as the user named it. */
export type Place = { readonly file: string; readonly line: number; readonly column: number };

// ───────────────────────────────────────────── Spec

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
  /** Query parameters, values are runtime expressions. */
  readonly query: Readonly<Record<string, string>>;
  /** Request body, its strings are runtime expressions (`$response.body#/ip_address/id`). */
  readonly body?: Json;
};

/** How an operation that lists resources is read to its end: OpenAPI extension `x-pagination`. */
export type Pagination = {
  readonly page: string;
  readonly pages: string;
  readonly items: string;
  readonly id: string;
};

export type Operation = {
  readonly id: string;
  readonly method: string;
  /** Path below the base URL, its segments literal. */
  readonly path: string;
  /** Does this path below the base URL lead to the operation? So do others than `path` where the spec says so. */
  readonly isAt: (path: string) => boolean;
  readonly success: number;
  /** Every error the operation documents, in document order. */
  readonly errors: readonly { readonly status: number; readonly code: string; readonly pointer: string }[];
  /** JSON Pointer in an error body to the object that holds `code`, `description`, `detail`: `""` or `"/error"`. */
  readonly errorAt: string;
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

// ───────────────────────────────────────────── Scenario

/** A provider state as Pact names it: a sentence and its parameters. */
export type ProviderState = { readonly name: string; readonly params: JsonObject };

/**
 * How dangerous a scenario is. `safe`: creates nothing if the target is right. `allocating`: creates addresses and gives them back.
 * `draining`: empties a pool of a target.
 */
export type Level = 'safe' | 'allocating' | 'draining';

/** A request before its `${...}` references are replaced. */
export type RequestTemplate = {
  readonly operation: string;
  /** Role of the token sent as bearer, or `nobody` for no Authorization header. */
  readonly as: string;
  /** Overrides of what the operation says; `authorization` is the raw header value, `null` removes a header. */
  readonly method?: string;
  readonly path?: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | null>>;
  /** JSON value, exact text, or nothing. */
  readonly body?: { readonly json: Json } | { readonly raw: string };
};

/** What a step demands of its answers, beyond what every answer must keep. */
export type Expect = {
  /** The acceptable answers; `code: null` means the operation's own success status. */
  readonly answers: readonly Answer[];
  /** The situation in words, with the reason when several answers are acceptable. */
  readonly says: string;
  /** Exactly this many of the step's requests succeed; the others give one of `answers`. */
  readonly succeed?: number;
  /** JSON Pointer → value in a success body. */
  readonly body: JsonObject;
  /** JSON Pointer → value that a success body does not have there; null also stands for a member that is absent. */
  readonly differs?: JsonObject;
  /** Members of the error's `detail` → value; of a list the items that it has at least. */
  readonly detail: JsonObject;
  /** Header name → exact value, `true` for present, `false` for absent. */
  readonly headers: Readonly<Record<string, string | boolean>>;
  /** Exactly this many new resources are listed after the step, and they are those that were answered; `answered`: however many. */
  readonly allocates?: number | 'answered';
  /** Ids that no page of the list has after the step; may hold references. */
  readonly unlisted?: readonly string[];
  /** JSON Pointer into an item of the list that is answered → value: the item with that id has the other values as well. */
  readonly lists?: JsonObject;
  /** Id of an earlier step: whatever its answers have in common, this answer has too. */
  readonly sameAs?: string;
  /** Header → header that it never exceeds: a number that falls from each answer to the next, but for what time gives back. */
  readonly falls?: Readonly<Record<string, string>>;
  /** Texts that no part of the answer may contain (information that must not leak); may hold references. */
  readonly conceals: readonly string[];
};

/** A request that is sent a number of times, and what is expected of each answer. */
export type Lot = {
  readonly request: RequestTemplate;
  readonly times: number;
  readonly expect: Expect;
  /** Which of the scenario's requirements another answer breaks; absent: all of them. */
  readonly requirements?: readonly RequirementId[];
};

export type Step = { readonly id: string; readonly place: Place } & (
  | (Lot & {
      readonly kind: 'request';
      /** Instead of `times`: repeat until one of these answers, within the target's drain budget. */
      readonly until?: readonly Answer[];
      /** Release all requests of the step at once, over connections already open. */
      readonly together: boolean;
      /** Other requests that are released with them, each judged by its own expectation. */
      readonly among?: readonly Lot[];
    })
  /** Bring the target into a further state in the middle of a scenario. */
  | { readonly kind: 'state'; readonly state: ProviderState }
);

export type Scenario = {
  /** `suite/name`: stable, the address used everywhere. */
  readonly id: string;
  readonly suite: string;
  readonly title: string;
  readonly requirements: readonly RequirementId[];
  readonly tags: readonly string[];
  readonly level: Level;
  readonly given: readonly ProviderState[];
  readonly steps: readonly Step[];
  /** Runs by itself: it shares a pool, a limiter or the organization's list with others. */
  readonly alone: boolean;
  /** How resources are listed for `expect.allocates` and `expect.unlisted`. */
  readonly observe?: RequestTemplate;
  /** Values that must name nothing on the target, by kind and attribute of its roles: `organization.id`. */
  readonly unknown?: Readonly<Record<string, string>>;
  readonly place: Place;
};

// ───────────────────────────────────────────── Target

/** The role that may do what every other may not. */
export const TRUSTED = 'valid';

/** The role that stands for a request without a token. */
export const NOBODY = 'nobody';

/** A token by role. `variable` is what stands for it in a copied `curl`. */
export type Credential = { readonly role: string; readonly secret: string; readonly variable: string };

/**
 * How a copied `curl` comes to trust the server and to be trusted: whether certificates are verified, and PEM files, by paths that hold
 * from the working directory, `${NAME}` in them an environment variable. What the files hold stands nowhere.
 */
export type TlsUse = {
  readonly insecure?: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
};

/** What is known of the server under test; every secret came from the environment. */
export type Target = {
  readonly url: string;
  readonly profile: string;
  readonly tokens: Readonly<Record<string, Credential>>;
  /** Role → attributes (`id`, `sub_domain`, ...) that scenarios refer to as `${organization.main.id}`. */
  readonly roles: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
  /** Nobody else creates or releases addresses in the main organization during a run. */
  readonly dedicated: boolean;
  readonly states?: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    /** What is secret in headers and query, by the names of the environment variables that it came from. */
    readonly variables?: Readonly<Record<string, string>>;
  };
  readonly timeouts: { readonly connectMs: number; readonly headersMs: number; readonly bodyMs: number };
  readonly limits: {
    /** Most addresses held at one time. */
    readonly allocations: number;
    /** Most addresses that draining a pool may take; 0 forbids draining. */
    readonly drain: number;
    readonly concurrency: number;
    readonly responseBytes: number;
    /** Longest polite wait for a rate window that a scenario did not ask for. */
    readonly rateWaitMs: number;
  };
  /** Certificates and key as PEM texts. */
  readonly tls: { readonly insecure: boolean; readonly ca?: string; readonly cert?: string; readonly key?: string };
  /** The files that they are from. */
  readonly tlsFiles?: Omit<TlsUse, 'insecure'>;
};

// ───────────────────────────────────────────── Exchange

/** A request with every reference replaced; headers still carry no secret: the token is named by its role. */
export type SentRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string;
};

/** An answer as received; secrets already replaced by their variable. */
export type Received = {
  readonly status: number;
  /** Lower-case names, in the order received. */
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
  /** The parsed body; absent if it is no JSON. */
  readonly json?: Json;
  /** Why the body could not be read as UTF-8 JSON; absent if it could, or if the body is empty. */
  readonly problem?: string;
};

/** Why there is no answer. `broken`: the server sent something that is no complete HTTP answer; the others: we could not find out. */
export type Failure = {
  readonly kind: 'connect' | 'tls' | 'timeout' | 'closed' | 'too-large' | 'broken' | 'aborted';
  readonly message: string;
};

/** One request and what came back: no opinions, secrets removed at capture. Times are milliseconds on the run's clock. */
export type Exchange = {
  readonly operation: string;
  readonly as: string;
  readonly request: SentRequest;
  readonly response?: Received;
  readonly failure?: Failure;
  /** Where the answer repeated the token: `body`, `header x-name`. */
  readonly tokenEchoes: readonly string[];
  readonly sentAt: number;
  readonly answeredAt: number;
};

// ───────────────────────────────────────────── Finding and Outcome

/** A rule that the target broke, with all a reader needs to believe it. */
export type Finding = {
  /** Name of the check: `schema`, `answer`, `unique` ... */
  readonly check: string;
  readonly requirements: readonly RequirementId[];
  readonly severity: 'failure' | 'warning';
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
  /** Step id and index of the exchange within the scenario, if one exchange shows it. */
  readonly step: string;
  readonly exchange?: number;
  /** Place in the suite of the step, and in the spec of the rule. */
  readonly place: Place;
  readonly rule?: Place;
};

export type Outcome =
  | { readonly status: 'passed'; readonly warnings: readonly Finding[] }
  | {
      readonly status: 'failed';
      readonly findings: readonly Finding[];
      /** What went wrong besides, and would alone have left the scenario errored; absent if nothing did. */
      readonly problems?: readonly string[];
    }
  | { readonly status: 'errored'; readonly reason: string }
  | { readonly status: 'skipped'; readonly reason: string };

/** How far requests sent together really overlapped. */
export type Overlap = { readonly requests: number; readonly inFlight: number; readonly spreadMs: number };

// ───────────────────────────────────────────── RunEvent

/** A scenario as a report needs it. */
export type PlannedScenario = Pick<Scenario, 'id' | 'suite' | 'title' | 'requirements' | 'tags' | 'level' | 'place'> & {
  /** Why it will not run; absent if it will. */
  readonly skip?: string;
};

/** A resource that the run created, or may have created, and that was not given back as it should be. */
export type Leak = {
  /** The scenario that created it; empty if nobody knows which. */
  readonly scenario: string;
  readonly resource: string;
  readonly reason: string;
  /**
   * `found`: no answer had named it, it was listed when the run ended and given back then. `theirs`: an answer named it as new, but it
   * was there before the run, and was left alone. Absent: it may still exist.
   */
  readonly fate?: 'found' | 'theirs';
};

/** Everything a report is made of. `at` is milliseconds since the epoch on the run's clock. */
export type RunEvent = { readonly at: number } & (
  | {
      readonly type: 'run-started';
      readonly tool: { readonly name: string; readonly version: string };
      readonly target: string;
      readonly profile: string;
      readonly seed: string;
      /** Absent if there is nothing to say of it. */
      readonly tls?: TlsUse;
      /** A skipped scenario leaves the run undetermined; absent: it does not. */
      readonly requireAll?: boolean;
      readonly requirements: readonly Requirement[];
      readonly scenarios: readonly PlannedScenario[];
      /** Every (status, code) the operation under test documents. */
      readonly documented: readonly { readonly status: number; readonly code: string | null }[];
    }
  | { readonly type: 'scenario-started'; readonly scenario: string }
  | {
      readonly type: 'exchange';
      readonly scenario: string;
      readonly step: string;
      readonly exchange: Exchange;
      /** Error code of the answer, `null` for success, absent if neither; only for the operation under test. */
      readonly code?: string | null;
    }
  | {
      readonly type: 'scenario-finished';
      readonly scenario: string;
      readonly outcome: Outcome;
      readonly overlap?: Overlap;
      /** Universal rules and relations that its answers were really judged by. */
      readonly judged?: readonly RequirementId[];
    }
  | { readonly type: 'waited'; readonly ms: number; readonly reason: string }
  /** The run created a resource, and will give it back. */
  | { readonly type: 'held'; readonly scenario: string; readonly resource: string }
  | { readonly type: 'released'; readonly resource: string }
  | ({ readonly type: 'leaked' } & Leak)
  | {
      readonly type: 'run-finished';
      readonly interrupted: boolean;
      readonly created: number;
      readonly released: number;
    }
);

// ───────────────────────────────────────────── Report

export type ScenarioResult = PlannedScenario & {
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly exchanges: readonly { readonly step: string; readonly exchange: Exchange }[];
  readonly overlap?: Overlap;
};

export type RequirementResult = Requirement & {
  /** `proved`: a scenario naming it passed and none broke it. `uncovered`: no scenario that names it came to a verdict. */
  readonly status: 'proved' | 'broken' | 'uncovered';
  readonly scenarios: readonly string[];
};

export type Report = {
  readonly tool: { readonly name: string; readonly version: string };
  readonly target: string;
  readonly profile: string;
  readonly seed: string;
  readonly tls?: TlsUse;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly scenarios: readonly ScenarioResult[];
  readonly requirements: readonly RequirementResult[];
  /** How often each documented answer was produced; answers outside the documentation follow the documented ones. */
  readonly answers: readonly {
    readonly status: number;
    readonly code: string | null;
    readonly documented: boolean;
    readonly count: number;
  }[];
  readonly leaks: readonly Leak[];
  readonly waits: readonly { readonly ms: number; readonly reason: string }[];
  readonly created: number;
  readonly released: number;
  /** Why the log ended early: `incomplete` has no last event, `interrupted` was stopped by a signal. */
  readonly ending: 'complete' | 'interrupted' | 'incomplete';
  readonly counts: {
    readonly passed: number;
    readonly failed: number;
    readonly errored: number;
    readonly skipped: number;
  };
  /** Why the target's description may be wrong rather than the target. */
  readonly hint?: string;
  /** `conformant` needs at least one pass, no failure, no error, no leak, and no skip where all were required. */
  readonly verdict: 'conformant' | 'broken' | 'undetermined';
};
