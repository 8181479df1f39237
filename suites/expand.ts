import { suggest } from '../documents/nearest.ts';
import { isArray, isObject } from '../documents/pointer.ts';
import type { Json } from '../runner/types.ts';
import type { Row, ScenarioYaml, Scope } from './format.ts';

const PLACEHOLDER = /<([A-Za-z][A-Za-z0-9_]*)>/g;
const WHOLE = /^<([A-Za-z][A-Za-z0-9_]*)>$/;

const cell = (row: Row, column: string): Json | undefined => (Object.hasOwn(row, column) ? row[column] : undefined);

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

const fillText = (text: string, row: Row, unknown: Set<string>): string =>
  text.replace(PLACEHOLDER, (placeholder, column: string) => {
    const value = cell(row, column);
    if (value !== undefined) return asText(value);
    unknown.add(column);
    return placeholder;
  });

/** Replaces `<column>` in every text and every key; a text that is nothing else takes the value with its type. */
const fill = (value: Json, row: Row, unknown: Set<string>): Json => {
  if (typeof value === 'string') {
    const column = WHOLE.exec(value)?.[1];
    const whole = column === undefined ? undefined : cell(row, column);
    return whole === undefined ? fillText(value, row, unknown) : whole;
  }
  if (isArray(value)) return value.map((item) => fill(item, row, unknown));
  if (!isObject(value)) return value;
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([key, member]) => [fillText(key, row, unknown), fill(member, row, unknown)]));
};

const rowsOf = (scenario: ScenarioYaml, scope: Scope): readonly Row[] => {
  const { each } = scenario;
  if (each === undefined) return [{}];
  if (typeof each !== 'string') return each;
  const { tables } = scope.spec;
  const rows = Object.hasOwn(tables, each) ? tables[each] : undefined;
  if (rows === undefined)
    scope.report(`${scope.pointer}/each`, `the spec has no table \`${each}\``, suggest(each, Object.keys(tables)));
  return rows ?? [];
};

/**
 * The scenarios that one entry of a suite stands for: one for each row of `each`, or the entry itself.
 * Values of rows are taken as they are: a placeholder in them is not replaced.
 */
export const expand = (scenario: ScenarioYaml, scope: Scope): readonly ScenarioYaml[] => {
  const { each: _, ...template } = scenario;
  return rowsOf(scenario, scope).map((row) => {
    const unknown = new Set<string>();
    const filled = fill(template as unknown as Json, row, unknown);
    for (const column of unknown)
      scope.report(
        scope.pointer,
        `no column \`${column}\` for the placeholder <${column}>`,
        scenario.each === undefined ? 'Give the scenario an `each`.' : suggest(column, Object.keys(row)),
      );
    return filled as unknown as ScenarioYaml;
  });
};
