import type { Command } from 'commander';
import { Argument } from 'commander';
import type { Scenario, Spec } from '../runner/types.ts';
import { DONE } from './exit.ts';
import type { ScenarioFlags } from './inputs.ts';
import { addScenarioOptions, readContract } from './inputs.ts';
import { print } from './terminal.ts';

type Flags = ScenarioFlags & { readonly json: boolean };

/** What there is to list: its members for JSON, its columns for people. */
type Listing = { readonly json: readonly object[]; readonly rows: readonly (readonly string[])[] };

const scenarioListing = (scenarios: readonly Scenario[]): Listing => ({
  json: scenarios.map(({ id, suite, title, requirements, tags, level, place }) => ({
    id,
    suite,
    title,
    requirements,
    tags,
    level,
    place,
  })),
  rows: scenarios.map(({ id, requirements, title }) => [id, requirements.join(','), title]),
});

const requirementListing = (spec: Spec, scenarios: readonly Scenario[]): Listing => {
  const provedBy = (id: string): readonly string[] =>
    scenarios.filter(({ requirements }) => requirements.includes(id)).map((scenario) => scenario.id);
  return {
    json: spec.requirements.map((requirement) => ({ ...requirement, scenarios: provedBy(requirement.id) })),
    rows: spec.requirements.map(({ id, level, text }) => [id, level, text]),
  };
};

const faultListing = async (): Promise<Listing> => {
  const { FAULTS } = await import('../mock/faults/catalogue.ts');
  const json = FAULTS.map(({ apply: _, ...fault }) => fault);
  return { json, rows: json.map(({ id, requirement, text }) => [id, requirement, text]) };
};

const variationListing = async (): Promise<Listing> => {
  const { VARIATIONS } = await import('../mock/variations.ts');
  const json = VARIATIONS.map(({ apply: _, ...variation }) => variation);
  return { json, rows: json.map(({ id, text }) => [id, text]) };
};

/** Everything that can be listed. */
const LISTINGS: Readonly<Record<string, (flags: Flags) => Promise<Listing>>> = {
  scenarios: async (flags) => scenarioListing((await readContract(flags)).scenarios),
  requirements: async (flags) => {
    const { description, scenarios } = await readContract(flags);
    return requirementListing(description.spec, scenarios);
  },
  faults: faultListing,
  variations: variationListing,
};

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
};

/** `list`: scenarios, requirements, faults or variations, for people or as JSON. */
export const configure = (command: Command): void => {
  const what = new Argument('[what]', 'what to list').choices(Object.keys(LISTINGS)).default('scenarios');
  addScenarioOptions(command.addArgument(what))
    .option('--json', 'as JSON', false)
    .action(async (chosen: string, flags: Flags) => {
      const { json, rows } = (await LISTINGS[chosen]?.(flags)) ?? { json: [], rows: [] };
      await print(flags.json ? `${JSON.stringify(json, undefined, 2)}\n` : table(rows));
      process.exitCode = DONE;
    });
};
