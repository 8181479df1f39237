import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as comparison from '@pactflow/openapi-pact-comparator';
import { beforeAll, describe, expect, it } from 'vitest';
import { generatePacts, wrongExamples } from '../../contracts/generate.ts';
import type { Interaction } from '../../contracts/interactions.ts';
import type { Pact } from '../../contracts/pact-file.ts';
import { writePact } from '../../contracts/pact-file.ts';
import { isArray, isObject } from '../../runner/json.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import { loadDescription } from '../../spec/load.ts';
import { JSON_TYPE, pactText, readJson, temporaryFolder } from './helpers.ts';

const FILES = {
  documented: 'katapult-conformance-client-katapult-core-documented.json',
  live: 'katapult-conformance-client-katapult-core.json',
} as const;

/** The comparator's own types cannot be resolved from outside its package. */
const { Comparator } = comparison as unknown as {
  readonly Comparator: new (options: {
    readonly oas: JsonObject;
  }) => { readonly compare: (pact: Json) => AsyncIterable<unknown> };
};

const texts: Record<string, string> = {};

const generated = async (): Promise<Readonly<Record<string, string>>> => {
  const folder = await temporaryFolder();
  const written = await generatePacts({ folder });
  const pairs = written.map(async ({ profile, file }) => [profile, await readFile(file, 'utf8')] as const);
  expect((await readdir(folder)).sort()).toEqual(Object.values(FILES).sort());
  return Object.fromEntries(await Promise.all(pairs));
};

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pacts-'));
  for (const { profile, file } of await generatePacts({ folder })) texts[profile] = await readFile(file, 'utf8');
  await rm(folder, { recursive: true });
}, 60_000);

const interactionsIn = (profile: string): readonly JsonObject[] => {
  const { interactions } = JSON.parse(texts[profile] ?? '{}') as JsonObject;
  return (isArray(interactions) ? interactions : []).filter(isObject);
};

describe.each(['documented', 'live'] as const)('the pact of profile %s', (profile) => {
  it('is of version 4, and every interaction is a whole HTTP one', () => {
    expect(JSON.parse(texts[profile] ?? '')).toMatchObject({
      metadata: { pactSpecification: { version: '4.0' }, 'katapult-conformance': { profile } },
    });
    for (const interaction of interactionsIn(profile))
      expect(interaction).toMatchObject({
        type: 'Synchronous/HTTP',
        providerStates: expect.arrayContaining([expect.objectContaining({ name: 'a clean start' })]),
        request: { method: 'POST', path: '/organizations/organization/ip_addresses' },
      });
  });

  it('pleases the comparator of OpenAPI and pacts, which a typo would not', async () => {
    const { document } = await loadDescription({ profile });
    const found = async (text: string): Promise<number> => {
      let count = 0;
      for await (const _ of new Comparator({ oas: document }).compare(JSON.parse(text) as Json)) count += 1;
      return count;
    };
    expect(await found(texts[profile] ?? '')).toBe(0);
    expect(
      await found((texts[profile] ?? '').replace('"code": "organization_suspended"', '"code": "typo"')),
    ).toBeGreaterThan(0);
  });

  it('fixes every code', () => {
    const errors = interactionsIn(profile).filter(({ response }) => isObject(response) && response.status !== 200);
    const rules = JSON.stringify(errors.map(({ response }) => isObject(response) && response.matchingRules));
    expect(errors.length).toBeGreaterThan(0);
    expect(rules).not.toContain('code"');
  });

  it('names tokens by role, and sends none where none is meant', () => {
    const headers = interactionsIn(profile).map(
      ({ request }) => isObject(request) && isObject(request.headers) && request.headers.Authorization,
    );
    const roles = headers.map((header) => (isArray(header) ? header[0] : 'nobody'));
    expect([...new Set(roles)].sort()).toEqual([
      'Bearer capabilities',
      'Bearer expired',
      'Bearer forbidden',
      'Bearer restricted',
      'Bearer unscoped',
      'Bearer valid',
      'nobody',
    ]);
  });
});

it('is the same bytes in a second run', async () => {
  expect(await generated()).toEqual(texts);
}, 60_000);

describe('examples', () => {
  it('are refused if the spec refuses them', async () => {
    const description = await loadDescription({ profile: 'documented' });
    const wrong: Interaction = {
      description: 'a wrong example',
      states: [],
      as: 'valid',
      request: { organization: { id: 'a', sub_domain: 'b' }, network: { id: 'n' }, version: 'ipv4' },
      status: 200,
      code: null,
      response: {},
      example: { ip_address: {} },
      headers: [],
    };
    const said = wrongExamples(description, [wrong]);
    expect(said).toContain('a wrong example: the request breaks its schema');
    expect(said.length).toBeGreaterThan(1);
  });
});

const simple = (description: string, more: Partial<Interaction> = {}): Interaction => ({
  description,
  states: [],
  as: 'nobody',
  request: { a: 1 },
  status: 200,
  code: null,
  response: { b: 1 },
  example: { b: 1 },
  headers: [],
  ...more,
});

const pactOf = (interactions: readonly Interaction[]): Pact => ({
  consumer: 'c',
  provider: 'p',
  profile: 'live',
  method: 'POST',
  path: '/thing',
  interactions,
  examples: {},
});

const post = async (url: string, body: Json): Promise<void> => {
  await fetch(`${url}/thing`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) });
};

const client = async (url: string, _as: string, request: JsonObject): Promise<string> => {
  await post(url, request);
  return 'created';
};

const descriptionsIn = async (path: string): Promise<readonly Json[]> => {
  const { interactions } = await readJson(path);
  return (isArray(interactions) ? interactions : []).map((one) => (isObject(one) ? (one.description ?? null) : null));
};

describe('a pact file', () => {
  it('is replaced as a whole: nothing of an older one stays', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'c-p.json'), pactText([{ description: 'old' }], 'c', 'p'));
    const path = await writePact(pactOf([simple('new')]), folder, client);
    expect(basename(path)).toBe('c-p.json');
    expect(await descriptionsIn(path)).toEqual(['new']);
  });

  it.each<[what: string, put: (path: string) => Promise<unknown>, why: string]>([
    ['the pact of others', (path) => writeFile(path, pactText([], 'c-p', 'q')), 'this is something else'],
    ['what is no pact', (path) => writeFile(path, 'notes'), 'this is something else'],
    ['a folder', (path) => mkdir(path), 'what is here cannot be read (EISDIR)'],
  ])('does not take the place of %s', async (_, put, why) => {
    const folder = await temporaryFolder();
    const path = join(folder, 'c-p-q.json');
    await put(path);
    await expect(writePact({ ...pactOf([simple('new')]), provider: 'p-q' }, folder, client)).rejects.toThrow(
      `${path}:1:1: the pact between c and p-q cannot be written here: ${why}\n    Move what is here, or name another folder by --out.`,
    );
    expect(await readdir(folder)).toEqual(['c-p-q.json']);
  });

  it('is refused if two interactions are the same to Pact', async () => {
    const twice = pactOf([simple('same'), simple('other'), simple('same', { status: 404, code: 'x' })]);
    await expect(writePact(twice, await temporaryFolder(), client)).rejects.toThrow(
      'Interactions that Pact cannot tell apart: same.',
    );
  });

  it('may have one description twice if the states differ', async () => {
    const states = [{ name: 'a state', params: {} }];
    const path = await writePact(pactOf([simple('same'), simple('same', { states })]), await temporaryFolder(), client);
    expect(await descriptionsIn(path)).toEqual(['same', 'same']);
  });

  it('is refused if interactions were lost on the way', async () => {
    const folder = await temporaryFolder();
    const losing = async (url: string, _as: string, request: JsonObject): Promise<string> => {
      await post(url, request);
      const [draft] = await readdir(folder);
      if (request.a === 2) await writeFile(join(folder, draft ?? '', 'c-p.json'), pactText([], 'c', 'p'));
      return 'created';
    };
    const three = pactOf([simple('1'), simple('2', { request: { a: 2 } }), simple('3', { request: { a: 3 } })]);
    await expect(writePact(three, folder, losing)).rejects.toThrow(
      /^3 interactions of c ran, but [12] are in the pact file\.$/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not written if the client sends something else, or misreads the answer', async () => {
    const folder = await temporaryFolder();
    const sendsWrong = async (url: string): Promise<string> => {
      await post(url, { a: 2 });
      return 'created';
    };
    await expect(writePact(pactOf([simple('one')]), folder, sendsWrong)).rejects.toThrow();
    const misreads = async (url: string, _as: string, request: JsonObject): Promise<string> => {
      await post(url, request);
      return 'unknown_answer';
    };
    await expect(writePact(pactOf([simple('one')]), folder, misreads)).rejects.toThrow(
      'The client took the answer to "one" for unknown_answer, not for created.',
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('of one consumer is not touched by another that is written at the same time', async () => {
    const folder = await temporaryFolder();
    const many = Array.from({ length: 10 }, (_, index) => simple(`number ${index}`));
    const paths = await Promise.all(
      ['x', 'y', 'z'].map((consumer) => writePact({ ...pactOf(many), consumer }, folder, client)),
    );
    for (const path of paths) expect(await descriptionsIn(path)).toHaveLength(10);
  });
});
