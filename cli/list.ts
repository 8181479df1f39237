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

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
};

const list = async (what: string, flags: Flags): Promise<void> => {
  const { description, scenarios } = await readContract(flags);
  const { json, rows } =
    what === 'requirements' ? requirementListing(description.spec, scenarios) : scenarioListing(scenarios);
  await print(flags.json ? `${JSON.stringify(json, undefined, 2)}\n` : table(rows));
};

/** `list`: scenarios or requirements, for people or as JSON. */
export const configure = (command: Command): void => {
  const what = new Argument('[what]', 'what to list').choices(['scenarios', 'requirements']).default('scenarios');
  addScenarioOptions(command.addArgument(what))
    .option('--json', 'as JSON', false)
    .action(async (chosen: string, flags: Flags) => {
      await list(chosen, flags);
      process.exitCode = DONE;
    });
};
