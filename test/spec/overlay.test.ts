import { describe, expect, it } from 'vitest';
import type { YamlDocument } from '../../documents/read.ts';
import { parseYaml } from '../../documents/read.ts';
import type { Json } from '../../runner/types/values.ts';
import { applyOverlays } from '../../spec/overlay.ts';

const documentOf = (text: string, file: string): YamlDocument => {
  const { document } = parseYaml(text, file);
  if (document === undefined) throw new Error(`${file} is no YAML`);
  return document;
};

const base = documentOf('a:\n  b: 1\n  c: [x, y, z]\nd: &d { e: [1] }\nf: *d\n', 'base.yaml');

const overlay = (actions: string, file = 'one.yaml'): YamlDocument =>
  documentOf(`overlay: 1.0.0\ninfo: { title: T, version: 1.0.0 }\nactions:\n${actions}`, file);

const applied = async (...actions: readonly string[]): Promise<Json> => {
  const { document, problems } = await applyOverlays(
    base,
    actions.map((one) => overlay(one)),
  );
  expect(problems).toEqual([]);
  return document.value;
};

describe('an overlay', () => {
  it.each<[string, string, Json]>([
    [
      'merges objects, deeply',
      '  - { target: $, update: { a: { b: 2, g: { h: 1 } } } }',
      { a: { b: 2, c: ['x', 'y', 'z'], g: { h: 1 } } },
    ],
    [
      'appends to an array inside an object',
      '  - { target: $.a, update: { c: [w] } }',
      { a: { b: 1, c: ['x', 'y', 'z', 'w'] } },
    ],
    [
      'appends one entry to an array that is the target',
      '  - { target: $.a.c, update: { k: 1 } }',
      { a: { b: 1, c: ['x', 'y', 'z', { k: 1 }] } },
    ],
    [
      'appends a list to an array as one entry',
      '  - { target: $.a.c, update: [w] }',
      { a: { b: 1, c: ['x', 'y', 'z', ['w']] } },
    ],
    ['replaces a value by one of another kind', '  - { target: $.a, update: { c: none } }', { a: { b: 1, c: 'none' } }],
    ['removes a member', '  - { target: $.a.b, remove: true }', { a: { c: ['x', 'y', 'z'] } }],
    [
      'removes items in whatever order they were selected',
      "  - { target: '$.a.c[2,0]', remove: true }",
      { a: { b: 1, c: ['y'] } },
    ],
    ['removes what a filter selects', "  - { target: '$.a.c[?@ != ''y'']', remove: true }", { a: { b: 1, c: ['y'] } }],
    ['removes rather than updates', '  - { target: $.a.c, remove: true, update: [1] }', { a: { b: 1 } }],
    [
      'updates if it does not remove',
      '  - { target: $.a, remove: false, update: { b: 3 } }',
      { a: { b: 3, c: ['x', 'y', 'z'] } },
    ],
    [
      'applies actions in order',
      '  - { target: $.a.c, remove: true }\n  - { target: $.a, update: { c: [n] } }\n  - { target: $.a.c, update: m }',
      { a: { b: 1, c: ['n', 'm'] } },
    ],
  ])('%s', async (_, actions, expected) => {
    expect(await applied(actions)).toEqual({ d: { e: [1] }, f: { e: [1] }, ...(expected as object) });
  });

  it('does not reach through an alias into its other uses', async () => {
    expect(await applied('  - { target: $.f.e, update: 2 }')).toMatchObject({ d: { e: [1] }, f: { e: [1, 2] } });
  });

  it('gives every selected object its own copy', async () => {
    const twice =
      "  - { target: '$[''d'',''f'']', update: { n: { list: [] } } }\n  - { target: $.d.n.list, update: 1 }";
    expect(await applied(twice)).toMatchObject({ d: { n: { list: [1] } }, f: { n: { list: [] } } });
  });

  it('gives every selected array its own copy', async () => {
    const lists = "  - { target: $, update: { l: [], m: [] } }\n  - { target: '$[''l'',''m'']', update: { k: [] } }";
    const one = "  - { target: '$.l[0].k', update: 1 }";
    expect(await applied(`${lists}\n${one}`)).toMatchObject({ l: [{ k: [1] }], m: [{ k: [] }] });
  });

  it('changes what is selected twice only once', async () => {
    expect(await applied("  - { target: '$.a[''c'',''c'']', update: w }")).toMatchObject({
      a: { c: ['x', 'y', 'z', 'w'] },
    });
  });

  it('leaves the document that it changes as it was', async () => {
    await applied('  - { target: $.a, remove: true }');
    expect(base.value).toMatchObject({ a: { b: 1 } });
  });

  it('is followed by the next one', async () => {
    expect(
      await applied('  - { target: $, update: { n: 1 } }', '  - { target: $.n, remove: true }'),
    ).not.toHaveProperty('n');
  });
});

describe('places after an overlay', () => {
  it.each([
    ['/a/b', 'base.yaml', 2, 6],
    ['/a/c', 'base.yaml', 3, 6],
    ['/a/c/0', 'base.yaml', 3, 10],
    ['/a/c/1', 'base.yaml', 3, 13],
    ['/a/c/2', 'one.yaml', 6, 13],
    ['/a/c/3/deep', 'two.yaml', 5, 27],
    ['/a/g', 'one.yaml', 9, 10],
    ['/a/g/h', 'one.yaml', 9, 15],
    ['/a/g/nothing', 'one.yaml', 9, 10],
    ['/d/e/0', 'base.yaml', 4, 13],
    ['', 'base.yaml', 1, 1],
  ])('%s', async (pointer, file, line, column) => {
    const one = overlay(
      "  - { target: '$.a.c[0]', remove: true }\n  - target: $.a.c\n    update: new\n  - target: $.a\n    update:\n      g: { h: 1 }\n",
    );
    const two = overlay('  - target: $.a\n    update: { c: [{ deep: 1 }] }\n', 'two.yaml');
    const { document } = await applyOverlays(base, [one, two]);
    expect(document.placeOf(pointer)).toEqual({ file, line, column });
  });
});
