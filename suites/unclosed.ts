import { childOf } from '../documents/pointer.ts';
import { isArray, isObject, valueAt } from '../runner/json.ts';
import { isUnclosed } from '../runner/references.ts';
import type { Json } from '../runner/types/values.ts';

/** Members of a suite and of a scenario that say what is sent and what is expected of the answers. */
const TOLD = ['request', 'observe', 'given', 'each', 'steps'];

/** A text that holds a `${` without its `}`: it would be taken as it stands. */
export type Unclosed = {
  readonly pointer: string;
  /** It is the name of the member that the pointer leads to. */
  readonly isName: boolean;
};

const within = (value: Json | undefined, pointer: string): readonly Unclosed[] => {
  if (typeof value === 'string') return isUnclosed(value) ? [{ pointer, isName: false }] : [];
  if (isArray(value)) return value.flatMap((item, index) => within(item, childOf(pointer, index)));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const at = childOf(pointer, name);
    return [...(isUnclosed(name) ? [{ pointer: at, isName: true }] : []), ...within(member, at)];
  });
};

/** Every unclosed reference in what a suite sends and expects. */
export const unclosedIn = (suite: Json): readonly Unclosed[] => {
  const scenarios = valueAt(suite, '/scenarios');
  const parts = ['', ...(isArray(scenarios) ? scenarios.map((_, index) => `/scenarios/${index}`) : [])];
  return parts
    .flatMap((part) => TOLD.map((member) => `${part}/${member}`))
    .flatMap((pointer) => within(valueAt(suite, pointer), pointer));
};
