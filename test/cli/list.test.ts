import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../mock/faults/catalogue.ts';
import { VARIATIONS } from '../../mock/variations.ts';
import { loadSpec } from '../../spec/load.ts';
import { loadSuites } from '../../suites/load.ts';
import { command } from './command.ts';

const spec = await loadSpec();
const scenarios = await loadSuites({ spec });
const proved = (of: (suite: string) => boolean): readonly string[] =>
  spec.requirements
    .map(({ id }) => id)
    .filter((id) => scenarios.some(({ suite, requirements }) => of(suite) && requirements.includes(id)));
const universal = spec.requirements.find((requirement) => requirement.universal)?.id ?? '';
const live = FAULTS.filter(({ profiles }) => profiles.includes('live'));

const listed = async (...args: readonly string[]): Promise<readonly string[]> => {
  const { code, stdout, stderr } = await command(['list', ...args, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return (JSON.parse(stdout) as readonly { readonly id: string }[]).map(({ id }) => id);
};

const NARROWED: readonly (readonly [args: readonly string[], ids: readonly string[]])[] = [
  [['requirements', '--requirement', 'AUTH-1'], ['AUTH-1']],
  [
    ['requirements', '--requirement', universal, '--requirement', 'AUTH-1'],
    spec.requirements.map(({ id }) => id).filter((id) => ['AUTH-1', universal].includes(id)),
  ],
  [['requirements', '--suite', 'authentication'], proved((suite) => suite === 'authentication')],
  [['requirements', '--suite', 'authentication', '--requirement', 'AUTH-1'], ['AUTH-1']],
  [['requirements', '--id', 'authentication/*'], proved((suite) => suite === 'authentication')],
  [
    ['faults', '--requirement', 'AUTH-1'],
    FAULTS.filter(({ requirement }) => requirement === 'AUTH-1').map(({ id }) => id),
  ],
  [['faults', '--profile', 'live'], live.map(({ id }) => id)],
  [
    ['faults', '--profile', 'live', '--requirement', 'AUTH-1'],
    live.filter(({ requirement }) => requirement === 'AUTH-1').map(({ id }) => id),
  ],
  [
    ['variations', '--profile', 'live'],
    VARIATIONS.filter(({ profiles }) => profiles.includes('live')).map(({ id }) => id),
  ],
];

const idle = (option: string, what: string, by: string): string =>
  `${option}: ${what} are not chosen by it\n    Leave it out; ${by}.\n`;
const OF_FAULTS = '--profile and --requirement choose among them';
const OF_VARIATIONS = '--profile chooses among them';

const REFUSED: readonly (readonly [args: readonly string[], stderr: string])[] = [
  [
    ['requirements', '--requirement', 'AUTH-19'],
    '--requirement: there is no requirement `AUTH-19`\n    Did you mean `AUTH-1`?\n',
  ],
  [
    ['requirements', '--requirement', 'AUTH-1', '--suite', 'rate-limit'],
    '--requirement: the scenarios that the other options choose prove none of these\n    Drop one of the options.\n',
  ],
  [['requirements', '--suite', 'nothing-of-the-kind'], ''],
  [['faults', '--suite', 'success'], idle('--suite', 'faults', OF_FAULTS)],
  [['faults', '--id', 'x', '--tag', 'y'], idle('--id', 'faults', OF_FAULTS) + idle('--tag', 'faults', OF_FAULTS)],
  [['faults', '--overlay', 'x.yaml'], idle('--overlay', 'faults', OF_FAULTS)],
  [['faults', '--suite-file', 'x.yaml'], idle('--suite-file', 'faults', OF_FAULTS)],
  [['faults', '--requirement', 'AUTH-19'], '--requirement: no fault breaks `AUTH-19`\n    Did you mean `AUTH-1`?\n'],
  [['faults', '--profile', 'lives'], '--profile: there is no profile `lives`\n    Did you mean `live`?\n'],
  [['cases', '--suite', 'success'], idle('--suite', 'cases', '--profile, --spec and --overlay choose among them')],
  [['variations', '--requirement', 'AUTH-1'], idle('--requirement', 'variations', OF_VARIATIONS)],
];

describe('list', () => {
  it.each(NARROWED)('%j shows those alone', async (args, ids) => {
    expect(ids.length).toBeGreaterThan(0);
    expect(await listed(...args)).toEqual(ids);
  });

  it('shows the cases that `expect` may name, and which answers they take', async () => {
    const { code, stdout } = await command(['list', 'cases']);
    expect(stdout).toMatch(/^success +200 success +/m);
    expect(stdout).toMatch(/^missing_api_token +400 missing_api_token +/m);
    expect(stdout).toMatch(/^organization-ambiguous +422 validation_error or 404 organization_not_found +/m);
    expect(code).toBe(0);
    const listed = JSON.parse((await command(['list', 'cases', '--json', '--profile', 'live'])).stdout);
    expect(listed).toEqual(Object.values((await loadSpec({ profile: 'live' })).cases));
  });

  it.each(REFUSED)('%j is refused', async (args, expected) => {
    const { code, stdout, stderr } = await command(['list', ...args]);
    if (expected === '') expect(stderr).toMatch(/^--suite: no scenario has the suite/);
    else expect(stderr).toBe(expected);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  });
});
