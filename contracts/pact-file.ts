import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { InputError } from '../documents/problems.ts';
import { isArray, isObject, parsed, valueAt } from '../runner/json.ts';
import type { ProviderState } from '../runner/types/scenario.ts';
import { NOBODY } from '../runner/types/target.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import type { Endpoint } from './call.ts';
import { call } from './call.ts';
import type { Interaction } from './interactions.ts';
import { mapReferences } from './situations.ts';

/** A pact between two parties, before it is a file. */
export type Pact = {
  readonly consumer: string;
  readonly provider: string;
  /** The profile of the spec that the examples are of. */
  readonly profile: string;
  readonly method: string;
  readonly path: string;
  readonly interactions: readonly Interaction[];
  /** What the file shows in the place of a reference to a role. */
  readonly examples: Readonly<Record<string, string>>;
};

/** A client under test: it sends the request to `url` as that role, and tells what it made of the answer. */
export type Client = (url: string, as: string, request: JsonObject) => Promise<string>;

/**
 * How long the mock server is left alone after it answered, in milliseconds. Asked earlier while the processor is busy, it
 * may say that a request which it answered never came.
 */
const SETTLE_MS = 10;

/** This package's client of an endpoint, with the name of the role in the place of a token. */
export const clientOf =
  (endpoint: Endpoint): Client =>
  async (url, as, request) => {
    const { code } = await call(endpoint, as === NOBODY ? { url } : { url, token: as }, request);
    return code;
  };

/** Media types are case-insensitive and may have parameters (RFC 9110, section 8.3.1). */
const JSON_TYPE = {
  'pact:matcher:type': 'regex',
  regex: '(?i)application/json[ \\t]*(;.*)?',
  value: 'application/json',
} as const;

const keyOf = (description: string, states: readonly ProviderState[]): string => JSON.stringify([description, states]);

/** A later interaction with the same description and states would replace the earlier one in the file. */
const assertDistinct = (interactions: readonly Interaction[]): void => {
  const keys = interactions.map(({ description, states }) => keyOf(description, states));
  const twice = interactions.filter(
    ({ description, states }, index) => keys.indexOf(keyOf(description, states)) !== index,
  );
  if (twice.length > 0)
    throw new Error(
      `Interactions that Pact cannot tell apart: ${twice.map(({ description }) => description).join('; ')}.`,
    );
};

const requestTemplate = (request: JsonObject, examples: Pact['examples']): Json =>
  mapReferences(request, (reference) => ({
    'pact:matcher:type': 'equality',
    'pact:generator:type': 'ProviderState',
    expression: `\${${reference}}`,
    value: examples[reference] ?? '',
  }));

const load = async () => {
  process.env.PACT_DO_NOT_TRACK = 'true';
  return import('@pact-foundation/pact');
};

const addAll = async (pact: Pact, dir: string, client: Client): Promise<void> => {
  const { PactV4 } = await load();
  const { consumer, provider, method, path, examples } = pact;
  const file = new PactV4({ consumer, provider, dir, logLevel: 'error' });
  for (const { description, states, as, request, status, code, response } of pact.interactions) {
    const unconfigured = states
      .reduce((given, { name, params }) => given.given(name, params as never), file.addInteraction())
      .uponReceiving(description);
    const became = await unconfigured
      .withRequest(method, path, (builder) => {
        builder.headers({
          'Content-Type': 'application/json',
          ...(as === NOBODY ? {} : { Authorization: `Bearer ${as}` }),
        });
        builder.jsonBody(requestTemplate(request, examples));
      })
      .willRespondWith(status, (builder) => {
        builder.headers({ 'Content-Type': JSON_TYPE });
        builder.jsonBody(response);
      })
      .executeTest(async ({ url }) => {
        const result = await client(
          url,
          as,
          mapReferences(request, (reference) => examples[reference] ?? '') as JsonObject,
        );
        await delay(SETTLE_MS);
        return result;
      });
    const wanted = code ?? 'created';
    if (became !== wanted)
      throw new Error(`The client took the answer to "${description}" for ${became}, not for ${wanted}.`);
  }
};

/** A value that may be null: Pact's library writes its two rules as if both had to hold. */
const eitherRule = (rules: Json): Json => {
  if (!isObject(rules) || !isArray(rules.matchers)) return rules;
  const orNull = rules.matchers.length > 1 && rules.matchers.some((rule) => isObject(rule) && rule.match === 'null');
  return orNull ? { ...rules, combine: 'OR' } : rules;
};

const mapped = (object: Json | undefined, change: (value: Json) => Json): JsonObject =>
  Object.fromEntries(Object.entries(isObject(object) ? object : {}).map(([name, value]) => [name, change(value)]));

const withNulls = (interaction: Json): Json => {
  if (!isObject(interaction) || !isObject(interaction.response) || !isObject(interaction.response.matchingRules))
    return interaction;
  const { response } = interaction;
  const rules = response.matchingRules as JsonObject;
  return {
    ...interaction,
    response: { ...response, matchingRules: { ...rules, body: mapped(rules.body, eitherRule) } },
  };
};

/** Member of a pact's `metadata` in which this package says what the pact was made of. */
export const OURS = 'katapult-conformance';

const finished = (text: string, { interactions, consumer, profile }: Pact): string => {
  const file = JSON.parse(text) as JsonObject;
  const written = isArray(file.interactions) ? file.interactions : [];
  if (written.length !== interactions.length)
    throw new Error(
      `${interactions.length} interactions of ${consumer} ran, but ${written.length} are in the pact file.`,
    );
  const metadata = { ...(isObject(file.metadata) ? file.metadata : {}), [OURS]: { profile } };
  return `${JSON.stringify({ ...file, interactions: written.map(withNulls), metadata }, null, 2)}\n`;
};

const isOf = (text: string, { consumer, provider }: Pact): boolean => {
  const file = parsed(text);
  return valueAt(file, '/consumer/name') === consumer && valueAt(file, '/provider/name') === provider;
};

/** Only an older pact of the same two may be replaced: other names may make the same name of a file. */
const checkReplaced = async (path: string, pact: Pact): Promise<void> => {
  const refuse = (why: string): never => {
    throw new InputError([
      {
        place: { file: path, line: 1, column: 1 },
        pointer: '',
        message: `the pact between ${pact.consumer} and ${pact.provider} cannot be written here: ${why}`,
        remedy: 'Move what is here, or name another folder by --out.',
      },
    ]);
  };
  const text = await readFile(path, 'utf8').catch(({ code }: NodeJS.ErrnoException) =>
    code === 'ENOENT' ? undefined : refuse(`what is here cannot be read (${code})`),
  );
  if (text !== undefined && !isOf(text, pact)) refuse('this is something else');
};

/**
 * Lets a client go through every interaction against Pact's mock server, and writes the pact file; an older one is replaced
 * as a whole. Returns the path of the file.
 * Throws if the client does not send what was promised, or takes an answer for something else, and an `InputError` if something else
 * has the name of the file.
 */
export const writePact = async (pact: Pact, folder: string, client: Client): Promise<string> => {
  assertDistinct(pact.interactions);
  await mkdir(folder, { recursive: true });
  const name = `${pact.consumer}-${pact.provider}.json`;
  await checkReplaced(join(folder, name), pact);
  const draft = await mkdtemp(join(folder, '.pact-'));
  try {
    await addAll(pact, draft, client);
    const text = finished(await readFile(join(draft, name), 'utf8'), pact);
    await writeFile(join(draft, name), text);
    await rename(join(draft, name), join(folder, name));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return join(folder, name);
};
