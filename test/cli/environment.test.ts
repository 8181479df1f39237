import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { command } from './command.ts';
import { serve } from './server.ts';

const empty = (role: string, variable: string): string =>
  `--target: \`${role}\`: the environment variable ${variable} is empty\n    Give it a value, or unset it.\n`;

describe('a variable of a target that only its URL describes', () => {
  const env = { KATAPULT_TOKEN: '', KATAPULT_ORGANIZATION_ID: 'org_1', KATAPULT_NETWORK_ID: '', KATAPULT_ELSE: '' };
  const stderr = empty('networks.main.id', 'KATAPULT_NETWORK_ID') + empty('tokens.valid', 'KATAPULT_TOKEN');

  it.each([[['run']], [['verify', '--pact', 'test/contracts']]])(
    'that is empty is bad input of %j, and nothing is sent',
    async (args) => {
      let requests = 0;
      const server = await serve((_, response) => {
        requests += 1;
        response.end();
      });
      const finished = await command([...args, '--target', `${server.url}/core/v1`], { env });
      await server.close();
      expect(finished.stderr).toContain(stderr);
      expect(finished).toMatchObject({ code: 3, stdout: '' });
      expect(requests).toBe(0);
    },
  );

  it('is told with all else that is wrong', async () => {
    const { code, stderr: told } = await command(['run', '--target', 'http://127.0.0.1:99999/'], { env });
    expect(told).toBe(`${stderr}--target: \`url\` names a port that there is not\n    Ports go from 1 to 65535.\n`);
    expect(code).toBe(3);
  });

  it('does not matter where a file describes the target, or the target is embedded', async () => {
    const { code } = await command(['run', '--id', 'authentication/no-token'], { env });
    expect(code).toBe(0);
  });
});

describe('a proxy of the environment', () => {
  // In a process of its own: what a tunnel needs must not come from what else is loaded.
  it('is asked for a tunnel to an https target', async () => {
    const asked: string[] = [];
    const server = createServer();
    server.on('connect', ({ url = '' }, socket) => {
      asked.push(url);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stdout } = await command(
      ['run', '--target', 'https://api.example.invalid', '--suite', 'authentication'],
      { env: { https_proxy: `http://127.0.0.1:${port}`, KATAPULT_TOKEN: 'token-of-mine' } },
    );
    server.close();
    expect(asked).toContain('api.example.invalid:443');
    expect(stdout).toContain('Proxy response (502) !== 200 when HTTP Tunneling');
    expect(code).toBe(2);
  });

  it('that takes no connections is named, by its variable alone', async () => {
    const gone = await serve(() => {});
    await gone.close();
    const { host } = new URL(gone.url);
    const { code, stdout } = await command(
      ['run', '--target', 'http://api.example.invalid', '--suite', 'authentication'],
      {
        env: { http_proxy: `http://me:pass-of-mine@${host}`, KATAPULT_TOKEN: 'token-of-mine' },
      },
    );
    expect(stdout).toContain(
      `connect ECONNREFUSED ${host} (by way of the proxy that the environment variable http_proxy names)`,
    );
    expect(stdout).not.toContain('pass-of-mine');
    expect(code).toBe(2);
  });
});
