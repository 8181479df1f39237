/** Variables that may name a proxy. */
export const PROXIES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'] as const;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The same for `NO_PROXY`, as Pact's command line reads it: an address of IPv6 has no brackets there. */
const OF_THIS_MACHINE = ['localhost', '127.0.0.0/8', '::1'];

/** The hosts that the environment takes out, as undici reads it. */
const takenOut = (): string => process.env.no_proxy ?? process.env.NO_PROXY ?? '';

/** Does the environment name a proxy for a URL? None can reach this machine's loopback interface. */
export const isProxied = (url: URL): boolean =>
  !LOOPBACK.test(url.hostname) && PROXIES.some((name) => (process.env[name] ?? '') !== '');

/**
 * Variables by which another process asks no proxy for these hosts, nor for those of this machine and those that the
 * environment takes out.
 */
export const withoutProxy = (...hosts: readonly string[]): Readonly<Record<'NO_PROXY' | 'no_proxy', string>> => {
  const text = [...new Set([takenOut(), ...OF_THIS_MACHINE, ...hosts])].filter(Boolean).join(',');
  return { NO_PROXY: text, no_proxy: text };
};
