import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { readAcceptors } from '../../documents/acceptors.ts';
import { isArray, isObject } from '../../runner/json.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import { assemble, schemasOf } from '../../spec/assemble.ts';
import { loadDescription } from '../../spec/load.ts';
import { stateKey } from '../../spec/params.ts';
import { profiles } from '../../spec/profiles.ts';
import { validatorsOf } from '../../spec/validators.ts';

const STRANGE: readonly Json[] = [null, true, 0, 1.5, -1, '', 'text', '192.0.2.1', [], [{}], {}, { error: {} }];

/** A value with one part of it missing, or replaced by something strange; every part in turn. */
const spoilt = (value: Json): readonly Json[] => {
  if (isArray(value))
    return [...STRANGE, ...value.flatMap((item, at) => spoilt(item).map((other) => value.with(at, other)))];
  if (!isObject(value)) return STRANGE;
  const members = Object.entries(value);
  return [
    ...STRANGE,
    { ...value, unexpected: 1 },
    ...members.map(([name]) => Object.fromEntries(members.filter(([other]) => other !== name))),
    ...members.flatMap(([name, member]) => spoilt(member).map((other) => ({ ...value, [name]: other }))),
  ];
};

describe.each(profiles)('what the build compiled of profile %s', (profile) => {
  const acceptors = readAcceptors(
    pathToFileURL(join(inject('command'), '..', '..', 'spec', 'prepared', `${profile}.cjs`)),
  );

  it('accepts what the schemas of the description accept, and nothing else', async () => {
    const { description } = await assemble({ profile });
    const { spec, exampleOf } = await loadDescription({ profile });
    const { accepts } = validatorsOf(description);
    const answers = Object.values(spec.operations).flatMap(({ id, success, errors }) => [
      exampleOf(id, success, null),
      ...errors.map(({ status, code }) => exampleOf(id, status, code)),
    ]);
    const request = { organization: { id: 'a' }, network: { permalink: 'b' }, version: 'ipv6', vip: true, label: 'c' };
    const values = [request, ...answers].flatMap((value) => [value, ...spoilt(value)]);
    for (const schema of schemasOf(description)) {
      const differing = values.filter((value) => acceptors(schema)?.(value) !== accepts(schema, value));
      expect(differing, schema).toEqual([]);
    }
  });

  it('accepts the parameters of provider states that their schemas accept, and no others', async () => {
    const { spec, stateFaults } = await loadDescription({ profile });
    const params: JsonObject = { network: 'n', version: 'ipv4', count: 1, permitted: 2, token: 't', organization: 'o' };
    const all = [{}, params, { ...params, status: 'suspended' }, { status: 'suspended', organization: 'o' }];
    for (const state of Object.values(spec.states)) {
      const names = Object.keys(isObject(state.params.properties) ? state.params.properties : {});
      const known = Object.fromEntries(Object.entries(params).filter(([name]) => names.includes(name)));
      const values = [...all, known, { ...known, seconds: 3 }].flatMap((value) => [value, ...spoilt(value)]);
      const differing = values.filter(
        (value) => acceptors(stateKey(state))?.(value) !== (stateFaults(state, value).length === 0),
      );
      expect(differing, state.name).toEqual([]);
      expect(
        values.some((value) => acceptors(stateKey(state))?.(value) === true),
        state.name,
      ).toBe(true);
    }
  });
});
