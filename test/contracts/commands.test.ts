import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { programFor } from '../../cli/program.ts';
import { InputError } from '../../documents/problems.ts';
import { interaction, JSON_TYPE, NOBODY_THERE, pactText, serve, temporaryFolder } from './helpers.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

type Ended = { readonly code: number | undefined; readonly out: string; readonly error: string };

/** Runs a command in this process. */
const command = async (...args: readonly string[]): Promise<Ended> => {
  const written = { out: '', error: '' };
  const listening = SIGNALS.map((signal) => [signal, process.listeners(signal)] as const);
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text, ...rest: readonly unknown[]) => {
    written.out += String(text);
    for (const done of rest) if (typeof done === 'function') done();
    return true;
  });
  const error = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.error += String(text);
    return true;
  });
  const before = process.exitCode;
  try {
    await (await programFor(args)).parseAsync([...args], { from: 'user' });
    return { code: Number(process.exitCode), ...written };
  } catch (thrown) {
    if (!(thrown instanceof InputError)) throw thrown;
    return { code: 3, ...written, error: thrown.message };
  } finally {
    process.exitCode = before;
    out.mockRestore();
    error.mockRestore();
    for (const [signal, listeners] of listening) {
      process.removeAllListeners(signal);
      for (const listener of listeners) process.on(signal, listener);
    }
  }
};

beforeEach(() => {
  for (const name of ['PACT_BROKER_BASE_URL', 'PACT_BROKER_TOKEN', 'PACT_BROKER_USERNAME', 'PACT_BROKER_PASSWORD'])
    vi.stubEnv(name, '');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
});

const BROKER = ['--broker', 'http://b', '--provider', 'p'];

const pactFile = async (status = 200): Promise<string> => {
  const path = join(await temporaryFolder(), 'pact.json');
  await writeFile(path, pactText([interaction('a thing', { response: { status } })]));
  return path;
};

const targetFile = async (url: string): Promise<string> => {
  const path = join(await temporaryFolder(), 'target.yaml');
  await writeFile(path, `url: ${url}\n`);
  return path;
};

describe('pact', () => {
  it('writes the files and tells what is lost', async () => {
    const folder = await temporaryFolder();
    const { code, out } = await command('pact', '--out', folder);
    expect(code).toBe(0);
    expect(out).toContain('30 interactions, profile documented\n  What the spec says and this pact cannot:\n');
    expect(out).toContain('    invalid_json_body: no interaction: the client cannot send what is answered so\n');
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('refuses a contract that cannot be used', async () => {
    const { code, error } = await command('pact', 'gone.yaml', '--out', await temporaryFolder());
    expect({ code, error }).toEqual({ code: 3, error: 'gone.yaml:1:1: there is no such file\n    Check the path.' });
  });

  it('refuses a contract with errors that the client could not tell apart, and writes nothing', async () => {
    const folder = await temporaryFolder();
    const contract = join(folder, 'contract.yaml');
    await writeFile(
      contract,
      'consumer: c\nproviders: { live: p }\nreads: { success: [], errors: [/detail] }\n' +
        'interactions: { success: { version: [ipv4] }, errors: [network_not_found] }\n',
    );
    const { code, error } = await command('pact', contract, '--out', join(folder, 'pacts'));
    expect(code).toBe(3);
    expect(error).toContain('contract.yaml:3:31: the client tells errors apart by `/code`');
    expect(await readdir(join(folder, 'pacts')).catch(() => [])).toEqual([]);
  });
});

describe('verify', () => {
  it.each([
    [0, 200],
    [1, 500],
  ])('returns %i when the target answers %i', async (code, status) => {
    const { url } = await serve(() => ({ status }));
    const ended = await command('verify', '--target', await targetFile(url), '--pact', await pactFile());
    expect(ended.code).toBe(code);
    expect(ended.out).toContain(code === 0 ? 'CONFORMANT' : 'BROKEN');
  });

  it('returns 2 when the target is down, and writes JUnit all the same', async () => {
    const junit = join(await temporaryFolder(), 'junit.xml');
    const target = await targetFile(NOBODY_THERE);
    const { code } = await command(
      'verify',
      '--target',
      target,
      '--pact',
      await pactFile(),
      '--report',
      `junit=${junit}`,
    );
    expect(code).toBe(2);
    expect(await readFile(junit, 'utf8')).toContain('the target does not answer');
  });

  it('returns 2 when there was nothing to verify', async () => {
    const { url } = await serve(() => ({ status: 200 }));
    const path = join(await temporaryFolder(), 'pact.json');
    await writeFile(path, pactText([]));
    expect((await command('verify', '--target', await targetFile(url), '--pact', path)).code).toBe(2);
  });

  it('verifies against the embedded provider', async () => {
    const folder = await temporaryFolder();
    await command('pact', '--out', folder);
    const args = ['verify', '--pact', folder, '--provider', 'katapult-core'];
    const { code, out } = await command(...args, '--profile', 'live');
    expect(code).toBe(0);
    expect(out).toContain('32 passed');
    expect(out).toMatch(/^target {3}embedded reference server \(http:/m);
  });

  it('refuses pacts of another profile than the embedded provider is of', async () => {
    const folder = await temporaryFolder();
    await command('pact', '--out', folder);
    const told = (provider: string, made: string, profile: string): string =>
      `${join(folder, `katapult-conformance-client-${provider}.json`)}: the pact is of profile ${made}, and the embedded ` +
      `provider of profile ${profile}\n    Add \`--profile ${made}\`.`;
    const core = ['verify', '--pact', folder, '--provider', 'katapult-core'];
    expect(await command(...core)).toMatchObject({ code: 3, error: told('katapult-core', 'live', 'documented') });
    const page = ['verify', '--pact', folder, '--provider', 'katapult-core-documented', '--profile', 'live'];
    expect(await command(...page)).toMatchObject({
      code: 3,
      error: told('katapult-core-documented', 'documented', 'live'),
    });
  });

  it.each<[provider: string, profile: string, hasTarget: boolean, code: number, told: string]>([
    [
      'the embedded provider',
      'documented',
      false,
      2,
      'the pact is of profile live, and the embedded provider of profile documented. Add `--profile live`.',
    ],
    ['the embedded provider', 'live', false, 1, 'status: expected 299 but was 404'],
    ['a target', 'documented', true, 1, 'status: expected 299 but was 404'],
  ])(
    "tells %s of profile %s what it can of a Broker's pact of profile live",
    async (_, profile, hasTarget, code, told) => {
      const pact = JSON.parse(pactText([interaction('a thing', { response: { status: 299 } })]));
      const metadata = { ...pact.metadata, 'katapult-conformance': { profile: 'live' } };
      const body = JSON.stringify({ ...pact, metadata });
      const { url } = await serve(() => ({ status: 200, headers: { 'content-type': 'application/hal+json' }, body }));
      const broker = ['--broker', url, '--provider', 'provider', '--pact-url', `${url}/pact`];
      const target = await targetFile((await serve(() => ({ status: 404 }))).url);
      const found = await command('verify', ...broker, ...(hasTarget ? ['--target', target] : ['--profile', profile]));
      expect(found).toMatchObject({ code, out: expect.stringContaining(told) });
    },
  );

  it.each([
    ['katapult-core', 'documented', 'the real service sends, add `--profile live`.'],
    ['katapult-core-documented', 'live', 'the published page says, add `--profile documented`.'],
  ])('asks for the profile of the pact with %s, which does not say it', async (provider, profile, remedy) => {
    const folder = await temporaryFolder();
    await command('pact', '--out', folder);
    const path = join(folder, `katapult-conformance-client-${provider}.json`);
    const { metadata: _, ...pact } = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...pact, metadata: { pactSpecification: { version: '4.0' } } }));
    const { code, out } = await command('verify', '--pact', path, '--profile', profile);
    expect(code).toBe(1);
    const hint = `the embedded provider answered as \`${profile}\`: if the pacts expect what ${remedy}`;
    expect(out).toContain(` But ${hint} Exit code 1.`);
  });

  it.each([
    ['no pacts', [], ['no pacts are named', 'the Broker needs the name of the provider']],
    ['two sources', ['--pact', 'x', '--broker', 'http://b'], ['pacts are to come from files and from a Broker']],
    ['a Broker without a provider', ['--broker', 'http://b'], ['the Broker needs the name of the provider']],
    ['publishing from files', ['--pact', 'x', '--publish'], ['results of pact files cannot be published']],
    [
      'publishing what the embedded provider keeps',
      [...BROKER, '--publish'],
      ['--publish: these would be the results of the embedded provider\n    Name yours by --target.'],
    ],
    [
      'a selector that is none',
      ['--broker', 'http://b', '--provider', 'p', '--selector', 'main'],
      ['`main` is no JSON object'],
    ],
    ['no address', ['--broker', 'b', '--provider', 'p'], ['the address of the Broker is no http or https URL']],
    [
      'credentials in the address',
      ['--broker', 'http://me:secret@b', '--provider', 'p'],
      ['the address of the Broker holds credentials'],
    ],
    ['a date that is none', [...BROKER, '--wip-since', 'yesterday'], ['`yesterday` is no date']],
    [
      'a choice among files',
      ['--pact', 'x', '--pending', '--selector', '{"latest":true}', '--wip-since', '2025-01-31'],
      ['--selector: it chooses among the pacts of a Broker', '--pending: it chooses', '--wip-since: it chooses'],
    ],
    [
      'a choice where a webhook names the pact',
      [...BROKER, '--pact-url', 'http://b/pacts/provider/p/consumer/c/latest', '--pending'],
      ['--pending: it chooses among the pacts of a Broker, and --pact-url names the one pact already'],
    ],
    ['an address of a pact that is none', [...BROKER, '--pact-url', 'latest'], ['it is no http or https URL']],
    [
      'a pact that is not at the Broker, which would be told the credentials',
      [...BROKER, '--pact-url', 'http://elsewhere/pacts/provider/p/consumer/c/latest'],
      ['the pact is not at the Broker'],
    ],
    [
      'a pact with another provider',
      [...BROKER, '--pact-url', 'http://b/pacts/provider/an%20other/consumer/c/latest'],
      ['the pact is with the provider `an other`'],
    ],
    ['a file that is not there', ['--pact', 'gone.json'], ['gone.json:1:1: there is no such file']],
  ])('refuses %s', async (_, args, messages) => {
    const { code, error } = await command('verify', ...args);
    expect(code).toBe(3);
    for (const message of messages) expect(error).toContain(message);
    expect(error).not.toContain('secret');
  });

  it('does not let the environment add a Broker to files', async () => {
    const broker = await serve(() => ({ status: 500 }));
    vi.stubEnv('PACT_BROKER_BASE_URL', broker.url);
    const { url } = await serve(() => ({ status: 200 }));
    expect((await command('verify', '--target', await targetFile(url), '--pact', await pactFile())).code).toBe(0);
    expect(broker.seen).toEqual([]);
  });
});

const CREDENTIALS: readonly (readonly [what: string, env: Readonly<Record<string, string>>])[] = [
  ['a token', { PACT_BROKER_TOKEN: 'token-of-the-broker' }],
  ['a password', { PACT_BROKER_USERNAME: 'me', PACT_BROKER_PASSWORD: 'pass-of-mine' }],
  ['a short password', { PACT_BROKER_USERNAME: 'me', PACT_BROKER_PASSWORD: 'my-pass' }],
];
const TOLD = /token-of-the-broker|pass-of-mine|my-pass|bWU6/;

const HALF = 'a user name lets in only with a password\n    Set both, or neither.';
const BOTH =
  'a token and a user name are set, and only one of them can let in\n    Unset PACT_BROKER_TOKEN, or the other two.';

it.each<[env: Readonly<Record<string, string>>, problem: string]>([
  [{ PACT_BROKER_USERNAME: 'me' }, `PACT_BROKER_PASSWORD: ${HALF}`],
  [{ PACT_BROKER_PASSWORD: 'pass-of-mine' }, `PACT_BROKER_USERNAME: ${HALF}`],
  [{ PACT_BROKER_TOKEN: 't', PACT_BROKER_USERNAME: 'me', PACT_BROKER_PASSWORD: 'x' }, `PACT_BROKER_TOKEN: ${BOTH}`],
  [{ PACT_BROKER_TOKEN: 't', PACT_BROKER_USERNAME: 'me' }, `PACT_BROKER_TOKEN: ${BOTH}`],
])('credentials that Pact could not use are refused: %j', async (env, problem) => {
  for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value);
  const { url, seen } = await serve(() => ({ status: 200 }));
  expect(await command('verify', '--broker', url, '--provider', 'p')).toEqual({ code: 3, out: '', error: problem });
  expect(seen).toEqual([]);
});

/** A Broker that understands nothing but the first request, and repeats what was to let in. */
const repeating = async (): Promise<string> => {
  let asked = 0;
  const { url } = await serve(({ headers: { authorization = '' } }) => {
    const [, , basic = ''] = /^(Basic (.*)|.*)$/.exec(authorization) ?? [];
    const message = `${authorization} ${Buffer.from(basic, 'base64').toString('utf8')}`;
    asked += 1;
    return {
      status: asked === 1 ? 200 : 400,
      headers: JSON_TYPE,
      body: JSON.stringify({ errors: [message], error: { message } }),
    };
  });
  return url;
};

it.each(CREDENTIALS)('verify does not tell %s that the Broker repeats', async (_, credentials) => {
  for (const [variable, value] of Object.entries(credentials)) vi.stubEnv(variable, value);
  const log = join(await temporaryFolder(), 'log.ndjson');
  const pact = ['--broker', await repeating(), '--provider', 'p', '--report', `ndjson=${log}`, '--report', 'console'];
  const { code, out, error } = await command('verify', ...pact);
  const told = `${out}${error}${await readFile(log, 'utf8')}`;
  expect(code).toBe(2);
  expect(told).toContain('$PACT_BROKER_');
  expect(told).not.toMatch(TOLD);
});

it('a pact without interactions is not published', async () => {
  const { url, seen } = await serve(() => ({ status: 200 }));
  const path = join(await temporaryFolder(), 'pact.json');
  await writeFile(path, pactText([]));
  const { code, error } = await command('publish', path, '--broker', url);
  expect({ code, error: error.replace(path, 'pact.json') }).toEqual({
    code: 3,
    error: 'pact.json:1:1: the pact holds no interactions\n    Write it anew with the tests of the consumer.',
  });
  expect(seen).toEqual([]);
});

describe.each([
  ['publish', async () => [await pactFile()]],
  ['can-i-deploy', async () => ['--participant', 'c', '--environment', 'production']],
])('%s', (name, args) => {
  it('returns 2 when the Broker refuses the credentials, and does not tell them', async () => {
    const { url } = await serve(() => ({ status: 401 }));
    vi.stubEnv('PACT_BROKER_TOKEN', 'token-of-the-broker');
    const { code, out, error } = await command(name, ...(await args()), '--broker', url);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain('the Broker refuses the credentials (401)');
    expect(error).not.toContain('token-of-the-broker');
  });

  it.each(CREDENTIALS)('does not tell %s that the Broker repeats', async (_, credentials) => {
    for (const [variable, value] of Object.entries(credentials)) vi.stubEnv(variable, value);
    const { code, out, error } = await command(name, ...(await args()), '--broker', await repeating());
    expect(code).toBe(2);
    expect(`${out}${error}`).toContain('$PACT_BROKER_');
    expect(`${out}${error}`).not.toMatch(TOLD);
  });

  it('returns 3 when no Broker is named', async () => {
    const { code, error } = await command(name, ...(await args()));
    expect(code).toBe(3);
    expect(error).toContain('no Broker is named');
  });
});
