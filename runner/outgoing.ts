/** A request as it goes over the wire, secrets included: never to be logged. */
export type Outgoing = {
  readonly operation: string;
  /** Role of the token it carries. */
  readonly as: string;
  readonly method: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path with query, as it is sent. */
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  /** Bytes where it is no text. */
  readonly body?: string | Buffer;
};
