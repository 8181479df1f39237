import type { JsonObject } from '../runner/types/values.ts';

/** How a token stands in its rate window after a request was counted. */
export type Rate = { readonly permitted: number; readonly remaining: number; readonly passes: boolean };

/** An error that a stage ends the request with; its status and its shape follow from the code. */
export type Refusal = { readonly refused: string; readonly detail: JsonObject; readonly text?: string | null };

/** The body of what is granted. */
export type Success = { readonly body: JsonObject };

/** What a request comes to. */
export type Outcome = Refusal | Success;

/** What is sent. Header names keep their spelling. */
export type Reply = {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | Uint8Array;
};
