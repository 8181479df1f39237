import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../runner/types/scenario.ts';
import type { Filter } from '../../suites/filter.ts';
import { filterScenarios } from '../../suites/filter.ts';

const scenario = (id: string, rest: Partial<Scenario> = {}): Scenario => ({
  id,
  suite: id.split('/')[0] ?? '',
  title: 'A.',
  requirements: ['SUCC-1'],
  tags: [],
  level: 'safe',
  given: [],
  steps: [],
  alone: false,
  place: { file: 'a.yaml', line: 1, column: 1 },
  ...rest,
});

const all = [
  scenario('lookups/organization-id'),
  scenario('lookups/network-id', { requirements: ['LOOK-2', 'SIDE-1'] }),
  scenario('pools/dry', { requirements: ['POOL-1'], level: 'draining', tags: ['slow', 'alone'] }),
  scenario('pools/full', { requirements: ['POOL-2'], level: 'allocating', tags: ['slow'] }),
];

const ids = (filter: Filter): readonly string[] => filterScenarios(all, filter).map(({ id }) => id);

describe('Scenarios', () => {
  it.each<readonly [string, Filter, readonly string[]]>([
    ['nothing', {}, ['lookups/organization-id', 'lookups/network-id', 'pools/dry', 'pools/full']],
    ['an id', { ids: ['pools/dry'] }, ['pools/dry']],
    ['a glob', { ids: ['*-id'] }, ['lookups/organization-id', 'lookups/network-id']],
    ['a glob of one character', { ids: ['pools/d?y'] }, ['pools/dry']],
    ['two globs', { ids: ['*/full', 'lookups/n*'] }, ['lookups/network-id', 'pools/full']],
    ['a suite', { suites: ['pools'] }, ['pools/dry', 'pools/full']],
    ['a requirement', { requirements: ['SIDE-1'] }, ['lookups/network-id']],
    ['a tag', { tags: ['alone'] }, ['pools/dry']],
    ['levels', { levels: ['safe', 'draining'] }, ['lookups/organization-id', 'lookups/network-id', 'pools/dry']],
    ['a tag and a level', { tags: ['slow'], levels: ['allocating'] }, ['pools/full']],
  ])('are chosen by %s', (_, filter, expected) => {
    expect(ids(filter)).toEqual(expected);
  });

  it.each<readonly [string, Filter, string]>([
    [
      'a mistyped id',
      { ids: ['pools/dri'] },
      '--id: no scenario has the id `pools/dri`\n    Did you mean `pools/dry`?',
    ],
    [
      'an id whose dot is no wildcard',
      { ids: ['pools.dry'] },
      '--id: no scenario has the id `pools.dry`\n    Did you mean `pools/dry`?',
    ],
    [
      'a glob of nothing',
      { ids: ['full'] },
      '--id: no scenario has the id `full`\n    Known here: `lookups/organization-id`, `lookups/network-id`, `pools/dry`, `pools/full`.',
    ],
    [
      'a glob of a beginning',
      { ids: ['pools/d'] },
      '--id: no scenario has the id `pools/d`\n    Did you mean `pools/dry`?',
    ],
    [
      'a suite in the place of an id',
      { ids: ['pools'] },
      '--id: no scenario has the id `pools`\n    Did you mean `pools/*`?',
    ],
    [
      'several suites in one',
      { suites: ['pools,lookups'] },
      '--suite: no scenario has the suite `pools,lookups`\n    Repeat the option: --suite pools --suite lookups.',
    ],
    ['a mistyped suite', { suites: ['pool'] }, '--suite: no scenario has the suite `pool`\n    Did you mean `pools`?'],
    [
      'a mistyped requirement beside a right one',
      { requirements: ['POOL-1', 'POL-2'] },
      '--requirement: no scenario has the requirement `POL-2`\n    Did you mean `POOL-2`?',
    ],
    ['an unknown tag', { tags: ['quick'] }, '--tag: no scenario has the tag `quick`\n    Known here: `slow`, `alone`.'],
    [
      'a mistyped level and suite',
      { suites: ['pool'], levels: ['save'] },
      '--level: no scenario has the level `save`\n    Did you mean `safe`?\n--suite: no scenario has the suite `pool`\n    Did you mean `pools`?',
    ],
    [
      'what goes not together',
      { suites: ['lookups'], tags: ['slow'] },
      '--suite --tag: each of these matches a scenario, but none matches all\n    Drop one of them.',
    ],
  ])('are not chosen by %s', (_, filter, message) => {
    expect(() => filterScenarios(all, filter)).toThrow(expect.objectContaining({ name: 'InputError', message }));
  });
});
