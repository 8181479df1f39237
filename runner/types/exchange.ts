import type { Json } from './values.ts';

/** A request as it was sent, every reference replaced; secrets by their variable. */
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
