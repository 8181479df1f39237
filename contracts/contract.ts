import type { Description } from '../spec/load.ts';

/** What one consumer relies on. */
export type Contract = {
  readonly consumer: string;
  /** Profile of the spec to the provider's name in the Pact Broker. */
  readonly providers: Readonly<Record<string, string>>;
  readonly reads: { readonly success: readonly string[]; readonly errors: readonly string[] };
  readonly interactions: {
    readonly success: 'all' | Readonly<Record<string, readonly string[]>>;
    readonly errors: 'all' | readonly string[];
  };
};

/** Every profile of the spec that a contract may speak of. */
export type Descriptions = Readonly<Record<string, Description>>;
