import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { curlOf } from '../../reporters/curl.ts';
import type { SentRequest } from '../../runner/types/exchange.ts';

type Arrival = {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly body: Buffer;
};

const run = promisify(execFile);
const arrivals: Arrival[] = [];
const server = createServer((request: IncomingMessage, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method = '', url = '', rawHeaders } = request;
    arrivals.push({ method, url, headers: rawHeaders, body: Buffer.concat(chunks) });
    response.end('ok');
  });
});
let base = '';
let folder = '';

/** Stands where curl stands and writes its arguments and its input, so that the shell's work is seen without curl's. */
const FAKE = `#!${process.execPath}
const chunks = [];
process.stdin.on('data', (chunk) => chunks.push(chunk));
process.stdin.on('end', () => {
  const input = Buffer.concat(chunks).toString('base64');
  process.stdout.write(JSON.stringify({ arguments: process.argv.slice(2), input }));
});
`;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), 'curl-'));
  await writeFile(join(folder, 'curl'), FAKE);
  await chmod(join(folder, 'curl'), 0o755);
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

/** Tests that need curl itself, not only a shell. */
const curlIt = it.skipIf(spawnSync('curl', ['--version']).status !== 0);

const post = (body: string | undefined, headers: SentRequest['headers'] = []): SentRequest => ({
  method: 'POST',
  url: `${base}/organizations/organization/ip_addresses`,
  headers: [['content-type', 'application/json'], ...headers],
  ...(body === undefined ? {} : { body }),
});

const sh = async (request: SentRequest, path: string): Promise<string> => {
  const script = join(folder, 'script');
  await writeFile(script, curlOf(request));
  const running = run('sh', [script], {
    env: { PATH: path, KATAPULT_TOKEN: 'a "secret" $HOME', HOME: folder },
  });
  running.child.stdin?.end();
  return (await running).stdout;
};

/** What really arrives when the command is run in a shell. */
const arrival = async (request: SentRequest): Promise<Arrival> => {
  arrivals.length = 0;
  await sh(request, process.env.PATH ?? '');
  const [first, ...more] = arrivals;
  expect(more).toEqual([]);
  if (first === undefined) throw new Error('nothing arrived');
  return first;
};

const BODIES: readonly (readonly [string, string])[] = [
  ['JSON', '{"organization":{"id":"org_1"},"vip":true}'],
  ['nothing', ''],
  ['single quotes', `it's '' a '"'quote`],
  ['what a shell expands', '$HOME `id` $(id) "$KATAPULT_TOKEN" !! \\n \\\\ * ~'],
  ['line feeds', '{\n  "a": 1\r\n}\n'],
  ['NUL and other control characters', '\u0000\u0001\u001b[31m\u007f\t'],
  ['characters beyond ASCII', 'ü € 😀 \u202e'],
  ['a leading @', '@/etc/hostname'],
  ['a leading -', '--version\n'],
  ['what printf would read', '%s %d \\0 \\c 100%\n'],
  ['what a build service would obey', '\n::error::x ##vso[task] ##[add-mask]'],
  ['a lone surrogate, sent as U+FFFD', 'a\ud800b'],
  ['more than an argument can hold', 'x'.repeat(200_000)],
];

describe('the body', () => {
  curlIt.each(BODIES)('arrives unchanged: %s', async (_name, body) => {
    const { body: received } = await arrival(post(body));
    expect(received.equals(Buffer.from(body))).toBe(true);
  });

  it.each(BODIES)('passes the shell unchanged: %s', async (_name, body) => {
    const seen = JSON.parse(await sh(post(body), `${folder}${delimiter}${process.env.PATH}`));
    const last = seen.arguments.at(-1);
    expect(seen.arguments.at(-2)).toBe('--data-binary');
    expect(Buffer.from(last === '@-' ? seen.input : Buffer.from(last).toString('base64'), 'base64')).toEqual(
      Buffer.from(body),
    );
  });

  it('puts no character on the screen that is unseen or obeyed', () => {
    const command = curlOf(post('a\u0000\u001b[31m\n::error::##vso[x]'));
    expect(command).toMatch(/^[\x20-\x7e\n]*$/);
    expect(command).not.toMatch(/^\s*::/m);
    expect(command).not.toContain('##');
  });

  curlIt('is absent when the request has none', async () => {
    const { body, headers } = await arrival(post(undefined));
    expect(body).toHaveLength(0);
    expect(headers).not.toContain('Content-Length');
  });
});

const headerValues = ({ headers }: Arrival, name: string): readonly string[] =>
  headers.filter((_value, index) => index % 2 === 1 && headers[index - 1] === name);

describe('headers', () => {
  curlIt.each([
    ['the variable of a token', 'Bearer $KATAPULT_TOKEN', 'Bearer a "secret" $HOME'],
    ['the variable of a token before a word', 'Bearer ${KATAPULT_TOKEN}x', 'Bearer a "secret" $HOMEx'],
    ['two variables', 'x$KATAPULT_TOKEN$KATAPULT_TOKEN', 'xa "secret" $HOMEa "secret" $HOME'],
    ['a variable with text on both sides', 'a"$KATAPULT_TOKENx `id` !', 'a"a "secret" $HOMEx `id` !'],
    ['text that looks like shell', '$home $(id) `id` "x" \'y\' \\ !', '$home $(id) `id` "x" \'y\' \\ !'],
    ['spacing inside', 'Bearer   x', 'Bearer   x'],
    ['ISO 8859-1', 'caf\u00e9', 'caf\u00e9'],
    ['no value', '', ''],
  ])('arrive as captured: %s', async (_name, value, received) => {
    expect(headerValues(await arrival(post('{}', [['X-Probe', value]])), 'X-Probe')).toEqual([received]);
  });

  curlIt('keep the case of their names, their order and their repetitions', async () => {
    const sent = post('{}', [
      ['X-b', '1'],
      ['x-A', '2'],
      ['X-b', '3'],
    ]);
    const { headers } = await arrival(sent);
    const from = headers.indexOf('X-b');
    expect(headers.slice(from, from + 6)).toEqual(['X-b', '1', 'x-A', '2', 'X-b', '3']);
  });

  curlIt('have no content type if none was sent', async () => {
    const seen = await arrival({ ...post('{}'), headers: [] });
    expect(headerValues(seen, 'Content-Type')).toEqual([]);
  });

  it('leave out what curl writes by itself, and only if it is the same', () => {
    const { host } = new URL(base);
    const same = curlOf(
      post('{}', [
        ['Content-Length', '2'],
        ['Host', host],
      ]),
    );
    expect(same).not.toMatch(/host:|content-length/i);
    expect(
      curlOf(
        post('{}', [
          ['content-length', '9'],
          ['host', 'other'],
        ]),
      ),
    ).toMatch(/'content-length: 9'[\s\S]*'host: other'/);
  });

  it('never hold the secret, whatever the case of its variable', () => {
    expect(curlOf(post('{}', [['authorization', 'Bearer $katapult_token']]))).toContain(
      '"authorization: Bearer $katapult_token"',
    );
    expect(curlOf(post('{}', [['Authorization', 'Bearer $KATAPULT_TOKEN']]))).toContain(
      '-H "Authorization: Bearer $KATAPULT_TOKEN"',
    );
    expect(curlOf(post('{}', [['Authorization', 'Bearer ${KATAPULT_TOKEN}x']]))).toContain(
      '-H "Authorization: Bearer ${KATAPULT_TOKEN}x"',
    );
  });
});

describe('the request line', () => {
  curlIt.each([
    ['GET', '/ip_addresses?organization[id]=org_1&page=1'],
    ['DELETE', '/a/../b/./c'],
    ['PATCH', '/a/%2e%2E/b'],
    ['OPTIONS', "/it's;{x,y}"],
    ['PURGE', '/x?y=$HOME'],
    ['HEAD', '/x'],
    ['M-SEARCH', '/x'],
  ])('arrives unchanged: %s %s', async (method, path) => {
    const { method: received, url } = await arrival({ method, url: base + path, headers: [] });
    expect([received, url]).toEqual([method, path]);
  });

  it.each([
    [{ insecure: true }, ' --insecure'],
    [{ ca: 'conf/ca.pem' }, " --cacert 'conf/ca.pem'"],
    [{ ca: '${CA_FILE}', key: 'conf/${dir}/a $b.key' }, ' --cacert "$CA_FILE" --key \'conf/\'"$dir"\'/a $b.key\''],
    [
      { ca: "it's.pem", cert: 'C:\\me.pem', key: '/k/me.key' },
      " --cacert 'it'\\''s.pem' --cert 'C\\:\\\\me.pem' --key '/k/me.key'",
    ],
  ])('trusts and presents what the target does, where TLS is spoken: %j', (tls, flags) => {
    const request = { method: 'GET', url: 'https://api.example/x', headers: [] };
    expect(curlOf(request, tls)).toBe(`curl -i --http1.1${flags} 'https://api.example/x'`);
    expect(curlOf({ ...request, url: 'http://api.example/x' }, tls)).toBe("curl -i 'http://api.example/x'");
  });

  it('asks for HTTP/1.1 where TLS would negotiate HTTP/2', () => {
    expect(curlOf({ method: 'GET', url: 'https://api.example/x', headers: [] })).toBe(
      "curl -i --http1.1 'https://api.example/x'",
    );
  });
});

it('is written over several lines that can be copied with their indentation', async () => {
  const command = curlOf({
    ...post('{"a":1}'),
    url: 'http://127.0.0.1/x',
    headers: [['Content-Type', 'application/json']],
  });
  expect(command).toBe(
    [
      "curl -i -X POST 'http://127.0.0.1/x' \\",
      "  -H 'Content-Type: application/json' \\",
      `  --data-binary '{"a":1}'`,
    ].join('\n'),
  );
});
