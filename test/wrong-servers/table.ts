import { fileURLToPath } from 'node:url';
import { readYaml } from '../../documents/read.ts';
import { FAULTS } from '../../mock/faults/catalogue.ts';
import type { Fault } from '../../mock/types.ts';
import type { Scenario } from '../../runner/types/scenario.ts';
import { filterScenarios } from '../../suites/filter.ts';

/** What a table says of one fault. */
type Row = {
  readonly why: string;
  readonly fails?: readonly string[];
  readonly errs?: readonly string[];
  readonly but?: readonly string[];
};

export const PROFILES = ['documented', 'live'] as const;

/** A wrong server, and what is said of it. */
export type WrongServer = Row & { readonly profile: string; readonly fault: Fault };

const faultOf = (id: string): Fault => {
  const fault = FAULTS.find((one) => one.id === id);
  if (fault === undefined) throw new Error(`there is no fault ${id}`);
  return fault;
};

/** Every wrong server of a profile, out of the table of that name. */
export const wrongServers = async (profile: string): Promise<readonly WrongServer[]> => {
  const file = fileURLToPath(new URL(`./${profile}.yaml`, import.meta.url));
  const { document, problems } = await readYaml(file, `${profile}.yaml`);
  if (document === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  const rows = document.value as unknown as Readonly<Record<string, Row>>;
  return Object.entries(rows).map(([id, row]) => ({ ...row, profile, fault: faultOf(id) }));
};

/** Ids that globs match. Throws if one of them matches none. */
const idsOf = (globs: readonly string[], scenarios: readonly Scenario[]): readonly string[] =>
  globs.length === 0 ? [] : filterScenarios(scenarios, { ids: globs }).map(({ id }) => id);

/** What becomes of each scenario that does not pass. Throws if the row contradicts itself. */
export const expectedOf = (
  { fails = [], errs = [], but = [] }: Row,
  scenarios: readonly Scenario[],
): ReadonlyMap<string, 'failed' | 'errored'> => {
  const expected = new Map<string, 'failed' | 'errored'>();
  for (const id of idsOf(fails, scenarios)) expected.set(id, 'failed');
  for (const id of idsOf(errs, scenarios)) {
    if (expected.has(id)) throw new Error(`${id} cannot both fail and err`);
    expected.set(id, 'errored');
  }
  for (const id of idsOf(but, scenarios))
    if (!expected.delete(id)) throw new Error(`${id} is excepted, but not among those that do not pass`);
  return expected;
};
