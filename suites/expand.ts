import { suggest } from '../documents/nearest.ts';
import { childOf } from '../documents/pointer.ts';
import { isArray, isObject, own, textOf } from '../runner/json.ts';
import type { Json } from '../runner/types/values.ts';
import type { Row, ScenarioYaml, Scope } from './format.ts';

const PLACEHOLDER = /<([A-Za-z][A-Za-z0-9_]*)>/g;
const WHOLE = /^<([A-Za-z][A-Za-z0-9_]*)>$/;

/** Told of each placeholder that no column fills, and of the text that holds it. */
type Unfilled = (column: string, pointer: string) => void;

const fillText = (text: string, row: Row, pointer: string, unfilled: Unfilled): string =>
  text.replace(PLACEHOLDER, (placeholder, column: string) => {
    const value = own(row, column);
    if (value !== undefined) return textOf(value);
    unfilled(column, pointer);
    return placeholder;
  });

/** Replaces `<column>` in every text and every key; a text that is nothing else takes the value with its type. */
const fill = (value: Json, row: Row, pointer: string, unfilled: Unfilled): Json => {
  if (typeof value === 'string') {
    const column = WHOLE.exec(value)?.[1];
    const whole = column === undefined ? undefined : own(row, column);
    return whole === undefined ? fillText(value, row, pointer, unfilled) : whole;
  }
  if (isArray(value)) return value.map((item, index) => fill(item, row, childOf(pointer, index), unfilled));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const at = childOf(pointer, key);
      return [fillText(key, row, at, unfilled), fill(member, row, at, unfilled)];
    }),
  );
};

const rowsOf = (scenario: ScenarioYaml, scope: Scope): readonly Row[] => {
  const { each } = scenario;
  if (each === undefined) return [{}];
  if (typeof each !== 'string') return each;
  const { tables } = scope.spec;
  const rows = own(tables, each);
  if (rows === undefined)
    scope.report(`${scope.pointer}/each`, `the spec has no table \`${each}\``, suggest(each, Object.keys(tables)));
  return rows ?? [];
};

/**
 * The scenarios that one entry of a suite stands for: one for each row of `each`, or the entry itself; none of a row that
 * leaves a placeholder unfilled. Values of rows are taken as they are: a placeholder in them is not replaced.
 */
export const expand = (scenario: ScenarioYaml, scope: Scope): readonly ScenarioYaml[] => {
  const { each, ...template } = scenario;
  return rowsOf(scenario, scope).flatMap((row) => {
    let complete = true;
    const filled = fill(template as unknown as Json, row, scope.pointer, (column, pointer) => {
      complete = false;
      const remedy = each === undefined ? 'Give the scenario an `each`.' : suggest(column, Object.keys(row));
      scope.report(pointer, `no column \`${column}\` for the placeholder <${column}>`, remedy);
    });
    return complete ? [filled as unknown as ScenarioYaml] : [];
  });
};
