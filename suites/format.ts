import type { Level } from '../runner/types/scenario.ts';
import type { Spec } from '../runner/types/spec.ts';
import type { Json, JsonObject, Place } from '../runner/types/values.ts';

/** A request as a suite writes it: changes to the request from which it starts. */
export type RequestYaml = {
  readonly operation?: string;
  readonly as?: string;
  readonly authorization?: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: Json;
  readonly raw?: string;
  readonly set?: JsonObject;
  readonly remove?: readonly string[];
};

/** One case, or the faults that a request has at the same time. */
export type CasesYaml = string | readonly string[];

export type ExpectationYaml = {
  readonly answer: CasesYaml;
  readonly succeed?: number;
  readonly allocates?: number | 'answered';
  readonly unlisted?: readonly string[];
  readonly lists?: JsonObject;
  readonly same_as?: string;
  readonly falls?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
  readonly differs?: JsonObject;
  readonly detail?: JsonObject;
  readonly headers?: Readonly<Record<string, string | boolean>>;
  readonly conceals?: readonly string[];
};

export type StateYaml = { readonly state: string } & JsonObject;

/** Requests, and what is expected of their answers. */
export type LotYaml = {
  readonly requirements?: readonly string[];
  readonly request?: RequestYaml;
  readonly times?: number;
  readonly expect?: CasesYaml | ExpectationYaml;
};

export type StepYaml = LotYaml & {
  readonly id?: string;
  readonly together?: boolean;
  readonly among?: readonly LotYaml[];
  readonly until?: CasesYaml;
  readonly state?: StateYaml;
  readonly release?: string;
};

export type Row = Readonly<Record<string, Json>>;

export type ScenarioYaml = {
  readonly id: string;
  readonly title: string;
  readonly requirements?: readonly string[];
  readonly profiles?: readonly string[];
  readonly tags?: readonly string[];
  readonly level?: Level;
  readonly alone?: boolean;
  readonly each?: string | readonly Row[];
  readonly request?: RequestYaml;
  readonly observe?: RequestYaml;
  readonly unknown?: Readonly<Record<string, string>>;
  readonly given?: readonly StateYaml[];
  readonly steps: readonly StepYaml[];
};

/** A suite file that satisfies `suite.schema.json`. */
export type SuiteYaml = {
  readonly suite: string;
  readonly title: string;
  readonly requirements?: readonly string[];
  readonly profiles?: readonly string[];
  readonly tags?: readonly string[];
  readonly level?: Level;
  readonly request?: RequestYaml;
  readonly observe?: RequestYaml;
  readonly scenarios: readonly ScenarioYaml[];
};

/** Known roles by kind: `token`, `organization`, `network`. */
export type Roles = Readonly<Record<string, readonly string[]>>;

/** What compiling a part of a suite needs: the spec, the roles that targets usually have, where the part stands, and whom to tell what is wrong with it. */
export type Scope = {
  readonly spec: Spec;
  readonly roles: Roles;
  /** JSON Pointer of the part in the suite file. */
  readonly pointer: string;
  readonly placeOf: (pointer: string) => Place;
  readonly report: (pointer: string, message: string, remedy: string) => void;
};

/** The scope of a member of the part that `scope` stands for. */
export const inside = (scope: Scope, path: string): Scope => ({ ...scope, pointer: `${scope.pointer}${path}` });
