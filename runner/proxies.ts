/** Variables that may name a proxy. */
export const PROXIES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'] as const;

/** What the environment names as proxy, and by which variable; it may be no address. */
export type Proxy = { readonly variable: (typeof PROXIES)[number]; readonly address: string };

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The same for `NO_PROXY`, as Pact's command line reads it: an address of IPv6 has no brackets there. */
const OF_THIS_MACHINE = ['localhost', '127.0.0.0/8', '::1'];

/** The hosts that the environment takes out, in one text. */
const takenOut = (): string => process.env.no_proxy ?? process.env.NO_PROXY ?? '';

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** An entry is a host, and stands for those below it too, or `*` for all; it may have a port. */
const isTakenOut = ({ hostname, port, protocol }: URL): boolean => {
  const at = port || DEFAULT_PORTS[protocol];
  return takenOut()
    .toLowerCase()
    .split(/[,\s]+/)
    .some((entry) => {
      const [, host = '', only = at] = /^(?:\*?\.)?(.+?)(?::(\d+))?$/.exec(entry) ?? [];
      return host !== '' && only === at && (host === '*' || `.${hostname}`.endsWith(`.${host}`));
    });
};

/** The variable that is set, in small letters first; one that is set to nothing names no proxy. */
const named = (...variables: readonly Proxy['variable'][]): Proxy | undefined => {
  const variable = variables.find((name) => process.env[name] !== undefined);
  const address = variable === undefined ? '' : (process.env[variable] ?? '');
  return variable === undefined || address === '' ? undefined : { variable, address };
};

/**
 * The proxy that the environment names for a URL: that for http also serves https if there is no other. None can reach this
 * machine's loopback interface.
 */
export const proxyOf = (url: URL): Proxy | undefined => {
  if (LOOPBACK.test(url.hostname) || isTakenOut(url)) return undefined;
  const plain = named('http_proxy', 'HTTP_PROXY');
  return url.protocol === 'https:' ? (named('https_proxy', 'HTTPS_PROXY') ?? plain) : plain;
};

/**
 * Variables by which another process asks no proxy for these hosts, nor for those of this machine and those that the
 * environment takes out.
 */
export const withoutProxy = (...hosts: readonly string[]): Readonly<Record<'NO_PROXY' | 'no_proxy', string>> => {
  const text = [...new Set([takenOut(), ...OF_THIS_MACHINE, ...hosts])].filter(Boolean).join(',');
  return { NO_PROXY: text, no_proxy: text };
};
