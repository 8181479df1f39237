/** Variables that may name a proxy. */
export const PROXIES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'] as const;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Does the environment name a proxy for a URL? None can reach this machine's loopback interface. */
export const isProxied = (url: URL): boolean =>
  !LOOPBACK.test(url.hostname) && PROXIES.some((name) => (process.env[name] ?? '') !== '');
