import { describe, expect, it } from 'vitest';
import { readYaml } from '../../documents/read.ts';
import type { Edit } from './edited.ts';
import { loadEdited, problemsOf } from './edited.ts';

type Case = {
  readonly case: string;
  readonly file: string;
  readonly from?: string;
  readonly to?: string;
  readonly problems: string;
};

const { document } = await readYaml(new URL('./problems.yaml', import.meta.url), 'problems.yaml');
const groups = document?.value as unknown as Readonly<Record<string, readonly Case[]>>;

const editOf = ({ file, from, to }: Case): Edit => (from === undefined || to === undefined ? [file] : [file, from, to]);

describe.each(Object.entries(groups))('%s', (group, cases) => {
  it.each(cases)('$case', async (one) => {
    const profile = group.startsWith('overlays') ? 'live' : 'documented';
    expect(await problemsOf([editOf(one)], profile)).toBe(one.problems.trimEnd());
  });
});

describe('all problems', () => {
  it('are none in the spec as it stands', async () => {
    expect(await problemsOf([])).toBe('');
    expect(await problemsOf([], 'live')).toBe('');
  });

  it('of all files are reported at once, in order', async () => {
    const edits: readonly Edit[] = [
      ['openapi.yaml', '{ code: owner_not_found }', '{ code: owner_not_fond }'],
      ['openapi.yaml', 'x-except-codes: [no_token]', 'x-except-codes: [no_tokn]'],
      ['requirements.yaml', 'level: should', 'level: shall'],
      ['states.yaml', '    text:', '    txt:'],
      ['live.overlay.yaml', '$.info', '$.inf'],
    ];
    expect((await problemsOf(edits, 'live')).split('\n').filter((line) => !line.startsWith(' '))).toEqual([
      'live.overlay.yaml:4:13: the target `$.inf` selects nothing',
      'openapi.yaml:15:23: no operation documents the error code `owner_not_fond`',
      'openapi.yaml:65:24: `no_tokn` is no error code of any operation',
      'requirements.yaml:8:12: `requirements[1].level` must be `must`, `should` or `unknown`, but is `shall`',
      'states.yaml:3:5: `states[0].txt` is not known here',
    ]);
  });

  it.each([
    ['lives', 'Did you mean `live`?'],
    ['constructor', 'Known here: `documented`, `live`.'],
  ])('of the unknown profile %s', async (profile, remedy) => {
    await expect(loadEdited([], profile)).rejects.toThrow(`profile: there is no profile \`${profile}\`\n    ${remedy}`);
  });
});
