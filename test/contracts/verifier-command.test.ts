import { spawnSync } from 'node:child_process';
import { devNull } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { verifierArgs, verifierEnv } from '../../contracts/verifier-command.ts';
import { interaction, NOBODY_THERE, outcomes, pactFile, serve, targetAt, verifiedFiles } from './helpers.ts';

const door = {
  host: '127.0.0.1',
  port: 1,
  basePath: '/provider',
  messagesPath: '/messages',
  statesUrl: 'http://127.0.0.1:1/states',
  close: async () => {},
};
const files = { from: 'files', files: [] } as const;
const broker = {
  from: 'broker',
  broker: { url: 'https://broker.example.net' },
  provider: 'p',
  selectors: [],
  pending: false,
} as const;

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the Verifier', () => {
  it('asks no proxy for what is on this machine', async () => {
    for (const name of ['HTTP_PROXY', 'http_proxy']) vi.stubEnv(name, NOBODY_THERE);
    const { url } = await serve(() => ({ status: 200 }));
    const target = targetAt(url, { states: { url: `${url}/states`, headers: {} } });
    const report = await verifiedFiles(target, [await pactFile(interaction('one', { states: [{ name: 's' }] }))]);
    expect(outcomes(report)).toEqual({ one: 'passed' });
  });

  it('that is ended by a signal is named with it', async () => {
    const { url } = await serve(({ url: path }) => {
      if (path !== '/') spawnSync('pkill', ['-KILL', '-x', '-P', `${process.pid}`, 'pact']);
      return { status: 200 };
    });
    const report = await verifiedFiles(targetAt(url), [await pactFile(interaction('one'))]);
    expect(outcomes(report)).toEqual({
      'Pacts are verified': "errored: Pact's Verifier did not run: it was ended by SIGKILL",
    });
  });

  it('waits for whatever the limits of a target allow', () => {
    const args = verifierArgs(files, { tags: [] }, door, 'report.json');
    const { headersMs, bodyMs } = targetAt(NOBODY_THERE).timeouts;
    expect(Number(args[args.indexOf('--request-timeout') + 1])).toBeGreaterThan(100 * (headersMs + bodyMs));
  });

  it('over pact files reaches nothing but its door', () => {
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.example.net');
    expect(verifierEnv(files, door)).toMatchObject({
      HTTPS_PROXY: NOBODY_THERE,
      http_proxy: NOBODY_THERE,
      NO_PROXY: '127.0.0.1',
    });
  });

  it('still leaves the hosts alone that the user names', () => {
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.example.net');
    vi.stubEnv('no_proxy', undefined);
    vi.stubEnv('NO_PROXY', 'pacts.example.net');
    const hosts = 'pacts.example.net,localhost,127.0.0.0/8,::1,127.0.0.1';
    expect(verifierEnv(broker, door)).toMatchObject({ NO_PROXY: hosts, no_proxy: hosts });
  });

  it('goes the way to a Broker that it is asked on before', () => {
    const env = { http_proxy: 'http://one.example', HTTP_PROXY: 'http://two.example', HTTPS_PROXY: undefined };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    vi.stubEnv('no_proxy', '*');
    const far = (url: string) => verifierEnv({ ...broker, broker: { url } }, door);
    expect(far('http://[2001:db8::1]').NO_PROXY).toBe('*,localhost,127.0.0.0/8,::1,2001:db8::1,127.0.0.1');
    vi.stubEnv('no_proxy', '');
    expect(far('http://192.0.2.1').NO_PROXY).toBe('localhost,127.0.0.0/8,::1,127.0.0.1');
    expect(far('http://192.0.2.1').HTTP_PROXY).toBe('http://one.example');
    expect(far('https://192.0.2.1').HTTPS_PROXY).toBe('http://one.example');
    expect(far('https://192.0.2.1')).not.toHaveProperty('HTTP_PROXY');
  });

  it('reads certificates for a Broker only', () => {
    expect(verifierEnv(files, door)).toHaveProperty('SSL_CERT_FILE', devNull);
    expect(verifierEnv(broker, door)).not.toHaveProperty('SSL_CERT_FILE');
  });
});
