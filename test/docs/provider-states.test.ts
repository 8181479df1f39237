import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { startMock } from '../../mock/start.ts';
import type { StateDefinition } from '../../runner/types/spec.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import { loadSpec } from '../../spec/load.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const states = Object.values((await loadSpec()).states);
const page = read('docs/provider-states.md');
const schema = JSON.parse(read('spec/provider-state.schema.json')) as { readonly oneOf: readonly JsonObject[] };

const parametersOf = ({ params }: StateDefinition): readonly string[] => Object.keys(params.properties as JsonObject);

describe('the published interface of provider states', () => {
  it.each(states)('has "$name" in its schema, with the same parameters', ({ name, text, params }) => {
    const branch = schema.oneOf.find(({ properties }) => JSON.stringify(properties).includes(JSON.stringify(name)));
    expect(branch).toMatchObject({ description: text, properties: { state: { const: name }, params } });
  });

  it.each(states)('has "$name" on its page, with every parameter', (state) => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${state.name}\` |`)) ?? '';
    for (const parameter of parametersOf(state)) expect(row).toContain(`\`${parameter}\``);
    expect(parametersOf(state).length > 0).toBe(!row.includes('| none |'));
  });

  it('has no other states', () => {
    expect(schema.oneOf).toHaveLength(states.length);
    expect(page.match(/^\| `/gm)).toHaveLength(states.length);
  });

  it('describes the request on its page, which the reference server takes', async () => {
    const example = JSON.parse(/^\{"state".*$/m.exec(page)?.[0] ?? '') as JsonObject;
    expect(new Ajv2020({ strict: true, strictRequired: false, strictTypes: false }).validate(schema, example)).toBe(
      true,
    );
    const mock = await startMock({ profile: 'documented' });
    const network = mock.target.roles.network?.main?.id ?? '';
    const body = JSON.stringify({ ...example, params: { ...(example.params as JsonObject), network } });
    const answer = await fetch(mock.statesUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    });
    await mock.close();
    expect(answer.ok).toBe(true);
  });
});
