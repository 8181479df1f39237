import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTarget } from '../../target/load.ts';

const ENV = { TOKEN: 'secret-one', SECOND: 'secret-two', HOST: 'example.test' };

let folder = '';
const file = (): string => join(folder, 'target.yaml');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'target-'));
  await writeFile(join(folder, 'broken.pem'), '-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n');
  await writeFile(
    join(folder, 'key.pem'),
    '-----BEGIN EC PRIVATE KEY-----\nbm90IG9uZQ==\n-----END EC PRIVATE KEY-----\n',
  );
  await writeFile(join(folder, 'text.pem'), 'no certificate\n');
  await mkdir(join(folder, 'folder.pem'));
});
afterAll(() => rm(folder, { recursive: true }));

const pem = (name: string): string => readFileSync(new URL(`../runner/tls/${name}.pem`, import.meta.url), 'utf8');

const loading = async (text: string, env: Readonly<Record<string, string>> = ENV) => {
  await writeFile(file(), text);
  return loadTarget({ file: file(), env });
};

const messageOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => new Error('loaded'),
    (reason: unknown) => reason,
  );
  return (error as Error).message.replaceAll(file(), 'target.yaml');
};

const rolesAt = {
  'organization.id': 'organizations',
  'organization.sub_domain': 'organizations',
  'network.id': 'networks',
  'network.permalink': 'networks',
};

describe('a target from a file', () => {
  it('has safe limits and the documented profile if nothing is said', async () => {
    expect(await loading('url: https://example.test/core/v1/\n')).toEqual({
      url: 'https://example.test/core/v1',
      profile: 'documented',
      tokens: {},
      roles: { organization: {}, network: {} },
      rolesAt,
      dedicated: false,
      timeouts: { connectMs: 5000, headersMs: 10_000, bodyMs: 10_000 },
      limits: { allocations: 5, drain: 0, concurrency: 4, responseBytes: 1_048_576, rateWaitMs: 90_000 },
      tls: { insecure: false },
    });
  });

  it('takes every setting', async () => {
    const target = await loading(`
url: https://\${HOST}/core/v1
profile: live
tokens:
  valid: \${TOKEN}
  second: \${SECOND}
organizations: { main: { id: org_1, sub_domain: acme }, my_own: { id: org_2 } }
networks: { main: { id: net_1, permalink: public } }
things: { room: { main: { id: "\${HOST}-1" } }, network: { main: { vlan: "7" } }, organization: { next: { plan: b } } }
dedicated: true
states: { url: "https://\${HOST}/states?x=1", headers: { X-Key: "key \${SECOND}" } }
timeouts: { connect: 200ms, headers: 2s, body: 1m }
limits: { allocations: 0, drain: 20, concurrency: 1, response_bytes: 2048, rate_wait: 3s }
tls: { insecure: true }
`);
    expect(target).toEqual({
      url: 'https://example.test/core/v1',
      profile: 'live',
      tokens: {
        valid: { role: 'valid', secret: 'secret-one', variable: 'TOKEN' },
        second: { role: 'second', secret: 'secret-two', variable: 'SECOND' },
      },
      roles: {
        organization: { main: { id: 'org_1', sub_domain: 'acme' }, my_own: { id: 'org_2' }, next: { plan: 'b' } },
        network: { main: { id: 'net_1', permalink: 'public', vlan: '7' } },
        room: { main: { id: 'example.test-1' } },
      },
      rolesAt,
      dedicated: true,
      states: {
        url: 'https://example.test/states?x=1',
        headers: { 'X-Key': 'key secret-two' },
        variables: { SECOND: 'secret-two' },
      },
      timeouts: { connectMs: 200, headersMs: 2000, bodyMs: 60_000 },
      limits: { allocations: 0, drain: 20, concurrency: 1, responseBytes: 2048, rateWaitMs: 3000 },
      tls: { insecure: true },
    });
  });

  it('takes certificates from the files that it names', async () => {
    const [cert, key] = [pem('server'), pem('server-key')];
    await writeFile(join(folder, 'own.pem'), cert);
    await writeFile(join(folder, 'own-key.pem'), key);
    const { tls } = await loading(
      'url: https://example.test\ntls: { ca: own.pem, cert: ./own.pem, key: own-key.pem }\n',
    );
    expect(tls).toEqual({ insecure: false, ca: cert, cert, key });
  });

  it('takes the profile of the command line before its own', async () => {
    await writeFile(file(), 'url: https://example.test\nprofile: live\n');
    expect((await loadTarget({ file: file(), profile: 'documented', env: {} })).profile).toBe('documented');
  });
});

describe('the variables that what is secret in states was made of', () => {
  const KEYS = {
    KEY: 'key-one',
    OTHER: 'key-two',
    HOST: 'example.test',
    WHOLE: 'https://example.test/states?key=key%2Bone&bare-key',
  };
  it.each([
    [
      'in its headers',
      'url: "https://${HOST}", headers: { A: "Bearer ${KEY} ${OTHER}", B: "${KEY}", C: c }',
      ['KEY', 'OTHER'],
    ],
    ['in the query of its URL', 'url: "https://${HOST}/?a=${KEY}&b=x-${OTHER}#y"', ['KEY', 'OTHER']],
    ['in the query of a URL that is a variable', 'url: "${WHOLE}"', ['WHOLE_KEY', 'WHOLE_QUERY']],
    ['in neither', 'url: "https://${HOST}/${KEY}"', []],
  ])('are those %s', async (_, states, names) => {
    const { states: read } = await loading(`url: https://example.test\nstates: { ${states} }\n`, KEYS);
    expect(Object.keys(read?.variables ?? {})).toEqual(names);
    expect(Object.values(read?.variables ?? {}).join()).toMatch(/^(key-one,key-two|key%2Bone,bare-key)?$/);
  });
});

const MALFORMED: readonly (readonly [what: string, yaml: string, message: string])[] = [
  ['nothing', '', 'target.yaml:1:1: the file holds nothing\n    Write a document into it.'],
  [
    'a scalar',
    'https://example.test\n',
    'target.yaml:1:1: the document must be an object, but is a string\n    Write an object.',
  ],
  ['no URL', 'dedicated: true\n', 'target.yaml:1:1: `url` is missing\n    Add `url`.'],
  [
    'an unknown key',
    'url: https://example.test\nprofil: live\n',
    'target.yaml:2:1: `profil` is not known here\n    Did you mean `profile`?',
  ],
  [
    'an unknown attribute',
    'url: https://example.test\norganizations:\n  main: { subdomain: acme }\n',
    'target.yaml:3:11: `organizations.main.subdomain` is not known here\n    Did you mean `sub_domain`?',
  ],
  [
    'an unknown attribute of a role of one’s own',
    'url: https://example.test\nnetworks:\n  mine: { permalnk: acme }\n',
    'target.yaml:3:11: `networks.mine.permalnk` is not known here\n    Did you mean `permalink`?',
  ],
  [
    'a role without attributes',
    'url: https://example.test\norganizations: { main: {} }\n',
    'target.yaml:2:24: `organizations.main` must be an object of at least 1 member, but is an empty object\n    Write an object of at least 1 member.',
  ],
  [
    'a thing that has a place of its own',
    'url: https://example.test\nthings: { networks: { main: { id: a } } }\n',
    'target.yaml:2:11: the key `networks` must be a kind of things in small letters and `_`, such as room, that has no place of its own in this file\n    Tokens, organizations and networks stand beside `things`; what else a description names of an `organization` or a `network` stands there by that name.',
  ],
  [
    'a thing whose name ends with a blank',
    'url: https://example.test\nthings: { room: { main: { name: The blue room, id: "a b " } } }\n',
    'target.yaml:2:52: `things.room.main.id` begins or ends with a blank, or holds a line break\n    Check its variable, if it has one.',
  ],
  [
    'a role no scenario could name',
    'url: https://example.test\ntokens:\n  Valid: ${TOKEN}\n',
    'target.yaml:3:3: the key `Valid` must be a role in small letters and `_`, such as valid\n    Write a role in small letters and `_`, such as valid.',
  ],
  [
    'roles that are mistyped',
    'url: https://example.test\ntokens:\n  seccond: ${constructor}\norganizations: { mian: { id: b } }\nnetworks: { others: { id: a b } }\n',
    'target.yaml:3:3: `seccond` is no known role of a token\n    Did you mean `second`? Call a role of your own by a name less like it.\n' +
      'target.yaml:3:12: `tokens.seccond`: the environment variable constructor is not set\n    Set it, or remove what refers to it.\n' +
      'target.yaml:4:18: `mian` is no known role of an organization\n    Did you mean `main`? Call a role of your own by a name less like it.\n' +
      'target.yaml:5:13: `others` is no known role of a network\n    Did you mean `other`? Call a role of your own by a name less like it.\n' +
      'target.yaml:5:27: `networks.others.id` holds a blank or a line break\n    Check its variable, if it has one.',
  ],
  [
    'a token that is written out',
    'url: https://example.test\ntokens:\n  valid: secret-token\n',
    'target.yaml:3:10: `tokens.valid` must be a reference to an environment variable, such as ${KATAPULT_TOKEN}, but is other text\n    Secrets are read from the environment only.',
  ],
  [
    'a token that is written out in part',
    'url: https://example.test\ntokens:\n  valid: secret-${TOKEN}\n',
    'target.yaml:3:10: `tokens.valid` must be a reference to an environment variable, such as ${KATAPULT_TOKEN}, but is other text\n    Secrets are read from the environment only.',
  ],
  [
    'a variable that is not set',
    'url: https://example.test\ntokens:\n  valid: ${constructor}\n',
    'target.yaml:3:10: `tokens.valid`: the environment variable constructor is not set\n    Set it, or remove what refers to it.',
  ],
  [
    'a variable that is empty',
    'url: https://example.test\norganizations:\n  main: { id: "a${EMPTY}" }\n',
    'target.yaml:3:15: `organizations.main.id`: the environment variable EMPTY is empty\n    Set it, or remove what refers to it.',
  ],
  [
    'a malformed reference',
    'url: https://example.test\norganizations:\n  main: { id: "${A-B}", sub_domain: "${A" }\n',
    'target.yaml:3:15: `organizations.main.id`: a reference to an environment variable is malformed\n    Write ${NAME}, the name made of letters, digits and underscores.\n' +
      'target.yaml:3:37: `organizations.main.sub_domain`: a reference to an environment variable is malformed\n    Write ${NAME}, the name made of letters, digits and underscores.',
  ],
  [
    'a token with a line break',
    'url: https://example.test\ntokens:\n  valid: ${BROKEN}\n',
    'target.yaml:3:10: `tokens.valid` holds a character that no token has\n    Check its variable for blanks and line breaks.',
  ],
  [
    'an id with a line break',
    'url: https://example.test\norganizations:\n  main: { id: "${BROKEN}" }\n',
    'target.yaml:3:15: `organizations.main.id` holds a blank or a line break\n    Check its variable, if it has one.',
  ],
  [
    'a URL with a token',
    'url: https://example.test/${TOKEN}/v1\ntokens:\n  valid: ${TOKEN}\n',
    'target.yaml:1:6: `url` holds a token\n    Remove it: it would show in reports.',
  ],
  [
    'a token for nobody',
    'url: https://example.test\ntokens:\n  nobody: ${TOKEN}\n',
    'target.yaml:3:11: `tokens.nobody` stands for a request without a token\n    Give the token another role, or remove it.',
  ],
  [
    'one token in two roles',
    'url: https://example.test\ntokens:\n  valid: ${TOKEN}\n  second: ${TOKEN}\n',
    'target.yaml:4:11: `tokens.second` is the same as `tokens.valid`\n    Give each role a token of its own.',
  ],
  [
    'one organization in two roles',
    'url: https://example.test\norganizations:\n  main: { id: a, sub_domain: s }\n  other: { id: a, sub_domain: s }\n',
    'target.yaml:4:16: `organizations.other.id` is the same as `organizations.main.id`\n    Give each role an organization of its own.\n' +
      'target.yaml:4:31: `organizations.other.sub_domain` is the same as `organizations.main.sub_domain`\n    Give each role an organization of its own.',
  ],
  [
    'a URL of another scheme',
    'url: ftp://example.test\n',
    'target.yaml:1:6: `url` is no http or https URL\n    Write it whole, such as https://api.example.com/core/v1.',
  ],
  [
    'a URL with a password',
    'url: https://me:secret-word@example.test\n',
    'target.yaml:1:6: `url` holds a user name or a password\n    Remove them: they would show in reports.',
  ],
  [
    'a URL with nothing but a password',
    'url: https://:secret-word@example.test\n',
    'target.yaml:1:6: `url` holds a user name or a password\n    Remove them: they would show in reports.',
  ],
  [
    'a URL of a scheme that is nearly right',
    'url: httpx://example.test\n',
    'target.yaml:1:6: `url` is no http or https URL\n    Write it whole, such as https://api.example.com/core/v1.',
  ],
  [
    'a URL with a query',
    'url: https://example.test/?a=1\n',
    'target.yaml:1:6: `url` holds a query or a fragment\n    Remove what begins with `?` or `#`.',
  ],
  [
    'a URL with all of that',
    'url: http://me:secret-word@example.test?a=1#b\n',
    'target.yaml:1:6: `url` holds a query or a fragment\n    Remove what begins with `?` or `#`.\n' +
      'target.yaml:1:6: `url` holds a user name or a password\n    Remove them: they would show in reports.',
  ],
  [
    'a states URL that is none',
    'url: https://example.test\nstates: { url: here }\n',
    'target.yaml:2:16: `states.url` is no http or https URL\n    Write it whole, such as https://api.example.com/core/v1.',
  ],
  [
    'states without a URL',
    'url: https://example.test\nstates: { headers: { X-Key: k } }\n',
    'target.yaml:2:1: `states.url` is missing\n    Add `url`.',
  ],
  [
    'a header that no request can carry',
    'url: https://example.test\nstates: { url: "https://example.test", headers: { X-Key: "a${BROKEN}" } }\n',
    'target.yaml:2:58: `states.headers.X-Key` holds a character that no header can carry\n    Check its variable for line breaks.',
  ],
  [
    'a name that is no header',
    'url: https://example.test\nstates: { url: "https://example.test", headers: { "X Key": a } }\n',
    'target.yaml:2:51: the key `X Key` must be the name of a header, such as X-States-Token\n    Header names have letters, digits, `-` and a few other signs, but no blank.',
  ],
  [
    'a duration without a unit',
    'url: https://example.test\ntimeouts: { connect: "5" }\n',
    'target.yaml:2:22: `timeouts.connect` must be a duration of at most 999999ms, 9999s or 99m, such as 5s, but is `5`\n    Write a duration of at most 999999ms, 9999s or 99m, such as 5s.',
  ],
  [
    'a duration that is a number',
    'url: https://example.test\nlimits: { rate_wait: 5 }\n',
    'target.yaml:2:22: `limits.rate_wait` must be a duration of at most 999999ms, 9999s or 99m, such as 5s, but is a number\n    Write a duration of at most 999999ms, 9999s or 99m, such as 5s.',
  ],
  [
    'a flag from the environment that is none',
    'url: https://example.test\ndedicated: ${HOST}\n',
    'target.yaml:2:12: `dedicated` is neither true nor false\n    Set its variable to true or false.',
  ],
  [
    'a duration from the environment that is none',
    'url: https://example.test\nlimits: { rate_wait: "${HOST}" }\n',
    'target.yaml:2:22: `limits.rate_wait` is no duration, or too long\n    Write a duration of at most 999999ms, 9999s or 99m, such as 5s.',
  ],
  [
    'a negative budget',
    'url: https://example.test\nlimits: { drain: -1 }\n',
    'target.yaml:2:18: `limits.drain` must be at least 0, but is -1\n    Write at least 0.',
  ],
  [
    'a certificate without its key',
    'url: https://example.test\ntls: { cert: broken.pem }\n',
    'target.yaml:2:1: `tls.key` is missing: `cert` needs it\n    Add `key`.',
  ],
  [
    'a certificate and a key that are none',
    'url: https://example.test\ntls: { cert: broken.pem, key: key.pem }\n',
    'target.yaml:2:6: `tls` holds certificates that cannot be used\n    Check that key and certificate belong together, and need no pass phrase.',
  ],
  [
    'a file that is missing, and one that is none',
    'url: https://example.test\ntls: { ca: missing.pem, cert: text.pem, key: folder.pem }\n',
    'target.yaml:2:12: `tls.ca` names a file that cannot be read (ENOENT)\n    Paths are relative to the file that names them.\n' +
      'target.yaml:2:31: `tls.cert` names a file that is no PEM\n    Convert it to PEM.\n' +
      'target.yaml:2:46: `tls.key` names a file that cannot be read (EISDIR)\n    Paths are relative to the file that names them.',
  ],
  [
    'certificates and a key in the place of each other',
    'url: https://example.test\ntls: { ca: key.pem, cert: key.pem, key: broken.pem }\n',
    'target.yaml:2:12: `tls.ca` names a file that holds no certificate\n    Name the PEM file of the certificate.\n' +
      'target.yaml:2:27: `tls.cert` names a file that holds no certificate\n    Name the PEM file of the certificate.\n' +
      'target.yaml:2:41: `tls.key` names a file that holds no private key\n    Name the PEM file of the private key.',
  ],
  [
    'several things at once',
    'url: nowhere\ntokens: { valid: "${MISSING}" }\ndedicated: maybe\n',
    'target.yaml:1:6: `url` is no http or https URL\n    Write it whole, such as https://api.example.com/core/v1.\n' +
      'target.yaml:2:18: `tokens.valid`: the environment variable MISSING is not set\n    Set it, or remove what refers to it.\n' +
      'target.yaml:3:12: `dedicated` must be true, false, or a variable such as ${KATAPULT_DEDICATED}, but is `maybe`\n    Write true or false.',
  ],
];

describe('a malformed target', () => {
  it.each(MALFORMED)('with %s says so', async (_what, yaml, message) => {
    expect(await messageOf(loading(yaml, { ...ENV, EMPTY: '', BROKEN: 'secret\nX: 1' }))).toBe(message);
  });

  it('that is not there says so', async () => {
    const missing = loadTarget({ file: join(folder, 'none.yaml'), env: {} });
    await expect(missing).rejects.toThrow('none.yaml:1:1: there is no such file\n    Check the path.');
  });

  it.each([
    ['${TOKEN}', 'the environment variable TOKEN names'],
    ['${HOST}-${TOKEN}', 'the environment variables HOST and TOKEN name'],
  ])('with a profile from the environment names the variable: %s', async (profile, message) => {
    await writeFile(file(), `url: https://example.test\nprofile: "${profile}"\n`);
    const profiles = ['documented', 'live'];
    expect(await messageOf(loadTarget({ file: file(), profiles, env: ENV }))).toBe(
      `target.yaml:2:10: ${message} no profile\n    Known here: \`documented\`, \`live\`.`,
    );
  });

  it('never repeats a value of the environment', async () => {
    const everywhere = MALFORMED.map(([, yaml]) =>
      messageOf(loading(yaml, { ...ENV, EMPTY: '', BROKEN: 'secret\nX: 1' })),
    );
    for (const work of everywhere) expect(await work).not.toMatch(/secret/);
  });
});

describe('a target of which only the URL is given', () => {
  it('takes the roles whose variables are set', async () => {
    const env = {
      KATAPULT_TOKEN: 'secret-one',
      KATAPULT_SECOND_TOKEN: undefined,
      KATAPULT_SUSPENDED_ORGANIZATION_SUB_DOMAIN: 'gone',
      KATAPULT_NETWORK_ID: 'net_1',
      KATAPULT_DEDICATED: 'true',
      KATAPULT_STATES_URL: 'http://127.0.0.1:1/_states',
    };
    const target = await loadTarget({ url: 'http://127.0.0.1:1/core/v1', env });
    expect(target.url).toBe('http://127.0.0.1:1/core/v1');
    expect(target.tokens).toEqual({ valid: { role: 'valid', secret: 'secret-one', variable: 'KATAPULT_TOKEN' } });
    expect(target.roles).toEqual({
      organization: { suspended: { sub_domain: 'gone' } },
      network: { main: { id: 'net_1' } },
    });
    expect(target.dedicated).toBe(true);
    expect(target.states).toEqual({ url: 'http://127.0.0.1:1/_states', headers: {}, variables: {} });
  });

  it('tells a variable that is empty', async () => {
    const env = { KATAPULT_TOKEN: '', KATAPULT_NETWORK_ID: 'net_1' };
    expect(await messageOf(loadTarget({ url: 'http://127.0.0.1:1/core/v1', env }))).toBe(
      '--target: `tokens.valid`: the environment variable KATAPULT_TOKEN is empty\n    Give it a value, or unset it.',
    );
  });

  it('says what is wrong with it, without a line', async () => {
    expect(await messageOf(loadTarget({ url: 'http://me:secret@example.test', env: { KATAPULT_TOKEN: 'a b' } }))).toBe(
      '--target: `tokens.valid` holds a character that no token has\n    Check its variable for blanks and line breaks.\n' +
        '--target: `url` holds a user name or a password\n    Remove them: they would show in reports.',
    );
  });
});
