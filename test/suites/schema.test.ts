import { expect, it } from 'vitest';
import { readSchema } from '../../documents/schema.ts';
import { isArray, isObject, valueAt } from '../../runner/json.ts';
import type { Json } from '../../runner/types/values.ts';
import { schemaUrl } from '../../suites/read.ts';

const schema = await readSchema(schemaUrl);

const isDescribed = (property: Json): boolean =>
  isObject(property) &&
  (property.description !== undefined ||
    (typeof property.$ref === 'string' && isDescribed(valueAt(schema, property.$ref.slice(1)) ?? null)));

/** Pointers to the keys of suites that the schema says nothing of. */
const undescribed = (value: Json, pointer: string): readonly string[] => {
  if (isArray(value)) return value.flatMap((item, index) => undescribed(item, `${pointer}/${index}`));
  if (!isObject(value)) return [];
  const keys = Object.entries(isObject(value.properties) ? value.properties : {});
  return [
    ...keys.filter(([, property]) => !isDescribed(property)).map(([key]) => `${pointer}/${key}`),
    ...Object.entries(value).flatMap(([name, member]) => undescribed(member, `${pointer}/${name}`)),
  ];
};

it('the schema of suites describes every key', () => {
  expect(undescribed(schema, '')).toEqual([]);
});
