import { describe, expect, it } from 'vitest';
import { InputError } from '../../documents/problems.ts';
import { readYaml } from '../../documents/read.ts';
import { valueAt } from '../../runner/json.ts';
import type { Received } from '../../runner/types/exchange.ts';
import type { Json } from '../../runner/types/values.ts';
import { loadSpec } from '../../spec/load.ts';

type Interaction = {
  readonly request: { readonly method: string; readonly url: string };
  readonly response: {
    readonly code: number;
    readonly headers: Readonly<Record<string, readonly string[]>>;
    readonly body: string;
  };
};

const BASE = 'https://api.katapult.io/core/v1';

const interactionsOf = async (name: string): Promise<readonly Interaction[]> => {
  const { document, problems } = await readYaml(new URL(`../fixtures/recorded/${name}.yaml`, import.meta.url), name);
  if (document === undefined) throw new InputError(problems);
  return valueAt(document.value, '/interactions') as unknown as readonly Interaction[];
};

const documented = await loadSpec();
const live = await loadSpec({ profile: 'live' });

const operationOf = ({ method, url }: Interaction['request']): string => {
  const path = url.slice(BASE.length).split('?')[0];
  const found = Object.values(live.operations).find((one) => one.method === method && one.path === path);
  if (found === undefined) throw new Error(`no operation for ${method} ${url}`);
  return found.id;
};

const receivedOf = ({ code, headers, body }: Interaction['response']): Received => ({
  status: code,
  headers: Object.entries(headers).flatMap(([name, values]) =>
    values.map((value) => [name.toLowerCase(), value] as const),
  ),
  text: body,
  json: JSON.parse(body) as Json,
});

const recorded = (await Promise.all(['plain-address', 'vip'].map(interactionsOf))).flat().map((interaction) => ({
  operation: operationOf(interaction.request),
  status: interaction.response.code,
  response: receivedOf(interaction.response),
}));

describe('recorded answers of the real service', () => {
  it('are those of a whole life of an address, twice', () => {
    const life = ['createIpAddress 200', 'getIpAddress 200', 'releaseIpAddress 200', 'getIpAddress 404'];
    expect(recorded.map(({ operation, status }) => `${operation} ${status}`)).toEqual([...life, ...life]);
  });

  it.each(recorded)('pass under live: $operation $status', ({ operation, response }) => {
    expect(live.judge(operation, response)).toEqual([]);
  });

  it.each(recorded.filter(({ status }) => status < 400))(
    'pass under documented too if they are successes: $operation $status',
    ({ operation, response }) => {
      expect(documented.judge(operation, response)).toEqual([]);
    },
  );

  it.each(recorded.filter(({ status }) => status >= 400))(
    'fail under documented if they are errors: $operation $status',
    ({ operation, response }) => {
      expect(documented.judge(operation, response).map(({ message }) => message)).toEqual([
        'the error is wrapped in `error`, the documented profile has it at the top level',
      ]);
    },
  );
});
