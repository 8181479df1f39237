import { afterEach, describe, expect, it, vi } from 'vitest';
import { PROXIES, proxyOf } from '../../runner/proxies.ts';

/** The proxy for a URL in an environment that names nothing else. */
const proxyIn = (environment: Readonly<Record<string, string>>, url: string): string | undefined => {
  for (const name of [...PROXIES, 'no_proxy', 'NO_PROXY']) vi.stubEnv(name, environment[name]);
  return proxyOf(new URL(url))?.variable;
};

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the proxy for a URL', () => {
  it.each([
    [{}, 'http://a.test', undefined],
    [{ HTTP_PROXY: 'x' }, 'http://a.test', 'HTTP_PROXY'],
    [{ HTTP_PROXY: 'x', http_proxy: 'y' }, 'http://a.test', 'http_proxy'],
    [{ HTTP_PROXY: 'x', http_proxy: '' }, 'http://a.test', undefined],
    [{ HTTPS_PROXY: 'x' }, 'http://a.test', undefined],
    [{ HTTPS_PROXY: 'x', http_proxy: 'y' }, 'https://a.test', 'HTTPS_PROXY'],
    [{ https_proxy: '', http_proxy: 'y' }, 'https://a.test', 'http_proxy'],
    [{ http_proxy: 'y' }, 'http://localhost:1', undefined],
    [{ http_proxy: 'y' }, 'http://127.1.2.3', undefined],
    [{ http_proxy: 'y' }, 'http://[::1]:1', undefined],
  ])('in %j for %s is %s', (environment, url, variable) => {
    expect(proxyIn(environment, url)).toBe(variable);
  });

  it.each([
    ['a.test', true],
    ['A.TEST', true],
    ['test', true],
    ['.test', true],
    ['*.test', true],
    ['b.test, a.test', true],
    ['b.test a.test', true],
    ['a.test:8080', true],
    ['*', true],
    ['b.test,*', true],
    ['', false],
    [',', false],
    ['.', false],
    ['a.test:80', false],
    ['b.a.test', false],
    ['est', false],
    ['a.tes', false],
  ])('is none if NO_PROXY is `%s`, for http://a.test:8080: %s', (hosts, isNone) => {
    const environment = { http_proxy: 'y', NO_PROXY: hosts };
    expect(proxyIn(environment, 'http://a.test:8080/path')).toBe(isNone ? undefined : 'http_proxy');
  });

  it('knows the ports that a URL leaves out', () => {
    const environment = { https_proxy: 'y', no_proxy: 'a.test:443', NO_PROXY: 'b.test' };
    expect(proxyIn(environment, 'https://a.test')).toBeUndefined();
    expect(proxyIn(environment, 'https://b.test')).toBe('https_proxy');
    expect(proxyIn({ ...environment, no_proxy: '[2001:db8::1]:443' }, 'https://[2001:db8::1]')).toBeUndefined();
  });
});
