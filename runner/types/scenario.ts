import type { Answer, RequirementId } from './spec.ts';
import type { Json, JsonObject, Place } from './values.ts';

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

/** One move of a scenario. */
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

/** A step that sends requests. */
export type RequestStep = Extract<Step, { readonly kind: 'request' }>;

/** A situation, the requests that are sent in it, and what is expected of the answers. */
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
