import { nearest } from '../documents/nearest.ts';
import type { Problem } from '../documents/problems.ts';
import { isObject, tokensOf } from '../runner/json.ts';
import type { JsonObject } from '../runner/types/values.ts';

/** Says of a scenario, by its index in the file, whether it can be understood. */
export type Sound = (index: number) => boolean;

/**
 * Which scenarios of a suite can be understood although its file has these problems: those that have none of them, unless one
 * is of what all scenarios share. They share no key that `schema` does not know, but for a known one that is mistyped.
 */
export const soundScenarios = (problems: readonly Problem[], schema: JsonObject): Sound => {
  const members = Object.keys(isObject(schema.properties) ? schema.properties : {});
  const broken = new Set<number>();
  for (const { pointer } of problems) {
    const [member = '', index] = tokensOf(pointer);
    if (member === 'scenarios' && index !== undefined) broken.add(Number(index));
    else if (pointer === '' || nearest(member, members) !== undefined) return () => false;
  }
  return (index) => !broken.has(index);
};
