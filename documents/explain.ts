import type { SchemaError } from './collapse.ts';
import { explanationOf } from './explanations.ts';
import { parentOf } from './pointer.ts';
import type { Wording, Words } from './wording.ts';

/** One broken rule of a JSON Schema in words. */
export type Fault = Words & {
  /** The value that is wrong; for a missing or unknown member, that member. */
  readonly pointer: string;
  readonly error: SchemaError;
};

/** A mistyped name is one fault, not an unknown member and a missing one. */
const withoutEchoes = (faults: readonly Fault[]): readonly Fault[] => {
  const meant = new Set(
    faults.filter(({ member }) => member === 'unknown').map(({ pointer, remedy }) => `${parentOf(pointer)} ${remedy}`),
  );
  const isMeant = ({ pointer, error }: Fault): boolean =>
    meant.has(`${parentOf(pointer)} Did you mean \`${String(error.params.missingProperty)}\`?`);
  return faults.filter((fault) => fault.member !== 'missing' || !isMeant(fault));
};

/** Collapsed schema errors in words, each fact once. */
export const explain = (errors: readonly SchemaError[], wording: Wording): readonly Fault[] => {
  const faults = errors
    .filter((error) => error.keyword !== 'propertyNames')
    .map((error) => ({
      pointer: error.instancePath,
      ...explanationOf(error, wording),
      error,
    }));
  const once = new Map(withoutEchoes(faults).map((fault) => [`${fault.pointer} ${fault.fact}`, fault]));
  return [...once.values()];
};
