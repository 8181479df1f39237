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
  /** Where `target.yaml` has an attribute of a kind (`organization.id`), if not below `things`. */
  readonly rolesAt?: Readonly<Record<string, string>>;
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
