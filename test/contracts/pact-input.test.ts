import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPacts, readPactsWith } from '../../contracts/pact-input.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import {
  interaction,
  JSON_TYPE,
  outcomes,
  pactFile,
  pactText,
  serve,
  targetAt,
  temporaryFolder,
  verifiedFiles,
} from './helpers.ts';

describe('pact files', () => {
  it('without interactions prove nothing', async () => {
    const { url } = await serve(() => ({ status: 200 }));
    expect((await verifiedFiles(targetAt(url), [await pactFile()])).verdict).toBe('undetermined');
  });

  it('that cannot be used are told all at once', async () => {
    const folder = await temporaryFolder();
    const write = async (name: string, text: string) => writeFile(join(folder, name), text);
    await Promise.all([
      write('a.json', '{"consumer":'),
      write('b.json', '{}'),
      write('c.json', pactText([])),
      write('d.json', `\uFEFF${pactText([])}`),
      writeFile(join(folder, 'e.json'), Buffer.from(pactText([], 'caf\u00e9'), 'latin1')),
    ]);
    const message = await readPacts([folder, join(folder, 'gone.json')]).catch((error: Error) => error.message);
    expect(String(message).replaceAll(folder, '').split('\n')).toEqual([
      expect.stringMatching(/^\/a\.json:1:1: the pact file is no JSON: /),
      '    Write it anew with the tests of the consumer.',
      '/b.json:1:1: this is no pact: it names no consumer, no provider or no interactions',
      '    Write it anew with the tests of the consumer.',
      '/d.json:1:1: the pact file begins with a byte order mark',
      '    Save it as UTF-8 without a byte order mark.',
      '/e.json:1:1: the pact file is not UTF-8',
      '    Save it as UTF-8 without a byte order mark.',
      '/gone.json:1:1: there is no such file',
      '    Check the path.',
    ]);
  });

  it('whose interactions lack something are told where: the Verifier would make it up', async () => {
    const path = join(await temporaryFolder(), 'pact.json');
    const interactions = [
      { ...interaction('a'), request: 5 },
      { description: 'b', request: { method: 'GET' }, response: { status: '200' } },
      { type: 'Synchronous/HTTP', response: {} },
    ];
    await writeFile(path, JSON.stringify(JSON.parse(pactText(interactions)), null, 1));
    const message = await readPacts([path]).catch((error: Error) => error.message);
    const lines = String(message).replaceAll(path, 'pact.json').split('\n');
    expect(lines.filter((line) => line.startsWith('pact.json'))).toEqual([
      'pact.json:13:15: `interactions[0].request` must be an object, but is a number',
      'pact.json:20:4: `interactions[1].request.path` is missing',
      'pact.json:24:15: `interactions[1].response.status` must be an integer, but is a string',
      'pact.json:27:3: `interactions[2].description` is missing',
      'pact.json:27:3: `interactions[2].request` is missing',
      'pact.json:29:4: `interactions[2].response.status` is missing',
    ]);
  });

  it.each(['200.0', '2e2', '0.2E+3'])(
    'with a status that is written as %s, which the Verifier cannot read, are told where',
    async (status) => {
      const path = join(await temporaryFolder(), 'pact.json');
      const body = {
        content: { status: '"status":', a: 'STATUS', b: '\\' },
        contentType: 'application/json',
        encoded: false,
      };
      const interactions = [interaction('a', { response: { body } }), interaction('b', { response: { status: 299 } })];
      const text = JSON.stringify(JSON.parse(pactText(interactions)), null, 1);
      await writeFile(path, text.replace('"STATUS"', status).replace('299', status));
      const message = await readPacts([path]).catch((error: Error) => error.message);
      expect(String(message).replaceAll(path, 'pact.json').split('\n')).toEqual([
        `pact.json:39:15: \`interactions[1].response.status\` is written as \`${status}\``,
        '    Write it as 200: where it has a fraction or an exponent the Verifier cannot read it.',
      ]);
    },
  );

  const CONTENT = { content: { a: 'é' }, contentType: 'application/json', encoded: false };

  it.each<[what: string, request: JsonObject, fact: string | undefined]>([
    ['longer', { headers: { 'Content-Length': ['12'] }, body: CONTENT }, '`12`, and the Verifier sends 10 bytes'],
    ['shorter', { headers: { 'Content-Length': ['3'] }, body: CONTENT }, '`3`, and the Verifier sends 10 bytes'],
    ['of no body', { headers: { 'Content-Length': '3' } }, '`3`, and the Verifier sends 0 bytes'],
    ['right', { headers: { 'Content-Length': ['10'] }, body: CONTENT }, undefined],
    [
      'right of bytes',
      { headers: { 'Content-Length': ['2'] }, body: { ...CONTENT, content: 'YWI=', encoded: 'base64' } },
      undefined,
    ],
    [
      'right of a text',
      { headers: { 'Content-Length': ['2'] }, body: { ...CONTENT, content: 'ab', contentType: 'text/plain' } },
      undefined,
    ],
  ])('with a length of a request that is %s are told so', async (_, request, fact) => {
    const path = await pactFile(interaction('one', { request: { method: 'POST', ...request } }));
    const told = await readPacts([path]).then(
      () => '',
      ({ message }: Error) => message,
    );
    expect(told.split('\n')[0]?.replace(/^\S+:1:\d+: /, '')).toBe(
      fact === undefined ? '' : `\`interactions[0].request.headers.Content-Length\` is ${fact}`,
    );
  });

  const NUMBERS = [
    '1.0',
    '1e2',
    '1.10',
    '-0.0',
    '-0',
    '1e15',
    '1e16',
    '123456789012345680.0',
    '0.00001',
    '0.000001',
    '1.5e-7',
  ];

  it.each<[what: string, content: string, type: string, encoded?: Json]>([
    ...NUMBERS.map((one): [string, string, string] => [`with ${one}`, `{"a":${one}}`, 'application/json']),
    ['that is null', 'null', 'application/json'],
    ['that is null without a type', 'null', 'text/plain'],
    ['that says to be encoded, and not how', '"YWI="', 'text/plain', true],
    ['in Base64', '"YWI="', 'text/plain', 'BASE64'],
  ])(
    'may tell the length of a body %s, and no other, as the Verifier does',
    async (_, content, type, encoded = false) => {
      const { url, seen } = await serve(() => ({ status: 200 }));
      const folder = await temporaryFolder();
      const named = async (length?: number): Promise<string> => {
        const told = length === undefined ? {} : { 'Content-Length': [String(length)] };
        const request = {
          method: 'POST',
          headers: { 'Content-Type': [type], ...told },
          body: { content: 'CONTENT', contentType: type, encoded },
        };
        const path = join(folder, `${length}.json`);
        await writeFile(path, pactText([interaction('one', { request })]).replace('"CONTENT"', content));
        return path;
      };
      await verifiedFiles(targetAt(url), [await named()]);
      const sent = seen.at(-1)?.bytes.length ?? 0;
      expect(await readPacts([await named(sent)])).toHaveLength(1);
      for (const other of [sent - 1, sent + 1])
        await expect(readPacts([await named(other)])).rejects.toThrow(`is \`${other}\`, and the Verifier sends`);
    },
  );

  it('with a length and a long body are read', async () => {
    const content = '\n5.0"'.repeat(4_000_000);
    const headers = { 'Content-Length': [String(content.length)] };
    const body = { content, contentType: 'text/plain', encoded: false };
    const path = await pactFile(interaction('one', { request: { method: 'POST', headers, body } }));
    expect(await readPacts([path])).toHaveLength(1);
  });

  it.each<[request: JsonObject, facts: readonly string[]]>([
    [{ query: 'a=1&b=&&c=d=e&' }, []],
    [{ query: '=1&=' }, []],
    [{ query: '' }, []],
    [{ query: { a: ['1', ''], b: '2' } }, []],
    [{ path: '/a/.well-known/..b/c..?d=./..' }, []],
    [
      { query: 'a=1&b' },
      ['`interactions[0].request.query` must be a query whose parameters have values, but is other text'],
    ],
    [
      { query: ['a'] },
      ['`interactions[0].request.query` must be a query whose parameters have values, but is an array'],
    ],
    [{ query: { a: [null] } }, ['`interactions[0].request.query.a[0]` must be a string, but is null']],
    [{ query: { a: 5 } }, ['`interactions[0].request.query.a` must be a string or an array, but is a number']],
    ...['/../states', '/a/./b', '/a/%2E%2e', '/a/..?b=c', '/a#b'].map((path): [JsonObject, readonly string[]] => [
      { path },
      [
        `\`interactions[0].request.path\` must be a path that begins with a slash, without \`#\`, and without \`.\` and \`..\` between slashes, but is \`${path}\``,
      ],
    ]),
  ])('that ask by %j are read only if the Verifier would ask so', async (request, facts) => {
    const path = await pactFile(interaction('one', { request }));
    const told = await readPacts([path]).then(
      () => '',
      ({ message }: Error) => message,
    );
    expect([...told.matchAll(/^\S+:\d+:\d+: (.*)$/gm)].map(([, fact]) => fact)).toEqual(facts);
  });

  it('with other numbers that are written so are read', async () => {
    const path = join(await temporaryFolder(), 'pact.json');
    const body = { content: { status: 299 }, contentType: 'application/json', encoded: false };
    await writeFile(path, pactText([interaction('a', { response: { body } })]).replace('299', '2e2'));
    expect(await readPacts([path])).toHaveLength(1);
  });

  it('with what the Verifier would ignore, or fetch from the internet, are refused', async () => {
    const path = join(await temporaryFolder(), 'pact.json');
    const interactions = [
      {
        ...interaction('a', { request: { method: 'po st', path: 'x', headers: 'x' } }),
        providerStates: 'here',
        pending: 'true',
      },
      interaction('b', { response: { headers: ['x'] }, states: [{ name: 's', params: [1] }] }),
      { type: 'Other', description: 'c' },
    ];
    const plugins = [{ name: 'protobuf', version: '1' }];
    const pact = { ...JSON.parse(pactText(interactions)), metadata: { plugins, pactSpecification: { version: '9' } } };
    await writeFile(path, JSON.stringify(pact));
    const message = await readPacts([path]).catch((error: Error) => error.message);
    const facts = [...String(message).matchAll(/^\S+:\d+:\d+: (.*)$/gm)].map(([, fact]) => fact);
    expect(facts.toSorted()).toEqual([
      '`interactions[0].pending` must be a boolean or null, but is a string',
      '`interactions[0].providerStates` must be an array or null, but is a string',
      '`interactions[0].request.headers` must be an object or null, but is a string',
      '`interactions[0].request.method` must be a method of HTTP, but is `po st`',
      '`interactions[0].request.path` must be a path that begins with a slash, without `#`, and without `.` and `..` between slashes, but is `x`',
      '`interactions[1].providerStates[0].params` must be an object or null, but is an array',
      '`interactions[1].response.headers` must be an object or null, but is an array',
      '`interactions[2].type` must be `Synchronous/HTTP`, `Asynchronous/Messages` or `Synchronous/Messages`, but is `Other`',
      '`metadata.pactSpecification.version` must be a version from 1 to 4, but is `9`',
      '`metadata.plugins` is not allowed here',
    ]);
    expect(message).toContain(
      '`metadata.plugins` is not allowed here\n    Remove it: the Verifier would fetch plugins from the internet, and start them.',
    );
  });

  it.each<[what: string, pact: object, fact: string]>([
    [
      'messages beside interactions, of which the Verifier may take only the messages',
      { messages: [] },
      '`messages` is not allowed here',
    ],
    [
      'interactions of version 4 in a file that does not say so, which is read as version 3',
      { metadata: {} },
      '`interactions[0].type` is not allowed here',
    ],
    [
      'interactions of version 4 in a file of version 3',
      { metadata: { pactSpecification: { version: '3.0.0' }, 'pact-specification': { version: '4.0' } } },
      '`interactions[0].type` is not allowed here',
    ],
    [
      'a length of a body that is put together at verification',
      {
        interactions: [
          interaction('one', { request: { headers: { 'Content-Length': ['2'] }, generators: { body: {} } } }),
        ],
      },
      '`interactions[0].request.headers.Content-Length` is not allowed here',
    ],
  ])('with %s are refused', async (_, pact, fact) => {
    const path = join(await temporaryFolder(), 'pact.json');
    await writeFile(path, JSON.stringify({ ...JSON.parse(pactText([interaction('one')])), ...pact }));
    const message = await readPacts([path]).catch((error: Error) => error.message);
    const facts = [...String(message).matchAll(/^\S+:\d+:\d+: (.*)$/gm)].map(([, one]) => one);
    expect(facts).toEqual([fact]);
  });

  it.each([
    { 'pact-specification': { version: '4.0' } },
    { pactSpecification: { version: '4.0' }, 'pact-specification': { version: '3.0.0' } },
  ])('say their version in either place: %j', async (metadata) => {
    const path = join(await temporaryFolder(), 'pact.json');
    await writeFile(path, JSON.stringify({ ...JSON.parse(pactText([interaction('one')])), metadata }));
    const { url } = await serve(() => ({ status: 200 }));
    expect(outcomes(await verifiedFiles(targetAt(url), [path]))).toEqual({ one: 'passed' });
  });

  it.each([
    {
      what: 'a matcher that the Verifier does not know',
      rule: { match: 'uuidish' },
      why: "Could not apply the 'uuidish' matching rule",
    },
    {
      what: 'a regular expression that is none',
      rule: { match: 'regex', regex: '(((' },
      why: "'\\(\\(\\(' is not a valid",
    },
    {
      what: 'a pattern of dates that is none',
      rule: { match: 'date', date: 'jjjj' },
      why: "Expected '1' to match a date",
    },
    {
      what: 'a variant of a list that is no list',
      rule: { match: 'arrayContains', variants: [{ index: 3, rules: {}, generators: {} }] },
      why: 'ArrayContains: variant 3 is missing from',
      a: ['1'],
    },
    {
      what: 'a pattern of dates that ends in no pattern',
      rule: { match: 'timestamp', timestamp: 'yyyy9' },
      why: "Expected '1' to match a timestamp",
    },
  ])('with $what accuse nobody', async ({ rule, why, a = '1' }) => {
    const { url } = await serve(() => ({ status: 200, headers: JSON_TYPE, body: JSON.stringify({ a, b: '2' }) }));
    const response = (b: string): JsonObject => ({
      body: { content: { a, b }, contentType: 'application/json', encoded: false },
      matchingRules: { body: { '$.a': { matchers: [rule], combine: 'AND' } } },
    });
    const path = await pactFile(
      interaction('kept', { response: response('2') }),
      interaction('broken', { response: response('3') }),
    );
    expect(outcomes(await verifiedFiles(targetAt(url), [path]))).toEqual({
      kept: expect.stringMatching(`^errored: the pact cannot be used: ${why}`),
      broken: expect.stringMatching(/^failed: \$\.b: [^;]*$/),
    });
  });

  const regex = { match: 'regex', regex: '(((' };

  /** What becomes of a header that is answered as `1`, by a rule. */
  const ofHeader = async (rule: JsonObject): Promise<string | undefined> => {
    const { url } = await serve(() => ({ status: 200, headers: { 'X-A': '1' } }));
    const rules = { header: { 'X-A': { matchers: [rule], combine: 'AND' } } };
    const path = await pactFile(interaction('one', { response: { headers: { 'X-A': ['0'] }, matchingRules: rules } }));
    return outcomes(await verifiedFiles(targetAt(url), [path])).one;
  };

  it.each<[rule: JsonObject, why: string]>([
    [regex, "'\\(\\(\\(' is not a valid"],
    [{ match: 'date', date: 'jjjj' }, "Expected '1' to match a date pattern of 'jjjj'$"],
    [{ match: 'time', format: 'HH:mmm' }, "Expected '1' to match a time pattern of 'HH:mmm'$"],
    [{ match: 'timestamp', timestamp: "yyyy'T" }, "Expected '1' to match a timestamp pattern of 'yyyy'T'$"],
    [{ match: 'datetime', format: 'yyyy[-MM]' }, "Expected '1' to match a timestamp pattern of "],
    [{ match: 'null' }, "Unable to match '1' using Null$"],
    [{ match: 'eachKey', rules: [{ match: 'type' }] }, "Unable to match '1' using EachKey"],
    [{ match: 'arrayContains', variants: [] }, "Unable to match '1' using ArrayContains"],
  ])('with the rule %j for a header, which the Verifier cannot use, accuse nobody', async (rule, why) => {
    expect(await ofHeader(rule)).toMatch(
      new RegExp(`^errored: the pact cannot be used: Mismatch with header 'X-A': ${why}`),
    );
  });

  it.each<[rule: JsonObject, outcome: RegExp]>([
    [{ match: 'date', date: 'y' }, /^passed$/],
    [{ match: 'date' }, /^failed: header X-A: /],
    [{ match: 'timestamp', timestamp: "yyyy-MM-dd'T'HH:mm:ss.SSSXXXXX" }, /^failed: header X-A: /],
    [{ match: 'datetime', format: "EEE, dd MMM yyyy HH:mm:ss 'o''clock'" }, /^failed: header X-A: /],
    [{ match: 'boolean' }, /^failed: header X-A: /],
    [{ match: 'semver' }, /^failed: header X-A: /],
  ])('with the rule %j for a header are judged by it', async (rule, outcome) => {
    expect(await ofHeader(rule)).toMatch(outcome);
  });

  it.each([
    [
      'that cannot be read',
      [{ description: 'no type', request: {}, response: {} }],
      /Failed to load pact .*no type attr/,
    ],
    ['without interactions', [], /^errored: the pact between other and provider holds no interactions$/],
  ])('%s leave it undetermined, whatever others prove', async (_, interactions, why) => {
    const folder = await temporaryFolder();
    const rest = { request: { method: 'GET', path: '/' }, response: { status: 200 } };
    const broken = interactions.map((one) => ({ ...one, ...rest }));
    await writeFile(join(folder, 'a.json'), pactText(broken, 'other'));
    await writeFile(join(folder, 'b.json'), pactText([interaction('one')]));
    const { url } = await serve(() => ({ status: 200 }));
    const report = await verifiedFiles(targetAt(url), [folder]);
    expect(report.verdict).toBe('undetermined');
    expect(outcomes(report)).toEqual({ one: 'passed', 'Pacts are verified': expect.stringMatching(why) });
  });

  it('of which several cannot be read leave it undetermined, and each is told', async () => {
    const folder = await temporaryFolder();
    const untyped = { description: 'no type', request: { method: 'GET', path: '/' }, response: { status: 200 } };
    await writeFile(join(folder, 'a.json'), pactText([untyped], 'a'));
    await writeFile(join(folder, 'b.json'), pactText([], 'b'));
    await writeFile(join(folder, 'c.json'), pactText([interaction('one')]));
    const { url } = await serve(() => ({ status: 200 }));
    const { scenarios, verdict } = await verifiedFiles(targetAt(url), [folder]);
    expect(scenarios.map(({ id, outcome }) => [id, outcome.status])).toEqual([
      ['consumer/one', 'passed'],
      ['verification/pacts', 'errored'],
      ['verification/pacts-2', 'errored'],
    ]);
    expect(verdict).toBe('undetermined');
  });

  it('may hold messages, which nobody can verify here', async () => {
    const { url, seen } = await serve(() => ({ status: 200 }));
    const content = { content: { a: 1 }, contentType: 'application/json', encoded: false };
    const message = { type: 'Asynchronous/Messages', description: 'an event', contents: content };
    const root = interaction('root', { request: { method: 'POST', path: '/', body: content } });
    const report = await verifiedFiles(targetAt(url), [await pactFile(message, interaction('one'), root)]);
    expect(outcomes(report)).toEqual({
      'an event': 'errored: this is a message: only HTTP interactions are verified',
      one: 'passed',
      root: 'passed',
    });
    expect(seen.filter(({ method }) => method === 'POST').map(({ body }) => body)).toEqual(['{"a":1}']);
  });

  it('may hold nothing but messages, as version 3 does', async () => {
    const folder = await temporaryFolder();
    const metadata = { pactSpecification: { version: '3.0.0' } };
    const parties = { consumer: { name: 'consumer' }, provider: { name: 'provider' } };
    const messages = [{ description: 'an event', contents: { a: 1 } }];
    await writeFile(join(folder, 'a.json'), JSON.stringify({ ...parties, messages, metadata }));
    await writeFile(join(folder, 'b.json'), pactText([interaction('one')]));
    const { url } = await serve(() => ({ status: 200 }));
    expect(outcomes(await verifiedFiles(targetAt(url), [folder]))).toEqual({
      'an event': 'errored: this is a message: only HTTP interactions are verified',
      one: 'passed',
    });
  });

  it('of one consumer are told apart by what they describe', async () => {
    const folder = await temporaryFolder();
    const write = (name: string) =>
      writeFile(join(folder, `${name}.json`), JSON.stringify(JSON.parse(pactText([interaction(name)])), null, 1));
    await Promise.all([write('a'), write('b')]);
    const { url } = await serve(() => ({ status: 200 }));
    const { scenarios } = await verifiedFiles(targetAt(url), [folder]);
    expect(scenarios.map(({ title, place }) => [title, place.file])).toEqual([
      ['a', join(folder, 'a.json')],
      ['b', join(folder, 'b.json')],
    ]);
  });

  it('describe interactions in words that make the same ids, each with its own outcome', async () => {
    const { url } = await serve(({ url: path }) => ({ status: path === '/broken' ? 500 : 200 }));
    const path = await pactFile(
      interaction('get a thing'),
      interaction('get a thing', { request: { path: '/broken' } }),
      interaction('get a thing 2'),
    );
    const { scenarios, verdict } = await verifiedFiles(targetAt(url), [path]);
    expect(scenarios.map(({ id, outcome }) => [id, outcome.status])).toEqual([
      ['consumer/get-a-thing', 'passed'],
      ['consumer/get-a-thing-2', 'failed'],
      ['consumer/get-a-thing-2-2', 'passed'],
    ]);
    expect(verdict).toBe('broken');
  });

  it('in an empty folder are told', async () => {
    await expect(readPacts([await temporaryFolder()])).rejects.toThrow('the folder holds no pact file');
  });

  it('with several providers need a name', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'a.json'), pactText([], 'c', 'one'));
    await writeFile(join(folder, 'b.json'), pactText([], 'c', 'two'));
    await expect(readPactsWith([folder])).rejects.toThrow('Name one by --provider. The pacts are with: one, two.');
    await expect(readPactsWith([folder], 'three')).rejects.toThrow('no pact is with the provider `three`');
    expect((await readPactsWith([folder], 'two')).map(({ provider }) => provider)).toEqual(['two']);
  });

  it.each(['provider', 'Compute and Network'])('of several consumers with %s are told apart', async (provider) => {
    const folder = await temporaryFolder();
    for (const consumer of ['a', 'b and c'])
      await writeFile(join(folder, `${consumer}.json`), pactText([interaction('same')], consumer, provider));
    const { url } = await serve(() => ({ status: 200 }));
    const { scenarios } = await verifiedFiles(targetAt(url), [folder]);
    expect(scenarios.map(({ id, outcome, place }) => [id, outcome.status, place.file])).toEqual([
      ['a/same', 'passed', join(folder, 'a.json')],
      ['b-and-c/same', 'passed', join(folder, 'b and c.json')],
    ]);
  });
});
